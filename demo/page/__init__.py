"""The page of a rehearsed workspace: one HTML file, plain modules, and what they ask for.

    with open_workspace(routes=page_routes) as slack:
        print(slack.url)

The page holds no truth of its own: it shows what the stream of `live` tells, and whatever a person
does on it goes through the same functions that tests act through.
"""

from collections.abc import Sequence
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from demo.page.acting import Acts
from demo.page.guard import Guard
from demo.page.live import Live
from demo.page.snapshot import Looking
from demo.slack import Refused, Slack
from demo.slack.web_api import file_response

_STATIC = Path(__file__).with_name("static")


def page_routes(slack: Slack) -> Sequence[BaseRoute]:
    """The page at `/`, and under `/page/` what it needs; what `open_workspace(routes=…)` takes."""
    guarded = [Middleware(Guard)]

    async def front(request: Request) -> Response:
        return FileResponse(_STATIC / "index.html")

    async def events(request: Request) -> Response:
        return Live(slack, Looking.of(slack, request.query_params))

    async def file(request: Request) -> Response:
        return file_response(slack.workspace, request.path_params["file"])

    async def archive(request: Request) -> Response:
        thread = request.query_params.get("thread_ts", "")
        return RedirectResponse(_hash(slack, **request.path_params, thread=thread))

    return [
        Route("/", front, middleware=guarded),
        Route("/page/events", events, middleware=guarded),
        Route("/page/files/{file}", file, middleware=guarded),
        Route("/page/act/{action}", Acts(slack).act, methods=["POST"], middleware=guarded),
        Route("/archives/{channel}/{message}", archive, middleware=guarded),
        Mount("/page/static", StaticFiles(directory=_STATIC), middleware=guarded),
    ]


def _hash(slack: Slack, channel: str, message: str, thread: str) -> str:
    """Where on the page a permalink leads; the person who last looked goes on looking.

    One to an answer leads to the message whose thread it stands in.
    """
    digits = thread.replace(".", "") or message.removeprefix("p")
    try:
        place = slack.workspace.channel(channel)
    except Refused:
        return "/"
    name = f"@{slack.workspace.bot.name}" if place.is_im else place.name
    return f"/#~/{name}/{digits[:-6]}.{digits[-6:]}"


__all__ = ["page_routes"]

"""The routes: what is served, to whom, and what each request came to, for the log."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.calls import CALLS, take_calls
from bot.http.clients import require_token
from bot.http.door import Door
from bot.http.figures import figures
from bot.http.refusals import Refused, not_here, refused
from bot.http.rows import activities
from bot.http.sites import VIEW_PATH
from bot.http.views import view
from bot.http.webhook import deliver

log = logging.getLogger(__name__)

Handler = Callable[[Door, Request], Awaitable[Response]]


def build(door: Door) -> Starlette:
    """The application; what takes anything in only where its key is set."""
    routes = [
        Route("/healthz", healthy, methods=["GET"]),
        _route("/readyz", ready, door, "GET"),
        _route("/metrics", told_figures, door, "GET"),
    ]
    if door.token:
        calls = {path: partial(take_calls, type=type) for path, type in CALLS.items()}
        posted: dict[str, Handler] = {"/v1/activities": take_activities, **calls}
        routes += [_route(path, partial(_with_token, take), door) for path, take in posted.items()]
    if door.site_key:
        routes.append(_route(VIEW_PATH, view, door, "GET"))
    if door.webhook_secret:
        routes.append(_route("/github/webhook", deliver, door))
    routes += [_route(path, take_slack, door) for path in door.slack.secrets]
    told = Middleware(Told, frozenset(route.path for route in routes))
    handlers = {Refused: refused, HTTPException: not_here}
    return Starlette(routes=routes, middleware=[told], exception_handlers=handlers)


async def healthy(_: Request) -> Response:
    """Says that requests are answered."""
    return JSONResponse({"ok": True})


async def ready(door: Door, _: Request) -> Response:
    """Whether the service does its work: 200, or 503 with the causes."""
    causes = await asyncio.to_thread(door.readiness.causes, door.clock())
    return JSONResponse({"ready": not causes, "causes": causes}, 503 if causes else 200)


async def told_figures(door: Door, _: Request) -> Response:
    """The figures, for Prometheus."""
    text = await asyncio.to_thread(figures, door.readiness, door.clock())
    return Response(text, media_type=CONTENT_TYPE_LATEST)


async def take_slack(door: Door, request: Request) -> Response:
    """An event, a command, a press or a form of Slack's."""
    return await door.slack.take(request, door.clock())


async def take_activities(door: Door, request: Request) -> Response:
    """Activity rows: 202 with what became of each, once the accepted are on disk."""
    async with door.bodies.read(request) as body:
        named = request.headers.get("content-type", "")
        read = partial(activities, content_type=named, reading=door.reading())
        sent = await door.parse(body, read)
    recorded = await door.store(sent.drafts)
    counts = {"accepted": recorded.new, "duplicate": recorded.duplicate, "rejected": sent.rejected}
    if sent.ignored:
        counts["filtered"] = sent.ignored
    unknown = {"unknown_columns": sorted(sent.unknown)} if sent.unknown else {}
    return JSONResponse({**counts, **unknown}, 202)


async def _with_token(handler: Handler, door: Door, request: Request) -> Response:
    require_token(request, door.token)
    return await handler(door, request)


def _route(path: str, handler: Handler, door: Door, method: str = "POST") -> Route:
    async def endpoint(request: Request) -> Response:
        return await handler(door, request)

    return Route(path, endpoint, methods=[method])


class Told:
    """Logs method, path and status of each request: no query, no header, no address.

    What went well is told for debugging only: views come by the million. So is that the service is
    not ready: it is asked often, and the log has the causes already. A path that is not ours
    may hold anything, and is not repeated.
    """

    def __init__(self, app: ASGIApp, paths: frozenset[str]) -> None:
        self._app, self._paths = app, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._tell(scope, message["status"])
            await send(message)

        await self._app(scope, receive, heard if scope["type"] == "http" else send)

    def _tell(self, scope: Scope, status: int) -> None:
        path = scope["path"] if scope["path"] in self._paths else "(another path)"
        level = logging.DEBUG if status < 400 or path == "/readyz" else logging.INFO
        log.log(level, "%s %s: %s", scope["method"][:10], path, status)

"""Opens a workspace: the state, its Web API and its sockets behind one local address."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from demo.serve import serving
from demo.slack.changes import Changes
from demo.slack.events import EVENT_TYPES
from demo.slack.faults import Faults
from demo.slack.features import COMMANDS, Command, Shortcut, Welcome
from demo.slack.interactions import Interacting
from demo.slack.messages import greet
from demo.slack.model import Channel, Json, Person, Usergroup
from demo.slack.pace import Pace, RateLimit
from demo.slack.socket_mode import Switchboard
from demo.slack.state import BOT_EVENTS, BOT_SCOPES, Workspace, wall_clock
from demo.slack.web_api import CONNECT, METHODS, WebAPI

PEOPLE = (
    Person("dana", "dana@leadlight-demo.example", "Dana Devrel", title="DevRel", is_admin=True),
    Person("sam", "sam@leadlight-demo.example", "Sam Sales", title="Sales"),
    Person("ellis", "ellis@leadlight-demo.example", "Ellis Engineer", title="Engineer"),
)
CHANNELS = (
    *("#leads", "#dql-sales", "#dql-marketing", "#dql-product", "#dql-engineering"),
    *("#dql-partnerships", "#dql-recruiting", "#general"),
)
_FRONT = (
    "<!doctype html><meta charset=utf-8><title>Leadlight rehearsal</title>"
    "<h1>A rehearsal on your machine, not Slack</h1>"
    "<p>This server stands in for Slack, so that Leadlight can be tried and tested. "
    "Nobody here is real, and nothing leaves this machine.</p>"
)


@dataclass
class Slack(Interacting):
    """A workspace while it is open: what the app needs to connect, and people to act as."""

    switchboard: Switchboard

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """What `WebClient(base_url=…)` takes."""
        return f"{self.workspace.url}/api/"

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self.workspace.tokens["bot"]

    @property
    def app_token(self) -> str:
        """The app's app-level token, for Socket Mode."""
        return self.workspace.tokens["app"]

    @property
    def bot_user_id(self) -> str:
        """The app's own user."""
        return self.workspace.bot.id

    @property
    def faults(self) -> Faults:
        """Misfortunes to queue."""
        return self.workspace.faults

    @property
    def acked(self) -> list[Json]:
        """The event payloads that the app acked, in that order."""
        with self.workspace.changed:
            return list(self.switchboard.acked)

    @property
    def abandoned(self) -> list[Json]:
        """The event payloads that nobody acked at any try."""
        with self.workspace.changed:
            return list(self.switchboard.abandoned)

    def wait_connected(self, sockets: int = 1, seconds: float = 10.0) -> None:
        """Block until at least that many sockets are open; else `TimeoutError`."""
        self.wait_for(lambda: len(self.switchboard.sockets) >= sockets, seconds)

    def wait_disconnected(self, seconds: float = 10.0) -> None:
        """Block until no socket is open; else `TimeoutError`."""
        self.wait_for(lambda: not self.switchboard.sockets, seconds)

    def settle(self, seconds: float = 10.0) -> None:
        """Block until every event was acked or given up; else `TimeoutError`."""
        board = self.switchboard
        try:
            self.wait_for(lambda: board.outstanding == 0, seconds)
        except TimeoutError:
            raise TimeoutError(f"{board.outstanding} events still without an ack") from None

    def refresh_sockets(self) -> None:
        """Ask every client to reconnect, as Slack does now and then."""
        self.switchboard.refresh()

    def drop_sockets(self) -> None:
        """Break every socket without a word."""
        self.switchboard.drop()


@contextmanager
def open_workspace(
    *,
    port: int = 0,
    team: str = "T0LEADLIGHT",
    name: str = "Leadlight",
    people: Iterable[Person] = PEOPLE,
    channels: Iterable[Channel | str] = CHANNELS,
    usergroups: Iterable[Usergroup] = (),
    bot_scopes: Iterable[str] = BOT_SCOPES,
    bot_events: Iterable[str] = BOT_EVENTS,
    post_rate: RateLimit | None = None,
    ack_seconds: float = 3.0,
    redelivery: Sequence[float] = (0.1, 0.3, 1.0),
    keep_events: bool = True,
    clock: Callable[[], float] = wall_clock,
    permits: Callable[[], float] | None = None,
    commands: Iterable[Command] = COMMANDS,
    shortcuts: Iterable[Shortcut] = (),
    welcome: Iterable[Welcome] = (),
    routes: Callable[[Slack], Sequence[BaseRoute]] | None = None,
) -> Iterator[Slack]:
    """Serve one workspace on 127.0.0.1 (port 0: a free one) for as long as the block lasts.

    Channels without `members` hold everybody; the app is in each unless `has_bot` is false.
    `post_rate` limits `chat.postMessage`; `redelivery` gives the pauses, in seconds, before an
    unacked event comes again (Slack's: 0, 60, 300); with `keep_events` false, events are lost
    while no socket is open; `clock` gives Unix seconds, and `permits` those by which triggers and
    response links end, where `clock` runs fast. `commands` and `shortcuts` are what a
    page offers to people; `welcome` stands in its channels from the start. Further `routes`, such
    as a page's, are made for the workspace and come before ours.
    """
    changed = Changes()
    board = Switchboard(changed, ack_seconds=ack_seconds, redelivery=redelivery, keep=keep_events)
    ws = Workspace(
        team=team,
        name=name,
        people=people,
        channels=channels,
        usergroups=usergroups,
        bot_scopes=bot_scopes,
        bot_events=bot_events,
        faults=Faults([*METHODS, CONNECT], EVENT_TYPES),
        clock=clock,
        publish=board.publish,
        changed=changed,
        permits=permits,
    )
    ws.commands, ws.shortcuts = tuple(commands), tuple(shortcuts)
    for message in welcome:
        greet(ws, message)
    slack = Slack(ws, board.ask, board)
    with serving(_app(slack, post_rate, routes(slack) if routes else ()), port) as url:
        ws.url = url
        try:
            yield slack
        finally:
            ws.close()


def _app(slack: Slack, post_rate: RateLimit | None, routes: Sequence[BaseRoute]) -> Starlette:
    ws, board = slack.workspace, slack.switchboard

    def link() -> str:
        return f"ws{ws.url.removeprefix('http')}/link/?ticket={board.ticket()}"

    api = WebAPI(ws, link, Pace(post_rate) if post_rate else None)
    ours = [
        Route("/", _front),
        Route("/api/{method}", api.call, methods=["GET", "POST"]),
        Route("/response/{token}", api.response, methods=["POST"]),
        Route("/upload/v1/{ticket}", api.upload, methods=["POST"]),
        Route("/files/{file}/{name}", api.download),
        WebSocketRoute("/link/", board.serve),
    ]
    return Starlette(routes=[*routes, *ours], lifespan=board.lifespan)


async def _front(request: Request) -> Response:
    return HTMLResponse(_FRONT)

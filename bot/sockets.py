"""Socket Mode, kept alive: connects until it succeeds, and notices a socket that died silently.

The SDK's client comes back by itself from most troubles, but never notices a server that answered
no ping from the start, and gives up when the first connection fails. So its pongs are watched here.

Where Slack gives one socket after the other and none is heard, the fault is likely in this process:
after some ten minutes of that the service ends with an error, for its supervisor to start it anew.
Where Slack cannot be reached a new process would not reach it either, so it goes on trying.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from urllib.error import URLError

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.clock import real_now
from bot.heard import Heard
from bot.metrics import Metrics
from bot.settings import SettingsError
from bot.socket_client import Client
from bot.workspaces import BAD_TOKEN, Workspace

Found = TypeVar("Found")

log = logging.getLogger(__name__)

PING_SECONDS = 3
BUFFER = 65_536  # with the default of 1,024 a frame of 2 MB ends the reader for ever
AT_ONCE = 64  # requests of people, a thread each; events take none
SILENCE = timedelta(seconds=60)
GAP = timedelta(seconds=10)  # longer than a ping's round, shorter than Slack's second retry
MOST_DEAF = 10  # sockets in a row that Slack gave and that answered no ping, a minute each


class Socket:
    """The socket of one workspace.

    `on_gap` is called when it is there again, `on_deaf` when only a new process may help.
    """

    def __init__(
        self,
        workspace: Workspace,
        app: Heard,
        on_gap: Callable[[], None],
        metrics: Metrics | None = None,
        on_deaf: Callable[[], None] = lambda: None,
    ) -> None:
        token = workspace.app_token
        if token is None:
            raise SettingsError(["SLACK_APP_TOKEN is missing"])
        self._name, self._id = workspace.team_name or workspace.team_id, workspace.team_id
        self._app = app
        self._client = Client(
            token.get_secret_value(),
            logger=app.logger,
            web_client=app.client,
            proxy=app.client.proxy,
            ping_interval=PING_SECONDS,
            receive_buffer_size=BUFFER,
            concurrency=AT_ONCE,
        )
        self._client.socket_mode_request_listeners.append(self._hear)
        self._on_gap, self._on_deaf = on_gap, on_deaf
        self._metrics = metrics or Metrics()
        self._sign: tuple[str | None, float | None] = (None, None)
        self._alive_at: datetime | None = None  # of the watchdog: a new socket, or a pong
        self._heard_at: datetime | None = None  # a pong
        self._deaf = 0

    def connect(self) -> bool:
        """Opens the socket; True, or an error.

        Raises:
            SettingsError: Slack refuses the app-level token.
            SlackClientError, OSError: Slack cannot be reached now.
        """
        try:
            self._client.connect()
        except SlackApiError as error:
            reason = error.response.get("error")
            if reason in BAD_TOKEN:
                raise SettingsError(
                    [f"the app-level token for {self._name} is refused by Slack ({reason})"]
                ) from None
            raise
        log.info("connected to Slack (%s)", self._name)
        return True

    def watch(self, now: datetime) -> None:
        """Called every few seconds: reconnects a silent socket, tells of a gap that ended."""
        self._look_for_life(now)
        if self._alive_at is None or self._heard_at is None:
            self._alive_at = self._heard_at = self._alive_at or now
        elif now - self._alive_at > SILENCE:
            log.error("Slack (%s) is silent: connecting anew", self._name)
            self._alive_at = now - GAP
            self._reconnect()
        self._metrics.connected(self._id, is_heard=not self.cause(now))

    @property
    def workspace(self) -> str:
        """Whose it is: name and id."""
        return f"{self._name} ({self._id})"

    def silent_since(self, now: datetime) -> datetime | None:
        """When it was heard last, if that is too long ago; aware UTC."""
        if self._heard_at is None or now - self._heard_at <= SILENCE:
            return None
        return self._heard_at

    def cause(self, now: datetime) -> str:
        """Why nothing is heard, with the workspace's id; empty when something is."""
        heard_at = self.silent_since(now)
        if heard_at is None:
            return ""
        since = f"{heard_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"Slack ({self._id}) is not heard since {since}: it is connected anew, see the log"

    def _hear(self, _: BaseSocketModeClient, request: SocketModeRequest) -> None:
        tell = partial(self._acknowledge, request, real_now().timestamp())
        self._app.hear(request.payload).add_done_callback(tell)

    def _acknowledge(
        self, request: SocketModeRequest, began: float, answer: Future[BoltResponse]
    ) -> None:
        try:
            send_response(self._client, request, answer.result(), began)
        except (SlackClientError, OSError) as error:
            log.warning("Slack (%s) hears no answer, and asks again: %s", self._name, error)

    def _look_for_life(self, now: datetime) -> None:
        session = self._client.current_session
        sign = (session.session_id, session.last_ping_pong_time) if session else (None, None)
        if sign == self._sign or session is None or not session.is_active():
            return
        if self._alive_at is not None and now - self._alive_at > GAP:
            seconds = int((now - (self._heard_at or self._alive_at)).total_seconds())
            log.warning("Slack (%s) was out of reach for %s s", self._name, seconds)
            self._on_gap()
        self._sign, self._alive_at = sign, now
        if session.last_ping_pong_time is not None:
            self._heard_at, self._deaf = now, 0

    def _reconnect(self) -> None:
        self._metrics.reconnected(self._id)
        try:
            self._client.connect_to_new_endpoint(force=True)
        except (SlackClientError, OSError) as error:
            self._deaf = 0
            log.error("Slack (%s) cannot be reached: %s", self._name, error)
            return
        self._deaf += 1
        if self._deaf >= MOST_DEAF:
            log.critical("Slack (%s) gave %d sockets, none answers", self._name, self._deaf)
            self._on_deaf()

    def close(self) -> None:
        """Ends the connection and its threads."""
        try:
            self._client.close()
        except AttributeError:  # of the SDK, where its own reader closed the socket in between
            log.info("the socket of %s had ended already", self._name)
        self._app.settle()


def until_slack_answers(ask: Callable[[], Found], wait: Callable[[float], bool]) -> Found | None:
    """Asks until Slack answers, with longer and longer pauses; None when told to stop.

    Raises:
        SettingsError: Slack answered that a token is wrong: somebody has to change it.
    """
    pause = 1.0
    while True:
        try:
            return ask()
        except (SlackClientError, URLError, OSError) as error:
            log.warning("Slack cannot be reached (%s): trying again in %d s", error, pause)
        if wait(pause):
            return None
        pause = min(pause * 2, 60.0)

"""Socket Mode, kept alive: connects until it succeeds, and notices a socket that died silently.

The SDK's client comes back by itself from most troubles, but never notices a server that answered
no ping from the start, and gives up when the first connection fails. So its pongs are watched here.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.error import URLError

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.settings import SettingsError
from bot.workspaces import BAD_TOKEN, Workspace

Found = TypeVar("Found")

log = logging.getLogger(__name__)

PING_SECONDS = 3
BUFFER = 65_536  # with the default of 1,024 a frame of 2 MB ends the reader for ever
AT_ONCE = 64  # threads: events that wait for the ledger take some of them
SILENCE = timedelta(seconds=60)
GAP = timedelta(seconds=10)  # longer than a ping's round, shorter than Slack's second retry


class Socket:
    """The socket of one workspace."""

    def __init__(self, workspace: Workspace, app: App, on_gap: Callable[[], None]) -> None:
        token = workspace.app_token
        if token is None:
            raise SettingsError(["SLACK_APP_TOKEN is missing"])
        self._name = workspace.team_name or workspace.team_id
        self._handler = SocketModeHandler(
            app,
            token.get_secret_value(),
            ping_interval=PING_SECONDS,
            receive_buffer_size=BUFFER,
            concurrency=AT_ONCE,
        )
        self._on_gap = on_gap
        self._sign: tuple[str | None, float | None] = (None, None)
        self._alive_at: datetime | None = None

    def connect(self) -> bool:
        """Opens the socket; True, or an error.

        Raises:
            SettingsError: Slack refuses the app-level token.
            SlackClientError, OSError: Slack cannot be reached now.
        """
        try:
            self._handler.client.connect()
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
        session = self._handler.client.current_session
        sign = (session.session_id, session.last_ping_pong_time) if session else (None, None)
        if sign != self._sign and session is not None and session.is_active():
            if self._alive_at is not None and now - self._alive_at > GAP:
                seconds = (now - self._alive_at).seconds
                log.warning("Slack (%s) was out of reach for %s s", self._name, seconds)
                self._on_gap()
            self._sign, self._alive_at = sign, now
        elif self._alive_at is None:
            self._alive_at = now
        elif now - self._alive_at > SILENCE:
            log.error("Slack (%s) is silent: connecting anew", self._name)
            self._alive_at = now - GAP
            self._reconnect()

    def _reconnect(self) -> None:
        try:
            self._handler.client.connect_to_new_endpoint(force=True)
        except (SlackClientError, OSError) as error:
            log.error("Slack (%s) cannot be reached: %s", self._name, error)

    def close(self) -> None:
        """Ends the connection and its threads."""
        self._handler.client.close()


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

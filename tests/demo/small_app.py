"""A real Bolt app on the demo's Slack, for tests to add their handlers to."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from demo.slack import Slack

Json = dict[str, Any]


class SmallApp(ABC):
    """Keeps what it was sent in `seen`; a subclass adds its handlers in `listen`."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.seen: list[Json] = []
        self.client = WebClient(slack.bot_token, base_url=slack.api_url)

    @abstractmethod
    def listen(self, app: App) -> None:
        """Adds the handlers."""

    def note(self, ack: Any, body: Json) -> None:
        self.seen.append(body)
        ack()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """For as long as it lasts, Slack sends it what people do."""
        app = App(client=self.client, process_before_response=True)
        self.listen(app)
        handler = SocketModeHandler(app, self.slack.app_token, receive_buffer_size=65536)
        handler.connect()
        self.slack.wait_connected()
        yield
        handler.close()
        self.slack.wait_disconnected()

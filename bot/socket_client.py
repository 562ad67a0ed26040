"""The SDK's Socket Mode client: acknowledgements wait neither for threads nor for old sockets.

Every few hours Slack asks for another socket. Once that is there, the SDK ends the old one, and
waits with that until a read of it is over: three seconds, where Slack says nothing more. All
acknowledgements wait behind it, past the three seconds that Slack gives, and so does the first
read of the new socket. Shorter reads would be no cure: one that ends within a frame loses the rest
of it, and all frames behind. So whoever reads the old socket is told that nothing more comes.

A socket that takes no ping is broken, and a piece of the ping may be on its way. The SDK tries five
times, a quarter of a minute, before it asks for another socket; here the first says enough.

And the SDK gives every message to one of many threads, which in a burst hinder each other more than
they do. Events wait for nothing, so that one thread takes them all; people's requests may wait, and
have the others.
"""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty
from typing import Any

from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection


class Client(SocketModeClient):
    """As the SDK's, but that sockets end at once, and that events are taken one by one."""

    def connect(self) -> None:
        """Opens a socket, in place of the one that is open.

        Raises:
            SlackApiError: Slack refuses it.
            SlackClientError, OSError: Slack cannot be reached.
        """
        super().connect()
        if (session := self.current_session) is not None:  # the SDK makes it, of its own class
            session.close = partial(end, session)  # type: ignore[method-assign]
            check = partial(end_if_broken, session, session.check_state)
            session.check_state = check  # type: ignore[method-assign]

    def process_message(self) -> None:
        """Takes what came next, if something does within a second.

        Raises:
            ValueError: it is no JSON, which the SDK logs; nobody would wait for an answer.
        """
        with suppress(Empty):
            raw = self.message_queue.get(timeout=1)
            message: dict[str, Any] = json.loads(raw) if raw.startswith("{") else {}
            match message.get("type"):
                case "disconnect":
                    self.connect_to_new_endpoint(force=True)
                case "events_api":
                    self.run_message_listeners(message, raw)
                case _:
                    self.message_workers.submit(self.run_message_listeners, message, raw)


def end(session: Connection) -> None:
    """In place of the session's own `close`."""
    if (connected := session.sock) is not None:
        with suppress(OSError):  # it is broken already, and its reader has heard of that
            # Not the method of a TLS socket, which would go on unencrypted.
            socket.socket.shutdown(connected, socket.SHUT_RD)
    with suppress(AttributeError):  # of the SDK, where its reader has closed the socket meanwhile
        session.disconnect()


def end_if_broken(session: Connection, check: Callable[[], None]) -> None:
    """In place of the session's own `check`, which pings, and counts how often that failed."""
    check()
    if session.consecutive_check_state_error_count:
        end(session)

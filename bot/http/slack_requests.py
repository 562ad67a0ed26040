"""Slack over HTTP: a signed request becomes Bolt's, and Bolt's answer the response.

What Slack sends is handled as over the socket, by the same app: an event is answered once it is
stored. Only the way in differs, and it is guarded here: nothing unsigned, nothing old, nothing
large reaches Bolt. Its own check is off, because it fails on a timestamp that is no number.
"""

import asyncio
import hmac
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from slack_bolt.adapter.starlette.handler import to_starlette_response
from starlette.requests import Request
from starlette.responses import Response

from bot.heard import Heard
from bot.http.bodies import Bodies
from bot.http.refusals import Refused, later
from bot.slack_payloads import Body

WINDOW: Final = 300  # seconds, before and after: Slack's own advice
MOST_BYTES: Final = 1_000_000
AT_ONCE: Final = 64  # threads, as on the socket; events leave theirs before they are stored


def is_signed(body: bytes, timestamp: str, signature: str, secret: str, now: datetime) -> bool:
    """Whether Slack signed this body, at most five minutes from `now` (aware, UTC).

    How long the comparison takes tells nothing of the signature.
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 20):
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW:
        return False
    made = hmac.digest(secret.encode(), b"v0:%s:%s" % (timestamp.encode(), body), "sha256").hex()
    return hmac.compare_digest(f"v0={made}".encode(), signature.encode("utf-8", "replace"))


@dataclass
class SlackRequests:
    """The signing secret of each path, and the app behind it, once Slack has told who we are."""

    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    apps: dict[str, Heard] = field(default_factory=dict)
    bodies: Bodies = field(default_factory=lambda: Bodies(MOST_BYTES))
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="http-slack")
    )

    async def take(self, request: Request, now: datetime) -> Response:
        """The app's answer to a request.

        Raises:
            Refused: 401 where it is not Slack's, or old; 503 where nobody is there yet to answer.
        """
        path, headers = request.url.path, request.headers
        async with self.bodies.read(request) as body:
            stamp = headers.get("x-slack-request-timestamp", "")
            signature = headers.get("x-slack-signature", "")
            if not is_signed(body, stamp, signature, self.secrets[path], now):
                raise Refused(401, "not signed with this app's signing secret, or too long ago")
            asked = _read(body)
        if path not in self.apps:
            raise later("Slack has not told yet who this app is")
        loop = asyncio.get_running_loop()
        hearing = loop.run_in_executor(self.threads, self.apps[path].hear, asked)
        return to_starlette_response(await asyncio.wrap_future(await hearing))


def _read(body: bytes) -> Body:
    """As Bolt takes it. Forms are read here: Bolt would lose a command that says "payload"."""
    try:
        text = body.decode()
        if not text.startswith("{"):
            form = dict(parse_qsl(text, keep_blank_values=True))
            text = form.get("payload") or json.dumps(form)
        read = json.loads(text)
        if not isinstance(read, dict):
            raise ValueError
    except (ValueError, RecursionError):
        raise Refused(400, "signed, and yet nothing that Slack would send") from None
    return read

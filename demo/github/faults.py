"""Faults that the pretended GitHub commits on demand: refusals, breakdowns, broken connections.

A fault waits in a queue for the first request whose path and query match its pattern, and is
committed once. So a rehearsal says "the next listing of issues is cut short" and goes on.
"""

import asyncio
import json
import re
from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from demo.serve import reset_connection

TRANSPORT = "demo.github.transport"  # where the outermost layer leaves the connection in the scope


class Kind(StrEnum):
    """What goes wrong."""

    FORBIDDEN_RETRY_AFTER = "403 with Retry-After"
    TOO_MANY_RETRY_AFTER = "429 with Retry-After"
    TOO_MANY = "429 without Retry-After"
    LIMIT_REACHED = "403 with x-ratelimit-remaining 0"
    SECONDARY = "403 that names a secondary rate limit"
    FORBIDDEN = "403 for good"
    UNAUTHORIZED = "401"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502 with an HTML page"
    UNAVAILABLE = "503"
    NO_BYTES = "closed with no bytes"
    RESET = "reset in the middle of the body"
    SHORT_BODY = "body shorter than its length"
    CUT_JSON = "valid length, cut JSON"
    EMPTY_PAGE = "empty page with a next link"
    DUPLICATE_PAGE = "page that comes twice"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `seconds` is what Retry-After or the limit's reset tells."""

    kind: Kind
    seconds: int = 1


class Faults:
    """The queue. `fail_from(n)`: from the n-th request on (from 1), every connection is cut."""

    def __init__(self) -> None:
        self._queue: list[tuple[re.Pattern[str], Fault]] = []
        self._last_good: int | None = None

    def next(self, pattern: str, *faults: Fault) -> None:
        """Queue faults for requests whose `path?query` the regular expression finds."""
        self._queue += [(re.compile(pattern), fault) for fault in faults]

    def fail_from(self, number: int | None) -> None:
        """Fail for good from that request on; None ends it."""
        self._last_good = None if number is None else number - 1

    def pull(self, target: str, number: int) -> Fault | None:
        """The fault that request `number` for `target` meets, taken out of the queue."""
        if self._last_good is not None and number > self._last_good:
            return Fault(Kind.NO_BYTES)
        for place, (pattern, fault) in enumerate(self._queue):
            if pattern.search(target):
                del self._queue[place]
                return fault
        return None

    @property
    def waiting(self) -> int:
        """How many faults nobody has met yet."""
        return len(self._queue)


def commit(fault: Fault, reset_at: int) -> Response | None:
    """The answer in place of the real one; None where the real one is needed.

    `reset_at` is the moment (Unix seconds, the server's clock) at which the limit is told to end.
    """
    refusal = _REFUSALS.get(fault.kind)
    if refusal is not None:
        status, message = refusal
        return JSONResponse({"message": message}, status, headers=_headers(fault, reset_at))
    if fault.kind is Kind.BAD_GATEWAY:
        return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", 502)
    if fault.kind is Kind.NO_BYTES:
        return Broken(b"", 0.0, reset=False)
    return None


def spoil(fault: Fault, answer: Response, url: str) -> Response:
    """The real answer, turned into what the fault makes of it; `url` is what was asked."""
    body = bytes(answer.body)
    if fault.kind in (Kind.RESET, Kind.SHORT_BODY):
        return Broken(body, 0.5, reset=fault.kind is Kind.RESET)
    if fault.kind is Kind.CUT_JSON:
        return Response(body[: len(body) // 2], 200, media_type="application/json")
    if fault.kind is Kind.EMPTY_PAGE:
        body = json.dumps([]).encode()
    return Response(body, 200, {"Link": f'<{url}>; rel="next"'}, "application/json")


class Broken(Response):
    """An answer that stops: the head and a part of the body, then the connection ends."""

    def __init__(self, body: bytes, part: float, *, reset: bool) -> None:
        super().__init__(body)
        self._part, self._reset = part, reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write to the connection itself: the server below would never send a broken answer."""
        transport: asyncio.Transport = scope[TRANSPORT]
        if self._part:
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(self.body)}\r\n\r\n"
            transport.write(head.encode() + self.body[: int(len(self.body) * self._part)])
        if self._reset:
            await asyncio.sleep(0.02)  # a reset that overtakes the head would be another fault
            reset_connection(scope)
        transport.close()
        while (await receive())["type"] != "http.disconnect":
            continue


def _headers(fault: Fault, reset_at: int) -> dict[str, str]:
    if fault.kind in (Kind.FORBIDDEN_RETRY_AFTER, Kind.TOO_MANY_RETRY_AFTER):
        return {"Retry-After": str(fault.seconds)}
    if fault.kind is Kind.LIMIT_REACHED:
        return {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset_at)}
    return {}


_SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."
_REFUSALS = {
    Kind.FORBIDDEN_RETRY_AFTER: (403, _SECONDARY),
    Kind.TOO_MANY_RETRY_AFTER: (429, _SECONDARY),
    Kind.TOO_MANY: (429, "Too many requests"),
    Kind.LIMIT_REACHED: (403, "API rate limit exceeded"),
    Kind.SECONDARY: (403, _SECONDARY),
    Kind.FORBIDDEN: (403, "Resource not accessible by personal access token"),
    Kind.UNAUTHORIZED: (401, "Bad credentials"),
    Kind.SERVER_ERROR: (500, "Server Error"),
    Kind.UNAVAILABLE: (503, "Service unavailable"),
}

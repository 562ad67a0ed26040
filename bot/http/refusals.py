"""Why a request is not served, as an answer for the person or programme that sent it.

A reason names what is wrong and the mend. It repeats nothing of the request: what is wrong there
may be a token or somebody's address.
"""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

MOST_LET_GO: Final = 20_000_000  # bytes; who sends more may miss the answer
LET_GO_SECONDS: Final = 10.0


class Refused(Exception):  # noqa: N818  (a request's end, which becomes its answer)
    """A request that is not served: its HTTP status, the reason, and headers that go with it."""

    def __init__(self, status: int, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def later(reason: str, seconds: int = 5) -> Refused:
    """Nothing of the request was kept, or may have been: the same again does no harm."""
    return Refused(503, f"{reason}: send it again later", Retry_After=str(seconds))


async def let_go(request: Request) -> None:
    """Reads the rest of a body and keeps nothing of it, within bounds of bytes and of time.

    Why: a connection that closes with something unread is reset, and a sender in the middle of its
    body sees that in place of the answer. One that asks first (`Expect: 100-continue`) has sent
    nothing yet, and is spared the sending.
    """
    if "expect" in request.headers:
        return
    left = MOST_LET_GO
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):  # the last: nothing is left of it
        async with asyncio.timeout(LET_GO_SECONDS):
            async for piece in request.stream():
                left -= len(piece)
                if left < 0:
                    return


async def refused(request: Request, error: Exception) -> Response:
    """The answer to a request that we refuse, once the rest of its body is out of the way."""
    assert isinstance(error, Refused)  # noqa: S101  (Starlette calls it for nothing else)
    if error.status != 408:  # who was too slow is waited for no longer
        await let_go(request)
    return JSONResponse({"error": error.reason}, error.status, error.headers)


async def not_here(_: Request, error: Exception) -> Response:
    """The answer to a path or a method that is not served."""
    assert isinstance(error, HTTPException)  # noqa: S101  (Starlette calls it for nothing else)
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)

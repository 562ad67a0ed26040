"""Why a request is not served, as an answer for the person or programme that sent it.

A reason names what is wrong and the mend. It repeats nothing of the request: what is wrong there
may be a token or somebody's address.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refused(Exception):  # noqa: N818  (a request's end, which becomes its answer)
    """A request that is not served: its HTTP status, the reason, and headers that go with it."""

    def __init__(self, status: int, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def later(reason: str, seconds: int = 5) -> Refused:
    """Nothing of the request was kept, or may have been: the same again does no harm."""
    return Refused(503, f"{reason}: send it again later", Retry_After=str(seconds))


async def refused(_: Request, error: Exception) -> Response:
    """The answer to a request that we refuse."""
    assert isinstance(error, Refused)  # noqa: S101  (Starlette calls it for nothing else)
    return JSONResponse({"error": error.reason}, error.status, error.headers)


async def not_here(_: Request, error: Exception) -> Response:
    """The answer to a path or a method that is not served."""
    assert isinstance(error, HTTPException)  # noqa: S101  (Starlette calls it for nothing else)
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)

"""Keeps other websites out: the page answers to this machine's names and to itself alone.

Why: the server listens on somebody's machine, where a browser also shows strangers' pages. Those
may send requests here; a name of theirs may even be made to point here. So the host must be a
loopback name, and whoever changes something must come from this very page.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


class Guard:
    """Refuses strangers with 403 and a reason, and says in headers what the page may load."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = refusal(scope["method"], Headers(scope=scope))
        if refused:
            answer = JSONResponse({"ok": False, "error": refused}, status_code=403)
            await answer(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)


def refusal(method: str, headers: Mapping[str, str]) -> str:
    """Why a request is refused; empty for one that may pass."""
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in _LOOPBACK:
        return f"the rehearsal answers to 127.0.0.1 and localhost, not to {host!r}"
    if method in ("GET", "HEAD"):
        return ""
    # Browsers name the origin of every such request; only programs leave it out.
    origin = headers.get("origin", f"http://{host}")
    if origin != f"http://{host}":
        return f"only the rehearsal's own page may act here, not {origin}"
    if not headers.get("content-type", "").startswith("application/json"):
        return "only JSON is understood here"
    return ""

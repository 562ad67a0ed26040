"""The HTTP side: `/api/METHOD`, `/response/TOKEN`, files, and what goes wrong on demand."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from demo.serve import reset_connection
from demo.slack import (
    methods_chat,
    methods_conversations,
    methods_files,
    methods_people,
    methods_reactions,
    methods_views,
    respond,
)
from demo.slack.calls import Args, Method, need
from demo.slack.faults import RESPONSE_URL, UPLOAD_URL, Fault
from demo.slack.model import Json, Refused
from demo.slack.pace import Pace
from demo.slack.state import Workspace

METHODS: dict[str, Method] = {
    **methods_chat.METHODS,
    **methods_conversations.METHODS,
    **methods_files.METHODS,
    **methods_people.METHODS,
    **methods_reactions.METHODS,
    **methods_views.METHODS,
}
CONNECT = "apps.connections.open"
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class _Reset(Response):
    """No answer at all: the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reset_connection(scope)
        while (await receive())["type"] != "http.disconnect":
            pass


@dataclass
class WebAPI:
    """Answers the Web API for one workspace; `connect` gives a websocket's address."""

    ws: Workspace
    connect: Callable[[], str]
    pace: Pace | None = None
    methods: dict[str, Method] = field(init=False)

    def __post_init__(self) -> None:
        opening = Method(lambda ws, args: {"url": self.connect()}, caller="app")
        self.methods = METHODS | {CONNECT: opening}

    async def call(self, request: Request) -> Response:
        """One call of a method."""
        name = request.path_params["method"]
        given = await _arguments(request)
        return await self._through_fault(name, lambda: self._answer(name, request, given))

    async def response(self, request: Request) -> Response:
        """One post to a `response_url`."""
        given = await _arguments(request)
        token = request.path_params["token"]
        return await self._through_fault(RESPONSE_URL, lambda: self._respond(token, given))

    async def upload(self, request: Request) -> Response:
        """The bytes of a file that was announced, raw or as a form."""
        content = await _bytes(request)
        ticket = request.path_params["ticket"]
        return await self._through_fault(UPLOAD_URL, lambda: self._take_bytes(ticket, content))

    async def download(self, request: Request) -> Response:
        """A file, for the app alone: people see it on the page."""
        try:
            if self._whose(request, dict(request.query_params)) != "bot":
                raise Refused("not_allowed_token_type")
            need(self.ws, "files:read")
        except Refused as refused:
            return JSONResponse({"ok": False, "error": refused.error}, status_code=403)
        return file_response(self.ws, request.path_params["file"])

    async def _through_fault(self, name: str, answer: Callable[[], Response]) -> Response:
        fault = self.ws.faults.take(name)
        if fault is None:
            return answer()
        if fault.kind == "late" and not fault.accepted:
            await asyncio.sleep(fault.seconds)
            return answer()
        if not fault.accepted:
            return _misfortune(fault)
        answered = answer()
        if fault.kind != "late":
            return _misfortune(fault)
        await asyncio.sleep(fault.seconds)
        return answered

    def _answer(self, name: str, request: Request, given: Json) -> Response:
        headers: dict[str, str] = {}
        try:
            method = self.methods.get(name)
            if method is None:
                raise Refused("unknown_method", req_method=name)
            kind = self._whose(request, given)
            headers["x-oauth-scopes"] = ",".join(self.ws.scopes[kind])
            headers["x-accepted-oauth-scopes"] = method.scope
            return self._run(name, method, kind, given, headers)
        except Refused as refused:
            answer = {"ok": False, "error": refused.error, **refused.beside}
            return JSONResponse(answer, headers=headers)

    def _run(
        self, name: str, method: Method, kind: str, given: Json, headers: dict[str, str]
    ) -> Response:
        if method.caller != kind:
            raise Refused("not_allowed_token_type")
        if method.scope:
            need(self.ws, method.scope)
        if self.pace and name == "chat.postMessage":
            wait = self.pace.take(self._channel_id(given), self.ws.clock())
            if wait:
                return _rate_limited(wait, headers)
        with self.ws.changing():
            return JSONResponse({"ok": True, **method.run(self.ws, Args(given))}, headers=headers)

    def _channel_id(self, given: Json) -> str:
        """One name for a channel, however the app calls it."""
        ref = str(given.get("channel"))
        named = [c.id for c in self.ws.channels.values() if f"#{c.name}" == ref or c.name == ref]
        return named[0] if named else ref

    def _whose(self, request: Request, given: Json) -> str:
        """`bot` or `app`, by the token in the header or among the arguments."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token if scheme.lower() == "bearer" else str(given.get("token") or "")
        if not token:
            raise Refused("not_authed")
        if token in self.ws.revoked:
            raise Refused("token_revoked")
        for kind, known in self.ws.tokens.items():
            if token == known:
                return kind
        raise Refused("invalid_auth")

    def _take_bytes(self, ticket: str, content: bytes) -> Response:
        try:
            methods_files.take_bytes(self.ws, ticket, content)
        except Refused as refused:
            return PlainTextResponse(f"{refused.error} {refused.beside}", status_code=400)
        return PlainTextResponse(f"OK - {len(content)}")

    def _respond(self, token: str, given: Json) -> Response:
        try:
            respond.take_response(self.ws, token, given)
        except Refused as refused:
            return JSONResponse({"ok": False, "error": refused.error}, status_code=404)
        return PlainTextResponse("ok")


def _misfortune(fault: Fault) -> Response:
    if fault.kind == "rate_limited":
        return _rate_limited(fault.seconds)
    if fault.kind == "reset":
        return _Reset()
    if fault.kind == "refused":
        return JSONResponse({"ok": False, "error": fault.error})
    return PlainTextResponse("upstream trouble, rehearsed", status_code=fault.status)


def _rate_limited(seconds: float, headers: dict[str, str] | None = None) -> Response:
    headers = (headers or {}) | {"Retry-After": f"{seconds:.0f}"}
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)


def file_response(ws: Workspace, file_id: str) -> Response:
    """A completed file's bytes; nothing but a picture is ever shown in place."""
    file = ws.files.get(file_id)
    if file is None or file.content is None or not file.completed:
        return JSONResponse({"ok": False, "error": "file_not_found"}, status_code=404)
    shown = "inline" if file.mimetype in _PICTURES else "attachment"
    name = f"{shown}; filename*=UTF-8''{quote(file.name)}"
    headers = {"content-disposition": name, "x-content-type-options": "nosniff"}
    return Response(file.content, media_type=file.mimetype, headers=headers)


async def _bytes(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        sent = [part for part in form.values() if isinstance(part, UploadFile)]
        return await sent[0].read() if sent else b""


async def _arguments(request: Request) -> Json:
    """What the query, a form or a JSON body says, in one."""
    given: Json = dict(request.query_params)
    content = request.headers.get("content-type", "")
    if content.startswith("application/json"):
        return given | _object(await request.body())
    async with request.form() as form:
        return given | {name: value for name, value in form.items() if isinstance(value, str)}


def _object(body: bytes) -> Json:
    try:
        held: Any = json.loads(body or b"{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}

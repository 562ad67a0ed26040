"""The HTTP routes over a ledger, asked as a server asks them, without a socket between."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.types import ASGIApp, Message

from bot.http.app import build
from bot.http.door import Door
from bot.http.server import door_of
from bot.services import Services
from bot.settings import Settings
from collectors.reading import OwnerOf, nobodys
from tests.kept import where_is

NOW = datetime(2026, 11, 20, 12, 10, tzinfo=UTC)
TOKEN = "ingest-canary-0123456789"
SITE_SECRET = "site-canary-0123456789"
HOOK_SECRET = "hook-canary-0123456789"
VISITOR = "203.0.113.77"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass
class Site:
    """The routes, their door, and a clock that is set."""

    door: Door
    services: Services
    now: datetime = NOW

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Sequence[bytes] = b"",
        headers: Mapping[str, str] = BEARER,
        client: str = VISITOR,
    ) -> Answered:
        """One request; a body of several pieces is streamed, without a length."""
        pieces = [body] if isinstance(body, bytes) else list(body)
        return asyncio.run(_ask(build(self.door), method, path, pieces, headers, client))

    def post_all(self, path: str, bodies: Sequence[bytes], type: str) -> list[Answered]:
        """Many bodies at once, with the token; the answers in their order."""
        given = {**BEARER, "Content-Type": type}
        app = build(self.door)

        async def asked() -> list[Answered]:
            return await asyncio.gather(
                *(_ask(app, "POST", path, [body], given, VISITOR) for body in bodies)
            )

        return asyncio.run(asked())

    def post(self, path: str, value: object, **headers: str) -> Answered:
        """A value as JSON, with the token."""
        given = {**BEARER, "Content-Type": "application/json", **headers}
        return self.ask("POST", path, json.dumps(value).encode(), given)

    def rows(self, query: str = "SELECT source, external_id FROM activity") -> list[Any]:
        """What the ledger holds."""
        with self.services.ledger.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]

    def settle(self) -> None:
        """Back when everything that waited is written; nothing more is taken."""
        self.door.writer.close(30)

    def later(self, **span: float) -> None:
        """Lets time pass."""
        self.now += timedelta(**span)


@contextmanager
def opened_site(
    services: Services, owner_of: OwnerOf = nobodys, **settings: object
) -> Iterator[Site]:
    """Routes with all keys set, over these services."""
    given = Settings.model_validate(
        {
            **where_is(services.ledger),
            "ingest_token": TOKEN,
            "site_key": SITE_SECRET,
            "github_webhook_secret": HOOK_SECRET,
            "github_repos": "Acme/anvil",
            **settings,
        }
    )
    site: Site
    door = door_of(given, services, lambda: site.now, owner_of)
    site = Site(door, services)
    try:
        yield site
    finally:
        site.settle()
        door.readers.shutdown()


def download(number: int = 1, **more: object) -> dict[str, object]:
    """A row that can be read."""
    row = {"source": "registry", "id": f"pull-{number}", "kind": "download"}
    return {**row, "occurred_at": "2026-11-20T09:30:00Z", "domain": "acme.example", **more}


async def _ask(
    app: ASGIApp,
    method: str,
    path: str,
    pieces: list[bytes],
    headers: Mapping[str, str],
    client: str,
) -> Answered:
    url, _, query = path.partition("?")
    lines = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    if len(pieces) == 1:
        lines.append((b"content-length", str(len(pieces[0])).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": url,
        "raw_path": url.encode(),
        "query_string": query.encode(),
        "headers": lines,
        "client": (client, 50_000),
        "server": ("127.0.0.1", 80),
    }
    waiting = iter([(piece, number < len(pieces)) for number, piece in enumerate(pieces, 1)])
    sent: list[Message] = []

    async def receive() -> Message:
        piece, more = next(waiting, (b"", False))
        return {"type": "http.request", "body": piece, "more_body": more}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    told = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answered(start["status"], told, body)

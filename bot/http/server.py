"""Serves the routes in a thread of its own, beside Slack and the schedule."""

import logging
import socket
import threading
from collections.abc import Callable
from datetime import datetime

import uvicorn

from bot.http.app import build
from bot.http.door import Door
from bot.http.patience import PatientProtocol
from bot.http.slack_requests import SlackRequests
from bot.http.writer import Writer
from bot.identity_key import pseudonyms
from bot.readiness import Readiness
from bot.services import Services
from bot.settings import Settings, SettingsError
from bot.workspaces import PATHS
from collectors.reading import OwnerOf, nobodys

log = logging.getLogger(__name__)

# The settings with the secrets that sign what comes to each of `PATHS`.
SIGNING = tuple(
    f"{front}slack_signing_secret{end}"
    for front, end in (("", ""), ("community_", ""), ("community_", "_2"), ("community_", "_3"))
)

START_SECONDS = 10.0
# A stop of the service may take ten seconds in all; what is not answered by then is sent again.
STOP_SECONDS = 3
WRITE_SECONDS = 2.0
CONNECTIONS = 500
IDLE_SECONDS = 30


class HttpServer:
    """A server that listens from `start` to `stop`; `protocol` is what a connection speaks."""

    def __init__(
        self,
        door: Door,
        host: str,
        port: int,
        protocol: type[PatientProtocol] = PatientProtocol,
        connections: int = CONNECTIONS,
    ) -> None:
        self._door = door
        self._listener = _listening(host, port)
        self._server = _Server(door, protocol, connections)
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)

    @property
    def slack(self) -> SlackRequests:
        """Where the apps are joined to the paths that Slack's requests come to."""
        return self._door.slack

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def start(self) -> None:
        """Back when requests are answered."""
        self._thread.start()
        if not self._server.ready.wait(START_SECONDS):
            raise RuntimeError("the HTTP server did not start: see the log above")
        log.info("HTTP is served on port %s", self.port)

    def stop(self) -> None:
        """Answers what is being served, writes what was taken, and ends."""
        self._server.should_exit = True
        self._thread.join(STOP_SECONDS + 1)
        self._door.writer.close(WRITE_SECONDS)
        self._door.readers.shutdown(wait=False, cancel_futures=True)
        self._door.slack.threads.shutdown(wait=False, cancel_futures=True)
        self._listener.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._listener])


def open_http(
    settings: Settings,
    services: Services,
    clock: Callable[[], datetime],
    owner_of: OwnerOf = nobodys,
    readiness: Readiness | None = None,
) -> HttpServer | None:
    """A server that has begun to serve, or None where no port is set.

    Raises:
        SettingsError: the port cannot be used.
    """
    if settings.http_port is None:
        return None
    door = door_of(settings, services, clock, owner_of, readiness)
    try:
        server = HttpServer(door, settings.http_host, settings.http_port)
    except OSError as error:
        door.writer.close(WRITE_SECONDS)
        where = f"HTTP_PORT {settings.http_port} at HTTP_HOST {settings.http_host}"
        raise SettingsError(
            [f"{where} cannot be listened on ({error.strerror}): choose others"]
        ) from None
    server.start()
    return server


def door_of(
    settings: Settings,
    services: Services,
    clock: Callable[[], datetime],
    owner_of: OwnerOf = nobodys,
    readiness: Readiness | None = None,
) -> Door:
    """What the handlers are given, by the settings; `readiness` is the service's, if one runs."""

    def plain(name: str) -> str:
        value = getattr(settings, name)
        return value.get_secret_value() if value else ""

    signed = {path: plain(name) for path, name in zip(PATHS, SIGNING, strict=True)}

    return Door(
        services=services,
        writer=Writer(services, clock),
        pseudonyms=pseudonyms(settings),
        clock=clock,
        readiness=readiness or Readiness(services, is_started=True),
        token=plain("ingest_token"),
        site_key=plain("site_key"),
        webhook_secret=plain("github_webhook_secret"),
        repositories=frozenset(repo.lower() for repo in settings.github_repos),
        proxies=settings.http_trusted_proxies,
        owner_of=owner_of,
        slack=SlackRequests({path: secret for path, secret in signed.items() if secret}),
    )


def _listening(host: str, port: int) -> socket.socket:
    # Bound here rather than by uvicorn, so that a taken port is an error of the settings.
    # With the protocol named, asyncio turns Nagle off: 40 ms less for each answer.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    def __init__(self, door: Door, protocol: type[PatientProtocol], connections: int) -> None:
        super().__init__(
            uvicorn.Config(
                build(door),
                loop="asyncio",
                http=protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,  # it would tell queries and addresses; see bot.http.app
                proxy_headers=False,
                server_header=False,
                limit_concurrency=connections,
                timeout_keep_alive=IDLE_SECONDS,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

"""A PostgreSQL server of a test run's own, on this machine, which ends with the run.

Why of its own: nobody has to install, configure or trust one, and a test may stop it, fill it, or
take its rights away. It lies in a temporary folder, listens on 127.0.0.1 at a port that was free,
and ends with whoever asked for it, even where that is killed: a shell waits for the end of a pipe.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest

MISSING: Final = (
    "PostgreSQL was NOT tested: install its server "
    "(Debian and Ubuntu: apt install postgresql), or put `initdb` and `postgres` into PATH"
)
USER: Final = "leadlight"
SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "fsync": "off",  # a test that cuts the power is SQLite's alone
    "full_page_writes": "off",
    "autovacuum": "off",
    "lc_messages": "C",
}
# Its last word is the server's, once the pipe that only this run holds has no other end any more.
# Then nobody else is left who would remove its folder.
WATCH: Final = """
"$@" &
if read -r _; then left=; else left=$0; fi
kill -QUIT $!
wait $!
if [ -n "$left" ]; then rm -rf -- "$left"; fi
"""


class Server:
    """A running server; a database is made by `database`, and removed with the folder."""

    def __init__(self, folder: Path, binaries: Path, settings: Mapping[str, str]) -> None:
        self.folder, self._binaries, self._settings = folder, binaries, settings
        self.port = _free_port()
        self._running: subprocess.Popen[bytes] | None = None
        self._made = 0
        _run(
            *(binaries / "initdb", "--pgdata", folder / "data", "--username", USER),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        command = [self._binaries / "postgres", "-D", self.folder / "data", f"--port={self.port}"]
        with (self.folder / "log").open("ab") as log:
            self._running = subprocess.Popen(
                _unprivileged("/bin/sh", "-c", WATCH, self.folder, *command, *settings),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        ready = self._binaries / "pg_isready"
        asked = [str(ready), "--host=127.0.0.1", f"--port={self.port}", "--timeout=1", "--quiet"]
        while subprocess.run(asked, check=False).returncode:
            if self._running.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        """Stops it; connections are cut."""
        if self._running is not None:
            self._running.communicate(b"end\n")
            self._running = None

    def url(self, database: str, user: str = USER) -> str:
        """DATABASE_URL of a database."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "template0") -> str:
        """A new database, as a copy of another one; returns its name."""
        self._made += 1
        name = f"made_{self._made}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Runs a statement as the server's own user, outside of any transaction."""
        where = f"host=127.0.0.1 port={self.port} user={USER} dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def server(**others: str) -> Iterator[Server]:
    """A server for as long as the block runs; `others` prevail over its settings.

    Raises LookupError where there are no binaries of one.
    """
    binaries = _binaries()
    if binaries is None:
        raise LookupError(MISSING)
    with tempfile.TemporaryDirectory(prefix="leadlight-postgres-") as place:
        folder = Path(place)
        if os.geteuid() == 0:
            os.chown(folder, *_user())
        made = Server(folder, binaries, {**SETTINGS, **others})
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def server_or_skip(**others: str) -> Iterator[Server]:
    """The same for a test, which is skipped where there is no server, and the summary says so."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(server(**others))
        except LookupError as missing:
            pytest.skip(str(missing))
        yield running


def _binaries() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name)
    )
    in_path = shutil.which("initdb")
    folders = [Path(in_path).resolve().parent] if in_path else []
    return next((one for one in [*folders, *reversed(found)] if (one / "postgres").exists()), None)


def _run(*command: object) -> None:
    subprocess.run(_unprivileged(*command), check=True, capture_output=True)


def _unprivileged(*command: object) -> list[str]:
    """PostgreSQL refuses to run as root, as which containers run their tests."""
    words = [str(word) for word in command]
    if os.geteuid():
        return words
    user, group = _user()
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *words]


def _user() -> tuple[int, int]:
    names = {one.pw_name for one in pwd.getpwall()}
    found = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return found.pw_uid, found.pw_gid


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port

"""What a start loads: the command that was typed and what it needs, nothing of the others."""

import os
import subprocess
import sys
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot import cli
from bot.commands import (
    audit,
    backup,
    collect,
    companies,
    company,
    correct,
    demo,
    digest,
    doctor,
    export,
    forget,
    history,
    import_files,
    letters,
    migrate_to,
    refer,
    referrals,
    replay,
    report,
    resolve,
    restore,
    retally,
    review,
    rules,
    run,
    score,
    snippet,
)
from ledger.schema import open_ledger

ROOT = Path(__file__).parents[2]
# Typed, so that a module that lacks something of a command is found where types are checked.
MODULES: list[cli.Command] = [
    demo,
    run,
    doctor,
    collect,
    cast(cli.Command, import_files),  # its `__all__` is for other callers
    score,
    companies,
    company,
    history,
    correct,
    review,
    replay,
    refer,
    referrals,
    audit,
    report,
    digest,
    resolve,
    forget,
    export,
    backup,
    restore,
    migrate_to,
    letters,
    rules,
    snippet,
    retally,
]
OPENED = """
import sys
from zoneinfo import ZoneInfo
from ledger.schema import open_ledger
open_ledger(sys.argv[1], ZoneInfo("UTC")).close()
"""
TYPED = """
import sys
from bot import cli
try:
    cli.main(sys.argv[1:])
except SystemExit:
    pass
"""
LOADED = "print(*sys.modules, file=sys.stderr)"


def loaded(code: str, *args: str) -> set[str]:
    """The modules of another Python that ran the code."""
    ran = subprocess.run(
        [sys.executable, "-c", code + LOADED, *args],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stderr.split())


def test_the_table_names_every_command() -> None:
    assert [cli.command(name) for name in cli.COMMANDS] == MODULES


@pytest.mark.parametrize(
    ("name", "foreign"),
    [
        ("run", {"rich", "alembic", "uvicorn", "starlette", "bot.http.server"}),
        ("snippet", {"rich", "alembic", "bot.service"}),
    ],
)
def test_a_command_loads_nothing_of_the_others(name: str, foreign: set[str]) -> None:
    found = loaded(TYPED, name, "--help")
    others = {where for other, where in cli.COMMANDS.items() if other != name}
    assert cli.COMMANDS[name] in found
    assert found & (others | foreign) == set()


def test_alembic_is_loaded_to_make_a_ledger_and_not_to_open_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    assert "alembic" in loaded(OPENED, url)
    open_ledger(url, ZoneInfo("UTC")).close()
    assert "alembic" not in loaded(OPENED, url)

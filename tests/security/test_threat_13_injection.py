"""What people type is a value, never a statement, a command or a path.

Statements made of texts are refused by `ruff check` (S608), where one stands with its reason.
"""

import ast

import pytest

from bot.services import Services
from tests.bot.scene import happened, pulls, said
from tests.security.product import calls, importing, sources

HOSTILE = [
    "Robert'); DROP TABLE company;--",
    '"; DELETE FROM referral; --',
    "' OR '1'='1",
    "acme.example' UNION SELECT key FROM actor --",
    "%",
    "_",
    "?",
    ":name",
    "$(touch /tmp/x)",
    "`id`",
    "../../etc/passwd",
    "{0.__class__}",
    "%s%n",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_threat_13_hostile_words_find_and_change_nothing(services: Services, typed: str) -> None:
    happened(services, pulls("acme.example", 3))
    before = held(services)
    word = '"{}"'.format(typed.replace('"', "”"))
    for line in (f"/oql {word}", f"/oql why {word}", f"/oql top {word}", f"/dql status {word}"):
        assert "acme.example: " not in said(services, line), line
        assert "went wrong" not in said(services, line), line
    assert held(services) == before


def held(services: Services) -> dict[str, int]:
    """How many rows each table has."""
    with services.ledger.read() as session:
        ask = session.connection().exec_driver_sql
        names = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: int(ask(f'SELECT COUNT(*) FROM "{name}"').scalar_one()) for name in names}


def test_threat_13_nothing_starts_a_shell_or_runs_a_text() -> None:
    assert importing("subprocess", "pty", "code", "codeop") == set()
    running = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    called = {
        (module, ast.unparse(call.func))
        for module, tree in sources()
        for _, call in calls(tree)
        if ast.unparse(call.func) in running or ast.unparse(call.func).startswith("os.exec")
    }
    assert called == set()

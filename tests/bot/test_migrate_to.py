"""`leadlight migrate-to` on the command line: what it says, and that the ledger says the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.command_line import Leadlight
from tests.postgres import Server

PERSON = "site:ada@acme.example"
OF_A_DAY = ("companies", "--as-of", "2025-06-20", "--json")
KEY = {"IDENTITY_KEY": "a key of sixteen bytes and more"}
SPOILT = """
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN NEW.title := ''spoilt''; RETURN NEW; END';
CREATE TRIGGER spoilt BEFORE INSERT ON activity FOR EACH ROW WHEN (NEW.id = 2)
EXECUTE FUNCTION spoil()
"""


@pytest.fixture
def empty(postgres: Server) -> Iterator[str]:
    """The URL of a new database without anything in it."""
    name = postgres.database()
    yield postgres.url(name)
    postgres.ask(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_moved_ledger_says_what_it_said(
    leadlight: Leadlight, file: Path, empty: str, tmp_path: Path
) -> None:
    assert leadlight("import", str(file)).code == 0
    assert leadlight("forget", PERSON, "--yes").code == 0
    before = leadlight(*OF_A_DAY).json
    told = leadlight("migrate-to", empty)
    assert (told.code, told.err) == (0, "")
    assert "they are the same" in told.out
    key = tmp_path / "leadlight.db.identity-key"
    assert f"what the file {key.name} holds" in told.out
    there = {"DATABASE_URL": empty, "IDENTITY_KEY": key.read_text()}
    assert leadlight(*OF_A_DAY, **there).json == before == leadlight(*OF_A_DAY).json
    assert leadlight("import", str(file), **there).code == 0
    assert leadlight(*OF_A_DAY, **there).json == before
    assert "was forgotten" in leadlight("export", "out", "--person", PERSON, **there).err
    again = leadlight("migrate-to", empty)
    assert (again.code, "holds this ledger already" in again.err) == (2, True)


def test_what_is_set_goes_on(leadlight: Leadlight, file: Path, empty: str, tmp_path: Path) -> None:
    given = {**KEY, "BACKUP_DIR": str(tmp_path)}
    assert leadlight("import", str(file), **given).code == 0
    told = leadlight("migrate-to", empty, **given).out
    assert "IDENTITY_KEY  as it is set now" in told
    assert "BACKUP_DIR    nothing" in told


def test_a_difference_is_1_and_the_database_is_refused(
    leadlight: Leadlight, file: Path, empty: str, postgres: Server
) -> None:
    assert leadlight("import", str(file)).code == 0
    assert leadlight("companies", DATABASE_URL=empty, **KEY).code == 0
    postgres.ask(SPOILT, empty.rpartition("/")[2])
    told = leadlight("migrate-to", empty)
    assert (told.code, told.out) == (1, "")
    assert "activity: not the same on both sides: 2\n" in told.err
    assert "spoilt" not in told.err
    refused = leadlight("companies", DATABASE_URL=empty, **KEY)
    assert (refused.code, "a move into it was not finished" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("url", "environment", "mend"),
    [
        ("sqlite:///other.db", {}, "has to name a PostgreSQL database"),
        ("postgresql://", {}, "the database's URL names no database"),
        ("postgres://u:a@secret@127.0.0.1:1/x", {}, "write @ : / ? # % percent-encoded"),
        ("mysql://u:secret@db.example/x", {}, "has to name a PostgreSQL database"),
        (
            "postgresql://u:secret@127.0.0.1:1/x",
            {"DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/y", **KEY},
            "DATABASE_URL has to name the SQLite file",
        ),
        (
            "postgresql://u:secret@127.0.0.1:1/x",
            {"DATABASE_URL": "sqlite:///none.db"},
            "there is no ledger",
        ),
    ],
)
def test_wrong_use_is_2_and_says_no_password(
    leadlight: Leadlight, file: Path, url: str, environment: dict[str, str], mend: str
) -> None:
    assert leadlight("score").code == 0
    told = leadlight("migrate-to", url, **environment)
    assert (told.code, told.out) == (2, "")
    assert mend in told.err
    assert "secret" not in told.err


def test_a_server_that_is_away_is_1_for_it_may_come(leadlight: Leadlight, file: Path) -> None:
    assert leadlight("score").code == 0
    told = leadlight("migrate-to", "postgresql://u:secret@127.0.0.1:1/x")
    assert (told.code, "127.0.0.1:1/x cannot be opened" in told.err) == (1, True)
    assert "by itself" not in told.err
    assert "secret" not in told.err


def test_whoever_may_make_nothing_there_is_told_of_the_url_that_was_typed(
    leadlight: Leadlight, file: Path, empty: str, postgres: Server
) -> None:
    assert leadlight("score").code == 0
    postgres.ask("CREATE ROLE guest LOGIN")
    postgres.ask("REVOKE CREATE ON SCHEMA public FROM PUBLIC", empty.rpartition("/")[2])
    told = leadlight("migrate-to", empty.replace("leadlight@", "guest@"))
    postgres.ask("DROP ROLE guest")
    assert told.code == 2
    assert "guest may make none: `GRANT CREATE ON SCHEMA public TO guest`, or name" in told.err
    assert "DATABASE_URL" not in told.err

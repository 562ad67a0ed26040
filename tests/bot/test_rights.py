"""A PostgreSQL user who may not do everything is told what lacks, and the statement that helps."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.rights import Lack, lacking
from ledger.schema import is_made, open_ledger
from tests.bot.command_line import Leadlight
from tests.conftest import UTC_ZONE
from tests.postgres import Server

USER = "ada-reads"
KEY = "ab" * 16
LOOK = ("GRANT USAGE ON SCHEMA public TO {0}", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {0}")
WRITE = "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {0}"
PART = "GRANT INSERT ON ALL TABLES IN SCHEMA public TO {0}"
GIVEN = re.compile(r"`(GRANT [^`]+)`")


@pytest.fixture(scope="module")
def role(postgres: Server) -> Iterator[str]:
    """A user with a password, as statements name them."""
    access = postgres.folder / "data" / "pg_hba.conf"
    before = access.read_text()
    access.write_text(f"host all {USER} 127.0.0.1/32 scram-sha-256\n{before}")
    postgres.ask(f"CREATE ROLE \"{USER}\" LOGIN PASSWORD 'canary'")
    postgres.ask("SELECT pg_reload_conf()")
    yield f'"{USER}"'
    access.write_text(before)
    postgres.ask("SELECT pg_reload_conf()")
    postgres.ask(f'DROP ROLE "{USER}"')


@pytest.fixture
def empty(postgres: Server, role: str) -> Iterator[str]:
    """A database in which nobody may do anything, and nothing is."""
    name = postgres.database()
    postgres.ask("REVOKE ALL ON SCHEMA public FROM PUBLIC", name)
    yield name
    postgres.ask(f"DROP DATABASE {name} WITH (FORCE)")
    postgres.ask(f"REVOKE leadlight FROM {role}")


@pytest.fixture
def database(postgres: Server, empty: str) -> str:
    """The same with a ledger in it."""
    open_ledger(postgres.url(empty), UTC_ZONE).close()
    return empty


def url_of(postgres: Server, database: str, password: str = "canary") -> str:
    return postgres.url(database, f"{USER}:{password}")


def lack(url: str) -> Lack | None:
    with closing(Ledger(url)) as ledger, ledger.read() as session:
        return lacking(session)


@pytest.mark.parametrize(
    ("given", "saw"),
    [
        ((), f'"{USER}" may not look into the schema public'),
        (LOOK[:1], f'"{USER}" may not read 28 of 28 tables'),
        (LOOK, f'"{USER}" may read all 28 tables, and looks only'),
        ((*LOOK, PART), f'"{USER}" may read all 28 tables, and lacks UPDATE, DELETE'),
        ((*LOOK, WRITE), f'"{USER}" may read and write, but leadlight owns the tables'),
    ],
)
def test_each_lack_is_named_and_its_statement_mends_it(
    postgres: Server, role: str, database: str, given: tuple[str, ...], saw: str
) -> None:
    [[tables]] = postgres.ask(
        "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", database
    )
    for statement in given:
        postgres.ask(statement.format(role), database)
    url = url_of(postgres, database)
    found = lack(url)
    assert found is not None
    assert found.saw == saw.replace("28", str(tables))
    assert found.fine is ("looks only" in saw)
    assert 'which gives "ada-reads" all that leadlight may, to drop the tables' in found.mend
    *to_look, to_serve = GIVEN.findall(found.mend)
    for statement in to_look:
        postgres.ask(statement, database)
    with closing(open_ledger(url, UTC_ZONE)) as opened, opened.read() as session:
        assert lacking(session) is not None
    postgres.ask(to_serve, database)
    assert lack(url) is None
    open_ledger(url, UTC_ZONE).close()


def test_who_may_make_no_ledger_is_told_so_and_makes_none(
    postgres: Server, role: str, empty: str
) -> None:
    url = url_of(postgres, empty)
    for right in ("USAGE", "CREATE"):
        assert not is_made(url)
        with pytest.raises(LedgerError, match="cannot be opened, for ") as caught:
            open_ledger(url, UTC_ZONE)
        assert f"`GRANT {right} ON SCHEMA public TO {role}`" in str(caught.value)
        assert "DATABASE_URL" not in str(caught.value)  # it may be one that was typed
        for statement in GIVEN.findall(str(caught.value)):
            postgres.ask(statement, empty)
    assert lack(url) is None
    open_ledger(url, UTC_ZONE).close()
    assert is_made(url)


def owned(postgres: Server, role: str, database: str) -> None:
    """Hands all tables to the user, who may look into their schema."""
    postgres.ask(f"GRANT USAGE ON SCHEMA public TO {role}", database)
    for [name] in postgres.ask(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database
    ):
        postgres.ask(f"ALTER TABLE {name} OWNER TO {role}", database)


def test_imports_need_temporary_tables(postgres: Server, role: str, database: str) -> None:
    postgres.ask(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    postgres.ask(f"GRANT CREATE ON SCHEMA public TO {role}", database)
    owned(postgres, role, database)
    found = lack(url_of(postgres, database))
    assert found == Lack(
        f"{role} may make no temporary tables, as imports do",
        f"`GRANT TEMPORARY ON DATABASE {database} TO {role}`",
    )
    postgres.ask(found.mend.strip("`"))
    assert lack(url_of(postgres, database)) is None


def test_upgrades_need_room_in_the_schema(postgres: Server, role: str, database: str) -> None:
    owned(postgres, role, database)
    found = lack(url_of(postgres, database))
    assert found == Lack(
        f"{role} may make nothing in the schema public",
        f"for upgrades, `GRANT CREATE ON SCHEMA public TO {role}`",
    )
    [mend] = GIVEN.findall(found.mend)
    postgres.ask(mend, database)
    assert lack(url_of(postgres, database)) is None


def test_who_may_not_even_connect_is_let_in_by_another_statement(
    postgres: Server, database: str
) -> None:
    postgres.ask(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")
    with pytest.raises(LedgerError, match=r"in: `GRANT CONNECT ON DATABASE \.\.\. TO \.\.\.`"):
        is_made(url_of(postgres, database))


def test_a_schema_that_is_not_there_is_no_matter_of_rights(postgres: Server, database: str) -> None:
    assert lack(url_of(postgres, database) + "?options=-csearch_path%3Dnowhere") is None


def test_a_file_has_rights_of_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    with closing(open_ledger(url, UTC_ZONE)) as ledger, ledger.read() as session:
        assert lacking(session) is None


def test_whoever_may_only_read_sees_all_and_is_told_what_lacks(
    postgres: Server, role: str, database: str, leadlight: Leadlight
) -> None:
    for statement in LOOK:
        postgres.ask(statement.format(role), database)
    at = {"DATABASE_URL": url_of(postgres, database), "IDENTITY_KEY": KEY}
    told = leadlight("doctor", **at)
    assert "ok    messages: 0 waiting\n" in told.out
    assert re.search(
        rf"^ok    rights: {role} may read all \d+ tables, and looks only → ", told.out, re.M
    )
    assert "WRONG ledger" not in told.out
    for reading in ("companies", "audit", "letters", "referrals", "report"):
        assert leadlight(reading, **at).code == 0
    refused = leadlight("score", **at)
    assert refused.code == 1
    assert "(permission denied for table actor, 42501): give the user " in refused.err
    assert "`leadlight doctor` says which" in refused.err


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("canary", "to look, `GRANT USAGE ON SCHEMA public TO "),
        ("canary-2", "check the user and the password in the database's URL"),
    ],
)
def test_whoever_may_not_read_or_has_another_password_is_told_so(
    postgres: Server, database: str, leadlight: Leadlight, password: str, told: str
) -> None:
    at = {"DATABASE_URL": url_of(postgres, database, password), "IDENTITY_KEY": KEY}
    [line] = [one for one in leadlight("doctor", **at).out.splitlines() if "WRONG ledger" in one]
    refused = leadlight("companies", **at)
    assert (told in line, told in refused.err, refused.code) == (True, True, 2)
    assert "canary" not in line + refused.err
    assert "Traceback" not in refused.err


def test_a_look_makes_no_ledger_and_says_whether_one_can_be_made(
    postgres: Server, role: str, empty: str, leadlight: Leadlight
) -> None:
    at = {"IDENTITY_KEY": KEY, "BACKUP_DIR": "nowhere"}
    told = leadlight("doctor", DATABASE_URL=postgres.url(empty), **at).out
    assert f"ok    ledger: there is none at 127.0.0.1:{postgres.port}/{empty} yet → `lead" in told
    postgres.ask(f"GRANT USAGE ON SCHEMA public TO {role}", empty)
    told = leadlight("doctor", DATABASE_URL=url_of(postgres, empty), **at).out
    assert "WRONG ledger: " in told
    assert f"no ledger is there, and {role} may make none → `GRANT CREATE" in told
    assert not is_made(postgres.url(empty))
    postgres.ask("CREATE TABLE theirs ()", empty)
    told = leadlight("doctor", DATABASE_URL=postgres.url(empty), **at).out
    assert f"{empty} is a database, but no ledger → name an empty database" in told

"""Looking at a ledger leaves no trace, whether somebody else has it open or not."""

from pathlib import Path

import pytest
from sqlmodel import Session

from ledger import meta
from ledger.engine import DRIVER, Ledger
from ledger.errors import LedgerError
from ledger.looking import seen


def _kept(session: Session) -> str | None:
    return meta.get(session, "word")


def _keep(ledger: Ledger, word: str) -> None:
    with ledger.write() as session:
        meta.put(session, "word", word)


def _files(ledger: Ledger) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(ledger.path.parent.iterdir())}


def _url(ledger: Ledger) -> str:
    return f"sqlite:///{ledger.path}"


def test_a_ledger_at_rest_stays_as_it_is(ledger: Ledger) -> None:
    _keep(ledger, "anvil")
    ledger.close()
    before = _files(ledger)
    assert seen(_url(ledger), _kept) == "anvil"
    assert _files(ledger) == before


def test_what_somebody_wrote_a_moment_ago_is_seen(ledger: Ledger) -> None:
    """Although it stands in the log beside the ledger only."""
    _keep(ledger, "anvil")
    _keep(ledger, "rocket")
    before = ledger.path.read_bytes()
    assert seen(_url(ledger), _kept) == "rocket"
    assert ledger.path.read_bytes() == before


def test_a_ledger_that_changes_meanwhile_is_read_once_more(ledger: Ledger) -> None:
    _keep(ledger, "anvil")
    ledger.close()
    times = []

    def read(session: Session) -> str | None:
        times.append(1)
        if len(times) == 1:
            _keep(ledger, "rocket")
            ledger.close()
        return _kept(session)

    assert seen(_url(ledger), read) == "rocket"
    assert len(times) == 2


def test_nothing_can_be_written(ledger: Ledger) -> None:
    ledger.close()

    def write(session: Session) -> None:
        session.connection().exec_driver_sql("DELETE FROM company")

    with pytest.raises(LedgerError, match="readonly"):
        seen(_url(ledger), write)


@pytest.mark.parametrize(
    ("revision", "problem"),
    [
        ("0001", "is of an older Leadlight (schema 0001): `leadlight companies` upgrades it"),
        ("9999", "was written by a newer Leadlight (schema 9999): upgrade"),
    ],
)
def test_a_ledger_of_another_version_is_left_as_it_is(
    ledger: Ledger, revision: str, problem: str
) -> None:
    with ledger.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE alembic_version SET version_num = ?", (revision,)
        )
    ledger.close()
    before = _files(ledger)
    with pytest.raises(LedgerError) as error:
        seen(_url(ledger), _kept)
    assert problem in str(error.value)
    assert _files(ledger) == before


def test_another_database_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = DRIVER.connect(path)
    other.execute("CREATE TABLE something (id INTEGER)")
    other.close()
    with pytest.raises(LedgerError, match="is a database, but no ledger"):
        seen(f"sqlite:///{path}", _kept)


def test_where_there_is_none_none_is_made(tmp_path: Path) -> None:
    assert seen(f"sqlite:///{tmp_path}/none.db", _kept) is None
    assert list(tmp_path.iterdir()) == []

"""Days of corrections are the ledger's own: where it is tomorrow already, so are they."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ledger import companies, corrections, meta
from ledger.corrections import AlreadySo, By, CorrectionError
from ledger.drafts import Standing
from ledger.engine import Ledger, Session
from tests.ledger.speaking import ACME, GLOBEX, INITECH, company, peopled, person

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TOMORROW = NOON.date() + timedelta(days=1)
BY = By("U1", "Dana", NOON)


@pytest.fixture
def session(ledger: Ledger) -> Iterator[Session]:
    """A ledger fourteen hours ahead of UTC, where it is the next day at noon."""
    with ledger.write() as session:
        meta.put(session, meta.TIMEZONE, "Pacific/Kiritimati")
        peopled(session)
        yield session


def test_a_day_is_the_ledgers(session: Session) -> None:
    assert meta.day(session, NOON) == TOMORROW
    meta.put(session, meta.TIMEZONE, "UTC")
    assert meta.day(session, NOON) == NOON.date()


def test_the_day_of_an_undoing_is_told(session: Session) -> None:
    said = corrections.ignore(session, company(session, ACME), BY)
    corrections.undo(session, said.id, BY)
    with pytest.raises(CorrectionError, match=f"undone already, on {TOMORROW} by Dana"):
        corrections.undo(session, said.id, BY)


def test_the_day_of_a_refusal_is_told(session: Session) -> None:
    corrections.refuse(session, "company", "1", "Acme", BY)
    with pytest.raises(AlreadySo, match=f"turned down already, on {TOMORROW}"):
        corrections.refuse(session, "company", "1", "Acme", BY)


def test_a_colleague_from_today_on_is_one_now(session: Session) -> None:
    ada = person(session, "ada")
    corrections.link(session, ada, None, BY, first=TOMORROW, staff=True)
    assert ada.standing == Standing.STAFF


def test_a_merge_is_told_to_whom_the_other_is_today(session: Session) -> None:
    acme, globex, initech = (company(session, key) for key in (ACME, GLOBEX, INITECH))
    corrections.succeed(session, globex, initech, TOMORROW, BY)
    acme.announced_for = TOMORROW
    corrections.merge(session, acme, globex, BY)
    assert (globex.announced_for, initech.announced_for) == (None, TOMORROW)
    assert companies.present(session, acme, TOMORROW).id == initech.id

"""Two who claim at once never get the same, nor does one get what stands behind the other's."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from ledger import inbox, notices
from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.kept import UTC_ZONE
from tests.postgres import Server

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def shared(postgres: Server) -> Iterator[Ledger]:
    """A new ledger on PostgreSQL, whichever database the other tests run on."""
    with closing(open_ledger(postgres.url(postgres.database()), UTC_ZONE)) as ledger:
        yield ledger


def queue(ledger: Ledger, *notes: tuple[str, dict[str, Any]]) -> None:
    with ledger.write() as session:
        for key, more in notes:
            notices.queue(session, key, "moved", "#leads", {"key": key}, NOW, **more)


def claimed(ledger: Ledger) -> str | None:
    with ledger.write(beside=True) as session:
        notice = notices.claim(session, NOW)
        return notice.key if notice else None


def test_who_claims_beside_another_gets_the_next_notice(shared: Ledger) -> None:
    queue(shared, ("a", {}), ("b", {}))
    with shared.write(beside=True) as session:
        first = notices.claim(session, NOW)
        assert first is not None
        assert (first.key, claimed(shared), claimed(shared)) == ("a", "b", None)
    assert claimed(shared) is None


def test_a_claim_that_came_to_nothing_leaves_its_notice(shared: Ledger) -> None:
    queue(shared, ("a", {}))
    with pytest.raises(ZeroDivisionError), shared.write(beside=True) as session:
        notices.claim(session, NOW)
        assert claimed(shared) is None
        raise ZeroDivisionError
    assert claimed(shared) == "a"


def test_what_hangs_on_a_claimed_notice_waits_for_it(shared: Ledger) -> None:
    """Even while the claim is not committed, and the row says that it is only pending."""
    reply = {"operation": notices.REPLY, "anchor": "a"}
    queue(shared, ("a", {}), ("a:1", reply), ("a:2", reply), ("b", {}))
    with shared.write(beside=True) as session:
        notices.claim(session, NOW)
        assert (claimed(shared), claimed(shared)) == ("b", None)
    with shared.write() as session:
        notices.sent(session, 1, "C1", "1.0", NOW)
    with shared.write(beside=True) as session:
        reply_claimed = notices.claim(session, NOW)
        assert reply_claimed is not None
        assert (reply_claimed.key, claimed(shared)) == ("a:1", None)


def test_an_event_is_read_by_one(shared: Ledger) -> None:
    with shared.write() as session:
        for number in range(4):
            assert inbox.store(session, "T1", f"Ev{number}", {"n": number}, NOW)
    with shared.write(beside=True) as one, shared.write(beside=True) as other:
        mine = [event.event_id for event in inbox.claim(one, 3)]
        theirs = [event.event_id for event in inbox.claim(other, 3)]
        assert (mine, theirs) == (["Ev0", "Ev1", "Ev2"], ["Ev3"])
    with shared.read() as session:
        assert len(inbox.waiting(session, 9)) == 4  # nobody closed any

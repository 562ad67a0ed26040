"""Messages that were given up: sent again as they were, or discarded and their cause not retold."""

from datetime import timedelta

import pytest

from ledger import notices, unsent
from ledger.engine import Ledger, Session
from ledger.notices import DEAD, DISCARDED, UNCERTAIN
from tests.builders import NOW

LATER = NOW + timedelta(days=2)


@pytest.fixture
def three(ledger: Ledger) -> list[int]:
    """A dead message, an uncertain one, and one that waits."""
    with ledger.write() as session:
        for key, state in (("dead", DEAD), ("uncertain", UNCERTAIN)):
            notices.queue(session, key, "oql3", "", {"of": key}, NOW)
            claimed = notices.claim(session, NOW)
            assert claimed is not None
            notices.give_up(session, claimed.id, state, "no_text")
        notices.queue(session, "waits", "oql3", "", {}, NOW)
        return [number(session, key) for key in ("dead", "uncertain", "waits")]


def number(session: Session, key: str) -> int:
    found = notices.by_key(session, key)
    assert found is not None
    return found.id


def test_they_are_listed_with_why(ledger: Ledger, three: list[int]) -> None:
    with ledger.read() as session:
        found = unsent.unsent(session)
    assert [(one.id, one.key, one.state, one.reason) for one in found] == [
        (three[0], "dead", DEAD, "no_text"),
        (three[1], "uncertain", UNCERTAIN, "no_text"),
    ]


@pytest.mark.parametrize(
    ("asked", "is_sure", "sent"),
    [
        (None, False, [0]),
        (None, True, [0, 1]),
        ([0, 1, 2], False, [0]),
        ([1], True, [1]),
        ([1], False, []),
        ([2], True, []),
        ([], True, []),
    ],
)
def test_sent_again_it_waits_as_a_new_one(
    ledger: Ledger, three: list[int], asked: list[int] | None, is_sure: bool, sent: list[int]
) -> None:
    ids = None if asked is None else [three[one] for one in asked]
    with ledger.write() as session:
        found = unsent.send_again(session, ids, LATER, uncertain=is_sure)
    assert found == [three[one] for one in sent]
    with ledger.write() as session:
        due = []
        while claimed := notices.claim(session, LATER):
            due.append((claimed.id, claimed.attempts))
    assert due == sorted((one, 1) for one in (*found, three[2]))


def test_discarded_it_is_told_by_no_cause_anew(ledger: Ledger, three: list[int]) -> None:
    with ledger.write() as session:
        assert unsent.discard(session, [three[1], three[2]]) == [three[1]]
        assert unsent.discard(session, None) == [three[0]]
        assert unsent.unsent(session) == []
        assert notices.depth(session) == {DISCARDED: 2, notices.PENDING: 1}
        assert not notices.queue(session, "dead", "oql3", "", {}, LATER)

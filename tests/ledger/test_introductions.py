"""Two people are brought together once a request, and one who asks twice is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from ledger import actors, audits, introductions
from ledger.engine import Ledger, Session
from ledger.spoken import By
from ledger.tables_desk import Introduction
from tests.builders import NOW, actor

DAY = timedelta(days=1)
SAM = By("U2", "Sam", NOW + DAY)


def introduction(request_key: str = "1", **more: Any) -> Introduction:
    values = {
        "made_at": NOW,
        "first_name": "Ada Lovelace",
        "second_name": "Grace Hopper",
        "why": "both run it on ARM",
        "referrer": "U1",
        **more,
    }
    return Introduction(request_key=request_key, **values)


def made(session: Session, request_key: str = "1", **more: Any) -> int:
    return introductions.make(session, introduction(request_key, **more))[0].id


def test_a_request_is_one_introduction_however_often_it_comes(ledger: Ledger) -> None:
    with ledger.write() as session:
        first, new = introductions.make(session, introduction())
        again, anew = introductions.make(session, introduction(why="clicked twice"))
        assert (new, anew, again.id, again.why) == (True, False, first.id, "both run it on ARM")
        assert first.consent == "not asked"
        assert made(session, "2") != first.id
        assert introductions.get(session, 404) is None


@pytest.mark.parametrize(
    ("first", "second", "since", "is_twin"),
    [
        ("Ada Lovelace", "Grace Hopper", 0 * DAY, True),
        ("grace hopper", " ADA lovelace ", 0 * DAY, True),
        ("Ada Lovelace", "Grace Hopper", DAY, False),
        ("Ada Lovelace", "Edsger", 0 * DAY, False),
        ("Ada Lovelace", "Ada Lovelace", 0 * DAY, False),
        ("by id", "Grace Hopper", 0 * DAY, True),
        ("Grace Hopper", "by id", 0 * DAY, True),
        ("by id", "Edsger", 0 * DAY, False),
    ],
)
def test_the_same_two_are_a_twin_in_either_order(
    ledger: Ledger, first: str, second: str, since: timedelta, is_twin: bool
) -> None:
    with ledger.write() as session:
        ada = actors.remember(session, [actor()], NOW)["files", "ada"]
        number = made(session, first_actor_id=ada)
        who = [(name, ada if name == "by id" else None) for name in (first, second)]
        twin = introductions.twin_within(session, who[0], who[1], NOW + since)
        assert (twin and twin.id) == (number if is_twin else None)


def test_one_that_is_undone_counts_nowhere(ledger: Ledger) -> None:
    with ledger.write() as session:
        ada = actors.remember(session, [actor()], NOW)["files", "ada"]
        number = made(session, second_actor_id=ada)

        def counted() -> list[bool]:
            two = ("Ada Lovelace", None), ("Grace Hopper", None)
            return [
                bool(introductions.recent(session, 9)),
                introductions.twin_within(session, *two, NOW) is not None,
            ]

        assert counted() == [True] * 2
        assert introductions.undo(session, number, SAM)
        assert counted() == [False] * 2
        assert not introductions.undo(session, number, SAM)
        assert not introductions.undo(session, 404, SAM)
        [row] = audits.recent(session, 9)
        assert (row.action, row.subject, row.by) == ("undo introduction", "introduction 1", "U2")


def test_of_two_who_undo_at_once_one_wins(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
    both_are_ready = Barrier(2)

    def undo(who: str) -> bool:
        both_are_ready.wait(timeout=60)
        with ledger.write() as session:
            return introductions.undo(session, number, By(who, who, NOW))

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(undo, ("U2", "U3"))) == [False, True]


def test_listings(ledger: Ledger) -> None:
    with ledger.write() as session:
        ada, grace = actors.remember(session, [actor(), actor("grace")], NOW).values()
        made(session, "1", first_actor_id=ada, second_actor_id=grace)
        made(session, "2", referrer="U2", second_actor_id=ada, made_at=NOW + DAY)
        made(session, "3", made_at=NOW + 2 * DAY)
        listed = {
            "all": introductions.recent(session, 9),
            "next": introductions.recent(session, 1, before_id=3),
            "U1": introductions.recent(session, 9, referrer="U1"),
        }
        assert {name: [one.request_key for one in found] for name, found in listed.items()} == {
            "all": ["3", "2", "1"],
            "next": ["2"],
            "U1": ["3", "1"],
        }

"""A person handed to a team: once a request, one step at a time, and every step kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from ledger import actors, referrals, reminding, twins
from ledger.engine import Ledger, Session
from ledger.referrals import ACCEPTED, DECLINED, MADE, NO_OUTCOME, OPEN, OUTCOME
from ledger.tables_desk import Referral
from ledger.twins import Person
from tests.builders import NOW, actor

DAY = timedelta(days=1)


def referral(request_key: str = "1", **more: Any) -> Referral:
    values = {
        "made_at": NOW,
        "person_name": "Ada Lovelace",
        "team": "sales",
        "why": "asked for a quote",
        "origin": "talk",
        "referrer": "U1",
        "referrer_name": "Grace",
        "level": 3,
        "points": 7500,
        **more,
    }
    return Referral(request_key=request_key, **values)


def made(session: Session, request_key: str = "1", **more: Any) -> int:
    return referrals.make(session, referral(request_key, **more))[0].id


def advance(session: Session, referral_id: int, step: str, by: str = "U2") -> bool:
    return referrals.advance(session, referral_id, step, by, "Linus", "gladly", NOW + DAY)


def steps(session: Session, referral_id: int) -> list[tuple[str, str]]:
    return [(one.step, one.by) for one in referrals.steps(session, referral_id)]


def test_a_request_is_one_referral_however_often_it_comes(ledger: Ledger) -> None:
    with ledger.write() as session:
        first, new = referrals.make(session, referral())
        assert new
        again, new = referrals.make(session, referral(why="clicked twice"))
        assert (again.id, again.why, new) == (first.id, "asked for a quote", False)
        assert steps(session, first.id) == [(MADE, "U1")]
        assert first.state == OPEN
        assert made(session, "2") != first.id
        assert referrals.get(session, 404) is None


@pytest.mark.parametrize(
    ("taken", "kept"),
    [
        ([ACCEPTED], [ACCEPTED]),
        ([DECLINED], [DECLINED]),
        ([ACCEPTED, ACCEPTED], [ACCEPTED]),
        ([ACCEPTED, DECLINED], [ACCEPTED]),
        ([DECLINED, ACCEPTED], [DECLINED]),
        ([OUTCOME, ACCEPTED, OUTCOME], [ACCEPTED, OUTCOME]),
        ([ACCEPTED, NO_OUTCOME, OUTCOME], [ACCEPTED, NO_OUTCOME, OUTCOME]),
        ([DECLINED, OUTCOME], [DECLINED]),
    ],
)
def test_each_step_follows_its_own(ledger: Ledger, taken: list[str], kept: list[str]) -> None:
    with ledger.write() as session:
        number = made(session)
        assert [step for step in taken if advance(session, number, step)] == kept
        assert steps(session, number) == [(MADE, "U1"), *((step, "U2") for step in kept)]
        standing = referrals.get(session, number)
        assert standing is not None
        assert standing.state == kept[-1]
        last = referrals.steps(session, number)[-1]
        assert (last.at, last.by_name, last.note) == (NOW + DAY, "Linus", "gladly")


def test_nobody_advances_what_is_not_there(ledger: Ledger) -> None:
    with ledger.write() as session:
        assert not advance(session, 404, ACCEPTED)


def test_of_two_who_accept_at_once_one_wins(ledger: Ledger) -> None:
    """Both saw it open; only the database can say who was first."""
    with ledger.write() as session:
        number = made(session)
    both_have_seen = Barrier(2)

    def accept(who: str) -> bool:
        with ledger.read() as session:
            seen = referrals.get(session, number)
            assert seen is not None
            assert seen.state == OPEN
        both_have_seen.wait(timeout=60)
        with ledger.write() as session:
            return advance(session, number, ACCEPTED, who)

    with ThreadPoolExecutor(2) as pool:
        won = dict(zip(("U2", "U3"), pool.map(accept, ("U2", "U3")), strict=True))
    assert sorted(won.values()) == [False, True]
    [winner] = [who for who, first in won.items() if first]
    with ledger.read() as session:
        assert steps(session, number) == [(MADE, "U1"), (ACCEPTED, winner)]


@pytest.mark.parametrize(
    ("name", "same_actor", "team", "since", "is_twin"),
    [
        ("Ada Lovelace", False, "sales", -DAY, True),
        (" ada LOVELACE ", False, "sales", -DAY, True),
        ("Countess", True, "sales", -DAY, True),
        ("Ada Lovelace", False, "sales", 0 * DAY, True),
        ("Ada Lovelace", False, "sales", DAY, False),
        ("Ada Lovelace", True, "product", -DAY, False),
        ("Ada", False, "sales", -DAY, False),
        ("Ada%", False, "sales", -DAY, False),
        ("Ada_Lovelace", False, "sales", -DAY, False),
    ],
)
def test_the_same_person_to_the_same_team_is_a_twin(
    ledger: Ledger, name: str, same_actor: bool, team: str, since: timedelta, is_twin: bool
) -> None:
    with ledger.write() as session:
        who = actors.remember(session, [actor()], NOW)["files", "ada"]
        first = made(session, actor_id=who)
        made(session, "2", person_name="Grace Hopper")
        found = twins.twin_within(
            session, Person(name, who if same_actor else None, ""), team, NOW + since
        )
        assert (found.id if found else None) == (first if is_twin else None)


def test_names_outside_ascii_have_twins(ledger: Ledger) -> None:
    with ledger.write() as session:
        first = made(session, person_name="Žofie Ångström")
        found = twins.twin_within(session, Person("Žofie Ångström", None, ""), "sales", NOW)
        assert found is not None
        assert found.id == first


def test_listings(ledger: Ledger) -> None:
    with ledger.write() as session:
        made(session, "1", team="sales", referrer="U1")
        made(session, "2", team="product", referrer="U1")
        made(session, "3", team="sales", referrer="U2")
        listed = {
            "all": referrals.recent(session, 9),
            "newest": referrals.recent(session, 1),
            "U1": referrals.recent(session, 9, referrer="U1"),
            "sales": referrals.recent(session, 9, team="sales"),
            "both": referrals.recent(session, 9, referrer="U2", team="sales"),
        }
        assert {name: [one.request_key for one in found] for name, found in listed.items()} == {
            "all": ["3", "2", "1"],
            "newest": ["3"],
            "U1": ["2", "1"],
            "sales": ["3", "1"],
            "both": ["3"],
        }


def test_steps_of_a_span_come_with_their_team(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        made(session, "2", team="product")
        advance(session, number, ACCEPTED)

        def told(first: timedelta, last: timedelta) -> list[tuple[str, str]]:
            found = referrals.steps_between(session, NOW + first, NOW + last)
            return [(team, step.step) for team, step in found]

        made_both = [("sales", MADE), ("product", MADE)]
        assert told(0 * DAY, DAY) == made_both
        assert told(0 * DAY, 2 * DAY) == [*made_both, ("sales", ACCEPTED)]
        assert told(2 * DAY, 9 * DAY) == []


def test_who_waits_for_an_answer(ledger: Ledger) -> None:
    with ledger.write() as session:
        oldest = made(session, "1", made_at=NOW - 9 * DAY)
        answered = made(session, "2", made_at=NOW - 9 * DAY)
        made(session, "3", made_at=NOW)
        advance(session, answered, DECLINED)

        def waited(end: datetime | None) -> list[int]:
            return [one.referral.id for one in reminding.unanswered_at(session, end)]

        assert waited(NOW) == [oldest, answered]
        assert waited(None) == [oldest, 3]

"""The life of a referral: what follows what, who was first, and which team had it when."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from secrets import token_hex
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import audits, referrals, reminding, twins
from ledger.engine import Ledger, Session
from ledger.referrals import (
    ACCEPTED,
    ASKED,
    CORRECTED,
    DECLINED,
    FOLLOWS,
    HANDED,
    MADE,
    NO_OUTCOME,
    OPEN,
    OUTCOME,
    REOPENED,
    WITHDRAWN,
)
from ledger.schema import open_ledger
from ledger.spoken import By
from ledger.tables_desk import Referral
from ledger.twins import Person
from tests.builders import NOW
from tests.conftest import UTC_ZONE

DAY = timedelta(days=1)
TODAY = NOW.date()
SAM = By("U2", "Sam", NOW)


def made(session: Session, request_key: str = "1", **more: Any) -> int:
    values = {
        "made_at": NOW,
        "person_name": "Ada",
        "team": "sales",
        "why": "asked for a quote",
        "origin": "talk",
        "referrer": "U1",
        "level": 3,
        "points": 7500,
        **more,
    }
    return referrals.make(session, Referral(request_key=request_key, **values))[0].id


def take(session: Session, number: int, step: str, by: str = "U2", **more: Any) -> bool:
    if step == HANDED:
        return referrals.hand_on(session, number, "product", by, "Sam", "theirs", NOW + DAY, **more)
    outcome = {OUTCOME: "hired", CORRECTED: "applied"}.get(step, "")
    return referrals.advance(session, number, step, by, "Sam", "gladly", NOW + DAY, outcome, **more)


def steps(session: Session, number: int) -> list[tuple[str, str]]:
    return [(one.step, one.team) for one in referrals.steps(session, number)]


def state(session: Session, number: int) -> tuple[str, str]:
    one = referrals.get(session, number)
    assert one is not None
    session.refresh(one)
    return one.state, one.team


@pytest.mark.parametrize(
    ("taken", "kept", "becomes"),
    [
        ([WITHDRAWN], [WITHDRAWN], WITHDRAWN),
        ([ACCEPTED, WITHDRAWN], [ACCEPTED], ACCEPTED),
        ([WITHDRAWN, ACCEPTED, HANDED, ASKED], [WITHDRAWN], WITHDRAWN),
        ([ASKED, ASKED, ACCEPTED, ASKED], [ASKED, ASKED, ACCEPTED, ASKED], ACCEPTED),
        ([HANDED], [HANDED], OPEN),
        ([ACCEPTED, HANDED, OUTCOME, ACCEPTED], [ACCEPTED, HANDED, ACCEPTED], ACCEPTED),
        ([HANDED, HANDED], [HANDED], OPEN),  # it is theirs
        ([DECLINED, HANDED], [DECLINED], DECLINED),
        ([ACCEPTED, OUTCOME, HANDED, ASKED], [ACCEPTED, OUTCOME], OUTCOME),
        ([ACCEPTED, NO_OUTCOME, OUTCOME], [ACCEPTED, NO_OUTCOME, OUTCOME], OUTCOME),
        ([ACCEPTED, OUTCOME, OUTCOME], [ACCEPTED, OUTCOME], OUTCOME),  # it says no more
        ([ACCEPTED, OUTCOME, NO_OUTCOME], [ACCEPTED, OUTCOME], OUTCOME),
    ],
)
def test_each_step_is_taken_from_where_it_begins(
    ledger: Ledger, taken: list[str], kept: list[str], becomes: str
) -> None:
    with ledger.write() as session:
        number = made(session)
        assert [step for step in taken if take(session, number, step)] == kept
        assert [step for step, _ in steps(session, number)] == [MADE, *kept]
        assert state(session, number)[0] == becomes


def test_an_outcome_may_be_followed_by_another(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        take(session, number, ACCEPTED)
        came = [("opportunity", None), ("opportunity", None), ("customer", 100), ("customer", 200)]
        assert [
            referrals.advance(session, number, OUTCOME, "U2", "Sam", "", NOW, outcome, value)
            for outcome, value in came
        ] == [True, False, True, True]
        last = referrals.newest_step(session, number)
        assert last is not None
        assert (last.outcome, last.value) == ("customer", 200)


def test_a_step_keeps_the_team_that_has_it_then(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        for step in (ACCEPTED, HANDED, ACCEPTED):
            assert take(session, number, step)
        assert steps(session, number) == [
            (MADE, "sales"),
            (ACCEPTED, "sales"),
            (HANDED, "product"),
            (ACCEPTED, "product"),
        ]
        assert state(session, number) == (ACCEPTED, "product")
        found = referrals.steps_between(session, NOW, NOW + 2 * DAY)
        assert [team for team, _ in found] == ["sales", "sales", "product", "product"]


@pytest.mark.parametrize("step", [ACCEPTED, DECLINED, WITHDRAWN, HANDED, ASKED])
def test_a_request_is_one_step_however_often_it_comes(ledger: Ledger, step: str) -> None:
    with ledger.write() as session:
        number = made(session)
        assert take(session, number, step, request_key="click:1")
        assert not take(session, number, step, request_key="click:1")
        told = referrals.step_of(session, "click:1")
        assert told is not None
        assert (told.step, told.by) == (step, "U2")
        assert referrals.step_of(session, "click:2") is None
        assert len(steps(session, number)) == 2


def test_who_has_not_seen_the_newest_step_was_not_first(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        take(session, number, ACCEPTED)
        seen = referrals.newest_step(session, number)
        assert seen is not None
        assert take(session, number, OUTCOME, seen=seen.id)
        late = referrals.advance(
            session, number, OUTCOME, "U3", "Kim", "", NOW, "customer", seen=seen.id
        )
        assert not late
        assert not take(session, 404, ACCEPTED, seen=seen.id)


Act = Callable[[Session, int, str, int], bool]


def taking(step: str) -> Act:
    return lambda session, number, who, seen: take(session, number, step, who, seen=seen)


def handing(session: Session, number: int, who: str, seen: int) -> bool:
    return referrals.hand_on(session, number, f"team of {who}", who, who, "", NOW, seen=seen)


def ending(session: Session, number: int, who: str, seen: int) -> bool:
    return referrals.advance(
        session, number, OUTCOME, who, who, "", NOW, f"outcome of {who}", seen=seen
    )


@pytest.mark.parametrize(
    ("before", "one", "other"),
    [
        ([], taking(ACCEPTED), taking(ACCEPTED)),
        ([], taking(ACCEPTED), taking(DECLINED)),
        ([], taking(ACCEPTED), taking(WITHDRAWN)),
        ([], taking(WITHDRAWN), handing),
        ([], handing, handing),
        ([ACCEPTED], ending, ending),
        ([ACCEPTED], ending, taking(NO_OUTCOME)),
        ([ACCEPTED], handing, ending),
        ([ACCEPTED, OUTCOME], ending, ending),
    ],
)
def test_of_two_at_once_one_wins(
    ledger: Ledger, ledger_url: str, before: list[str], one: Act, other: Act
) -> None:
    """Each over a ledger of its own, as two processes have it; both saw the same last step."""
    with ledger.write() as session:
        number = made(session)
        assert all(take(session, number, step) for step in before)
    both_have_seen = Barrier(2)
    second = open_ledger(ledger_url, UTC_ZONE)

    def act(mine: Ledger, what: Act, who: str) -> bool:
        with mine.read() as session:
            seen = referrals.newest_step(session, number)
            assert seen is not None
        both_have_seen.wait(timeout=60)
        with mine.write() as session:
            return what(session, number, who, seen.id)

    try:
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(act, (ledger, second), (one, other), ("U2", "U3")))
    finally:
        second.close()
    assert sorted(done) == [False, True]
    with ledger.read() as session:
        told = referrals.steps(session, number)
        assert len(told) == 2 + len(before)
        assert told[-1].by == ("U2" if done[0] else "U3")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One ledger for all examples, each of which has a referral of its own."""
    opened = open_ledger(f"sqlite:///{tmp_path_factory.mktemp('steps') / 'ledger.db'}", UTC_ZONE)
    yield opened
    opened.close()


@settings(max_examples=60)
@given(taken=st.lists(st.sampled_from(sorted(FOLLOWS)), max_size=8))
def test_any_steps_in_any_order_leave_what_the_last_one_says(
    shared: Ledger, taken: list[str]
) -> None:
    """State, team and steps always belong together."""
    with shared.write() as session:
        number, expected = made(session, token_hex()), [(MADE, "sales")]
        standing, team = OPEN, "sales"
        for step in taken:
            allowed = standing in FOLLOWS[step] and not (step == HANDED and team == "product")
            allowed = allowed and not (step == OUTCOME and expected[-1][0] == OUTCOME)
            assert take(session, number, step) is allowed
            if allowed:
                team = "product" if step == HANDED else team
                same = {HANDED: OPEN, REOPENED: OPEN, CORRECTED: OUTCOME, ASKED: standing}
                standing = same.get(step, step)
                expected.append((step, team))
        assert state(session, number) == (standing, team)
        assert steps(session, number) == expected


def test_a_reopened_one_waits_for_its_team_again_from_then_on(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        take(session, number, DECLINED)
        assert reminding.unanswered(session, TODAY) == []
        assert take(session, number, REOPENED)
        [one] = reminding.unanswered(session, TODAY)
        assert (one.since, one.team) == (NOW + DAY, "sales")
        assert take(session, number, ACCEPTED)


def test_a_changed_word_stays_a_step_and_is_listed_with_who_changed_it(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        for step in (DECLINED, REOPENED, ACCEPTED, OUTCOME, CORRECTED):
            assert take(session, number, step)
        assert [one.step for one in referrals.steps(session, number)][-2:] == [OUTCOME, CORRECTED]
        said = [(one.action, one.subject, one.object, one.by) for one in audits.recent(session, 9)]
    about = f"DQL-{number}"
    assert said == [("correct outcome", about, "applied", "U2"), ("reopen", about, "", "U2")]


def test_a_twin_is_one_of_any_team_that_had_it_and_none_that_was_withdrawn(
    ledger: Ledger,
) -> None:
    with ledger.write() as session:
        handed, gone = made(session), made(session, "2", team="recruiting")
        take(session, handed, HANDED)
        take(session, gone, WITHDRAWN)
        found = {
            team: twins.twin_within(session, Person("Ada", None, ""), team, NOW)
            for team in ("sales", "product", "recruiting")
        }
        assert {team: one and one.id for team, one in found.items()} == {
            "sales": handed,
            "product": handed,
            "recruiting": None,
        }


def test_withdrawn_ones_count_in_no_figure(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        assert referrals.steps_between(session, NOW, NOW + DAY)
        take(session, number, WITHDRAWN)
        assert not referrals.steps_between(session, NOW, NOW + 9 * DAY)
        assert not reminding.unanswered_at(session, NOW + DAY)
        assert not reminding.unanswered(session, TODAY)


def test_who_waits_does_so_since_the_present_team_has_it(ledger: Ledger) -> None:
    with ledger.write() as session:
        old, handed = made(session, "1"), made(session, "2")
        take(session, handed, HANDED)
        take(session, handed, ASKED)
        waiting = reminding.unanswered(session, TODAY)
        assert [(one.referral.id, one.since) for one in waiting] == [
            (old, NOW),
            (handed, NOW + DAY),
        ]
        asked = referrals.newest_step(session, handed)
        assert asked is not None
        assert waiting[1].step_id == asked.id - 1
        before = reminding.unanswered_at(session, NOW + DAY)
        assert [(one.referral.id, one.team) for one in before] == [
            (old, "sales"),
            (handed, "sales"),
        ]
        assert [one.team for one in reminding.unanswered_at(session, None)] == ["sales", "product"]


def test_who_accepted_waits_for_an_outcome(ledger: Ledger) -> None:
    with ledger.write() as session:
        accepted, ended, back = made(session, "1"), made(session, "2"), made(session, "3")
        for number in (accepted, ended, back):
            take(session, number, ACCEPTED)
        take(session, ended, NO_OUTCOME)
        take(session, back, HANDED)
        assert [
            (one.referral.id, one.since) for one in reminding.without_outcome(session, TODAY)
        ] == [(accepted, NOW + DAY)]


@pytest.mark.parametrize("step", [MADE, ACCEPTED])
def test_snoozed_ones_are_left_alone_until_their_day(ledger: Ledger, step: str) -> None:
    asked = reminding.unanswered if step == MADE else reminding.without_outcome
    with ledger.write() as session:
        number = made(session)
        if step == ACCEPTED:
            take(session, number, step)
        assert referrals.snooze(session, number, TODAY + 2 * DAY, SAM)
        left = [bool(asked(session, TODAY + days * DAY)) for days in range(4)]
        assert left == [False, False, True, True]
        [row] = audits.recent(session, 9)
        assert (row.action, row.subject, row.object) == ("snooze", "DQL-1", "2026-11-22")
        assert (row.by, row.by_name, row.at) == ("U2", "Sam", NOW)


def test_another_step_ends_the_snooze(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        referrals.snooze(session, number, date(2030, 1, 1), replace(SAM, id="U9"))
        take(session, number, ASKED)
        assert not reminding.unanswered(session, TODAY)
        take(session, number, HANDED)
        assert reminding.unanswered(session, TODAY)


def test_nobody_snoozes_what_is_closed(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session)
        take(session, number, DECLINED)
        assert not referrals.snooze(session, number, TODAY, SAM)
        assert not referrals.snooze(session, 404, TODAY, SAM)
        assert not audits.recent(session, 9)


def test_newest_ones_are_paged(ledger: Ledger) -> None:
    with ledger.write() as session:
        numbers = [made(session, str(key)) for key in range(5)]
        first = referrals.recent(session, 2)
        rest = referrals.recent(session, 9, before_id=first[-1].id)
        assert [one.id for one in (*first, *rest)] == numbers[::-1]

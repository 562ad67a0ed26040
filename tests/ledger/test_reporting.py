"""What the report reads: who was handed over, what came of it, and what was known before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from ledger import (
    actors,
    affiliations,
    companies,
    handoffs,
    introductions,
    referrals,
    reporting,
    tags,
)
from ledger.engine import Ledger
from ledger.naming import CompanyName
from ledger.reporting import Came, Introductions
from ledger.spoken import By
from ledger.tables import Company
from ledger.tables_desk import Introduction, Referral
from ledger.types import day_number
from ledger.weighed import Answer, Recognition
from tests.builders import NOW, actor

DAY = timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")
ACME, BOLT = "acme.example", "bolt.example"


def firm(session: Session, domain: str = ACME) -> int:
    name = domain.partition(".")[0]
    return companies.obtain(session, CompanyName(domain, name.title(), name), NOW).id


def made(session: Session, key: str, at: datetime = NOW, **more: Any) -> int:
    values = {"person_name": "Ada", "team": "sales", "why": "asked", "origin": "talk", **more}
    row = Referral(
        request_key=key, made_at=at, referrer="U1", **{"level": 0, "points": 0, **values}
    )
    return referrals.make(session, row)[0].id


def step(session: Session, number: int, name: str, at: datetime, *outcome: Any) -> None:
    assert referrals.advance(session, number, name, "U2", "Sam", "", at, *outcome)


def handed(session: Session, first: datetime, last: datetime) -> list[int]:
    return [one.id for one in reporting.handed(session, first, last)]


def test_those_made_in_the_span_and_those_with_an_outcome_in_it(ledger: Ledger) -> None:
    with ledger.write() as session:
        old, at_once, late = (made(session, str(n), NOW - n * DAY) for n in (50, 0, 40))
        made(session, "waits", NOW - 50 * DAY)
        for number, came in ((old, NOW), (late, NOW + 9 * DAY)):
            step(session, number, referrals.ACCEPTED, NOW - 30 * DAY)
            step(session, number, referrals.OUTCOME, came, "customer", 100)
        assert handed(session, NOW, NOW + DAY) == sorted([old, at_once])
        assert handed(session, NOW + DAY, NOW + 9 * DAY) == []
        assert handed(session, NOW + 9 * DAY, NOW + 10 * DAY) == [late]


def test_withdrawn_ones_count_nowhere(ledger: Ledger) -> None:
    with ledger.write() as session:
        acme = firm(session)
        gone = made(session, "gone", NOW - DAY, company_id=acme)
        stays = made(session, "stays", company_id=acme)
        step(session, gone, referrals.WITHDRAWN, NOW)
        [one] = reporting.handed(session, NOW - 9 * DAY, NOW + DAY)
        assert (one.id, one.is_sourced) == (stays, True)
        assert reporting.touched(session, UTC_ZONE, 50) == [(acme, day_number(NOW.date()))]


def test_the_life_of_one_that_was_handed_on(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session, "1", origin_detail="KubeCon EU", company_name="Typed Ltd")
        step(session, number, referrals.ACCEPTED, NOW + DAY)
        assert referrals.hand_on(session, number, "product", "U2", "Sam", "", NOW + 2 * DAY)
        [waits] = reporting.handed(session, NOW, NOW + DAY)
        assert (waits.state, waits.team, waits.accepted_at) == ("open", "product", None)
        step(session, number, referrals.ACCEPTED, NOW + 5 * DAY)
        step(session, number, referrals.NO_OUTCOME, NOW + 6 * DAY)
        step(session, number, referrals.OUTCOME, NOW + 7 * DAY, "beta tester")
        step(session, number, referrals.OUTCOME, NOW + 8 * DAY, "feedback session", 50)
        [one] = reporting.handed(session, NOW, NOW + DAY)
    assert (one.reached_at, one.accepted_at) == (NOW + 2 * DAY, NOW + 5 * DAY)
    assert (one.company, one.company_name, one.origin_detail) == (
        "Typed Ltd",
        "Typed Ltd",
        "KubeCon EU",
    )
    assert one.outcomes == (
        Came(NOW + 7 * DAY, "beta tester", None),
        Came(NOW + 8 * DAY, "feedback session", 50),
    )


def merged(session: Session) -> None:
    session.get_one(Company, firm(session, BOLT)).successor_id = firm(session)
    session.flush()
    made(session, "of the merged one", NOW - DAY, company_id=firm(session, BOLT))


def handed_over(session: Session, days: int = 1) -> None:
    by = By("U1", "Dana", NOW - days * DAY)
    assert handoffs.record(session, firm(session), "MQL", by.at.date(), by)


def given_back(session: Session) -> None:
    by = By("U1", "Dana", NOW - DAY)
    handoffs.record(session, firm(session), "none", by.at.date(), by)


def tagged(session: Session, word: str = "customer", days: int = 1) -> None:
    assert tags.tag(session, firm(session), word, By("U1", "Dana", NOW - days * DAY))


KNOWN: dict[str, tuple[int, Callable[[Session], object], bool]] = {
    "nothing is on record": (0, lambda session: None, True),
    "at a level": (1, lambda session: None, False),
    "was at a level": (-1, lambda session: None, False),
    "referred before": (0, lambda s: made(s, "0", NOW - DAY, company_id=firm(s)), False),
    "referred at the same moment, after it": (0, lambda session: None, True),
    "referred later": (0, lambda s: made(s, "0", NOW + DAY, company_id=firm(s)), True),
    "another company was": (0, lambda s: made(s, "0", NOW - DAY, company_id=firm(s, BOLT)), True),
    "one that was merged into it": (0, merged, False),
    "handed over before": (0, handed_over, False),
    "handed over at once": (0, lambda session: handed_over(session, 0), True),
    "in no hand-off state": (0, given_back, True),
    "a customer": (0, tagged, False),
    "a customer since": (0, lambda session: tagged(session, days=-1), True),
    "tagged otherwise": (0, lambda session: tagged(session, "friend"), True),
}


@pytest.mark.parametrize(("level", "before", "is_sourced"), KNOWN.values(), ids=KNOWN)
def test_what_was_known_at_the_handoff(
    ledger: Ledger, level: int, before: Callable[[Session], object], is_sourced: bool
) -> None:
    with ledger.write() as session:
        before(session)
        number = made(session, "this", company_id=firm(session), level=level)
        made(session, "next", company_id=firm(session))
        found = {one.id: one for one in reporting.handed(session, NOW, NOW + DAY / 2)}
    assert found[number].is_sourced == is_sourced
    assert found[number].company == ACME
    assert not found[number + 1].is_sourced


def test_of_an_unknown_company_nobody_can_say_that_we_brought_it(ledger: Ledger) -> None:
    with ledger.write() as session:
        made(session, "1")
        made(session, "2", company_name="typed, and no company")
        found = reporting.handed(session, NOW, NOW + DAY)
    assert [one.is_sourced for one in found] == [False, False]


def test_the_last_word_of_an_outcome_counts_on_its_own_day(ledger: Ledger) -> None:
    with ledger.write() as session:
        number = made(session, "1", NOW - 50 * DAY)
        step(session, number, referrals.ACCEPTED, NOW - 40 * DAY)
        step(session, number, referrals.OUTCOME, NOW - 30 * DAY, "opportunity", 100)
        step(session, number, referrals.OUTCOME, NOW - 20 * DAY, "opportunity", 900)
        step(session, number, referrals.CORRECTED, NOW, "customer", 700)
        assert handed(session, NOW, NOW + DAY) == []
        [one] = reporting.handed(session, NOW - 20 * DAY, NOW)
        kept = Came(NOW - 30 * DAY, "opportunity", 100)
        assert one.outcomes == (kept, Came(NOW - 20 * DAY, "customer", 700))
        step(session, number, referrals.CORRECTED, NOW)
        assert handed(session, NOW - 20 * DAY, NOW) == []
        [one] = reporting.handed(session, NOW - 30 * DAY, NOW)
        assert (one.outcomes, one.state) == ((kept,), "outcome")
        step(session, number, referrals.CORRECTED, NOW)
        assert handed(session, NOW - 30 * DAY, NOW) == []
        [one] = reporting.handed(session, NOW - 50 * DAY, NOW)
        assert (one.outcomes, one.state) == ((), "no outcome")


def introduced(session: Session, key: str, at: datetime, *people: str | int, **more: Any) -> int:
    first, second = (
        (one, f"Person {one}") if isinstance(one, int) else (None, one) for one in people
    )
    row = Introduction(
        request_key=key,
        made_at=at,
        first_actor_id=first[0],
        first_name=first[1],
        second_actor_id=second[0],
        second_name=second[1],
        why="both run it on ARM",
        referrer="U1",
        **more,
    )
    return introductions.make(session, row)[0].id


def test_introductions_and_the_people_who_met(ledger: Ledger) -> None:
    with ledger.write() as session:
        introduced(session, "1", NOW, "Ada", "Grace")
        introduced(session, "2", NOW + DAY, " ada ", "Edsger")
        introduced(session, "3", NOW + 2 * DAY, "Too", "Late")
        undone = introduced(session, "4", NOW, "Taken", "Back")
        assert introductions.undo(session, undone, By("U1", "Dana", NOW))
        found = reporting.introductions(session, NOW, NOW + 2 * DAY)
        assert found == Introductions(made=2, people=3)
        assert reporting.introductions(session, NOW - DAY, NOW) == Introductions(0, 0)


def test_companies_of_those_who_were_introduced(ledger: Ledger) -> None:
    """Ada left Acme; Grace stands for nobody; Bolt was named by a referral."""
    with ledger.write() as session:
        people = actors.remember(session, [actor("ada"), actor("grace")], NOW)
        ada, grace = people["files", "ada"], people["files", "grace"]
        name = CompanyName(ACME, "Acme", "acme")
        stood = Recognition(name, "said so", 95, ends=(NOW - DAY).date())
        affiliations.settle_all(session, [Answer(ada, (stood,))], NOW.date(), NOW)
        introduced(session, "1", NOW - 9 * DAY, ada, grace)
        introduced(session, "after she left", NOW, ada, grace)
        undone = introduced(session, "undone", NOW - 8 * DAY, ada, grace)
        assert introductions.undo(session, undone, By("U1", "Dana", NOW))
        made(session, "r", NOW + DAY, company_id=firm(session, BOLT))
        today = day_number(NOW.date())
        found = reporting.touched(session, UTC_ZONE, 50)
        assert sorted(found) == sorted(
            [(firm(session), today - 9), (firm(session, BOLT), today + 1)]
        )

"""What a digest says nobody takes on: quiet companies, leads in no hand, referrals without end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.digests.facts import digest_facts
from bot.dql.referring import refer
from bot.dql.steps import Doer, Taken, step
from bot.reporting.report import report
from bot.reporting.spans import days
from bot.services import Services
from bot.views.digest import digest
from bot.views.plain import as_text
from bot.views.referral import Draft
from ledger import companies, handoffs, hushes, referrals, spoken, tags
from ledger.engine import Session
from tests.bot.scene import happened, pulls

LAST = datetime(2026, 11, 15, 12, tzinfo=UTC)
UNTIL = LAST.date() + timedelta(days=1)
DANA = Doer("U1", "dana")
SAID = spoken.By("U1", "dana", LAST)
ADA = Draft(person="Ada Byte", team="sales", why="asked for SSO", origin="booth")


def told(services: Services) -> dict[str, Any]:
    with services.ledger.read() as session:
        return digest_facts(session, services, UNTIL)


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in rows]


def test_quiet_is_who_holds_a_level_and_was_not_heard_for_14_days(here: Services) -> None:
    for domain, ago in (("fresh.example", 13), ("quiet.example", 14), ("past.example", 40)):
        happened(here, pulls(domain, 4, LAST - timedelta(days=ago)), LAST)
    happened(here, pulls("little.example", 1, LAST - timedelta(days=20)), LAST)
    [one] = told(here)["quiet"]
    assert (one["name"], one["to"], one["last_activity"]) == ("quiet.example", "OQL1", "2026-11-01")
    assert "quiet.example: OQL1 · 20 points · last seen 1 Nov 2026" in as_text(digest(told(here)))


@pytest.fixture
def low(here: Services) -> Services:
    """Under rules that announce OQL1, with a company that has been there for over 30 days."""
    announce = here.rules.announce.model_copy(update={"level": "OQL1"})
    for ago in (40, 20):
        happened(here, pulls("lead.example", 3, LAST - timedelta(days=ago), f"one of {ago}"), LAST)
    return replace(here, rules=here.rules.model_copy(update={"announce": announce}))


def lead(session: Session) -> int:
    found = companies.find(session, "lead.example")
    assert found
    return found[0].id or 0


TAKEN: list[Callable[[Session], object]] = [
    lambda session: handoffs.record(session, lead(session), handoffs.MQL, LAST.date(), SAID),
    lambda session: tags.tag(session, lead(session), tags.CUSTOMER, SAID),
    lambda session: hushes.hush(session, lead(session), UNTIL, SAID),
]


@pytest.mark.parametrize("take", TAKEN, ids=["handed over", "customer", "snoozed"])
def test_a_lead_is_stalled_until_somebody_takes_it(
    low: Services, take: Callable[[Session], object]
) -> None:
    assert names(told(low)["stalled"]) == ["lead.example"]
    with low.ledger.write() as session:
        take(session)
    assert told(low)["stalled"] == []


def test_a_referral_takes_a_lead_until_it_is_withdrawn(low: Services) -> None:
    refer(low, replace(ADA, company="lead.example"), DANA, "view:1", LAST)
    assert told(low)["stalled"] == []
    step(low, 1, Taken(referrals.WITHDRAWN), DANA, LAST)
    assert names(told(low)["stalled"]) == ["lead.example"]


@pytest.mark.parametrize(("days", "is_late"), [(29, False), (30, True)])
def test_accepted_without_an_outcome(here: Services, days: int, is_late: bool) -> None:
    at = LAST - timedelta(days=days)
    refer(here, replace(ADA, company="acme.example"), DANA, "view:1", at)
    step(here, 1, Taken(referrals.ACCEPTED), DANA, at)
    found = told(here)["unended"]
    assert [one["days"] for one in found] == [days] * is_late
    text = as_text(digest(told(here)))
    assert ("DQL-1 (somebody of acme.example), sales, accepted 30 days ago" in text) == is_late
    assert "Ada" not in text


def test_a_snoozed_one_stands_there_and_says_so(here: Services) -> None:
    at = LAST - timedelta(days=30)
    refer(here, ADA, DANA, "view:1", at)
    step(here, 1, Taken(referrals.ACCEPTED), DANA, at)
    with here.ledger.write() as session:
        assert referrals.snooze(session, 1, date(2026, 12, 1), SAID)
    assert "accepted 30 days ago · snoozed until 1 Dec 2026" in as_text(digest(told(here)))


def test_what_came_later_changes_no_digest_of_the_past(here: Services) -> None:
    """Who waited then has waited, though a team answered or handed them on since."""
    long_ago = LAST - timedelta(days=40)
    for number in range(4):
        refer(here, ADA, DANA, f"view:{number}", long_ago)
    step(here, 3, Taken(referrals.ACCEPTED), DANA, long_ago)
    step(here, 4, Taken(referrals.ACCEPTED), DANA, LAST)
    before = told(here)
    assert [one["id"] for one in before["unended"]] == [3]
    assert before["teams"] == [{"team": "sales", "steps": {"accepted": 1}, "waiting": 2}]
    assert before["waiting"] == 2
    later = LAST + timedelta(days=1)
    step(here, 1, Taken(referrals.DECLINED), DANA, later)
    with here.ledger.write() as session:
        referrals.hand_on(session, 2, "product", "U1", "dana", "theirs", later)
    step(here, 3, Taken(referrals.OUTCOME, outcome="customer"), DANA, later)
    assert told(here) == before


def test_a_referral_is_told_in_the_order_of_its_life(here: Services) -> None:
    for number in range(4):
        refer(here, ADA, DANA, f"view:{number}", LAST)
    step(here, 1, Taken(referrals.ASKED, note="Which plan?"), DANA, LAST)
    for number in (1, 2, 3):
        step(here, number, Taken(referrals.ACCEPTED), DANA, LAST)
    step(here, 4, Taken(referrals.DECLINED), DANA, LAST)
    for number in (1, 2):
        step(here, number, Taken(referrals.OUTCOME, outcome="customer"), DANA, LAST)
    step(here, 3, Taken(referrals.NO_OUTCOME), DANA, LAST)
    line = (
        "sales: 4 made, 1 question asked, 3 accepted, 1 declined, 2 outcomes, 1 without an outcome"
    )
    assert line in as_text(digest(told(here)))


Say = Callable[[Services], object]


def outcome(kind: str, at: datetime = LAST) -> Say:
    return lambda services: step(services, 1, Taken(referrals.OUTCOME, outcome=kind), DANA, at)


def handed_over(state: str, at: datetime = LAST) -> Say:
    def say(services: Services) -> None:
        with services.ledger.write() as session:
            [acme] = companies.find(session, "acme.example")
            handoffs.record(session, acme.id or 0, state, at.date(), replace(SAID, at=at))

    return say


def corrected(kind: str, at: datetime) -> Say:
    return lambda services: step(services, 1, Taken(referrals.CORRECTED, outcome=kind), DANA, at)


EARLIER, LATER = LAST - timedelta(days=30), LAST + timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "is_won"),
    [
        ([], False),
        ([outcome("customer")], True),
        ([outcome("opportunity")], False),
        ([handed_over("won")], True),
        ([outcome("customer"), handed_over("won", LATER)], True),
        ([outcome("opportunity"), outcome("customer", LATER)], True),
        ([handed_over("won"), handed_over("lost", LATER)], False),
        ([outcome("customer"), handed_over("lost", LATER)], False),
        ([handed_over("lost"), outcome("customer", LATER)], True),
        ([handed_over("won"), handed_over("SQL", LATER)], False),
        ([outcome("customer"), corrected("opportunity", LATER)], False),
        ([handed_over("SQL", EARLIER), outcome("customer"), corrected("", LATER)], False),
        ([outcome("customer"), handed_over("SQL", LATER)], True),
        ([handed_over("won", EARLIER), handed_over("won")], False),
        ([outcome("customer", LAST + timedelta(days=1))], False),
    ],
)
def test_a_company_is_won_once_by_whoever_says_so(
    here: Services, said: list[Say], is_won: bool
) -> None:
    refer(here, replace(ADA, company="acme.example"), DANA, "view:1", LAST)
    step(here, 1, Taken(referrals.ACCEPTED), DANA, LAST)
    for say in said:
        say(here)
    won = [{"name": "acme.example", "day": "2026-11-15"}] * is_won
    assert told(here)["won"] == won


def test_a_day_that_is_put_right_stands_beside_its_win(here: Services) -> None:
    refer(here, replace(ADA, company="acme.example"), DANA, "view:1", LAST)
    handed_over("won")(here)
    with here.ledger.write() as session:
        [acme] = companies.find(session, "acme.example")
        by = replace(SAID, at=LATER)
        handoffs.record(session, acme.id or 0, handoffs.WON, date(2026, 11, 12), by)
    assert told(here)["won"] == [{"name": "acme.example", "day": "2026-11-12"}]


def test_outcomes_of_the_week_and_companies_that_were_won(here: Services) -> None:
    happened(here, pulls("acme.example", 4, LAST), LAST)
    for number, at in enumerate((LAST - timedelta(days=7), LAST)):
        refer(here, replace(ADA, company="acme.example"), DANA, f"view:{number}", at)
        step(here, number + 1, Taken(referrals.ACCEPTED), DANA, at)
        done = Taken(referrals.OUTCOME, outcome="customer", value=1_200_000)
        step(here, number + 1, done, DANA, at)
    with here.ledger.write() as session:
        [acme] = companies.find(session, "acme.example")
        handoffs.record(session, acme.id or 0, handoffs.WON, LAST.date(), SAID)
    facts = told(here)
    assert [one["id"] for one in facts["outcomes"]] == [2]
    assert facts["won"] == [{"name": "acme.example", "day": "2026-11-15"}]
    text = as_text(digest(facts))
    assert "DQL-2 (somebody of acme.example), sales: customer (12,000)" in text
    assert "Won\n• acme.example · 15 Nov 2026" in text


def test_an_outcome_is_counted_as_the_report_counts_it(here: Services) -> None:
    """Once a referral, with the latest: an opportunity that became a customer is one outcome."""
    for number in (1, 2, 3):
        refer(here, ADA, DANA, f"view:{number}", LAST)
        step(here, number, Taken(referrals.ACCEPTED), DANA, LAST)
        step(here, number, Taken(referrals.OUTCOME, outcome="opportunity"), DANA, LAST)
    step(here, 1, Taken(referrals.OUTCOME, outcome="customer"), DANA, LATER)
    step(here, 3, Taken(referrals.CORRECTED), DANA, LATER)
    facts, span = told(here), days(UNTIL - timedelta(days=7), UNTIL - timedelta(days=1), UNTIL)
    with here.ledger.read() as session:
        report_of = report(session, here.rules, here.zone, span, UNTIL).facts
    assert [(one["id"], one["outcome"]) for one in facts["outcomes"]] == [
        (1, "customer"),
        (2, "opportunity"),
    ]
    assert "sales: 3 made, 3 accepted, 2 outcomes" in as_text(digest(facts))
    assert report_of["recorded"]["outcomes"] == 2


def test_whoever_waits_for_an_answer_is_named_by_number(here: Services) -> None:
    long_ago = LAST - timedelta(days=20)
    refer(here, ADA, DANA, "view:1", long_ago)
    assert "DQL-1 has waited for an answer for over a week." in as_text(digest(told(here)))
    for number in range(2, 12):
        refer(here, ADA, DANA, f"view:{number}", long_ago)
    assert (
        "DQL-1, DQL-2, DQL-3, DQL-4, DQL-5, DQL-6, DQL-7, DQL-8 and 3 more have waited for an"
        " answer for over a week."
    ) in as_text(digest(told(here)))


def test_growth_is_a_chart_and_a_sentence(here: Services) -> None:
    happened(here, pulls("old.example", 4, LAST - timedelta(days=84)), LAST)
    happened(here, pulls("new.example", 4, LAST), LAST)
    facts = told(here)
    assert facts["growth"]["days"][::13] == ["2026-08-16", "2026-11-15"]
    assert facts["growth"]["levels"]["OQL1"] == [0, *[1] * 4, *[0] * 8, 1]
    text = as_text(digest(facts))
    assert "Companies at a level: 1, 0 a week before, 0 on 16 Aug." in text
    assert "OQL1 0 → 1." in text


def test_a_week_without_anything_is_short(here: Services) -> None:
    shown = digest(told(here))
    assert len(shown.blocks) <= 8
    assert "No company changed its level or earned more this week." in as_text(shown)

"""A referral and its steps: once a request, one winner, and everybody concerned is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.referring import By, Taken, refer, step
from bot.services import Services
from bot.views.referral import Draft
from ledger import notices, referrals
from ledger.tables import Notice
from tests.bot.scene import NOW

ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
DANA, SAM = By("U1", "dana"), By("U2", "sam")


def queued(services: Services) -> list[Notice]:
    with services.ledger.read() as session:
        return notices.with_prefix(session, "referral:")


def test_the_team_and_the_referrer_are_told_once(here: Services) -> None:
    made = [refer(here, ADA, DANA, "view:V1", NOW) for _ in range(3)]
    assert {one.facts["id"] for one in made} == {1}
    assert [one.earlier for one in made] == [None, None, None]
    assert [(one.key, one.kind, one.channel) for one in queued(here)] == [
        ("referral:1", "referral", "#dql-sales"),
        ("referral:1:made", "referral_news", "U1"),
    ]


def test_a_double_click_at_the_same_moment_is_one(here: Services) -> None:
    with ThreadPoolExecutor(8) as crowd:
        made = list(crowd.map(lambda _: refer(here, ADA, DANA, "view:V1", NOW), range(8)))
    assert {one.facts["id"] for one in made} == {1}
    assert len(queued(here)) == 2


def test_of_two_who_answer_at_once_one_wins(here: Services) -> None:
    refer(here, ADA, DANA, "view:V1", NOW)
    whats = [referrals.ACCEPTED, referrals.DECLINED] * 4
    people = [By(f"U{n}", f"user {n}") for n in range(10, 18)]
    with ThreadPoolExecutor(8) as crowd:
        taken = [Taken(what) for what in whats]
        answers = list(crowd.map(lambda what, by: step(here, 1, what, by, NOW), taken, people))
    winners = [by.id for (_, taken), by in zip(answers, people, strict=True) if taken]
    assert len(winners) == 1
    for facts, _ in answers:
        assert facts is not None
        assert [one["by"] for one in facts["steps"]] == ["U1", *winners]
    assert len(queued(here)) == 4


def test_a_step_edits_the_card_and_tells_the_referrer(here: Services) -> None:
    refer(here, ADA, DANA, "view:V1", NOW)
    step(here, 1, Taken(referrals.DECLINED, "no budget"), SAM, NOW + timedelta(hours=1))
    card, news = queued(here)[2:]
    assert (card.key, card.operation, card.anchor) == (
        "referral:1:declined:card",
        notices.UPDATE,
        "referral:1",
    )
    assert (news.key, news.kind, news.channel) == ("referral:1:declined", "referral_news", "U1")
    assert news.facts["steps"][-1]["note"] == "no budget"
    assert card.facts == news.facts


def test_whoever_runs_the_command_line_gets_no_direct_message(here: Services) -> None:
    refer(here, ADA, By("command line", "root"), "command line:1", NOW)
    step(here, 1, Taken(referrals.ACCEPTED), SAM, NOW)
    assert [one.kind for one in queued(here)] == ["referral", "referral"]


def test_there_is_no_such_referral(here: Services) -> None:
    assert step(here, 7, Taken(referrals.ACCEPTED), SAM, NOW) == (None, False)


@pytest.mark.parametrize("first", [referrals.ACCEPTED, referrals.DECLINED])
def test_what_was_answered_stays_answered(here: Services, first: str) -> None:
    refer(here, ADA, DANA, "view:V1", NOW)
    assert step(here, 1, Taken(first), SAM, NOW)[1]
    for what in (referrals.ACCEPTED, referrals.DECLINED):
        facts, taken = step(here, 1, Taken(what), DANA, NOW)
        assert facts is not None
        assert (taken, facts["state"]) == (False, first)


def test_whoever_delivers_is_woken(here: Services) -> None:
    woken: list[str] = []
    services = replace(here, wake=lambda: woken.append("now"))
    refer(services, ADA, DANA, "view:V1", NOW)
    step(services, 1, Taken(referrals.ACCEPTED), SAM, NOW)
    assert woken == ["now", "now"]


def test_a_company_that_is_no_company_is_kept_as_it_was_typed(here: Services) -> None:
    made = refer(here, replace(ADA, company="gmail.com"), DANA, "view:V1", NOW)
    assert (made.facts["company"], made.facts["company_name"]) == (None, "gmail.com")

"""A referral and its steps: once a request, one winner, and everybody concerned is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.dql.referring import Made, Repeated, refer, refer_unless_repeated
from bot.dql.steps import Doer, Taken, step
from bot.services import Services
from bot.views.referral import Draft
from ledger import notices, referrals
from ledger.tables import Notice
from tests.bot.scene import NOW

ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
DANA, SAM = Doer("U1", "dana"), Doer("U2", "sam")


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


def test_of_many_who_refer_the_same_person_at_once_one_does(here: Services) -> None:
    def ask(n: int) -> Made | Repeated:
        return refer_unless_repeated(here, ADA, Doer(f"U{n}"), f"view:V{n}", NOW)

    with ThreadPoolExecutor(8) as crowd:
        asked = list(crowd.map(ask, range(8)))
    [made] = [one for one in asked if isinstance(one, Made)]
    shown = [one.earlier["referrer"] for one in asked if isinstance(one, Repeated)]
    assert shown == [made.facts["referrer"]] * 7
    assert len(queued(here)) == 2


def test_the_same_request_again_repeats_nothing(here: Services) -> None:
    again = [refer_unless_repeated(here, ADA, DANA, "view:V1", NOW) for _ in range(2)]
    assert [one.facts["id"] for one in again if isinstance(one, Made)] == [1, 1]


def test_of_two_who_answer_at_once_one_wins(here: Services) -> None:
    refer(here, ADA, DANA, "view:V1", NOW)
    whats = [referrals.ACCEPTED, referrals.DECLINED] * 4
    people = [Doer(f"U{n}", f"user {n}") for n in range(10, 18)]
    with ThreadPoolExecutor(8) as crowd:
        taken = [Taken(what) for what in whats]
        answers = list(crowd.map(lambda what, by: step(here, 1, what, by, NOW), taken, people))
    winners = [by.id for (_, taken), by in zip(answers, people, strict=True) if taken]
    assert len(winners) == 1
    for facts, _ in answers:
        assert facts is not None
        assert [one["by"] for one in facts["steps"]] == ["U1", *winners]
    told = [one.kind for one in queued(here) if one.id > 2]
    assert sorted(told) == ["referral", "referral_news", "referral_thread"]


def test_whoever_runs_the_command_line_gets_no_direct_message(here: Services) -> None:
    refer(here, ADA, Doer("command line", "root"), "command line:1", NOW)
    step(here, 1, Taken(referrals.ACCEPTED), SAM, NOW)
    assert {one.kind for one in queued(here)} == {"referral", "referral_thread"}


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

"""Undoing a referral: by whoever made it or an administrator, while nobody has answered."""

from datetime import timedelta

import pytest

from bot.answers import Press, Replace, Update
from bot.dql.steps import Doer, Taken, step
from bot.dql.undoing import undo_referral
from bot.roles import Role
from bot.services import Services
from bot.views.plain import as_text
from ledger import companies, notices, referrals
from ledger.naming import CompanyName
from tests.bot.scene import NOW, asker, said

LINE = '/dql refer "Ada Byte" sales "asked about SSO" from booth'
GONE = "DQL-1: Ada Byte is no longer referred to sales. Their card says so."
SAM = Doer("U5", "sam")


def undo(services: Services, user: str = "U1", role: Role = Role.DEVREL) -> str:
    answer = undo_referral(services, Press("1", {}), asker(user, role=role), NOW)
    assert isinstance(answer, Replace)
    return as_text(answer.message)


def state(services: Services) -> str:
    with services.ledger.read() as session:
        referral = referrals.get(session, 1)
    assert referral is not None
    return referral.state


@pytest.mark.parametrize(
    ("user", "role", "answer"),
    [
        ("U1", Role.DEVREL, GONE),
        ("U2", Role.ADMIN, GONE),
        ("U2", Role.DEVREL, "Only @U1, who made it, or an administrator can undo this."),
    ],
)
def test_whoever_made_it_or_an_administrator(
    here: Services, user: str, role: Role, answer: str
) -> None:
    said(here, LINE)
    assert undo(here, user, role) == answer
    assert state(here) == ("withdrawn" if answer == GONE else "open")


def test_the_card_of_the_team_says_so(here: Services) -> None:
    said(here, LINE)
    undo(here)
    with here.ledger.read() as session:
        edits = [
            one
            for one in notices.with_prefix(session, "referral:1")
            if one.operation == notices.UPDATE
        ]
    assert [one.anchor for one in edits] == ["referral:1"]


def test_twice_is_once(here: Services) -> None:
    said(here, LINE)
    assert [undo(here), undo(here)] == [GONE, GONE]
    with here.ledger.read() as session:
        assert [one.step for one in referrals.steps(session, 1)] == ["made", "withdrawn"]


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (Taken(referrals.ACCEPTED), "accepted (@U5, "),
        (Taken(referrals.DECLINED, "no budget"), "declined (@U5, "),
    ],
)
def test_what_was_answered_stays(here: Services, taken: Taken, words: str) -> None:
    said(here, LINE)
    step(here, 1, taken, SAM, NOW)
    assert undo(here).startswith(f"DQL-1 cannot be undone any more: {words}")
    assert state(here) == taken.step


def test_in_a_form_the_answer_takes_the_place_of_the_receipt(here: Services) -> None:
    said(here, LINE)
    answer = undo_referral(here, Press("1", {}, view_id="V1"), asker(), NOW)
    assert isinstance(answer, Update)
    assert "no longer referred" in str(answer.view["blocks"])


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/dql undo DQL-1", GONE),
        ("/dql undo 1", GONE),
        ("/dql undo DQL-7", "There is no referral DQL-7."),
        ("/dql undo", "undo takes a number: /dql undo DQL-12, /dql undo introduction 3."),
        ("/dql undo Ada", "undo takes a number: /dql undo DQL-12, /dql undo introduction 3."),
    ],
)
def test_by_a_line(here: Services, line: str, answer: str) -> None:
    said(here, LINE)
    assert answer in said(here, line)


def companies_of(services: Services) -> list[str]:
    with services.ledger.read() as session:
        return [one.key for one in companies.find(session, "example")]


def test_a_company_that_was_made_for_it_goes_with_it(here: Services) -> None:
    said(here, f"{LINE} company=typo.example")
    assert companies_of(here) == ["typo.example"]
    assert undo(here) == GONE.replace("Ada Byte is", "Ada Byte of typo.example is")
    assert companies_of(here) == []
    again = said(here, f"{LINE} company=typo.example")
    assert "is a new company here" in again


@pytest.mark.parametrize(
    "line",
    [
        '/dql refer "Bo Hood" product "asked" from booth company=typo.example',
        "/oql follow typo.example",
        "/oql ignore typo.example",
        '/oql alias typo.example "Typo Works"',
        "/oql tag typo.example partner",
    ],
)
def test_a_company_of_which_anything_else_is_known_stays(here: Services, line: str) -> None:
    said(here, f"{LINE} company=typo.example")
    said(here, line)
    assert "no longer referred" in undo(here)
    assert companies_of(here) == ["typo.example"]


def test_a_company_goes_with_the_last_of_those_that_made_it(here: Services) -> None:
    said(here, f"{LINE} company=typo.example", NOW - timedelta(days=1))
    said(here, '/dql refer "Bo Hood" product "asked" from booth company=typo.example')
    undo(here)
    assert companies_of(here) == ["typo.example"]
    undo_referral(here, Press("2", {}), asker(), NOW)
    assert companies_of(here) == []


def test_a_company_that_was_there_before_stays(here: Services) -> None:
    with here.ledger.write() as session:
        named = CompanyName("typo.example", "Typo", "typo")
        companies.obtain(session, named, NOW - timedelta(days=1))
    said(here, f"{LINE} company=typo.example")
    undo(here)
    assert companies_of(here) == ["typo.example"]

"""`/dql intro`: two people brought together, asked for consent, once, counted apart, undone."""

from datetime import timedelta
from typing import Any

import pytest

from bot.answers import Done, Errors, Open, Press, Replace, Say, Update
from bot.dql import introducing, undoing
from bot.dql.forms import GONE
from bot.roles import Role
from bot.services import Services
from bot.views.plain import as_text
from ledger import audits, introductions, referrals
from ledger.tables_desk import Introduction
from tests.bot.scene import NOW, ask, asker, did, happened, member, opened, said

LINE = '/dql intro <@U7|dee> "Bo Brown" "both run it on ARM" from meetup "Lyon" consent=yes'
BLANK = '{"seen": null}'


def kept(services: Services) -> list[Introduction]:
    with services.ledger.read() as session:
        return introductions.recent(session, 100)


@pytest.fixture
def dee(here: Services) -> Services:
    happened(here, [did(member("U7", "Dee", "anvil.example"), "slack_signup")])
    return here


def test_one_line_that_says_all_is_an_introduction_and_no_referral(dee: Services) -> None:
    assert said(dee, LINE).splitlines() == [
        "Introduction 1: Dee and Bo Brown are recorded as introduced by you.",
        "meetup · Lyon · both run it on ARM · both agreed",
        "[Undo]",
    ]
    [one] = kept(dee)
    assert (one.first_name, one.first_actor_id, one.first_contact) == ("Dee", 1, "slack: dee")
    assert (one.second_name, one.second_actor_id, one.consent) == ("Bo Brown", None, "yes")
    assert (one.referrer, one.made_at, one.why) == ("U1", NOW, "both run it on ARM")
    with dee.ledger.read() as session:
        assert referrals.recent(session, 9) == []


@pytest.mark.parametrize(
    ("line", "filled"),
    [
        ("", {}),
        ("<@U7|dee>", {"first": "1:Dee"}),
        ('<@U7|dee> <@U8|eve> "both run it on ARM"', {"first": "1:Dee", "second": "new:eve"}),
        ("Ada Bo", {"first": "new:Ada", "second": "new:Bo"}),
        ("Ada and Bo ARM", {"first": "new:Ada", "second": "new:Bo", "why": "ARM"}),
        ("Ada Bo consent=no", {"consent": "no"}),
        ("Ada Bo ARM from booth x", {"why": "ARM", "origin": "booth", "origin_detail": "x"}),
    ],
)
def test_what_is_missing_is_asked_for_and_consent_always(
    dee: Services, line: str, filled: dict[str, str]
) -> None:
    answer = ask(dee, f"/dql intro {line}")
    fields = opened(answer)
    assert fields.keys() == {"first", "second", "why", "consent", "origin", "origin_detail"}
    assert filled.items() <= fields.items()
    assert kept(dee) == []


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("@sam Bo", "Slack knows no @sam: pick the person, or type the name."),
        ("Ada @sam", "Slack knows no @sam: pick the person, or type the name."),
        ("Ada ada", "Both are the same person: pick another."),
        ("<@U7> slack:dee", "Both are the same person: pick another."),
    ],
)
def test_what_cannot_be_is_said(dee: Services, line: str, note: str) -> None:
    answer = ask(dee, f'/dql intro {line} "why" consent=yes')
    assert isinstance(answer, Open)
    assert answer.view["blocks"][0]["text"]["text"] == f":warning: {note}"
    assert kept(dee) == []


def values(**typed: str) -> dict[str, str]:
    form = {"first": "1", "second": "new:Bo", "why": "ARM", "consent": "not asked"}
    return {**form, "origin": "", "origin_detail": "", **typed}


def test_a_form_is_an_introduction_once(dee: Services) -> None:
    who = asker(request="view:V1")
    for _ in range(2):
        assert isinstance(introducing.submit(dee, values(), BLANK, who, NOW), Done)
    [one] = kept(dee)
    assert (one.second_name, one.consent, one.origin) == ("Bo", "not asked", "")


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"first": "99"}, {"first": GONE}),
        ({"second": "new:?"}, {"second": "Who is it? Give a name."}),
        ({"why": "..."}, {"why": "Say in a few words what they have in common."}),
        ({"second": "1"}, {"second": "Both are the same person: pick another."}),
    ],
)
def test_what_is_wrong_is_said_by_field(
    dee: Services, typed: dict[str, str], errors: dict[str, str]
) -> None:
    answer = introducing.submit(dee, values(**typed), BLANK, asker(), NOW)
    assert answer == Errors(errors)
    assert kept(dee) == []


def shown(answer: Any) -> str:
    """The warning above a form."""
    return str(answer.view["blocks"][0]["text"]["text"])


@pytest.mark.parametrize(("days", "asks"), [(0, True), (90, True), (91, False)])
def test_the_same_two_within_90_days_are_shown_before(dee: Services, days: int, asks: bool) -> None:
    said(dee, LINE)
    later = NOW + timedelta(days=days)
    turned = values(first="new:bo brown", second="1")  # in the other order
    answer = introducing.submit(dee, turned, BLANK, asker(), later)
    assert isinstance(answer, Update if asks else Done)
    if isinstance(answer, Update):
        assert shown(answer).startswith(":warning: *Dee* and *Bo Brown* were already introduced on")
        again = answer.view["private_metadata"]
        assert isinstance(introducing.submit(dee, turned, again, asker(), later), Done)
    assert len(kept(dee)) == 2


def test_a_line_that_repeats_opens_the_form(dee: Services) -> None:
    said(dee, LINE)
    answer = ask(dee, LINE)
    assert "were already introduced" in shown(answer)
    assert len(kept(dee)) == 1


@pytest.mark.parametrize(
    ("user", "role", "undone"),
    [
        ("U1", Role.DEVREL, True),
        ("U2", Role.DEVREL, False),
        ("U2", Role.ADMIN, True),
    ],
)
def test_whoever_made_it_or_an_administrator_undoes_it(
    dee: Services, user: str, role: Role, undone: bool
) -> None:
    said(dee, LINE)
    answer = undoing.undo_introduction(dee, Press("1", {}), asker(user, role=role), NOW)
    assert isinstance(answer, Replace)
    line = "Introduction 1 of Dee and Bo Brown is taken back and counts no more."
    refused = "Only @U1, who made it, or an administrator can undo this."
    assert as_text(answer.message) == (line if undone else refused)
    assert len(kept(dee)) == (0 if undone else 1)
    with dee.ledger.read() as session:
        assert len(audits.recent(session, 9)) == int(undone)


@pytest.mark.parametrize("line", ["introduction 1", "intro 1", "Intro-1"])
def test_one_is_undone_by_a_line(dee: Services, line: str) -> None:
    said(dee, LINE)
    assert "is taken back" in said(dee, f"/dql undo {line}")
    assert kept(dee) == []


def test_undone_twice_is_undone_and_what_never_was_is_not_there(dee: Services) -> None:
    said(dee, LINE)
    for number, words in (("1", "taken back"), ("1", "taken back"), ("7", "no such")):
        answer = undoing.undo_introduction(dee, Press(number, {}), asker(), NOW)
        assert isinstance(answer, Replace)
        assert words in as_text(answer.message)


def test_an_undone_one_is_no_repeat(dee: Services) -> None:
    said(dee, LINE)
    undoing.undo_introduction(dee, Press("1", {}), asker(), NOW)
    assert isinstance(ask(dee, LINE), Say)

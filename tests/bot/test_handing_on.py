"""Handing a referral to another team: what is asked before somebody is referred is asked there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.answers import Answer, Done, Errors, Open, Update
from bot.dql.referring import REPEAT
from bot.roles import Role
from bot.services import Services
from bot.views.plain import as_text
from bot.views.referral_card import HAND_ON, card
from tests.bot import handed
from tests.bot.pressing import only
from tests.bot.received import ADA, filled, made, press, send, send_in, stands
from tests.bot.referred import texts
from tests.bot.scene import NOW, asker

SAM = asker("U2", role=Role.TEAM, teams=("sales",))
DAY = timedelta(days=1)


def again(answer: Answer) -> dict[str, Any]:
    """The form that is shown once more."""
    return only(answer, Update).view


def fields(view: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def test_the_form_says_what_the_other_teams_look_for(here: Services) -> None:
    made(here)
    [_, hopes] = texts(only(press(here, HAND_ON, who=SAM), Open).view)
    for name, team in here.rules.teams.items():
        assert (f"*{name}* looks for: {team.looking_for}" in hopes) == (name != "sales")


def test_a_team_that_has_people_asked_is_told_what_they_said(here: Services) -> None:
    made(here)
    typed = {"team": "recruiting", "why": "would like to work with us"}
    view = again(send_in(here, press(here, HAND_ON, who=SAM), typed, SAM))
    assert fields(view) == ["team", "consent", "why"]
    assert "that team asks first" in str(texts(view))
    assert stands(here)["state"] == "open"
    form = Open(view)
    assert only(send_in(here, form, typed, SAM), Errors).fields.keys() == {"consent"}
    refused = only(send_in(here, form, typed | {"consent": "no"}, SAM), Errors)
    assert "They said no" in refused.fields["consent"]
    assert stands(here)["team"] == "sales"
    assert send_in(here, form, typed | {"consent": "yes"}, SAM) == Done()
    assert (stands(here)["team"], stands(here)["consent"]) == ("recruiting", "yes")


def test_a_word_that_no_team_asks_for_is_not_kept(here: Services) -> None:
    made(here)
    typed = {"team": "recruiting", "why": "would like to work with us"}
    form = Open(again(send_in(here, press(here, HAND_ON, who=SAM), typed, SAM)))
    assert send(here, form, SAM, team="product", why="theirs", consent="no") == Done()
    assert (stands(here)["team"], stands(here)["consent"]) == ("product", "")


def test_what_they_said_before_stands_in_the_form(here: Services) -> None:
    made(here, replace(ADA, team="recruiting", consent="not asked"))
    filled(here, HAND_ON, team="product", why="theirs")
    assert stands(here)["consent"] == "not asked"
    view = again(filled(here, HAND_ON, team="recruiting", why="theirs after all"))
    [consent] = [one for one in view["blocks"] if one.get("block_id") == "consent"]
    assert consent["element"]["initial_option"]["value"] == "not asked"


def test_whom_the_team_had_lately_is_shown_first(here: Services) -> None:
    made(here, replace(ADA, team="product"), NOW - DAY)
    made(here)
    typed = {"team": "product", "why": "a feature request"}
    view = again(send_in(here, press(here, HAND_ON, 2, SAM), typed, SAM))
    assert view["submit"]["text"] == "Hand on anyway"
    assert "was already referred to product" in str(texts(view))
    assert "`/dql status DQL-1`" in str(texts(view))
    assert stands(here, 2)["team"] == "sales"
    assert send_in(here, Open(view), typed, SAM) == Done()
    assert stands(here, 2)["team"] == "product"


@pytest.mark.parametrize(("ago", "is_shown"), [(REPEAT, True), (REPEAT + DAY, False)])
def test_within_ninety_days(here: Services, ago: timedelta, is_shown: bool) -> None:
    made(here, replace(ADA, team="product"), NOW - ago)
    made(here)
    typed = {"team": "product", "why": "a feature request"}
    answer = send_in(here, press(here, HAND_ON, 2, SAM), typed, SAM)
    assert isinstance(answer, Update) == is_shown


def test_handed_back_it_is_no_twin_of_itself(here: Services) -> None:
    made(here)
    assert filled(here, HAND_ON, team="product", why="theirs") == Done()
    assert filled(here, HAND_ON, team="sales", why="ours after all") == Done()


def test_what_a_team_wants_asked_stands_on_its_own_card_alone() -> None:
    facts = {**handed.team_referral("Ada"), "questions": ["Which release?"]}
    assert "To ask: 1. Which release?" in as_text(card(facts))
    elsewhere = {**facts, "is_here": False, "shown_to": "product"}
    assert "Which release?" not in as_text(card(elsewhere))

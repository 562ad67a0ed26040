"""docs/slack.md names every command and button, and no other, with who may."""

import re

from bot.permits import Permit
from bot.routes import ROUTES
from tests.bot.documented import ROOT
from tests.bot.test_routes import pressed

TEXT = (ROOT / "docs" / "slack.md").read_text()
WHO = {
    "everybody": Permit.ANYONE,
    "its team, DevRel": Permit.TEAMS,
    "DevRel": Permit.DEVREL,
}
ROW = re.compile(r"^\| (.*) \|$", re.M)
VARIES = re.compile(r" \d+$")  # See all 9


def rows(title: str) -> list[list[str]]:
    """The cells of the table beneath a heading, without its head."""
    [section] = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    return [row.split(" | ") for row in ROW.findall(section)[1:] if not row.startswith("-")]


def verbs() -> dict[tuple[str, str], Permit]:
    """What the page says of each verb; that without a name is a company's."""
    return {
        (command, "" if verb == "acme" else verb): WHO[who]
        for typed, _, who in rows("Commands")
        for command, verb in re.findall(r"`(/\w+) ([a-z]+)", typed)
    }


def buttons() -> set[tuple[str, Permit]]:
    """Each button's label, and who may press it."""
    return {
        (label, WHO[who])
        for _, labels, who in rows("Buttons")
        for label in re.findall(r"\*([^*]+)\*", labels)
    }


def test_the_page_names_each_verb_with_who_may() -> None:
    assert verbs() == {
        (command, verb): route.permit
        for command, table in ROUTES.verbs.items()
        for verb, route in table.items()
    }


def label_of(element: dict[str, object]) -> str:
    """What stands on something that can be pressed, in a project that sells something."""
    text = element.get("text") or element.get("placeholder")
    assert isinstance(text, dict)
    return VARIES.sub("", text["text"])


def test_the_page_names_each_button_with_who_may() -> None:
    named = buttons()
    shown = {
        (label_of(dict(one)), ROUTES.clicks[one["action_id"]].permit)
        for one in pressed()
        if one["type"] == "button" or one["action_id"] == "referral_snooze"
    }
    other_words = {"Sponsor", "Not for us"}  # of a project that sells nothing
    assert {one for one in shown if one[0] not in other_words} == named

"""What a field of a form must hold, and what is wrong where it does not."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from bot.dql.employers import company_problem
from bot.views.referral import Draft
from ledger.engine import Session
from scoring.rules import Rules

REFUSED: Final = "They said no: nobody is handed on against their word."


def asks_consent(rules: Rules, team: str) -> bool:
    """Whether the team wants the person to be asked first; a team that left the file does not."""
    known = rules.teams.get(team)
    return known is not None and known.asks_consent


def field(values: Mapping[str, str], name: str) -> str:
    """What was typed into a field, whatever its id says behind a dot; empty where there is none."""
    return values.get(block_of(values, name), "").strip()


def block_of(values: Mapping[str, str], name: str) -> str:
    """The id of a field's block in the form as it was sent in."""
    return next((block for block in values if block.partition(".")[0] == name), name)


def needs_letters(text: str, message: str) -> str:
    """`message` for a text that says nothing."""
    return "" if any(sign.isalnum() for sign in text) else message


def problems_of(session: Session, rules: Rules, draft: Draft) -> dict[str, str]:
    """What is wrong with a referral before it is made, by the name of the field."""
    found = {
        "person": needs_letters(draft.person, "Who is it? Give a name."),
        "team": "" if draft.team in rules.teams else f"{draft.team} is no team: choose another.",
        "why": needs_letters(draft.why, "Say in a few words why this team."),
        "company": company_problem(session, draft.company),
        "link": link_problem(draft.link),
        "consent": REFUSED if draft.consent == "no" and asks_consent(rules, draft.team) else "",
    }
    return {name: wrong for name, wrong in found.items() if wrong}


def link_problem(text: str) -> str:
    """What is wrong with a link; nothing with none."""
    wrong = "Write the whole address, such as https://github.com/acme/anvil/issues/7."
    if not text:
        return ""
    try:
        read = urlsplit(text)
    except ValueError:
        return wrong
    spaced = any(sign.isspace() or sign in "<>|" for sign in text)
    return wrong if spaced or read.scheme not in ("http", "https") or not read.hostname else ""

"""The welcome in the leads channel: five things to try, lines to paste and buttons to press."""

from typing import Any

from demo.community.stories import COOLING, HERO

TO_TRY = (
    f"Wait until {HERO.name} reaches OQL3, press *Refer to sales* on the message, and become Sam",
    f"Paste `/oql {COOLING.domain}`: a customer that is going cold, since when, and in what",
    "Paste `/oql top`, open a company, and have its changes come to you with *Follow*",
    "Go to #general, and at a message choose ⋯, *Refer as DQL*: a person for a team",
    "Paste `/dql report`: what came of it all this quarter; then open the app's *Home* tab",
)
TEXT = "Welcome to the rehearsal. Five things to try"


def welcome() -> tuple[str, list[dict[str, Any]]]:
    """The message: its text for notifications, and its blocks."""
    lines = "\n".join(f"{number}. {line}" for number, line in enumerate(TO_TRY, start=1))
    return TEXT, [_section(f"*{TEXT}*"), _section(lines)]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}

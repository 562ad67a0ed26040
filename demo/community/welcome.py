"""The welcome in the leads channel: five things to try, lines to paste and buttons to press."""

from typing import Any

from demo.community.stories import HERO

TO_TRY = (
    f"Wait until {HERO.name} reaches OQL3, and press *Refer to sales* on the message",
    f"Paste `/oql {HERO.domain}`: its level, and why",
    "Paste `/oql top`: the companies with the most points",
    'Paste `/dql refer @ellis product "wants to test the beta" from talk`: a person for a team',
    "Open the app's *Home* tab: what waits for you, and which matches need your word",
)
TEXT = "Welcome to the rehearsal. Five things to try"


def welcome() -> tuple[str, list[dict[str, Any]]]:
    """The message: its text for notifications, and its blocks."""
    lines = "\n".join(f"{number}. {line}" for number, line in enumerate(TO_TRY, start=1))
    return TEXT, [_section(f"*{TEXT}*"), _section(lines)]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}

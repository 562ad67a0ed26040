"""A kind no: who may do this, and whom to ask; and what is said where something failed."""

from collections.abc import Mapping
from typing import Any

from bot.views import blocks as b

Facts = Mapping[str, Any]

NAMED = 3  # people to ask; a list of all would help nobody


def refused(facts: Facts) -> b.Message:
    """What somebody hears whose role is not enough; told privately, so that no mention calls."""
    if facts["is_guest"]:
        line = "Sorry: I answer full members of this workspace, not guests or visitors."
    else:
        line = f"Sorry: only {b.outside(facts['who'])} can do this."
    line += _whom(facts["ask"])
    return b.message(line, b.section(line))


def not_of_workspace() -> b.Message:
    """Somebody of another workspace asks: nobody there is known, and nobody to ask is named."""
    line = "Sorry: only members of the workspace I was installed in can do this."
    return b.message(line, b.section(line))


def not_known() -> b.Message:
    """Slack did not tell who asks, so that nothing was done."""
    line = "Slack did not tell me who you are, so I did nothing. Please try again in a minute."
    return b.message(line, b.section(line))


def went_wrong(code: str) -> b.Message:
    """An error of ours, by the id under which the log tells it."""
    line = (
        f"Sorry, something went wrong on my side (error id `{code}`). Whoever runs "
        "Leadlight finds the reason in the log under that id."
    )
    return b.message(line, b.section(line))


def _whom(people: list[str]) -> str:
    if not people:
        return " Nobody is known who could help: whoever runs Leadlight finds why by `doctor`."
    named = " or ".join(f"<@{user}>" for user in people[:NAMED])
    return f" Please ask {named}."

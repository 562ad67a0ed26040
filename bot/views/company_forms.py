"""What people say of a company in a form: how far it came with sales, or what is wrong with it.

The form's metadata is the value of the button that opened it: "7 card", or the company's id alone.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.views import blocks as b
from bot.views.days import written

Facts = Mapping[str, Any]

HANDOFF_FORM, WRONG_FORM = "company_handoff_form", "company_wrong_form"
HANDOFF_UNDO: Final = "company_handoff_undo"

# What may be wrong, as people say it, and the correction that says so.
WRONGS: Final[Mapping[str, str]] = {
    "It is the same as the other one: count both together": "merge",
    "The other one is merely another name of it": "alias",
    "It became the other one, from a day on": "successor",
    "It belongs to the other one; points stay apart": "parent",
    "Whoever counts for it is not of it: let nobody count for it": "unverify",
}
ALONE: Final = ("unverify",)  # what takes no other company


def handoff_form(facts: Facts, states: tuple[str, ...]) -> dict[str, Any]:
    """How far a company came with marketing and sales, since which day.

    Why no day is filled in: that of the state which stands would be wrong for the next one, and
    today's would date the standing one anew with every look at the form.
    """
    now, since = b.outside(facts["state"]), facts["day"]
    stands = f"{now} since {written(since)}" if since else now
    kept = f" (for {facts['state']} it stays {written(since)})" if since else ""
    return b.modal(
        HANDOFF_FORM,
        "Hand-off",
        "Save",
        facts["metadata"],
        b.section(f"*{b.outside(facts['name'])}* stands at: {stands}"),
        b.select_input("state", "It is now", states, initial=facts["state"]),
        _day("day", "Since", hint=f"Empty is today{kept}."),
        b.text_input(
            "note",
            "Note",
            initial=facts["note"],
            optional=True,
            longest=b.TYPED,
            hint="Such as the deal's name.",
        ),
    )


def wrong_form(facts: Facts, today: str) -> dict[str, Any]:
    """What is wrong with a company; it becomes a correction, which can be undone."""
    return b.modal(
        WRONG_FORM,
        "Wrong company",
        "Correct it",
        facts["metadata"],
        b.section(f"What is wrong with *{b.outside(facts['name'])}*?"),
        b.select_input("wrong", "What is wrong", tuple(WRONGS)),
        b.text_input(
            "other",
            "The other company",
            optional=True,
            hint="Its domain or name; for another name of it also @githuborg.",
        ),
        _day("day", "From which day, if it became another one", today),
    )


def _day(block_id: str, label: str, today: str = "", hint: str = "") -> b.Block:
    """A day to choose; without one to begin with it may stay empty."""
    element = {"type": "datepicker", "action_id": "value"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": b.plain(label, b.FIELD_TEXT),
        "element": {**element, "initial_date": today} if today else element,
        "optional": not today,
        **({"hint": b.plain(hint, b.FIELD_TEXT)} if hint else {}),
    }


def line(said: str, *buttons: b.Block) -> b.Message:
    """A line of ours, such as what a button did, with the way back if there is one."""
    return b.message(said, b.section(said), *([b.actions(*buttons)] if buttons else []))

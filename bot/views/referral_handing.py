"""The form by which a team hands a referral to another one: what that team hopes for and asks.

Who wants people asked first is told whether they were, and whoever had the same person lately is
named before they get them again: the form is then shown once more, as it was filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.views import blocks as b
from bot.views.receipt import before
from bot.views.referral import Facts, number, who
from bot.views.referral_form import consent_select, said

HAND_ON_FORM: Final = "referral_hand_on_form"
HOPE: Final = 300  # letters of what one of the teams looks for


@dataclass(frozen=True, slots=True)
class Onward:
    """To whom a referral is handed and why, as far as the form was filled in.

    `asks` says that the team wants the person's word; `note` is what has to be mended, `earlier`
    another referral of the same person to that team.
    """

    team: str = ""
    why: str = ""
    consent: str = ""
    asks: bool = False
    note: str = ""
    earlier: Facts | None = None


UNDECIDED: Final = Onward()


def hand_on_form(
    facts: Facts, metadata: str, hopes: Mapping[str, str], onward: Onward = UNDECIDED
) -> dict[str, Any]:
    """Asks which team should have it, and why; `hopes` say by team what it looks for."""
    earlier, about = onward.earlier, f"{who(facts)} was referred to {b.outside(facts['team'])}."
    return b.modal(
        HAND_ON_FORM,
        f"Hand on {number(facts)}",
        "Hand on anyway" if earlier else "Hand on",
        metadata,
        b.section(about),
        *said((onward.note,) if onward.note else ()),
        *([b.section(f"{before(earlier)} `/dql status {number(earlier)}`")] if earlier else []),
        b.select_input("team", "Team", facts["others"], initial=onward.team),
        *_hoped(facts, hopes),
        *([consent_select(onward.consent)] if onward.asks else []),
        b.text_input(
            "why",
            "Why",
            initial=onward.why,
            multiline=True,
            longest=1_000,
            hint="The other team and the referrer read this.",
        ),
    )


def _hoped(facts: Facts, hopes: Mapping[str, str]) -> list[b.Block]:
    """What each of the other teams looks for, beneath their names."""
    told = [
        f"*{b.outside(team)}* looks for: {b.outside(hopes[team], HOPE)}"
        for team in facts["others"]
        if hopes.get(team)
    ]
    return [b.context("\n".join(told))] if told else []

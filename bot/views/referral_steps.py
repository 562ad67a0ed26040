"""The forms of a referral's steps; their metadata is the referral's id and what was seen of it."""

from collections.abc import Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views.referral import Facts, counting, number, who

DECLINE_FORM: Final = "referral_decline_form"
ASK_FORM: Final = "referral_ask_form"
OUTCOME_FORM: Final = "referral_outcome_form"
CORRECT_FORM: Final = "referral_correct_form"
NOTHING: Final = "no outcome"
READS: Final = "The referrer reads this."


def decline_form(facts: Facts, metadata: str) -> dict[str, Any]:
    """Asks why a team declines; the reason reaches the referrer."""
    return b.modal(
        DECLINE_FORM,
        f"Decline {number(facts)}",
        "Decline",
        metadata,
        _about(facts),
        b.text_input("reason", "Reason", multiline=True, longest=1_000, hint=READS),
    )


def ask_form(facts: Facts, metadata: str) -> dict[str, Any]:
    """Asks what the team would like to know from the referrer."""
    return b.modal(
        ASK_FORM,
        f"Ask about {number(facts)}",
        "Ask",
        metadata,
        _about(facts),
        b.text_input(
            "question",
            "Question",
            multiline=True,
            longest=1_000,
            hint="It stands in the thread of the card, and the referrer is told.",
        ),
    )


def outcome_form(facts: Facts, metadata: str) -> dict[str, Any]:
    """Asks what came of a referral: one of the team's outcomes, or nothing."""
    # After an outcome "nothing came of it" would be a contradiction.
    nothing = [NOTHING] if facts["state"] == "accepted" else []
    return b.modal(
        OUTCOME_FORM,
        f"Outcome of {number(facts)}",
        "Record",
        metadata,
        _about(facts),
        *_latest_counts(facts),
        *_outcome([*facts["outcomes"], *nothing], {}),
    )


def correct_form(facts: Facts, metadata: str) -> dict[str, Any]:
    """Asks what the outcome was in truth; it opens with what was said."""
    said = counting(facts)
    kinds = dict.fromkeys([*facts["outcomes"], said["outcome"], NOTHING])
    return b.modal(
        CORRECT_FORM,
        f"Correct {number(facts)}",
        "Correct",
        metadata,
        _about(facts),
        b.context("A report counts the last word; what was said before stays in the thread."),
        *_outcome(list(kinds), said),
    )


def _outcome(kinds: Sequence[str], said: Facts) -> list[b.Block]:
    """The fields of an outcome, with what was `said` of it, if anything was."""
    value = f"{said['value'] / 100:.2f}".removesuffix(".00") if said.get("value") else ""
    return [
        b.select_input("outcome", "What came of it", kinds, initial=said.get("outcome", "")),
        b.text_input(
            "value",
            "Worth",
            initial=value,
            optional=True,
            longest=20,
            hint="An amount such as 12000, in the currency that your team counts in.",
        ),
        b.text_input(
            "link",
            "Link",
            initial=said.get("link", ""),
            optional=True,
            hint="Where it stands, such as in your CRM.",
        ),
        b.text_input(
            "note",
            "In a few words",
            initial=said.get("note", ""),
            optional=True,
            multiline=True,
            longest=1_000,
            hint=READS,
        ),
    ]


def _latest_counts(facts: Facts) -> list[b.Block]:
    """Said where an outcome was recorded before."""
    if facts["state"] != "outcome":
        return []
    return [b.context("A report counts the latest outcome: this one in place of the one before.")]


def _about(facts: Facts) -> b.Block:
    return b.section(f"{who(facts)} was referred to {b.outside(facts['team'])}.")

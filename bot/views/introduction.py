"""How an introduction between two members of the community looks: the form, the receipt."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.views import blocks as b
from bot.views.receipt import OLDER
from bot.views.referral import ORIGINS, Draft, member
from bot.views.referral_form import consent_select, person_select, said

INTRODUCTION_FORM, UNDO_INTRODUCTION = "introduction_form", "introduction_undo"

Facts = Mapping[str, Any]

NOBODY: Final = Draft()


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of an introduction before it is made."""

    first: Draft = NOBODY
    second: Draft = NOBODY
    why: str = ""
    origin: str = ""
    origin_detail: str = ""
    consent: str = ""


def form(pair: Pair, notes: Sequence[str] = (), earlier: Facts | None = None) -> dict[str, Any]:
    """The form; its metadata holds which earlier introduction was shown."""
    origin = b.select_input("origin", "Where it came from", ORIGINS, initial=pair.origin)
    return b.modal(
        INTRODUCTION_FORM,
        "Introduce two people",
        "Record anyway" if earlier else "Record",
        json.dumps({"seen": earlier["id"] if earlier else None}),
        *said(notes),
        *([b.section(f":warning: {_before(earlier)}")] if earlier else []),
        person_select("first", "Who", pair.first.person, pair.first.actor_id),
        person_select("second", "And whom", pair.second.person, pair.second.actor_id),
        b.text_input(
            "why",
            "Why",
            initial=pair.why,
            multiline=True,
            longest=2_000,
            hint="What do they have in common?",
        ),
        consent_select(pair.consent, "Do both agree to it?"),
        {**origin, "optional": True},
        b.text_input(
            "origin_detail",
            "Which one",
            initial=pair.origin_detail,
            optional=True,
            hint="Such as KubeCon EU.",
        ),
    )


def receipt(facts: Facts) -> b.Message:
    """What whoever introduced two people sees of it."""
    line = f"Introduction {facts['id']}: {_both(facts)} are recorded as introduced by you."
    asked = {"yes": "both agreed", "no": "not agreed to", "not asked": "not asked yet"}
    told = [facts["origin"], facts["origin_detail"], facts["why"]]
    return b.message(
        line,
        b.section(line),
        b.context(
            " · ".join([*(b.outside(one, 300) for one in told if one), asked[facts["consent"]]])
        ),
        b.actions(b.button("Undo", UNDO_INTRODUCTION, about(facts))),
    )


def about(facts: Facts) -> str:
    """What its button hands back: the number and the second of its making, as of a referral."""
    return f"{facts['id']}@{facts['at']}"


def listing(
    title: str, rows: Sequence[Facts], older: str = "", *, introduces: bool = True
) -> b.Message:
    """Introductions, newest first, a line each; `title` says whose, `older` is what the button of
    the next page hands back.

    Whoever `introduces` is told how where there are none.
    """
    how = 'Try `/dql intro @ada @bo "both run it on ARM"`.'
    nothing = f"No introductions yet. {how if introduces else 'DevRel makes them.'}"
    page = [b.actions(b.button("Older", OLDER, older))] if older else []
    told, called = b.lines([_listed(one) for one in rows], nothing), b.outside(title, b.TYPED)
    return b.message(called, *b.paragraphs(f"*{called}*\n{told}"), *page)


def beside(rows: Sequence[Facts], *, is_all: bool) -> list[b.Block]:
    """The newest of them at the foot of a list of referrals; nothing where there are none."""
    if not rows:
        return []
    more = [] if is_all else ["… and more: `/dql list introductions`"]
    told = ["*Introductions*", *(f"• {_listed(one)}" for one in rows), *more]
    return b.paragraphs("\n".join(told))


def _listed(facts: Facts) -> str:
    """`Introduction 3: Ada and Bo · 12 Nov 2026 · by @dana`"""
    both = " and ".join(f"*{b.outside(facts[one], b.LISTED_NAME)}*" for one in ("first", "second"))
    at = b.day(datetime.fromtimestamp(facts["at"], UTC))
    return f"Introduction {facts['id']}: {both} · {at} · by {member(facts['by'], facts['by_name'])}"


def taken_back(facts: Facts) -> b.Message:
    """Said to whoever undid an introduction."""
    line = f"Introduction {facts['id']} of {_both(facts)} is taken back and counts no more."
    return b.message(line, b.section(line))


def unknown() -> b.Message:
    """Said where there is no introduction of that number."""
    line = "There is no such introduction."
    return b.message(line, b.section(line))


def _before(earlier: Facts) -> str:
    """An introduction of the same two, in words."""
    who = member(earlier["by"], earlier["by_name"])
    at = b.moment(datetime.fromtimestamp(earlier["at"], UTC))
    return f"{_both(earlier)} were already introduced on {at} by {who}."


def _both(facts: Facts) -> str:
    return f"*{b.outside(facts['first'])}* and *{b.outside(facts['second'])}*"

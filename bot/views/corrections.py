"""How people's word on who is who looks: what follows from it, and the list of all of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.views import blocks as b
from bot.views.correction_words import NAME, day, sentence, span

Facts = Mapping[str, Any]

UNDO: Final = "correction_undo"
UNSEEN: Final = "Nobody has been seen there yet."
MOST_UNDONE: Final = 5  # corrections that are named, of those taken back at once


def said(facts: Facts) -> b.Message:
    """What follows from a correction, and how to take it back."""
    line = sentence(facts)
    return b.message(
        line,
        b.section(line),
        *([b.context(UNSEEN)] if facts["is_unseen"] else []),
        b.context(f"Undo: `/oql undo {numbers(facts)}`"),
        b.actions(b.button("Undo", UNDO, numbers(facts))),
    )


def numbers(facts: Facts) -> str:
    """By which number a correction is taken back; those of one person's accounts go together."""
    last = max(facts["besides"], default=facts["id"])
    return str(facts["id"]) if last == facts["id"] else f"{facts['id']}-{last}"


def refused(reason: str, example: str = "") -> b.Message:
    """Why nothing was changed, and a line that would do."""
    line = b.outside(_as_sentence(reason), 1_500)
    more = [b.context(f"Such as `{example}`")] if example else []
    return b.message(line, b.section(line), *more)


def undone(rows: Sequence[Facts]) -> b.Message:
    """That corrections are taken back."""
    told = "; ".join(described(facts) for facts in rows[:MOST_UNDONE])
    more = f" and {len(rows) - MOST_UNDONE} more" if len(rows) > MOST_UNDONE else ""
    line = f"Undone: {told}{more}. What stood before stands again. Levels follow soon."
    return b.message(line, b.section(line))


def settled(facts: Facts | None) -> b.Message:
    """That a suggestion stands no more: who said what, or that the evidence changed."""
    line = "This is settled already: the evidence changed, or there is nothing left to ask."
    if facts is not None:
        who = person(facts["by"], facts["by_name"])
        line = f"{who} was quicker, on {day(facts['on'])}: {described(facts)}."
    return b.message(line, b.section(line))


# A correction in the list: of whom, what, whom else.
DESCRIBED: Final[Mapping[str, str]] = {
    "link": "{subject} stands for {object}",
    "unlink": "the evidence decides for {subject}",
    "alias": "{object} is {subject}",
    "unalias": "{object} is {subject} no more",
    "merge": "{subject} counts as {object}",
    "unmerge": "{subject} stands by itself",
    "parent": "{subject} belongs to {object}",
    "successor": "{subject} is succeeded by {object}",
    "ignore": "{subject} is left out",
    "heed": "{subject} is scored",
    "verify": "{subject} is confirmed",
    "unverify": "the match of {subject} is wrong",
    "bot": "{subject} is a bot",
    "person": "{subject} is a person",
    "refuse": "turned down: {subject}",
}


def described(facts: Facts) -> str:
    """A correction in a few words of mrkdwn."""
    shape = DESCRIBED.get(facts["action"], f"{facts['action']} {{subject}} {{object}}")
    named = {name: b.outside(_plainly(facts[name]), NAME) for name in ("subject", "object")}
    return shape.format(**named) + span(facts, "")


def _plainly(name: str) -> str:
    """A name as the list keeps it, or what stands there in place of one."""
    return {"": "nobody", "none": "nobody", "own": "us"}.get(name, name)


def listing(rows: Sequence[Facts], of: str = "") -> b.Message:
    """What people said, newest first: number, what, who, when, and whether it was undone."""
    if not rows:
        about = f" about {b.outside(of)}" if of else ""
        line = f"Nobody has corrected anything{about} yet. `/oql help` shows how."
        return b.message(line, b.section(line))
    return b.message("Corrections", b.section("*Corrections, newest first*"), *map(_listed, rows))


def _listed(facts: Facts) -> b.Block:
    undo = None if facts["undone_on"] else b.button("Undo", UNDO, str(facts["id"]))
    return b.section(listed(facts), undo)


def listed(facts: Facts) -> str:
    """A correction in the list: number, what, who, when, why, and whether it was undone."""
    note = f" · {b.outside(facts['note'])}" if facts["note"] else ""
    by = b.outside(facts["undone_by"], NAME)
    undone = f" · undone by {by} on {day(facts['undone_on'])}" if facts["undone_on"] else ""
    who = person(facts["by"], facts["by_name"])
    return f"`{facts['id']}` {described(facts)}\n{who} · {day(facts['on'])}{note}{undone}"


def person(user: str, name: str = "") -> str:
    """Who spoke: a member of the workspace, or whoever ran the command line."""
    return f"<@{user}>" if b.is_member(user) else b.outside(name or user or "somebody", NAME)


def _as_sentence(reason: str) -> str:
    """A reason with a capital and a full stop; what was typed stays as it was typed."""
    first, blank, rest = reason.strip().partition(" ")
    capital = first[:1].upper() + first[1:] if first.isalpha() else first
    whole = capital + blank + rest
    return whole if whole.endswith((".", "?", "!")) else f"{whole}."

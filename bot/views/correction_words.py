"""What a correction means from now on, in a sentence or two."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from bot.views import blocks as b

Facts = Mapping[str, Any]

NAME: Final = 100  # the most of a name within a sentence


def sentence(facts: Facts) -> str:
    """What a correction means from now on, in one or two sentences of mrkdwn."""
    return SENTENCES[facts["action"]](facts)


def _link(facts: Facts) -> str:
    who = _who(facts)
    if facts["staff"]:
        return f"{who} is a colleague{span(facts)}: our own people never score. Levels follow soon."
    whom = f"*{_object(facts) or 'nobody'}*"
    others = " Other days stay as they were." if facts["first"] or facts["last"] else ""
    return (
        f"{who} stands for {whom}{span(facts)}, whatever the evidence says.{others} "
        "Levels follow soon."
    )


def _unlink(facts: Facts) -> str:
    today = f"today *{_object(facts) or 'nobody'}*"
    return f"The evidence decides again whom {_who(facts)} stands for: {today}. Levels follow soon."


def _alias(facts: Facts) -> str:
    value = f"`{_code(facts['value'])}`"
    return f"{value} is *{_subject(facts)}* from now on: who names it counts there{_has(facts)}."


def _unalias(facts: Facts) -> str:
    value = f"`{_code(facts['value'])}`"
    return f"{value} is *{_subject(facts)}* no more: the evidence decides again whom it names."


def _merge(facts: Facts) -> str:
    return f"*{_subject(facts)}* counts as *{_object(facts)}* from now on{_has(facts)}."


def _unmerge(facts: Facts) -> str:
    return f"*{_subject(facts)}* stands by itself again{_has(facts)}."


def _parent(facts: Facts) -> str:
    if not facts["object_name"]:
        return f"*{_subject(facts)}* belongs to no other company."
    return (
        f"*{_subject(facts)}* belongs to *{_object(facts)}*: shown beside it, "
        "and each keeps its own points."
    )


def _successor(facts: Facts) -> str:
    if not facts["object_name"]:
        return f"*{_subject(facts)}* has no successor: it counts as itself on every day."
    return (
        f"*{_subject(facts)}* counts as *{_object(facts)}* from {day(facts['first'])} on, "
        f"and as itself before{_has(facts)}."
    )


def _ignore(facts: Facts) -> str:
    return f"*{_subject(facts)}* is left out from now on: no points, no news, in no list."


def _heed(facts: Facts) -> str:
    return f"*{_subject(facts)}* is scored again{_has(facts)}."


def _verify(facts: Facts) -> str:
    return f"*{_subject(facts)}* is confirmed: who counts for it counts in full{_has(facts)}."


def _unverify(facts: Facts) -> str:
    return (
        f"The match of *{_subject(facts)}* is turned down: nobody counts for it any more. "
        "If it ever was an OQL, it is OQL0, unverified."
    )


def _bot(facts: Facts) -> str:
    return f"{_who(facts)} is a bot, and bots never score. Levels follow soon."


def _person(facts: Facts) -> str:
    return f"{_who(facts)} is a person, and scores like anybody. Levels follow soon."


def _refuse(facts: Facts) -> str:
    subject = b.outside(facts["subject"], 2 * NAME)
    return f"Turned down, and not asked again: {subject}{_accounts(facts)}."


SENTENCES: Final[Mapping[str, Callable[[Facts], str]]] = {
    "link": _link,
    "unlink": _unlink,
    "alias": _alias,
    "unalias": _unalias,
    "merge": _merge,
    "unmerge": _unmerge,
    "parent": _parent,
    "successor": _successor,
    "ignore": _ignore,
    "heed": _heed,
    "verify": _verify,
    "unverify": _unverify,
    "bot": _bot,
    "person": _person,
    "refuse": _refuse,
}


def _who(facts: Facts) -> str:
    return b.outside(facts["subject_name"], NAME) + _accounts(facts)


def _accounts(facts: Facts) -> str:
    """How many accounts of a person it was said of, where they are several."""
    return f" ({len(facts['besides']) + 1} accounts)" if facts["besides"] else ""


def _subject(facts: Facts) -> str:
    return b.outside(facts["subject_name"], NAME)


def _object(facts: Facts) -> str:
    return b.outside(facts["object_name"], NAME)


def _has(facts: Facts) -> str:
    """The people and points of the company that it is about, where there are any."""
    if facts["people"] is None:
        return ""
    people = b.plural(facts["people"], "person", "people")
    return f": {people}, {b.points(facts['points'])} points in {facts['window_days']} days"


def span(facts: Facts, without: str = " from now on") -> str:
    """The days of a correction, with a blank before them; both ends are among them."""
    first, last = facts["first"], facts["last"]
    days = [f"from {day(first)}"] * bool(first) + [f"until {day(last)}"] * bool(last)
    return f" {' '.join(days)}" if days else without


def day(text: str | None) -> str:
    """A day given as ISO text."""
    if not text:
        return "the first day"
    read = date.fromisoformat(text)
    return f"{read.day} {read:%b %Y}"


def _code(text: str) -> str:
    """A value within backticks, which would end at one of its own."""
    return b.outside(text, NAME).replace("`", "'")

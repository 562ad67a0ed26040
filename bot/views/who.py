"""How sure it is who a company is: evidence, people's word, and which companies are its kin."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from bot.views import blocks as b
from bot.views.corrections import person
from bot.views.days import written

Facts = Mapping[str, Any]


class Commands(NamedTuple):
    """By which words people correct, and by which they ask what is doubtful."""

    correct: str
    review: str


SLACK: Final = Commands("/oql", "/oql review")
NOT_CONFIRMED = " · company not confirmed yet"


def doubt(is_verified: bool) -> str:
    """The mark, wherever a company stands in a line, of one whose people are not certain."""
    return "" if is_verified else NOT_CONFIRMED


def certainty(is_verified: bool, words: Facts) -> str:
    """How sure it is that its people are its people."""
    verdict = words["verdict"]
    by = (
        f" by {person(verdict['by'], verdict['by_name'])} on {written(verdict['on'])}"
        if verdict
        else ""
    )
    if words["confirmed"] is None:
        return doubt(is_verified)
    return f" · confirmed{by}" if words["confirmed"] else f" · match turned down{by}"


def who_it_is(words: Facts) -> list[str]:
    """The evidence, and which companies it has to do with, a line each."""
    becomes = words.get("becomes")  # a message that was queued by an older version has none
    kin = [_becomes(becomes)] if becomes else []
    kin += [f"part of {b.outside(words['parent'])}"] if words["parent"] else []
    kin += [f"{b.outside(one['name'])} until {written(one['until'])}" for one in words["formerly"]]
    if words["merged"]:
        kin.append("with " + ", ".join(b.outside(one, b.LISTED_NAME) for one in words["merged"]))
    told = {"Known by": b.outside(words["evidence"], 1_000), "Who": "; ".join(kin)}
    return [b.cut(f"{label}: {text}", 1_500) for label, text in told.items() if text]


def _becomes(one: Facts) -> str:
    since = f", from {written(one['from'])} on" if one["from"] else ""
    return f"now {b.outside(one['name'], b.LISTED_NAME)}{since}"


def is_left_out(facts: Facts) -> str:
    """That a company is in no list, by whom and since when; follows its name."""
    if not facts["by"]:
        return "is one of our own, and so left out of every list"
    by = person(facts["by"], facts["by_name"])
    return f"is left out of every list, by {by} on {written(facts['on'])}"


def unlisted(
    facts: Facts, how: Commands = SLACK, days: str = "in the last 90 days", *, acts: bool = True
) -> b.Message:
    """A company in no list: left out, turned down, doubted, or silent on these `days`.

    Only who `acts` is told the line that mends it: others would be refused.
    """
    words, key = facts["words"], b.outside(facts["company"], b.LISTED_NAME)
    reason = f"no activity {days}, and never an OQL."
    if facts["ignored"]:
        out = is_left_out(facts["left_out"]).removeprefix("is ")
        again = f"`{how.correct} heed {key}` takes it in" if acts else "DevRel can take it in"
        reason = f"{out}. {again}."
    elif words["confirmed"] is False:
        down = certainty(False, words).removeprefix(" · ")
        back = f"`{how.correct} verify {key}` takes" if acts else "DevRel can take"
        reason = f"{down}, so nobody counts for it. {back} that back."
    elif facts["doubted"] and not words["evidence"]:
        may = b.plural(facts["doubted"], "person", "people")
        asks = f"`{how.review}`" if acts else "DevRel's review"
        reason = f"{may} may be of it, on evidence too weak to count: {asks} asks."
    line = f"*{b.outside(facts['name'])}*: {reason}"
    return b.message(line, b.section(line), *(b.context(told) for told in who_it_is(words)))

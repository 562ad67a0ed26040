"""The lists of a digest: what each is called, and how one of its companies or referrals looks.

People are named nowhere: a digest stands in a channel that everybody may enter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.views import blocks as b
from bot.views.days import written
from bot.views.who import doubt
from bot.views.wording import Wording

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class List:
    """A list: its heading by the project's words, its lines, the verb of `/oql` that shows more."""

    heading: Callable[[Wording], str]
    line: Callable[[Facts], str]
    verb: str = ""


# The steps of a referral in the order of its life: how one of them is called, and several.
STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "made": ("made", "made"),
    "asked": ("question asked", "questions asked"),
    "handed on": ("handed on", "handed on"),
    "accepted": ("accepted", "accepted"),
    "declined": ("declined", "declined"),
    "outcome": ("outcome", "outcomes"),
    "no outcome": ("without an outcome", "without an outcome"),
}


def heading(name: str, said: Wording) -> str:
    """What a list is called."""
    return LISTS[name].heading(said)


def change(by: int, shown: Callable[[int], str] = str) -> str:
    """By how much something changed, in brackets; nothing where it did not."""
    return "" if by == 0 else f" ({'+' if by > 0 else '-'}{shown(abs(by))})"


def steps(counted: Mapping[str, int]) -> list[str]:
    """How often each step was taken, in the order of a referral's life: `10 made`, `2 outcomes`."""
    order = {step: at for at, step in enumerate(STEPS)}
    rows = sorted(counted.items(), key=lambda each: order.get(each[0], len(order)))
    return [b.plural(count, *STEPS.get(step, (step, step))) for step, count in rows]


def team(one: Facts) -> str:
    """A team's steps, and how many people wait for its answer."""
    told = steps(one["steps"])
    if one.get("waiting"):
        told.append(f"{one['waiting']} waiting for an answer")
    return f"{b.outside(one['team'], b.LISTED_NAME)}: {', '.join(told)}"


def _movement(one: Facts) -> str:
    """One company: where it was, where it is."""
    moved = "" if one["from"] == one["to"] else f"{one['from']} → "
    return (
        f"{_name(one)}: {moved}*{one['to']}* · "
        f"{b.points(one['points'])} points{change(one['points'] - one['before'], b.points)}"
        f"{_doubt(one)}"
    )


def _standing(one: Facts) -> str:
    """A company whose level lies further back, with since when."""
    since = f" since {written(one['since'])}" if one["since"] else ""
    return f"{_name(one)}: *{one['to']}*{since} · {b.points(one['points'])} points{_doubt(one)}"


def _silent(one: Facts) -> str:
    seen = f" · last seen {written(one['last_activity'])}" if one["last_activity"] else ""
    points = f"{b.points(one['points'])} points"
    return f"{_name(one)}: *{one['to']}* · {points}{seen}{_doubt(one)}"


def _won(one: Facts) -> str:
    return f"{_name(one)} · {written(one['day'])}"


def _outcome(one: Facts) -> str:
    worth = f" ({b.worth(one['value'] / 100)})" if one["value"] else ""
    return f"{_referral(one)}: *{b.outside(one['outcome'], b.LISTED_NAME)}*{worth}"


def _unended(one: Facts) -> str:
    snoozed = (
        f" · snoozed until {written(one['snoozed_until'])}" if one.get("snoozed_until") else ""
    )
    return f"{_referral(one)}, accepted {b.plural(one['days'], 'day')} ago{snoozed}"


def _referral(one: Facts) -> str:
    who = b.outside(one["company_name"], b.LISTED_NAME)
    of = f" (somebody of {who})" if who else ""
    return f"DQL-{one['id']}{of}, {b.outside(one['team'], b.LISTED_NAME)}"


def _name(one: Facts) -> str:
    return b.outside(one["name"], b.LISTED_NAME)


def _doubt(one: Facts) -> str:
    """A digest that was queued by an older version does not say who is certain."""
    return doubt(one.get("verified", True))


LISTS: Final[Mapping[str, List]] = {
    "new": List(lambda said: said.new, _movement, "new"),
    "risers": List(lambda said: said.rising, _movement, "rising"),
    "fallers": List(lambda said: said.falling, _movement, "falling"),
    "gained": List(lambda said: "More points, same level", _movement, "rising"),
    "lost": List(lambda said: "Fewer points, same level", _movement, "falling"),
    "noticed": List(lambda said: "Came to light", _standing),
    "quiet": List(lambda said: "Quiet: at a level, nothing for 14 days", _silent, "quiet"),
    "stalled": List(lambda said: "Stalled: nobody took them on in 30 days", _standing),
    "won": List(lambda said: "Won", _won),
    "outcomes": List(lambda said: "Outcomes", _outcome),
    "unended": List(lambda said: "Accepted, and nothing came of it yet", _unended),
}
OF_REFERRALS: Final = ("outcomes", "unended")
OF_COMPANIES: Final = tuple(name for name in LISTS if name not in OF_REFERRALS)
MOVES: Final = ("new", "risers", "fallers", "gained", "noticed")

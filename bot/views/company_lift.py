"""What would lift a company to its next level, and how long it keeps the one that it has."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.views import blocks as b
from bot.views.company import kind_name
from bot.views.days import written

Facts = Mapping[str, Any]

LONGEST: Final = 700  # of each line: all of them stand in one paragraph
MOST: Final = 6  # categories that are named


def lifted(way: Facts | None) -> list[str]:
    """What would reach the next level, a line each; nothing for who is at the highest."""
    if way is None:
        return []
    lacking = [f"{b.points(way['points'])} more points"] if way["points"] else []
    lacking += [need(gate) for gate in way["gates"]]
    told = [f"To {b.outside(way['level'])}: {', '.join(lacking)}"] if lacking else []
    return [*(b.cut(line, LONGEST) for line in told), *deeds(way["lift"])]


def held(hold: Facts | None) -> list[str]:
    """Until when the level stands by itself, and how far above what it asks for it is now."""
    if hold is None:
        return []
    until = f" until {written(hold['until'])}" if hold["until"] else ""
    spare = f" ({b.points(hold['points'])} points to spare)" if until and hold["points"] > 0 else ""
    return [f"With nothing new it stays {b.outside(hold['level'])}{until}{spare}"]


def need(gate: Facts) -> str:
    """What a gate asks for, and what there is of it."""
    has = "never" if gate["figure"] is None else str(max(gate["figure"], 0))
    days = f"in {gate['window_days']} days"
    return f"{b.outside(gate['gate'])} {b.outside(gate['need'])} {days} (now {has})"


def deeds(lift: Facts | None) -> list[str]:
    """The activities that bring the points, by category; the categories that bring none today.

    Nothing where no points are missing.
    """
    return [b.cut(line, LONGEST) for line in _deeds(lift)] if lift else []


def _deeds(lift: Facts) -> Iterator[str]:
    shown, days = lift["deeds"][:MOST], lift["days"]
    within = "today" if days == 1 else f"within {days} days"
    if not shown:
        yield f"The caps let nobody earn so many within {days} days"
    elif lift["together"]:
        yield f"It takes all of these {within}: {' and '.join(map(_deed, shown))}"
    else:
        yield f"Enough {within}: {' or '.join(map(_deed, shown))}"
    if full := lift["full"][:MOST]:
        caps = ", ".join(f"{b.outside(one['title'])} ({one['cap']})" for one in full)
        yield f"Nothing more counts today where a cap is reached: {caps}"


def _deed(one: Facts) -> str:
    kind = b.outside(kind_name(one["kind"]))
    return f"{one['count']} × {kind} ({b.outside(one['title'])}, {b.points(one['points'])} points)"

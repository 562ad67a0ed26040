"""Which companies changed their level in some days, who came to light, what other rules did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ledger import levels
from ledger.engine import Session
from ledger.tables import LevelChange
from scoring.rescore import Assessment
from scoring.rescore.bases import Base
from scoring.rescore.compared import at_levels
from scoring.rules import Rules
from scoring.rules_model import FORMER

Facts = dict[str, Any]
Found = Mapping[int, Assessment]


def moves(rules: Rules, now: Found, before: Found) -> dict[str, list[Facts]]:
    """Lists by name: `new`, `risers`, `fallers`; at one level `gained` points, or `lost` some.

    What moved furthest stands first: by levels, then by points, then by name. Whoever has no level
    to lose is not told of for losing points: that is the way of all that is long ago.
    """
    moved = [_move(rules, one, before.get(company)) for company, one in now.items()]
    moved.sort(key=lambda m: (m["name"].casefold(), m["name"]))
    still = [m for m in moved if m["is"] == m["was"]]
    return {
        "new": sorted(
            (m for m in moved if m["was"] == 0 and m["is"] > 0),
            key=lambda m: (-m["is"], -m["points"]),
        ),
        "risers": sorted((m for m in moved if m["is"] > m["was"] != 0), key=_by_gain),
        "fallers": sorted(
            (m for m in moved if m["is"] < m["was"]), key=lambda m: (_climb(m), _earned(m))
        ),
        "gained": sorted((m for m in still if _earned(m) > 0), key=_by_gain),
        "lost": sorted((m for m in still if m["is"] > 0 > _earned(m)), key=_earned),
    }


def recorded(session: Session, first: date, last: date) -> tuple[list[int], list[Facts]]:
    """Ids of whoever came to light by what was recorded for these days, each once.

    Beside them how many companies other rules moved, by day.
    """
    by_deeds, by_rules = _causes(session, first, last)
    came = dict.fromkeys(c.company_id for c in by_deeds if c.to_level > 0)
    return list(came), _moved(by_rules)


def levels_of(rules: Rules, now: Base, before: Base) -> list[Facts]:
    """How many companies are at each level, highest first, and were before."""
    today, then = at_levels(rules, now), at_levels(rules, before)
    names = [*reversed(rules.level_names[1:]), FORMER]
    return [{"level": name, "now": today[name], "before": then[name]} for name in names]


def _climb(move: Facts) -> int:
    """By how many levels it rose; whoever had one before stands as low as whoever had none."""
    risen: int = max(move["is"], 0) - max(move["was"], 0)
    return risen


def _earned(move: Facts) -> int:
    """By how many points it has more, in hundredths."""
    more: int = move["points"] - move["before"]
    return more


def _by_gain(move: Facts) -> tuple[int, int]:
    return -_climb(move), -_earned(move)


def _move(rules: Rules, one: Assessment, before: Assessment | None) -> Facts:
    window = rules.window_days
    return {
        "name": one.name,
        "from": before.level if before else "none",
        "to": one.level,
        "was": before.standing.code if before else 0,
        "is": one.standing.code,
        "points": one.score(window),
        "before": before.score(window) if before else 0,
        "verified": one.verified or one.standing.former,  # who is one counts no more
    }


def _causes(
    session: Session, first: date, last: date
) -> tuple[list[LevelChange], list[LevelChange]]:
    """The changes recorded for these days: by deeds, and at the first rescore by other rules.

    What the rules before them made of deeds is left out, as today's rules may always have said so.
    """
    by_deeds: list[LevelChange] = []
    by_rules: list[LevelChange] = []
    before, since = levels.version_before(session, first), None
    for one in levels.between(session, first, last):
        if one.rules_version != before:
            # The first change there ever was has no rules before it that it could differ from.
            since = one.recorded_at if before else None
            before = one.rules_version
            by_deeds.clear()
        (by_rules if one.recorded_at == since else by_deeds).append(one)
    return by_deeds, by_rules


def _moved(by_rules: Sequence[LevelChange]) -> list[Facts]:
    """How many companies other rules moved, by day."""
    moved = Counter(one.day.isoformat() for one in by_rules)
    return [{"day": day, "companies": count} for day, count in moved.items()]


def noticed(rules: Rules, one: Assessment) -> Facts:
    """A company that came to light at a level that it had before, by late or back-filled data."""
    return {
        "name": one.name,
        "to": one.level,
        "since": one.since.isoformat() if one.since else None,
        "points": one.score(rules.window_days),
        "verified": one.verified,
    }

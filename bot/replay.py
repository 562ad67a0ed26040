"""What other rules would have said of the past, as facts: beside what today's rules say of it.

Everything is computed from the tallies; nothing is written. Two rules files are told apart by
"today" (what RULES_FILE says, or what the ledger judges with) and "new".
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from bot import outcomes
from bot.outcomes import SIDES, Facts
from ledger import companies
from ledger.engine import Session
from ledger.types import day_number, day_of_number
from scoring.counts import Ints
from scoring.levels import NEVER
from scoring.past import week_ends
from scoring.rescore.looking_back import Compared, compare
from scoring.rules_model import Rules

DAYS: Final = 180  # the span that is looked at unless somebody asks for another
PAGES_DIFFER: Final = (
    "The page patterns differ. They act when a view comes in, so the past keeps the kinds that it "
    "was stored with: this replay covers points, caps, windows, levels and gates."
)


def replay_facts(
    session: Session,
    zone: ZoneInfo,
    today: Rules,
    new: Rules,
    first: date,
    last: date,
    most: int | None = None,
) -> Facts:
    """Both rules files on the days `first` to `last`; of companies the first `most`, or all.

    Points are decimals and days ISO text, as programs read them. Raises TooDifferentError.
    """
    several = (today, new)
    handed = outcomes.handed(session, zone, several, first, last)
    found = compare(session, several, first, last, [(one.company, one.day) for one in handed])
    at_end = _changes(session, several, found, [one.level for one in found.verdicts], most)
    at_peak = _changes(session, several, found, [one.peak for one in found.verdicts], most)
    facts: Facts = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "rules": {side: _named(rules) for side, rules in zip(SIDES, several, strict=True)},
        "last_day": at_end,
        "span": at_peak,
        "reached": _reached(session, found, first, most),
        "weeks": _weeks(several, found, first, last),
        "outcomes": outcomes.by_team(several, handed, found.flagged),
        "notes": _notes(several, found),
    }
    return {**facts, "summary": _summary(facts)}


def _named(rules: Rules) -> Facts:
    return {
        "name": rules.name,
        "version": rules.version,
        "announces": rules.announce.level,
        "levels": list(rules.level_names[1:]),
    }


def _changes(
    session: Session,
    several: Sequence[Rules],
    found: Compared,
    levels: Sequence[Ints],
    most: int | None,
) -> Facts:
    """Companies whose level differs, the widest steps first, then those with the most points."""
    was, now = levels
    step, points = now - was, found.verdicts[1].points
    other = np.flatnonzero(step)
    order = other[np.lexsort((other, -points[other], -np.abs(step[other])))][:most]
    names = companies.by_ids(session, found.counts.ids[order].tolist())
    return {
        "higher": int(np.count_nonzero(step > 0)),
        "lower": int(np.count_nonzero(step < 0)),
        "companies": [
            {
                "company": names[int(found.counts.ids[n])].key,
                "name": names[int(found.counts.ids[n])].name,
                "today": several[0].level_names[was[n]],
                "new": several[1].level_names[now[n]],
                "points": int(points[n]) / 100,
            }
            for n in order.tolist()
        ],
    }


def _reached(session: Session, found: Compared, begin: date, most: int | None) -> Facts:
    """When the announced level was reached first, where the two files do not agree on the day."""
    eve = day_number(begin) - 1
    was, now = (one.reached for one in found.verdicts)
    other = np.flatnonzero(was != now)
    late = np.iinfo(np.int32).max
    first = np.minimum(np.where(was == NEVER, late, was), np.where(now == NEVER, late, now))
    order = other[np.lexsort((other, first[other]))][:most]
    names = companies.by_ids(session, found.counts.ids[order].tolist())
    return {
        **{
            side: int(np.count_nonzero(one.reached != NEVER))
            for side, one in zip(SIDES, found.verdicts, strict=True)
        },
        "companies": [
            {
                "company": names[int(found.counts.ids[n])].key,
                "name": names[int(found.counts.ids[n])].name,
                "today": _day(was[n], begin),
                "new": _day(now[n], begin),
                "days_earlier": int(was[n] - now[n]) if min(was[n], now[n]) > eve else None,
            }
            for n in order.tolist()
        ],
    }


def _day(number: int, begin: date) -> str | None:
    if number == NEVER:
        return None
    day = day_of_number(int(number))
    return day.isoformat() if day >= begin else f"before {begin}"


def _weeks(several: Sequence[Rules], found: Compared, first: date, last: date) -> list[Facts]:
    """Announcements of each week, and companies at each level at its end."""
    ends = week_ends(day_number(first), day_number(last)).tolist()
    sides = list(zip(SIDES, several, found.verdicts, strict=True))
    return [
        {
            "until": day_of_number(end).isoformat(),
            "alerts": {side: int(one.alerts[week]) for side, _, one in sides},
            "levels": {
                side: dict(zip(rules.level_names[1:], one.at[week].tolist(), strict=True))
                for side, rules, one in sides
            },
        }
        for week, end in enumerate(ends)
    ]


def _notes(several: Sequence[Rules], found: Compared) -> list[str]:
    """What the replay cannot tell."""
    notes = [PAGES_DIFFER] if several[0].pages_version != several[1].pages_version else []
    if found.unseen[1]:
        what = ", ".join(found.unseen[1])
        notes.append(f"The new rules ask for what the ledger does not hold of these days: {what}.")
    return notes


def _summary(facts: Facts) -> list[str]:
    """One sentence on levels, one on announcements, one for each team with outcomes."""
    end, rules = facts["last_day"], facts["rules"]
    count = end["higher"] + end["lower"]
    who = "1 company would" if count == 1 else f"{count or 'no'} companies would"
    how = f": {end['higher']} higher, {end['lower']} lower" if count else ""
    alerts = {side: sum(week["alerts"][side] for week in facts["weeks"]) for side in SIDES}
    return [
        f"On {facts['to']} {who} stand at another level{how}.",
        f"Since {facts['from']} the new rules would have announced {rules['new']['announces']} "
        f"{_times(alerts['new'])}, today's{_other(rules)} {_times(alerts['today'])}.",
        *(row["sentence"] for row in facts["outcomes"]),
    ]


def _other(rules: Facts) -> str:
    """The level that today's rules announce, where it is called otherwise."""
    names = [rules[side]["announces"] for side in SIDES]
    return "" if names[0] == names[1] else f" {names[0]}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")

"""What came of referrals, against the days on which two rules files would have told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from ledger import referrals
from ledger.engine import Session
from ledger.tables_desk import ReferralStep
from ledger.types import day_in, day_number
from scoring.counts import Ints
from scoring.replay import days_before
from scoring.rules_model import Rules

Facts = dict[str, Any]

SIDES: Final = ("today", "new")
HANDOFFS: Final = 100_000
EVER: Final = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Handed:
    """A referral that came to something: its team, company (0 for none) and day of handoff."""

    team: str
    company: int
    day: date


def handed(
    session: Session, zone: ZoneInfo, several: Sequence[Rules], first: date, last: date
) -> list[Handed]:
    """The referrals made on the days `first` to `last` with an outcome that their team counts."""
    counted = _counted(several)
    came = {
        number: referrals.outcomes(referrals.told(step) for _, step in steps)
        for number, steps in groupby(_in_order(session), lambda pair: pair[1].referral_id)
    }
    return [
        Handed(one.team, one.company_id or 0, day)
        for one in referrals.in_state(session, referrals.OUTCOME, HANDOFFS)
        if first <= (day := day_in(zone, one.made_at)) <= last
        and (one.team not in counted or came[one.id][-1].kind in counted[one.team])
    ]


def _in_order(session: Session) -> list[tuple[str, ReferralStep]]:
    """Every step there ever was, those of one referral together."""
    steps = referrals.steps_between(session, *EVER)
    return sorted(steps, key=lambda pair: pair[1].referral_id)


def by_team(
    several: Sequence[Rules], handed: Sequence[Handed], flagged: Sequence[Ints]
) -> list[Facts]:
    """By team: how many companies were flagged before they were handed over, how long before."""
    counted, told = _counted(several), list[Facts]()
    for team in sorted({one.team for one in handed}):
        own = np.array([n for n, one in enumerate(handed) if one.team == team])
        days = np.array([day_number(handed[n].day) for n in own.tolist()], np.int32)
        row: Facts = {"team": team, "outcomes": len(own), "won": list(counted.get(team, ()))}
        for side, found in zip(SIDES, flagged, strict=True):
            row[side] = _flagged(found[own], days)
        told.append({**row, "sentence": _sentence(row)})
    return told


def _counted(several: Sequence[Rules]) -> Mapping[str, tuple[str, ...]]:
    """What a team calls won; today's rules say it, by which the outcomes were chosen."""
    teams = {name: team for rules in reversed(several) for name, team in rules.teams.items()}
    return {name: team.won for name, team in teams.items() if team.won}


def _flagged(found: Ints, days: Ints) -> Facts:
    before = days_before(found, days)
    middle = float(median(before.tolist())) if len(before) else None
    return {"flagged": len(before), "median_days": middle}


def _sentence(row: Facts) -> str:
    """Such as: Of 12 sales won, the new rules would have flagged 9 before the first call, …"""
    today, new = row["today"], row["new"]
    return (
        f"Of {row['outcomes']} {_what(row)}, the new rules would have flagged {new['flagged']} "
        f"before the first call{_median(new)}, today's {today['flagged']}{_median(today)}."
    )


def _what(row: Facts) -> str:
    several = "" if row["outcomes"] == 1 else "s"
    if not row["won"]:
        return f"{row['team']} outcome{several}"
    return (
        f"sale{several} won" if row["team"] == "sales" else f"{row['team']} referral{several} won"
    )


def _median(side: Facts) -> str:
    days = side["median_days"]
    return "" if days is None else f" (median {days:g} {'day' if days == 1 else 'days'} earlier)"

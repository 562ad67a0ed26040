"""What each source brought lately, as noted from look to look.

Why a note: an activity says when something happened, not when we heard of it. Whether a source is
a feed or was imported once only shows in the days on which something of it came in, and these
have to be noted while they pass.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter

from ledger import cursors, deliveries
from ledger.engine import Session
from ledger.numbers import highest_id
from ledger.tables import Activity
from ledger.types import day_number

CURSOR = "deliveries"
REMEMBERED = timedelta(days=400)  # a monthly feed shows its rhythm, and its end, only in a year


@dataclass(slots=True)
class Delivered:
    """What one source brought in the last 400 days; days count from 1970-01-01.

    `kinds` has the last day of each kind, `days` those on which anything happened, `intake` those
    on which we heard of something new.
    """

    kinds: dict[str, int] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)
    intake: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Noted:
    """What all sources brought, up to the activity `last_id`."""

    last_id: int = 0
    sources: dict[str, Delivered] = field(default_factory=dict)


_NOTED = TypeAdapter(Noted)


def known(session: Session, today: date) -> Noted:
    """What was noted, with what came in since; all that is older than 400 days is left out."""
    kept = cursors.read(session, CURSOR)
    noted = _NOTED.validate_json(kept) if kept else Noted()
    day, first = day_number(today), day_number(today - REMEMBERED) + 1
    until = highest_id(session, Activity)
    for name, kinds in deliveries.arrived(session, noted.last_id, until, first).items():
        source = noted.sources.setdefault(name, Delivered())
        source.intake.add(day)
        for kind, days in kinds.items():
            source.kinds[kind] = max(*days, source.kinds.get(kind, 0))
            source.days |= days
    fresh = {name: _since(one, first) for name, one in noted.sources.items()}
    return Noted(until, {name: one for name, one in fresh.items() if one.kinds})


def keep(session: Session, noted: Noted, now: datetime) -> None:
    """Notes it, so that the next look reads only what came since."""
    cursors.save(session, CURSOR, _NOTED.dump_json(noted).decode(), now)


def _since(source: Delivered, first: int) -> Delivered:
    return Delivered(
        {kind: last for kind, last in source.kinds.items() if last >= first},
        {day for day in source.days if day >= first},
        {day for day in source.intake if day >= first},
    )

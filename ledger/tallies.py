"""What was done, as cards and lists show it: a company's activities, what was seen at all.

An activity counts for the company its actor stood for on that day, or for whoever that company was
by then; our own staff stand for none. Bots, suspected ones and affiliations below the confidence
asked for never appear. Judging reads `ledger.columns`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ledger import successions
from ledger.bands import COUNTS
from ledger.types import day_number, day_of_number

# By way of the tallies: these are found by actor, single activities by day and actor. In this
# order, because most of a large company's people did nothing in these days, and need no look.
ACTIVITIES = """
WITH s(company, least, first, last) AS (
 SELECT CAST(json_extract(value, '$[0]') AS BIGINT), CAST(json_extract(value, '$[2]') AS BIGINT),
  CAST(json_extract(value, '$[3]') AS BIGINT), CAST(json_extract(value, '$[4]') AS BIGINT)
 FROM json_each(:spans))
SELECT y.occurred_at, y.day, y.kind, y.count, y.url, y.title, a.name, a.handle, y.source,
  y.external_id
FROM s CROSS JOIN affiliation f ON f.company_id = s.company
CROSS JOIN tally t ON t.actor_id = f.actor_id
 AND t.day BETWEEN MAX(:first, s.first, COALESCE(f.valid_from, s.first))
 AND MIN(:last, s.last, COALESCE(f.valid_until, s.last))
CROSS JOIN actor a ON a.id = f.actor_id AND a.standing NOT IN ('bot', 'suspect')
JOIN activity y ON y.day = t.day AND y.actor_id = t.actor_id
 AND y.kind = t.kind AND y.topic = t.topic
WHERE f.superseded_at IS NULL AND MAX(f.confidence, s.least) >= :confidence
ORDER BY y.occurred_at DESC, y.id DESC LIMIT :limit
"""
# Nobody stands for a company by a candidate that nobody confirmed, or by a wrong match.
ALL_OF_THEM = 2**53  # rows: no ledger has as many
UNRESOLVED = """
SELECT COUNT(*) FROM actor a WHERE a.standing IN ('person', 'staff', 'pseudo')
 AND EXISTS (SELECT 1 FROM tally t WHERE t.actor_id = a.id)
 AND NOT EXISTS (
  SELECT 1 FROM affiliation f LEFT JOIN company c ON c.id = f.company_id
  WHERE f.actor_id = a.id AND f.superseded_at IS NULL
  AND (f.staff OR c.confirmed
   OR (c.id IS NOT NULL AND c.confirmed IS NULL AND f.confidence >= :counts)))
"""
WITH_COMPANY = """
SELECT DISTINCT a.source, a.key FROM json_each(:identities) wanted
CROSS JOIN actor a ON a.source = json_extract(wanted.value, '$[0]')
 AND a.key = json_extract(wanted.value, '$[1]')
JOIN affiliation f ON f.actor_id = a.id AND f.superseded_at IS NULL
LEFT JOIN company c ON c.id = f.company_id
WHERE f.staff OR c.confirmed
 OR (c.id IS NOT NULL AND c.confirmed IS NULL AND f.confidence >= :counts)
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One activity as a card shows it."""

    occurred_at: int  # UTC seconds
    day: date
    kind: str
    count: int
    url: str
    title: str
    who: str
    source: str
    external_id: str


def activities(
    session: Session,
    company_id: int,
    first: date,
    last: date,
    confidence: int,
    limit: int | None = None,
) -> list[Seen]:
    """The newest activities of a company between two days, all of them without a limit."""
    spans = successions.read(session).counting_for([company_id])
    values = {
        "spans": json.dumps(spans),
        "first": day_number(first),
        "last": day_number(last),
        "confidence": confidence,
        "limit": ALL_OF_THEM if limit is None else limit,
    }
    rows = session.connection().exec_driver_sql(ACTIVITIES, values)
    return [
        Seen(at, day_of_number(day), kind, count, url, title, name or handle, source, external_id)
        for at, day, kind, count, url, title, name, handle, source, external_id in rows
    ]


def first_day(session: Session) -> date | None:
    """The day of the oldest activity."""
    oldest = session.connection().exec_driver_sql("SELECT MIN(day) FROM tally").scalar_one()
    return None if oldest is None else day_of_number(oldest)


def unresolved(session: Session) -> int:
    """How many actors with activities stand for no company, nor for our own."""
    counted = session.connection().exec_driver_sql(UNRESOLVED, {"counts": COUNTS})
    return int(counted.scalar_one())


def without_company(
    session: Session, identities: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of these actors (source, key) who stand for no company, nor for our own."""
    wanted = set(identities)
    asked = {"identities": json.dumps(sorted(wanted)), "counts": COUNTS}
    rows = session.connection().exec_driver_sql(WITH_COMPANY, asked)
    return wanted - {(source, key) for source, key in rows}

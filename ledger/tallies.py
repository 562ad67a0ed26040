"""What was done, as cards and lists show it: a company's activities, what was seen at all.

An activity counts for the company its actor stood for on that day; our own staff stand for none.
Bots and affiliations below the confidence asked for never appear. Judging reads `ledger.columns`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ledger.chunks import chunks
from ledger.tables import Actor, Affiliation
from ledger.types import day_number, day_of_number

# By way of the tallies: these are found by actor, single activities by day and actor.
ACTIVITIES = """
SELECT y.occurred_at, y.day, y.kind, y.count, y.url, y.title, a.name, a.handle, y.source,
  y.external_id
FROM affiliation f
JOIN actor a ON a.id = f.actor_id AND a.standing <> 'bot'
JOIN tally t ON t.actor_id = f.actor_id AND t.day BETWEEN :first AND :last
 AND (f.valid_from IS NULL OR f.valid_from <= t.day)
 AND (f.valid_until IS NULL OR t.day <= f.valid_until)
JOIN activity y ON y.day = t.day AND y.actor_id = t.actor_id
 AND y.kind = t.kind AND y.topic = t.topic
WHERE f.company_id = :company AND f.superseded_at IS NULL AND f.confidence >= :confidence
ORDER BY y.occurred_at DESC, y.id DESC LIMIT :limit
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
    values = {
        "first": day_number(first),
        "last": day_number(last),
        "confidence": confidence,
        "company": company_id,
        "limit": -1 if limit is None else limit,
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


def last_by_kind(session: Session) -> dict[str, date]:
    """The last day on which each kind was seen at all, whoever it was."""
    rows = session.connection().exec_driver_sql("SELECT kind, MAX(day) FROM tally GROUP BY kind")
    return {kind: day_of_number(day) for kind, day in rows}


def unresolved(session: Session) -> int:
    """How many actors with activities stand for no company, nor for our own."""
    query = """
    SELECT COUNT(*) FROM actor a WHERE a.standing IN ('person', 'staff', 'pseudo')
    AND EXISTS (SELECT 1 FROM tally t WHERE t.actor_id = a.id) AND NOT EXISTS (
      SELECT 1 FROM affiliation f WHERE f.actor_id = a.id AND f.superseded_at IS NULL
      AND (f.company_id IS NOT NULL OR f.staff))
    """
    return int(session.connection().exec_driver_sql(query).scalar_one())


def without_company(
    session: Session, identities: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of these actors (source, key) who stand for no company."""
    wanted = set(identities)
    with_company: set[tuple[str, str]] = set()
    for source in sorted({source for source, _ in wanted}):
        for keys in chunks(sorted(key for at, key in wanted if at == source)):
            query = (
                select(Actor.key)
                .join(Affiliation, col(Affiliation.actor_id) == col(Actor.id))
                .where(Actor.source == source, col(Actor.key).in_(keys))
                .where(col(Affiliation.superseded_at).is_(None))
                .where(col(Affiliation.company_id).is_not(None))
            )
            with_company.update((source, key) for key in session.exec(query))
    return wanted - with_company

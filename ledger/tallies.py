"""What scoring reads: counts by company, kind and day, through today's affiliations.

An activity counts for the company its actor stood for on that day; our own staff stand for none.
Bots, ignored companies and affiliations below the confidence asked for never appear.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ledger.chunks import chunks
from ledger.drafts import Standing
from ledger.tables import Actor, Affiliation
from ledger.types import day_number, day_of_number

# One join for every question, so that no two answers disagree on who counts.
COUNTED = f"""
FROM tally t
JOIN actor a ON a.id = t.actor_id AND a.standing <> '{Standing.BOT}'
JOIN affiliation f ON f.actor_id = t.actor_id AND f.superseded_at IS NULL
 AND f.confidence >= :confidence
 AND (f.valid_from IS NULL OR f.valid_from <= t.day)
 AND (f.valid_until IS NULL OR t.day <= f.valid_until)
JOIN company c ON c.id = f.company_id AND NOT c.ignored
WHERE t.day BETWEEN :first AND :last AND (:company IS NULL OR f.company_id = :company)
"""
PER_DAY = f"""
SELECT f.company_id, t.kind, t.day, SUM(t.count) {COUNTED}
GROUP BY f.company_id, t.kind, t.day ORDER BY f.company_id, t.day, t.kind
"""
# Whoever is our own today was another company's person on another day.
PEOPLE = f"a.standing IN ('{Standing.PERSON}', '{Standing.STAFF}')"
PRESENCE = f"""
SELECT f.company_id, COUNT(DISTINCT CASE WHEN {PEOPLE} THEN a.id END),
       MAX(t.day), MAX(f.confidence) {COUNTED}
GROUP BY f.company_id
"""
ACTIVITIES = """
SELECT y.id, y.occurred_at, y.day, y.kind, y.count, y.url, y.title, a.name, a.handle
FROM activity y
JOIN actor a ON a.id = y.actor_id AND a.standing <> 'bot'
JOIN affiliation f ON f.actor_id = y.actor_id AND f.superseded_at IS NULL
 AND f.confidence >= :confidence AND f.company_id = :company
 AND (f.valid_from IS NULL OR f.valid_from <= y.day)
 AND (f.valid_until IS NULL OR y.day <= f.valid_until)
WHERE y.day BETWEEN :first AND :last
ORDER BY y.occurred_at DESC, y.id DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often people of a company did one kind of thing on a day (days since 1970-01-01)."""

    company_id: int
    kind: str
    day: int
    count: int


@dataclass(frozen=True, slots=True)
class Presence:
    """Who of a company was there: distinct persons, the last day, the best evidence."""

    people: int
    last_day: date
    confidence: int  # hundredths


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


def per_day(
    session: Session, first: date, last: date, confidence: int, company_id: int | None = None
) -> list[DayCount]:
    """Counts of `first` to `last`, both inclusive, of all companies or of one."""
    rows = session.connection().exec_driver_sql(PER_DAY, _span(first, last, confidence, company_id))
    return [DayCount(*row) for row in rows]


def presence(
    session: Session, first: date, last: date, confidence: int, company_id: int | None = None
) -> dict[int, Presence]:
    """Who was there between two days, by company."""
    rows = session.connection().exec_driver_sql(
        PRESENCE, _span(first, last, confidence, company_id)
    )
    return {
        company: Presence(people, day_of_number(last_day), best)
        for company, people, last_day, best in rows
    }


def activities(
    session: Session, company_id: int, first: date, last: date, confidence: int, limit: int
) -> list[Seen]:
    """The newest activities of a company between two days."""
    values = {**_span(first, last, confidence, company_id), "limit": limit}
    rows = session.connection().exec_driver_sql(ACTIVITIES, values)
    return [
        Seen(at, day_of_number(day), kind, count, url, title, name or handle)
        for _, at, day, kind, count, url, title, name, handle in rows
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
    AND EXISTS (SELECT 1 FROM activity y WHERE y.actor_id = a.id) AND NOT EXISTS (
      SELECT 1 FROM affiliation f WHERE f.actor_id = a.id AND f.superseded_at IS NULL
      AND (f.company_id IS NOT NULL OR f.staff))
    """
    return int(session.connection().exec_driver_sql(query).scalar_one())


def _span(
    first: date, last: date, confidence: int, company_id: int | None
) -> dict[str, int | None]:
    return {
        "first": day_number(first),
        "last": day_number(last),
        "confidence": confidence,
        "company": company_id,
    }


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

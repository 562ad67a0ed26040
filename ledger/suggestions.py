"""What the review queue is made of: matches that are doubted, and suspected bots.

Only what a person has not settled yet is here; what was turned down `ledger.refusals` knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

# Asked for everybody, the index of doubted rows must be named, or SQLite reads every affiliation.
ALL = " INDEXED BY ix_affiliation_doubted"
DOUBTED = """
SELECT f.id, f.actor_id, a.source, a.key, a.handle, a.name, c.id, c.key, c.name, f.evidence
FROM affiliation f{hint}
JOIN actor a ON a.id = f.actor_id AND a.standing IN ('person', 'staff')
JOIN company c ON c.id = f.company_id AND NOT c.ignored AND c.confirmed IS NULL
WHERE f.confidence < 50 AND f.company_id IS NOT NULL
 AND f.superseded_at IS NULL AND f.source = 'rule'
"""
SUSPECTS = """
SELECT a.id, a.source, a.key, a.handle, a.name FROM actor a
WHERE a.standing NOT IN ('person', 'staff') AND a.standing = 'suspect' AND a.bot_said IS NULL
"""
# What doubted people did in the days of their doubted company, and suspects at any time.
DOUBTED_TALLIES = """
SELECT t.actor_id, f.company_id, t.day, t.kind, t.topic, t.count
FROM affiliation f INDEXED BY ix_affiliation_doubted
JOIN tally t ON t.actor_id = f.actor_id AND t.day BETWEEN ? AND ?
 AND (f.valid_from IS NULL OR f.valid_from <= t.day)
 AND (f.valid_until IS NULL OR t.day <= f.valid_until)
WHERE f.confidence < 50 AND f.company_id IS NOT NULL
 AND f.superseded_at IS NULL AND f.source = 'rule'
"""
SUSPECTED_TALLIES = """
SELECT t.actor_id, 0, t.day, t.kind, t.topic, t.count FROM actor a
JOIN tally t ON t.actor_id = a.id AND t.day BETWEEN ? AND ?
WHERE a.standing NOT IN ('person', 'staff') AND a.standing = 'suspect' AND a.bot_said IS NULL
"""


@dataclass(frozen=True, slots=True)
class Doubted:
    """Somebody who may be of a company, on evidence that is too weak to count."""

    actor_id: int
    person: str  # `source:handle`, else `source:key`
    name: str  # as people are called; of whom nothing is shown, where they were seen
    company_id: int
    company_key: str
    company_name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """An account that looks like a bot, and of which nobody has said so."""

    actor_id: int
    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """A tally of such an actor; `company_id` 0 for suspects. Days count from 1970-01-01."""

    actor_id: int
    company_id: int
    day: int
    kind: str
    topic: str
    count: int


def doubted(session: Session, actor_id: int | None = None) -> list[Doubted]:
    """Everybody with a candidate company, or that one, in no order."""
    if actor_id is None:
        rows = session.connection().exec_driver_sql(DOUBTED.format(hint=ALL))
    else:
        query = DOUBTED.format(hint="") + " AND f.actor_id = ?"
        rows = session.connection().exec_driver_sql(query, (actor_id,))
    return [
        Doubted(
            actor,
            called(source, key, handle),
            shown(source, handle, name),
            company,
            its_key,
            its_name,
            evidence,
        )
        for _, actor, source, key, handle, name, company, its_key, its_name, evidence in rows
    ]


def doubtful(session: Session, company_id: int) -> int:
    """How many may be of a company, on evidence that is too weak to count."""
    query = DOUBTED.format(hint="") + " AND f.company_id = ?"
    return len(session.connection().exec_driver_sql(query, (company_id,)).all())


def suspects(session: Session, actor_id: int | None = None) -> list[Suspect]:
    """Every suspected bot that nobody has judged, or that one, in no order."""
    one = ("", ()) if actor_id is None else (" AND a.id = ?", (actor_id,))
    rows = session.connection().exec_driver_sql(SUSPECTS + one[0], one[1])
    return [
        Suspect(actor, called(source, key, handle), shown(source, handle, name))
        for actor, source, key, handle, name in rows
    ]


def done(session: Session, first: int, last: int) -> Iterator[Done]:
    """What doubted people and suspects did on the days `first` to `last`, inclusive."""
    for query in (DOUBTED_TALLIES, SUSPECTED_TALLIES):
        for row in session.connection().exec_driver_sql(query, (first, last)):
            yield Done(*row)


def called(source: str, key: str, handle: str) -> str:
    """A person as people type one: `github:login`, else by the key."""
    return f"{source}:{handle or key}"


def shown(source: str, handle: str, name: str) -> str:
    """A person as people know one: "Ada Byte (github:ada)"."""
    if not handle:
        return name or f"somebody seen by {source}"
    return f"{name} ({source}:{handle})" if name else f"{source}:{handle}"

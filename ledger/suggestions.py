"""What the review queue is made of: matches that are doubted, and suspected bots.

Only what a person has not settled yet is here; what was turned down `ledger.refusals` knows. All of
them come as numbers, for they may be as many as there are people; texts are read of single ones.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from sqlmodel import Session, col, select

from ledger import called, persons
from ledger.bands import COUNTS
from ledger.chunks import chunks
from ledger.numbers import Longs, integers, ranged
from ledger.persons import Persons
from ledger.tables import Affiliation, Company

# One number holds an actor below 2**31 and the company below 2**27 that is doubted; 0 for suspects.
WHO: Final = 27
# Another a day, a kind below 64, and a count below 2**20 (a greater one earns no more).
DAY, KIND, MOST = 26, 20, 2**20 - 1

# Asked for everybody, the index of doubted rows must be named, or SQLite reads every affiliation.
CANDIDATES = """
SELECT 0, group_concat((f.actor_id << 27) | f.company_id)
FROM affiliation f INDEXED BY ix_affiliation_doubted
JOIN actor a ON a.id = f.actor_id AND a.standing IN ('person', 'staff')
JOIN company c ON c.id = f.company_id AND NOT c.ignored AND c.confirmed IS NULL
WHERE f.id BETWEEN ? AND ? AND {candidate}
"""
DOUBTED = """
SELECT a.source, a.key, a.handle, a.name, c.id, c.key, c.name, f.evidence FROM affiliation f
JOIN actor a ON a.id = f.actor_id AND a.standing IN ('person', 'staff')
JOIN company c ON c.id = f.company_id AND NOT c.ignored AND c.confirmed IS NULL
WHERE f.actor_id = ? AND {candidate} ORDER BY f.id DESC
"""
DOUBTFUL = """
SELECT 0, group_concat(f.actor_id) FROM affiliation f
JOIN actor a ON a.id = f.actor_id AND a.standing IN ('person', 'staff')
JOIN company c ON c.id = f.company_id AND NOT c.ignored AND c.confirmed IS NULL
WHERE f.company_id = ? AND {candidate}
"""
SUSPECTED = "SELECT 0, group_concat(a.id << 27) FROM actor a WHERE {suspect}"
SUSPECT = "SELECT a.source, a.key, a.handle, a.name FROM actor a WHERE a.id = ? AND {suspect}"
# What doubted people did in the days of their doubted company, and suspects at any time. Joined in
# this order (CROSS), or SQLite reads everybody's tallies of these days.
DOUBTED_TALLIES = """
SELECT 0, group_concat(((f.actor_id << 27) | f.company_id) || ',' || {tally})
FROM affiliation f INDEXED BY ix_affiliation_doubted
CROSS JOIN tally t ON t.actor_id = f.actor_id AND t.day BETWEEN ? AND ?
 AND (f.valid_from IS NULL OR f.valid_from <= t.day)
 AND (f.valid_until IS NULL OR t.day <= f.valid_until)
WHERE {candidate}
"""
SUSPECTED_TALLIES = """
SELECT 0, group_concat((a.id << 27) || ',' || {tally})
FROM actor a INDEXED BY ix_actor_impersonal
CROSS JOIN tally t ON t.actor_id = a.id AND t.day BETWEEN ? AND ? WHERE {suspect}
"""
# In the words of the indexes.
CANDIDATE = (
    f"f.confidence < {COUNTS} AND f.company_id IS NOT NULL"
    " AND f.superseded_at IS NULL AND f.source = 'rule'"
)
UNJUDGED = "a.standing NOT IN ('person', 'staff') AND a.standing = 'suspect' AND a.bot_said IS NULL"
TALLY = "((t.day << 26) | ({kind} << 20) | MIN(t.count, 1048575))"


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
    """Tallies of such actors, in no order: columns of one length.

    `who` are packed as in `candidates` and `suspected`. Days count from 1970-01-01; `kind` is an
    index into the kinds that were asked for, one past the last for any other.
    """

    who: Longs
    day: Longs
    kind: Longs
    count: Longs


class Ties(NamedTuple):
    """Whom a person said that a company counts as, from some day on, and whose it is."""

    successor_id: int | None
    parent_id: int | None


def statement(template: str, kind: str = "0") -> str:
    """One of these statements; `kind` is how a tally's kind becomes a number."""
    tally = TALLY.format(kind=kind)
    return template.format(candidate=CANDIDATE, suspect=UNJUDGED, tally=tally)


def candidates(session: Session) -> Longs:
    """Everybody with a candidate company, packed, rising; two candidates of one actor are two."""
    found = list(ranged(session, Affiliation, statement(CANDIDATES)))
    return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))


def suspected(session: Session) -> Longs:
    """Every suspected bot that nobody has judged, packed with company 0, rising."""
    found = [packed for _, packed in integers(session, statement(SUSPECTED), ())]
    return np.sort(np.concatenate([np.zeros(0, np.int64), *found]))


def unpacked(who: Longs) -> tuple[Longs, Longs]:
    """The ids of the actors and of the companies."""
    return who >> WHO, who & (1 << WHO) - 1


def of_persons(who: Longs, several: Persons) -> Longs:
    """The same packed numbers with the least account of each person in place of their own."""
    actors, companies = unpacked(who)
    return (several.of(actors) << WHO) | companies


def done(session: Session, kinds: Sequence[str], first: int, last: int) -> Done:
    """What doubted people and suspects did on the days `first` to `last`, inclusive."""
    whens = " ".join(f"WHEN ? THEN {number}" for number, _ in enumerate(kinds))
    kind = f"CASE t.kind {whens} ELSE {len(kinds)} END" if kinds else "0"
    pairs = [np.zeros(0, np.int64)]
    for query in (DOUBTED_TALLIES, SUSPECTED_TALLIES):
        found = integers(session, statement(query, kind), (*kinds, first, last))
        pairs += (numbers for _, numbers in found)
    who, tally = np.concatenate(pairs).reshape(-1, 2).T
    return Done(who, tally >> DAY, (tally >> KIND) & 63, tally & MOST)


def doubted(session: Session, actor_id: int) -> list[Doubted]:
    """The candidate companies of somebody, the latest found first."""
    rows = session.connection().exec_driver_sql(statement(DOUBTED), (actor_id,))
    return [
        Doubted(
            actor_id,
            called.typed(source, key, handle),
            called.shown(source, handle, name),
            company,
            its_key,
            its_name,
            evidence,
        )
        for source, key, handle, name, company, its_key, its_name, evidence in rows
    ]


def doubtful(session: Session, company_id: int) -> int:
    """How many persons may be of a company, on evidence that is too weak to count."""
    found = [actors for _, actors in integers(session, statement(DOUBTFUL), (company_id,))]
    actors = np.concatenate([np.zeros(0, np.int64), *found])
    return len(np.unique(persons.among(session, actors.tolist()).of(actors)))


def suspect(session: Session, actor_id: int) -> Suspect | None:
    """Somebody, if suspected to be a bot and judged by nobody."""
    found = session.connection().exec_driver_sql(statement(SUSPECT), (actor_id,)).one_or_none()
    if found is None:
        return None
    source, key, handle, name = found
    typed = called.typed(source, key, handle)
    return Suspect(actor_id, typed, called.shown(source, handle, name))


def unfollowed(session: Session, keys: Collection[str]) -> Longs:
    """The row ids, rising, of those of these companies of whom nobody said who follows them."""
    found: list[int] = []
    for some in chunks(sorted(keys)):
        listed = select(Company.id).where(col(Company.key).in_(some))
        found += session.exec(listed.where(col(Company.successor_id).is_(None)))
    return np.array(sorted(found), np.int64)


def ties(session: Session, company_ids: Collection[int]) -> dict[int, Ties]:
    """What people said of how these companies belong to others."""
    found = {}
    for some in chunks(sorted(set(company_ids))):
        rows = select(Company.id, Company.successor_id, Company.parent_id)
        for one, *tied in session.exec(rows.where(col(Company.id).in_(some))):
            found[one] = Ties(*tied)
    return found

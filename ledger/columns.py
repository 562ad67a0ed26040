"""Tallies with their companies, as columns of numbers: all that judging reads.

Why numbers as text: SQLite joins a day's rows into one text, numpy reads it back, and Python makes
no object a row; a quarter of the time of a cursor. Actors find their company in an array, not by a
join, since nearly everybody stands for one company on every day.

An activity counts for the company its actor stood for on that day; our own staff stand for none.
Bots, ignored companies and affiliations below the confidence asked for never appear.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import func
from sqlmodel import Session, select

from ledger.chunks import chunks
from ledger.tables import Activity, Actor, Affiliation, Company, LevelChange

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbered = Activity | Actor | Affiliation | Company | LevelChange
AnyInts = npt.NDArray[np.signedinteger[Any]]

# One number holds a tally: an actor below 2**31, a kind and a topic below 64, a count below 2**20
# (a greater one earns no more: that many of any kind exceed what a day may earn).
ACTOR, KIND, TOPIC, MOST = 32, 26, 20, 2**20 - 1
# Another holds an affiliation: an actor below 2**29, a company below 2**27, a confidence.
WHO, WHOM = 34, 7
# A third says by what a tally counts: a company below 2**27, a confidence, somebody or not, a day.
FIRM, SURE, SOMEBODY, DAY_ZERO = 28, 21, 20, 2**19
RANGE: Final = 200_000  # rows of one text: a few megabytes
FEW: Final = 2_000  # companies that are read one by one sooner than with all others

PACKED = "(t.actor_id << 32) | ({kind} << 26) | ({topic} << 20) | MIN(t.count, 1048575)"
TALLIES = "SELECT t.day, group_concat({packed}) FROM tally t WHERE t.day BETWEEN ? AND ? GROUP BY 1"
AFFILIATIONS = """
SELECT 0, group_concat((actor_id << 34) | (company_id << 7) | confidence) FROM affiliation
WHERE id BETWEEN ? AND ? AND superseded_at IS NULL AND +company_id IS NOT NULL
 AND confidence >= ? AND valid_from IS NULL AND valid_until IS NULL
"""
SPANS = """
SELECT actor_id, company_id, confidence, COALESCE(valid_from, -1000000),
       COALESCE(valid_until, 1000000)
FROM affiliation WHERE (valid_from IS NOT NULL OR valid_until IS NOT NULL)
 AND superseded_at IS NULL AND +company_id IS NOT NULL AND confidence >= ?
"""
# Whoever is our own today was another company's person on another day.
IMPERSONAL = """
SELECT 0, group_concat(id * 2 + (standing = 'bot')) FROM actor
WHERE standing NOT IN ('person', 'staff') AND id BETWEEN ? AND ?
"""
OF_COMPANIES = """
SELECT 0, group_concat(((f.company_id << 28) | (f.confidence << 21)
 | ((a.standing IN ('person', 'staff')) << 20) | (t.day + 524288)) || ',' || ({packed}))
FROM affiliation f JOIN actor a ON a.id = f.actor_id AND a.standing <> 'bot'
JOIN company c ON c.id = f.company_id AND NOT c.ignored
JOIN tally t ON t.actor_id = f.actor_id AND t.day BETWEEN ? AND ?
 AND (f.valid_from IS NULL OR f.valid_from <= t.day)
 AND (f.valid_until IS NULL OR t.day <= f.valid_until)
WHERE f.superseded_at IS NULL AND f.confidence >= ? AND f.company_id IN ({ids})
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """One row an actor, day, kind and topic, in no order; the columns are of one length.

    `company` is an index into `ids`, the companies that have rows, in rising order of their ids.
    `kind` and `topic` are indexes into what was asked for; another kind is one past the last, any
    other topic 0. Days count from 1970-01-01. `confidence` is that of the affiliation by which the
    row counts, in hundredths; `person` says that the actor is somebody.
    """

    ids: Longs
    company: Ints
    actor: Ints
    person: Flags
    day: Ints
    kind: Ints
    topic: Ints
    count: Longs
    confidence: npt.NDArray[np.int8]

    def best_confidence(self) -> Ints:
        """The best of each company's confidences, in hundredths, in the order of `ids`."""
        best = np.zeros(len(self.ids), np.int32)
        np.maximum.at(best, self.company, self.confidence)
        return best


def integers(session: Session, sql: str, values: Sequence[Any]) -> Iterator[tuple[int, Longs]]:
    """What a statement found: rows of a number, and a text of numbers with commas between."""
    for number, text in session.connection().exec_driver_sql(sql, tuple(values)):
        if text is not None:
            yield number, np.fromstring(str(text), np.int64, sep=",")


def ranged(session: Session, table: type[Numbered], sql: str, *more: Any) -> Iterator[Longs]:
    """What a statement finds in each range of a table's ids: its first two values."""
    highest = highest_id(session, table)
    for start in range(0, highest + 1, RANGE):
        for _, found in integers(session, sql, (start, start + RANGE - 1, *more)):
            yield found


def highest_id(session: Session, table: type[Numbered]) -> int:
    """The highest id of a table; 0 where it is empty."""
    return session.exec(select(func.max(table.id))).one() or 0


def read(
    session: Session,
    kinds: Sequence[str],
    topics: Sequence[str],
    first: int,
    last: int,
    confidence: int,
    company_ids: Collection[int] | None = None,
) -> Columns:
    """The tallies of the days `first` to `last`, of all companies or of these.

    Days count from 1970-01-01; affiliations count from `confidence` on, in hundredths. `topics`
    begins with "". A few companies are read by their actors, many with all others.
    """
    packed, values = _packed(kinds, topics)
    if company_ids is None or len(company_ids) > FEW:
        found = _of_all(session, packed, values, first, last, confidence)
        return found if company_ids is None else _only(found, company_ids)
    pairs = [np.zeros(0, np.int64)]
    for some in chunks(sorted(company_ids)):
        query = OF_COMPANIES.format(packed=packed, ids=", ".join("?" * len(some)))
        asked = (*values, first, last, confidence, *some)
        pairs += (numbers for _, numbers in integers(session, query, asked))
    by, tally = np.concatenate(pairs).reshape(-1, 2).T
    company, best = by >> FIRM, (by >> SURE) & (1 << (FIRM - SURE)) - 1
    day = (by & (1 << SOMEBODY) - 1) - DAY_ZERO
    return _columns(company, best, (by >> SOMEBODY) & 1 > 0, day, tally)


def _packed(kinds: Sequence[str], topics: Sequence[str]) -> tuple[str, list[str]]:
    """How a tally becomes one number, with the values that it asks for."""
    kind, topic = _case("t.kind", kinds, len(kinds)), _case("t.topic", topics[1:], 0, 1)
    return PACKED.format(kind=kind, topic=topic), [*kinds, *topics[1:]]


def _case(column: str, names: Sequence[str], other: int, start: int = 0) -> str:
    whens = " ".join(f"WHEN ? THEN {number}" for number, _ in enumerate(names, start))
    return f"CASE {column} {whens} ELSE {other} END" if names else str(other)


def _of_all(
    session: Session, packed: str, values: list[str], first: int, last: int, confidence: int
) -> Columns:
    whom = _Whom(session, confidence)
    found: list[tuple[npt.NDArray[Any], ...]] = []
    for day, tallies in integers(session, TALLIES.format(packed=packed), (*values, first, last)):
        company, best = whom.on(day)
        actor = tallies >> ACTOR
        counts = np.flatnonzero(company[actor])
        actor = actor[counts]
        found.append(
            (
                company[actor],
                best[actor],
                whom.person[actor],
                np.full(len(counts), day, np.int32),
                tallies[counts],
            )
        )
    if not found:
        nothing = np.zeros(0, np.int64)
        return _columns(nothing, nothing, nothing > 0, nothing, nothing)
    return _columns(*(np.concatenate(column) for column in zip(*found, strict=True)))


class _Whom:
    """The company of every actor, a day at a time: 0 for whoever stands for none that counts."""

    def __init__(self, session: Session, confidence: int) -> None:
        size = highest_id(session, Actor) + 1
        self._company, self._best = np.zeros(size, np.int32), np.zeros(size, np.int8)
        self.person = np.ones(size, np.bool_)
        counts = np.ones(highest_id(session, Company) + 1, np.bool_)
        bots = np.zeros(size, np.bool_)
        ignored = "SELECT 0, group_concat(id) FROM company WHERE ignored"
        for _, ids in integers(session, ignored, ()):
            counts[ids] = False
        for several in ranged(session, Actor, IMPERSONAL):
            self.person[several >> 1] = False
            bots[(several >> 1)[several & 1 > 0]] = True
        for several in ranged(session, Affiliation, AFFILIATIONS, confidence):
            actor, company = several >> WHO, (several >> WHOM) & (1 << (WHO - WHOM)) - 1
            self._company[actor] = np.where(counts[company], company, 0)
            self._best[actor] = several & (1 << WHOM) - 1
        self._company[bots] = 0
        rows = [tuple(row) for row in session.connection().exec_driver_sql(SPANS, (confidence,))]
        spans = np.array(rows, np.int64).reshape(-1, 5)
        self._spans = spans[counts[spans[:, 1]] & ~bots[spans[:, 0]]].T

    def on(self, day: int) -> tuple[Ints, npt.NDArray[np.int8]]:
        """Company and confidence by actor, until the next day is asked for."""
        actor, company, best, first, last = self._spans
        holds = (first <= day) & (day <= last)
        self._company[actor] = 0
        self._company[actor[holds]] = company[holds]
        self._best[actor[holds]] = best[holds]
        return self._company, self._best


def _columns(company: AnyInts, best: AnyInts, person: Flags, day: AnyInts, tally: Longs) -> Columns:
    there = np.zeros(company.max(initial=0) + 1, np.bool_)
    there[company] = True
    number = np.cumsum(there, dtype=np.int32) - 1
    return Columns(
        np.flatnonzero(there),
        number[company],
        (tally >> ACTOR).astype(np.int32),
        person,
        day.astype(np.int32, copy=False),
        ((tally >> KIND) & 63).astype(np.int32),
        ((tally >> TOPIC) & 63).astype(np.int32),
        tally & MOST,
        best.astype(np.int8),
    )


def _only(found: Columns, company_ids: Collection[int]) -> Columns:
    wanted = np.isin(found.ids, np.fromiter(company_ids, np.int64, len(company_ids)))
    rows = wanted[found.company]
    number = np.cumsum(wanted, dtype=np.int32) - 1
    return Columns(
        found.ids[wanted],
        number[found.company[rows]],
        found.actor[rows],
        found.person[rows],
        found.day[rows],
        found.kind[rows],
        found.topic[rows],
        found.count[rows],
        found.confidence[rows],
    )

"""Tallies with their companies, as columns of numbers: all that judging reads.

An activity counts for the company its actor stood for on that day, or for whoever that company was
by then; our own staff stand for none. Bots and suspected ones, ignored companies, wrong matches and
affiliations below the confidence asked for never appear.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from ledger import persons, successions
from ledger.chunks import chunks
from ledger.numbers import Flags, Ints, Longs, integers
from ledger.persons import Persons
from ledger.whom import Whom

AnyInts = npt.NDArray[np.signedinteger[Any]]

# One number holds a tally: an actor below 2**31, a kind and a topic below 64, a count below 2**20
# (a greater one earns no more: that many of any kind exceed what a day may earn).
ACTOR, KIND, TOPIC, MOST = 32, 26, 20, 2**20 - 1
# Another says by what a tally counts: a company below 2**27, a confidence, somebody or not, a day.
FIRM, SURE, SOMEBODY, DAY_ZERO = 28, 21, 20, 2**19
FEW: Final = 2_000  # companies that are read one by one sooner than with all others

PACKED = "(t.actor_id << 32) | {kind} | {topic} | MIN(t.count, 1048575)"
TALLIES = "SELECT t.day, group_concat({packed}) FROM tally t WHERE t.day BETWEEN ? AND ? GROUP BY 1"
OF_COMPANIES = """
WITH s(company, root, least, first, last) AS (VALUES {spans})
SELECT 0, group_concat(((CAST(s.root AS BIGINT) << 28) | (MAX(f.confidence, s.least) << 21)
 | (CAST(a.standing IN ('person', 'staff') AS INTEGER) << 20) | (t.day + 524288))
 || ',' || ({packed}))
FROM s CROSS JOIN affiliation f ON f.company_id = s.company
JOIN actor a ON a.id = f.actor_id AND a.standing NOT IN ('bot', 'suspect')
JOIN tally t ON t.actor_id = f.actor_id
 AND t.day BETWEEN MAX(?, s.first, COALESCE(f.valid_from, s.first))
 AND MIN(?, s.last, COALESCE(f.valid_until, s.last))
WHERE f.superseded_at IS NULL AND MAX(f.confidence, s.least) >= ?
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """One row an account, day, kind and topic, in no order; the columns are of one length.

    `company` is an index into `ids`, the companies that have rows, in rising order of their ids.
    `actor` is whose account it is: of several of one person the least, see `ledger.persons`.
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
    for some in chunks(successions.read(session).counting_for(company_ids)):
        spans = ", ".join(["(?, ?, ?, ?, ?)"] * len(some))
        query = OF_COMPANIES.format(packed=packed, spans=spans)
        asked = (*chain.from_iterable(some), *values, first, last, confidence)
        pairs += (numbers for _, numbers in integers(session, query, asked))
    by, tally = np.concatenate(pairs).reshape(-1, 2).T
    company, best = by >> FIRM, (by >> SURE) & (1 << (FIRM - SURE)) - 1
    day = (by & (1 << SOMEBODY) - 1) - DAY_ZERO
    several = persons.among(session, np.unique(tally >> ACTOR).tolist())
    return _columns(several, company, best, (by >> SOMEBODY) & 1 > 0, day, tally)


def _packed(kinds: Sequence[str], topics: Sequence[str]) -> tuple[str, list[str]]:
    """How a tally becomes one number, with the values that it asks for."""
    kind = _case("t.kind", [number << KIND for number in range(len(kinds) + 1)])
    topic = _case("t.topic", [number << TOPIC for number in (*range(1, len(topics)), 0)])
    return PACKED.format(kind=kind, topic=topic), [*kinds, *topics[1:]]


def _case(column: str, numbers: Sequence[int]) -> str:
    """The number of each name that is asked for, in their order, and the last of any other."""
    *named, other = numbers
    whens = " ".join(f"WHEN ? THEN {number}" for number in named)
    return f"CASE {column} {whens} ELSE {other} END" if named else str(other)


def _of_all(
    session: Session, packed: str, values: list[str], first: int, last: int, confidence: int
) -> Columns:
    whom = Whom(session, confidence)
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
        found.append((nothing, nothing, nothing > 0, nothing, nothing))
    columns = (np.concatenate(column) for column in zip(*found, strict=True))
    return _columns(persons.everybody(session), *columns)


def _columns(
    several: Persons, company: AnyInts, best: AnyInts, person: Flags, day: AnyInts, tally: Longs
) -> Columns:
    there = np.zeros(company.max(initial=0) + 1, np.bool_)
    there[company] = True
    number = np.cumsum(there, dtype=np.int32) - 1
    return Columns(
        np.flatnonzero(there),
        number[company],
        several.of((tally >> ACTOR).astype(np.int32)),
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

"""The company of every actor, a day at a time, as arrays: for whom each counts, how certainly.

Why arrays: nearly everybody stands for one company on every day, so actors find theirs by their
number, without a join. Only careers with dates, and companies that have a successor from a day on,
are spans that are laid over the arrays as days go by.
"""

import json
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from ledger import successions
from ledger.numbers import Ints, Longs, highest_id, ranged
from ledger.successions import EVER, NOBODY, Span, Successions
from ledger.tables import Actor, Affiliation, Company

Bytes = npt.NDArray[np.int8]

# One number holds an affiliation: an actor below 2**29, a company below 2**27, a confidence.
WHO, WHOM = 34, 7
FIELDS: Final = 5  # of a dated affiliation: actor, company, confidence, first and last day

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
# A person confirmed their company: then they count, however doubtful they are.
DOUBTED = """
SELECT actor_id, company_id, confidence, COALESCE(valid_from, -1000000),
       COALESCE(valid_until, 1000000)
FROM affiliation WHERE company_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
 AND superseded_at IS NULL AND confidence < ?
"""
# Whoever is our own today was another company's person on another day.
IMPERSONAL = """
SELECT 0, group_concat(id * 2 + CAST(standing IN ('bot', 'suspect') AS INTEGER)) FROM actor
WHERE standing NOT IN ('person', 'staff') AND id BETWEEN ? AND ?
"""


class Whom:
    """For whom every actor counts on a day: nobody for whoever stands for none that counts."""

    def __init__(self, session: Session, confidence: int) -> None:
        said = successions.read(session)
        size = highest_id(session, Actor) + 1
        self._company, self._best = np.zeros(size, np.int32), np.zeros(size, np.int8)
        self.person, bots = np.ones(size, np.bool_), np.zeros(size, np.bool_)
        for several in ranged(session, Actor, IMPERSONAL):
            self.person[several >> 1] = False
            bots[(several >> 1)[several & 1 > 0]] = True
        root, least, moved = _fixed(said, highest_id(session, Company) + 1)
        spans = [_rows(session, SPANS, confidence)]
        sure = sorted({one.company for one in _all(said) if one.least})
        if sure:
            spans.append(_rows(session, DOUBTED, json.dumps(sure), confidence))
        for several in ranged(session, Affiliation, AFFILIATIONS, confidence):
            actor, company = several >> WHO, (several >> WHOM) & (1 << (WHO - WHOM)) - 1
            best = several & (1 << WHOM) - 1
            self._company[actor] = root[company]
            self._best[actor] = np.maximum(best, least[company])
            if len(moved):
                spans.append(_undated(actor, company, best, moved))
        self._company[bots] = NOBODY
        laid = _laid(np.concatenate(spans), root, least, moved)
        self._spans = laid[~bots[laid[:, 0]] & (laid[:, 2] >= confidence)].T

    def on(self, day: int) -> tuple[Ints, Bytes]:
        """Company (0: none) and confidence by actor, until the next day is asked for."""
        actor, company, best, first, last = self._spans
        holds = (first <= day) & (day <= last)
        self._company[actor] = NOBODY
        self._company[actor[holds]] = company[holds]
        self._best[actor[holds]] = best[holds]
        return self._company, self._best


def _all(said: Successions) -> list[Span]:
    return [one for spans in said.spans.values() for one in spans]


def _fixed(said: Successions, size: int) -> tuple[Ints, Bytes, Longs]:
    """By company, for whom its people count on every day, and with which confidence at least.

    And the spans of those for whom that depends on the day, by company; they have nobody here.
    """
    root, least = np.arange(size, dtype=np.int32), np.zeros(size, np.int8)
    moved: list[Span] = []
    for company, spans in said.spans.items():
        if len(spans) == 1:
            root[company], least[company] = spans[0].root, spans[0].least
        else:
            root[company] = NOBODY
            moved += spans
    return root, least, np.array(sorted(moved), np.int64).reshape(-1, len(Span._fields))


def _rows(session: Session, sql: str, *values: object) -> Longs:
    rows = [tuple(row) for row in session.connection().exec_driver_sql(sql, values)]
    return np.array(rows, np.int64).reshape(-1, FIELDS)


def _undated(actor: Longs, company: Longs, best: Longs, moved: Longs) -> Longs:
    """Those affiliations without dates whose company has a successor from a day on, with dates."""
    some = np.isin(company, moved[:, 0])
    first = np.full(np.count_nonzero(some), -EVER)
    return np.column_stack((actor[some], company[some], best[some], first, -first))


def _laid(spans: Longs, root: Ints, least: Bytes, moved: Longs) -> Longs:
    """Dated affiliations by those for whom they count, cut where that changes."""
    spans = spans[np.argsort(spans[:, 1], kind="stable")]
    own = spans[:, 1].copy()
    cut = spans.copy()
    cut[:, 1], cut[:, 2] = root[own], np.maximum(spans[:, 2], least[own])
    laid = [cut]
    for company, to, lift, begins, ends in moved.tolist():
        low, high = np.searchsorted(own, [company, company + 1])
        some = spans[low:high].copy()
        some[:, 1], some[:, 2] = to, np.maximum(some[:, 2], lift)
        some[:, 3], some[:, 4] = np.maximum(some[:, 3], begins), np.minimum(some[:, 4], ends)
        laid.append(some)
    found = np.concatenate(laid)
    counts: Longs = found[(found[:, 1] != NOBODY) & (found[:, 3] <= found[:, 4])]
    return counts

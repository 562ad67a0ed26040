"""By which evidence people count for a company, each of them once."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from sqlmodel import Session

from ledger import companies, persons
from ledger.bands import COUNTS
from ledger.numbers import Longs

BY_EVIDENCE: Final = """
SELECT f.evidence, a.standing = 'person', MAX(f.confidence), group_concat(DISTINCT f.actor_id)
FROM affiliation f
JOIN actor a ON a.id = f.actor_id AND a.standing NOT IN ('bot', 'suspect')
WHERE f.company_id = ? AND f.superseded_at IS NULL AND f.confidence >= ? GROUP BY 1, 2
"""


class _Evidence(NamedTuple):
    """Who counts by one evidence, in a company or in one that was merged into it."""

    text: str
    is_person: bool
    confidence: int
    actors: Longs


def by_evidence(session: Session, company_id: int) -> Iterator[tuple[str, bool, int]]:
    """Each evidence, whether it is of persons, and of how many; those merged into it as well.

    Whoever counts by several, with one account or with more, is told by the surest of them.
    """
    found = [row for one in companies.merged(session, company_id) for row in _rows(session, one)]
    found.sort(key=lambda one: (-one.confidence, -len(one.actors), one.text))
    everybody = np.concatenate([np.zeros(0, np.int64), *(one.actors for one in found)])
    several, told = persons.among(session, np.unique(everybody).tolist()), everybody[:0]
    for one in found:
        whose = np.setdiff1d(several.of(one.actors), told)
        told = np.union1d(told, whose)
        if len(whose):
            yield one.text, one.is_person, len(whose)


def _rows(session: Session, company_id: int) -> Iterator[_Evidence]:
    asked = (company_id, COUNTS)
    for evidence, is_person, sure, ids in session.connection().exec_driver_sql(BY_EVIDENCE, asked):
        actors = np.fromstring(ids, np.int64, sep=",")
        yield _Evidence(str(evidence), bool(is_person), int(sure), actors)

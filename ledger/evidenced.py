"""By which evidence actors count for a company."""

from collections.abc import Iterator

from sqlmodel import Session

from ledger import companies
from ledger.bands import COUNTS

BY_EVIDENCE = """
SELECT f.evidence, a.standing = 'person', COUNT(DISTINCT f.actor_id) FROM affiliation f
JOIN actor a ON a.id = f.actor_id AND a.standing NOT IN ('bot', 'suspect')
WHERE f.company_id = ? AND f.superseded_at IS NULL AND f.confidence >= ? GROUP BY 1, 2
"""


def by_evidence(session: Session, company_id: int) -> Iterator[tuple[str, bool, int]]:
    """Each evidence, whether it is of persons, and of how many; those merged into it as well."""
    for one in companies.merged(session, company_id):
        for row in session.connection().exec_driver_sql(BY_EVIDENCE, (one, COUNTS)):
            evidence, is_person, how_many = row
            yield str(evidence), bool(is_person), int(how_many)

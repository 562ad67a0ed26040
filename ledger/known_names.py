"""By which names companies are known, and whom it concerns when that changes.

A name in a profile is worth more where a company of that name counts already, by evidence that
spells its domain; that others wrote the same name proves nothing. Whoever was weighed before it did
is weighed again, so that it makes no difference who came first.
"""

import json
from collections.abc import Collection, Iterable

from sqlmodel import Session

NAMES = """
SELECT a.value, c.domain, c.id, COALESCE(c.confirmed, EXISTS (
  SELECT 1 FROM affiliation f
  WHERE f.company_id = c.id AND f.superseded_at IS NULL AND f.confidence >= 50
  AND instr(f.evidence, c.domain))) AS known
FROM company_alias a JOIN company c ON c.id = a.company_id
WHERE a.type = 'name' AND c.domain IS NOT NULL {which}
"""
THESE = "AND c.id IN (SELECT value FROM json_each(?))"
WEIGH = """
UPDATE actor SET stale = 1 WHERE NOT stale AND id IN (
  SELECT f.actor_id FROM affiliation f
  WHERE f.company_id IN (SELECT value FROM json_each(?)) AND f.superseded_at IS NULL
  AND f.confidence < ? AND EXISTS (
    SELECT 1 FROM actor_signal s
    WHERE s.actor_id = f.actor_id AND s.kind = 'company_text'))
"""
SURE, ALL = 85, 101  # hundredths: whom a known name makes no surer; everybody


def domains(session: Session) -> dict[str, str]:
    """The domain of each company that counts by its domain, by every name that it goes by."""
    rows = session.connection().exec_driver_sql(NAMES.format(which=""))
    return {str(name): str(domain) for name, domain, _, is_known in rows if is_known}


def learn(session: Session, company_ids: Collection[int], known: dict[str, str]) -> None:
    """Brings `known` up to date with these companies; whoever named one is weighed again."""
    asked = (json.dumps(sorted(company_ids)),)
    new: set[int] = set()
    gone: set[int] = set()
    rows = session.connection().exec_driver_sql(NAMES.format(which=THESE), asked)
    for name, domain, company_id, is_known in rows:
        if is_known and name not in known:
            known[name] = domain
            new.add(company_id)
        elif not is_known and known.get(name) == domain:
            del known[name]
            gone.add(company_id)
    _weigh(session, new, SURE)
    _weigh(session, gone, ALL)


def _weigh(session: Session, company_ids: Iterable[int], below: int) -> None:
    if told := sorted(company_ids):
        session.connection().exec_driver_sql(WEIGH, (json.dumps(told), below))

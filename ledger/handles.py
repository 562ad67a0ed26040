"""Who wrote an @handle and no more into a profile: how many persons, and who is told that they are.

One or two are candidates, a third one makes the handle count for all of them.
"""

import json
from collections.abc import Collection
from itertools import product

from sqlmodel import Session

from ledger.colleagues import IS_PSEUDONYM
from ledger.weighed import UNHEARD

# A profile keeps its writer's capitals, and the index too: so all ways to write the first letters
# are looked up.
WRITERS = """
FROM json_each(?) begins
CROSS JOIN actor_signal s ON s.kind = 'company_text'
  AND s.value >= begins.value AND s.value < begins.value || char(1114111)
CROSS JOIN actor ON actor.id = s.actor_id AND actor.standing IN ('person', 'staff')
"""
THESE = "WHERE lower(s.value) IN (SELECT value FROM json_each(?))"
ALL = "WHERE instr(s.value, ' ') = 0"
PERSONS = """
SELECT substr(lower(s.value), 2), COUNT(DISTINCT COALESCE(
  (SELECT MIN(m.address_hash) FROM actor_signal m WHERE m.actor_id = actor.id),
  CASE WHEN %s THEN actor.key ELSE CAST(actor.id AS TEXT) END))
%s %s GROUP BY 1
"""
# Their answers say that nothing else is known of what they wrote, so that nobody is told twice.
TELL = """
UPDATE actor SET stale = TRUE WHERE NOT stale AND id IN (SELECT s.actor_id %s %s
AND EXISTS (
  SELECT 1 FROM affiliation f WHERE f.actor_id = s.actor_id AND f.superseded_at IS NULL
  AND instr(f.evidence, '"' || s.value || '"' || ?) > 0))
"""
LETTERS = 4  # of a handle that the index is asked for


def writers(session: Session, logins: Collection[str]) -> dict[str, int]:
    """How many persons ever wrote each of these logins (lower case); nobody's are left out."""
    session.flush()
    if not logins:
        return {}
    return _counted(session, THESE, *_asked(logins))


def every(session: Session) -> dict[str, int]:
    """The same of all logins that anybody wrote."""
    session.flush()
    return _counted(session, ALL, json.dumps(["@"]))


def tell(session: Session, logins: Collection[str]) -> None:
    """Asks for whoever was alone in writing one of these logins to be weighed again."""
    session.flush()
    if logins:
        session.connection().exec_driver_sql(TELL % (WRITERS, THESE), (*_asked(logins), UNHEARD))


def _counted(session: Session, among: str, *asked: str) -> dict[str, int]:
    query = PERSONS % (IS_PSEUDONYM, WRITERS, among)
    found = session.connection().exec_driver_sql(query, asked)
    return {str(login): int(persons) for login, persons in found}


def _asked(logins: Collection[str]) -> tuple[str, str]:
    begins = {f"@{start}" for login in logins for start in _cased(login[:LETTERS])}
    return json.dumps(sorted(begins)), json.dumps(sorted(f"@{login}" for login in logins))


def _cased(letters: str) -> set[str]:
    return {"".join(one) for one in product(*({sign, sign.upper()} for sign in letters))}

"""Networks of which nothing is known but that they looked: whoever they are, they stand for nobody.

Why they are told apart: logs bring them by the hundred thousand, and to weigh each of them, or to
remember each until the last line is read, costs more than to read the log. Evidence that comes
later has one weighed as if it had come first, and a person may link one, as anybody else.
"""

import json
from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session

LET_BE = """
UPDATE actor SET stale = FALSE WHERE stale AND standing = 'pseudo'
AND NOT EXISTS (SELECT 1 FROM actor_signal s WHERE s.actor_id = actor.id)
"""
LET_FORGOTTEN_BE = """
UPDATE actor SET stale = FALSE WHERE stale AND key IN (SELECT hash FROM tombstone)
"""
SOMEBODY = """
SELECT a.key FROM actor a WHERE a.source = ? AND a.key IN (SELECT value FROM json_each(?))
AND (EXISTS (SELECT 1 FROM actor_signal s WHERE s.actor_id = a.id) OR EXISTS (
  SELECT 1 FROM affiliation f WHERE f.actor_id = a.id AND f.superseded_at IS NULL
  AND f.company_id IS NOT NULL))
"""

Identity = tuple[str, str]


def pass_over(session: Session) -> int:
    """Has nobody weigh the networks that never showed any evidence; returns how many waited.

    Nor the forgotten: whom they stand for is kept, and the evidence of it is gone.
    """
    session.connection().exec_driver_sql(LET_FORGOTTEN_BE)
    return session.connection().exec_driver_sql(LET_BE).rowcount


def nobodies(session: Session, identities: Iterable[Identity]) -> set[Identity]:
    """Those of these (source, key) without any evidence, whom nobody linked to a company either."""
    wanted = set(identities)
    keys: dict[str, list[str]] = defaultdict(list)
    for source, key in sorted(wanted):
        keys[source].append(key)
    for source, some in keys.items():
        found = session.connection().exec_driver_sql(SOMEBODY, (source, json.dumps(some)))
        wanted -= {(source, key) for (key,) in found}
    return wanted

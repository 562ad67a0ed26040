"""What one person did last, activity by activity."""

import json
from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

from sqlmodel import Session

from ledger.types import day_of_number

# The days come from the tally, which has an index by actor; activities have one by day and actor.
LATEST: Final = """
SELECT day, title, url, at FROM (
  SELECT day, title, url, occurred_at AS at,
    ROW_NUMBER() OVER (PARTITION BY url ORDER BY occurred_at DESC, id DESC) AS place
  FROM activity WHERE actor_id = :actor AND title <> '' AND url <> ''
   AND source IN (SELECT value FROM json_each(:sources))
   AND day IN (SELECT DISTINCT day FROM tally WHERE actor_id = :actor ORDER BY day DESC LIMIT 60)
) told WHERE place = 1 ORDER BY at DESC, url LIMIT :most
"""


class Deed(NamedTuple):
    """A thing done, once however often; `day` is the last one, in the ledger's zone."""

    day: date
    title: str
    url: str


def latest(
    session: Session, actor_id: int | None, sources: Collection[str], most: int
) -> list[Deed]:
    """What somebody did last and what has a title and a link, in the last 60 days they did a thing.

    Nothing of nobody.
    """
    if actor_id is None:
        return []
    asked = {"actor": actor_id, "sources": json.dumps(sorted(sources)), "most": most}
    rows = session.connection().exec_driver_sql(LATEST, asked)
    return [Deed(day_of_number(day), title, url) for day, title, url, _ in rows]

"""Which source brought what, on which days, and when those that are asked were last asked.

Why by ids and not by days: ids are given in the order of arrival, so that only what came since the
last look is read, however large the ledger is.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from ledger.tables import Cursor

RANGE = 200_000  # rows that are grouped at once
# Of Slack each workspace is a source of its own: its id is the second part of an activity's.
ARRIVED = """
SELECT source || CASE WHEN source = 'slack' THEN ':' || substr(rest, 1, instr(rest, ':') - 1)
  ELSE '' END, kind, day
FROM (
  SELECT source, kind, day, substr(external_id, instr(external_id, ':') + 1) || ':' AS rest
  FROM activity WHERE id BETWEEN ? AND ? AND day >= ?
) arrived
GROUP BY 1, 2, 3
"""

# Among the first actors of a source, for an access log may have a network for each visitor.
PEOPLE = """
SELECT EXISTS (
  SELECT 1 FROM (SELECT standing FROM actor WHERE source = ? LIMIT 100000) earliest
  WHERE standing IN ('person', 'staff')
)
"""

Arrived = dict[str, dict[str, set[int]]]


def arrived(session: Session, after: int, until: int, first_day: int) -> Arrived:
    """The activities with an id above `after`, up to `until`: days by source and kind.

    Days count from 1970-01-01, those before `first_day` are left out. A workspace of Slack is
    called `slack:T1`, every other source as in its activities.
    """
    found: Arrived = defaultdict(lambda: defaultdict(set))
    connection = session.connection()
    for start in range(after + 1, until + 1, RANGE):
        stop = min(start + RANGE - 1, until)
        for source, kind, day in connection.exec_driver_sql(ARRIVED, (start, stop, first_day)):
            found[source][kind].add(day)
    return found


def read_at(session: Session, prefix: str) -> Mapping[str, datetime]:
    """When each cursor whose name begins with `prefix` was kept last."""
    rows = select(Cursor.name, Cursor.updated_at)
    rows = rows.where(col(Cursor.name).startswith(prefix, autoescape=True))
    return dict(session.exec(rows).all())


def brings_people(session: Session, source: str) -> bool:
    """Whether somebody is known behind any of a source's activities, or networks and domains alone.

    Of a source with very many actors the first 100,000 are looked at.
    """
    return bool(session.connection().exec_driver_sql(PEOPLE, (source,)).scalar_one())

"""How far judging has seen the ledger, and which companies' past may hold more than it saw.

Why: whoever was once at a level stays a former one. A rescore need not look at all of history for
that where it knows what of the past is new to it: activities of days judged long ago, and actors
who stand for a company anew. That somebody was left out and is no more (a bot, an ignored company,
a doubted match) is rare, so a count and a sum of their ids are enough to know that it happened.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from sqlmodel import Session

from ledger import columns, meta
from ledger.tables import Activity, Actor, Affiliation, Company

JUDGED: Final = "judged"
TABLES: Final[dict[str, type[columns.Numbered]]] = {
    "activity": Activity,
    "affiliation": Affiliation,
    "actor": Actor,
    "company": Company,
}
LEFT_OUT: Final = {
    "actor": """SELECT COUNT(*), COALESCE(SUM(id), 0) FROM actor
    WHERE standing NOT IN ('person', 'staff') AND standing = 'bot' AND id <= ?""",
    "company": "SELECT COUNT(*), COALESCE(SUM(id), 0) FROM company WHERE ignored AND id <= ?",
    "affiliation": """SELECT COUNT(*), COALESCE(SUM(id), 0) FROM affiliation
    WHERE confidence < 50 AND company_id IS NOT NULL AND id <= ?""",
}
LATE = """
SELECT DISTINCT company_id FROM affiliation
WHERE superseded_at IS NULL AND +company_id IS NOT NULL
 AND actor_id IN (SELECT actor_id FROM activity WHERE id > ? AND day <= ?) LIMIT ?
"""
ANEW = """
SELECT DISTINCT company_id FROM affiliation
WHERE id > ? AND superseded_at IS NULL AND +company_id IS NOT NULL LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Marks:
    """What was there at a rescore: the highest ids, who was left out, and the days' time zone."""

    rules: str  # their version
    zone: str
    highest: dict[str, int]
    left_out: dict[str, list[int]]


def present(session: Session, rules_version: str) -> Marks:
    """The marks of this moment."""
    highest = {name: columns.highest_id(session, table) for name, table in TABLES.items()}
    zone = meta.get(session, meta.TIMEZONE) or ""
    return Marks(rules_version, zone, highest, _left_out(session, highest))


def kept(session: Session) -> Marks | None:
    """The marks of the last rescore, if there was one."""
    text = meta.get(session, JUDGED)
    return None if text is None else Marks(**json.loads(text))


def keep(session: Session, marks: Marks) -> None:
    """Keeps them for the next rescore."""
    meta.put(session, JUDGED, json.dumps(asdict(marks)))


def touched(session: Session, since: Marks, now: Marks, until: int, most: int) -> set[int] | None:
    """Companies with new activities on days up to `until`, or with new actors, since some marks.

    `until` counts from 1970-01-01. None: any company may be one, or there are more than `most`.
    """
    shrunk = any(now.highest[table] < since.highest[table] for table in TABLES)
    left_out = _left_out(session, since.highest)
    if (since.rules, since.zone) != (now.rules, now.zone) or shrunk or left_out != since.left_out:
        return None
    connection = session.connection()
    late = connection.exec_driver_sql(LATE, (since.highest["activity"], until, most + 1))
    found = set(late.scalars())
    anew = connection.exec_driver_sql(ANEW, (since.highest["affiliation"], most + 1))
    found.update(anew.scalars())
    return found if len(found) <= most else None


def _left_out(session: Session, highest: dict[str, int]) -> dict[str, list[int]]:
    """How many are left out of those up to the highest ids, and the sum of their ids."""
    found = {}
    for table, query in LEFT_OUT.items():
        counted = session.connection().exec_driver_sql(query, (highest[table],)).one()
        found[table] = [int(figure) for figure in counted]
    return found

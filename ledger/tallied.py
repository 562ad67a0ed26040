"""The door for tallies that a warehouse counted: a day of its source is replaced whole.

Late events change a day that was told, so that each day is told anew for a while; what is said last
holds. Only what differs is written, and the same answer again writes nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from ledger import actors
from ledger.drafts import ActivityDraft, actors_of
from ledger.errors import LedgerError
from ledger.types import day_number
from ledger.veil import veiled_activities

TOGETHER: Final = 50_000  # drafts, whose actors are met at once
SINGLE: Final = "SELECT 1 FROM activity WHERE source = ? LIMIT 1"
STANDING: Final = """
SELECT t.actor_id, t.kind, t.topic, t.count FROM tally t JOIN actor a ON a.id = t.actor_id
WHERE t.day = ? AND a.source = ?
"""
REMOVE: Final = "DELETE FROM tally WHERE day = ? AND actor_id = ? AND kind = ? AND topic = ?"
PUT: Final = """
INSERT INTO tally (day, actor_id, kind, topic, count) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (day, actor_id, kind, topic) DO UPDATE SET count = excluded.count
"""

_Key = tuple[int, str, str]  # an actor's id, a kind, a topic


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a day's tallies are now, and how many of them came, changed or went."""

    tallies: int
    changed: int


def replace(
    session: Session, source: str, day: date, drafts: Sequence[ActivityDraft], now: datetime
) -> Replaced:
    """Makes these the tallies of `source` on a day in the ledger's zone; the caller commits.

    A draft stands for all of its kind on that day; its moment is within it, its id is not looked
    at. Of the forgotten counts stay, without a name.

    Raises:
        LedgerError: the source has single activities, which nobody would count any more.
    """
    connection, number = session.connection(), day_number(day)
    if connection.exec_driver_sql(SINGLE, (source,)).first() is not None:
        raise LedgerError(
            f'the source "{source}" has activities of its own, which tallies would replace: '
            "give the warehouse another name in the rules file"
        )
    wanted = _wanted(session, drafts, now)
    rows = connection.exec_driver_sql(STANDING, (number, source))
    standing: dict[_Key, int] = {(who, kind, topic): n for who, kind, topic, n in rows}
    gone = [(number, *key) for key in standing if key not in wanted]
    fresh = [(number, *key, n) for key, n in wanted.items() if standing.get(key) != n]
    if gone:
        connection.exec_driver_sql(REMOVE, sorted(gone))
    if fresh:
        connection.exec_driver_sql(PUT, sorted(fresh))
    return Replaced(len(wanted), len(gone) + len(fresh))


def _wanted(session: Session, drafts: Sequence[ActivityDraft], now: datetime) -> Counter[_Key]:
    wanted: Counter[_Key] = Counter()
    for first in range(0, len(drafts), TOGETHER):
        some = veiled_activities(session, drafts[first : first + TOGETHER])
        ids = actors.remember(session, actors_of(some).values(), now)
        for one in some:
            wanted[ids[one.actor.source, one.actor.key], one.kind, one.topic] += one.count
    return wanted

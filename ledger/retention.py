"""What is kept for a while only: activities lose title, link and hour, messages their facts.

Why an activity's row stays: it is by its id that the same one, told again, is known as told. Kind,
topic, count and day stay too, by which days are counted anew in another time zone; its moment
becomes noon. Points follow from tallies, so that no score changes.

Each transaction is short, and what was done before is not looked at again: a day that is old
enough is stripped once, and what comes in late is found by its row's number.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from ledger import meta
from ledger.engine import Ledger
from ledger.inbox import DEAD, DISCARDED, DONE, emptied
from ledger.notices import PENDING, SENDING, SENT
from ledger.tables import InboxEvent
from ledger.types import day_in, day_number, day_of_number

EVENTS: Final = timedelta(days=7)  # for which it is known that an event was read
STRIPPED: Final = "retention:stripped"  # in meta: up to which day and which row was stripped, JSON
FIRST_DAY: Final = "SELECT MIN(day) FROM tally"
NEWEST: Final = "SELECT COALESCE(MAX(id), 0) FROM activity"
STRIP: Final = """
UPDATE activity SET title = '', url = '', occurred_at = ?
WHERE day = ? AND (title <> '' OR url <> '' OR occurred_at <> ?)
"""
LATE: Final = "SELECT DISTINCT day FROM activity WHERE id > ? AND day <= ?"
# What news said, and what was to be said of a referral and is not in Slack. What is there is kept
# as long as the referral: by it is known which messages name somebody who is forgotten.
SAID: Final = """
UPDATE notice SET facts = CASE WHEN json_extract(facts, '$.id') IS NULL THEN '{}'
  ELSE json_object('id', CAST(json_extract(facts, '$.id') AS BIGINT)) END
WHERE created_at < ? AND state NOT IN (?, ?)
 AND facts NOT IN ('{}', json_object('id', CAST(json_extract(facts, '$.id') AS BIGINT)))
 AND (kind IN ('moved', 'followed', 'digest', 'digest_more')
  OR (kind LIKE 'referral%' AND state <> ?))
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much lost what: activities, events, messages."""

    stripped: int
    events: int
    messages: int


def keep(
    ledger: Ledger, zone: ZoneInfo, days: int, now: datetime, stop: Callable[[], bool] = bool
) -> Kept:
    """Strips what is older than so many days in the ledger's `zone`; ends early where `stop` asks.

    Raises LedgerError as `Ledger.write`.
    """
    until = day_in(zone, now) - timedelta(days=days + 1)
    stripped = _strip(ledger, zone, until, stop)
    before = now - timedelta(days=days)
    with ledger.write() as session:
        return Kept(stripped, _events(session, now, before), _messages(session, before))


def _strip(ledger: Ledger, zone: ZoneInfo, until: date, stop: Callable[[], bool]) -> int:
    """Day by day, each in a transaction of its own."""
    with ledger.read() as session:
        done, row = _stripped(session, day_number(until))
        newest = int(session.connection().exec_driver_sql(NEWEST).scalar_one())
        late = session.connection().exec_driver_sql(LATE, (row, done)).scalars().all()
    stripped = 0
    for day in (*sorted(late), *range(done + 1, day_number(until) + 1)):
        if stop():
            return stripped
        noon = datetime.combine(day_of_number(day), time(12), zone).astimezone(UTC)
        second = int(noon.timestamp())
        with ledger.write() as session:
            changed = session.connection().exec_driver_sql(STRIP, (second, day, second))
            stripped += changed.rowcount
    with ledger.write() as session:
        told = {"day": max(done, day_number(until)), "row": newest}
        meta.put(session, STRIPPED, json.dumps(told))
    return stripped


def _stripped(session: Session, until: int) -> tuple[int, int]:
    """The last day that was stripped, and the newest row then."""
    kept = meta.get(session, STRIPPED)
    if kept is not None:
        told = json.loads(kept)
        return told["day"], told["row"]
    first = session.connection().exec_driver_sql(FIRST_DAY).scalar_one()
    newest = int(session.connection().exec_driver_sql(NEWEST).scalar_one())
    return (until if first is None else first - 1), newest


def _events(session: Session, now: datetime, before: datetime) -> int:
    """Events that were read go; a dead letter is emptied when it is as old as an activity."""
    old = select(InboxEvent).where(InboxEvent.state == DEAD, InboxEvent.received_at < before)
    letters: Iterable[InboxEvent] = session.exec(old).all()
    for row in letters:
        row.payload, row.state, row.handled_at = emptied(row.payload), DISCARDED, now
    session.flush()
    read = delete(InboxEvent).where(col(InboxEvent.state).in_([DONE, DISCARDED]))
    return int(session.exec(read.where(col(InboxEvent.handled_at) < now - EVENTS)).rowcount)


def _messages(session: Session, before: datetime) -> int:
    asked = (int(before.timestamp()), PENDING, SENDING, SENT)
    return int(session.connection().exec_driver_sql(SAID, asked).rowcount)

"""The first door: drafts become activities, actors and tallies, in the caller's transaction.

Why tuples and not table objects here: the same session stores tuples at the speed of the bare
driver, objects at a fifteenth of it, and files bring millions of rows. Why they are sorted: ids in
random order touch every page of their index in each batch, and the tenth million crawls.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, compress, pairwise
from operator import attrgetter, itemgetter
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import Session

from ledger import actors
from ledger.drafts import ActivityDraft, Identity, actors_of
from ledger.postgres import copying, staging
from ledger.postgres.lookup import looked_up
from ledger.types import day_number
from ledger.veil import veiled_activities

INSERT = """
INSERT INTO activity
  (source, external_id, actor_id, kind, topic, occurred_at, day, count, url, title)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, external_id) DO NOTHING
"""
COUNT_INTO_TALLY = """
INSERT INTO tally (day, actor_id, kind, topic, count)
SELECT day, actor_id, kind, topic, SUM(count) FROM activity WHERE id > ?
GROUP BY +day, actor_id, kind, topic
ON CONFLICT (day, actor_id, kind, topic) DO UPDATE SET count = tally.count + excluded.count
"""
# What a warehouse counted stays: there are no activities to count it from, see `ledger.tallied`.
UNCOUNT = "DELETE FROM tally WHERE actor_id IN (SELECT DISTINCT actor_id FROM activity)"
SOURCE, EXTERNAL_ID = range(2)  # of a row
HOUR = 3_600  # seconds
PIECE = 1_000  # drafts that are made rows of while the server stores those before


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch brought."""

    new: int
    duplicate: int


def record(
    session: Session, drafts: Sequence[ActivityDraft], zone: ZoneInfo, now: datetime
) -> Recorded:
    """Stores what is new, once, by (source, external id); the day is the event's day in `zone`.

    What the forgotten do is kept without their names, see `ledger.veil`.
    """
    if not drafts:
        return Recorded(0, 0)
    drafts = veiled_activities(session, drafts)
    if copying.pays(session.connection(), len(drafts)):
        new = _store_many(session, drafts, zone, now)
    else:
        ids = actors.remember(session, actors_of(drafts).values(), now)
        new = _store(session.connection(), _rows(drafts, ids, zone))
    return Recorded(new, len(drafts) - new)


def _store(connection: Connection, rows: list[tuple[str | int, ...]]) -> int:
    """Stores what is new and counts it; returns how many rows were."""
    newest = connection.exec_driver_sql("SELECT COALESCE(MAX(id), 0) FROM activity").scalar_one()
    for column in (EXTERNAL_ID, SOURCE):  # stable, so that of twins the first stays
        rows.sort(key=itemgetter(column))
    connection.exec_driver_sql(INSERT, rows)
    connection.exec_driver_sql(COUNT_INTO_TALLY, (newest,))
    stored = connection.exec_driver_sql("SELECT COUNT(*) FROM activity WHERE id > ?", (newest,))
    return int(stored.scalar_one())


def _store_many(
    session: Session, drafts: Sequence[ActivityDraft], zone: ZoneInfo, now: datetime
) -> int:
    """The same of a large batch and its actors, in PostgreSQL."""
    ordered = sorted(drafts, key=attrgetter("external_id"))
    ordered.sort(key=attrgetter("source"))  # by pairs would take three times as long
    keys = [(draft.source, draft.external_id) for draft in ordered]
    with looked_up(session.connection(), keys) as known:
        who = actors_of(drafts)
    ids = actors.remember(session, who.values(), now)
    twins = chain([False], (key == before for before, key in pairwise(keys)))
    fresh = [not twin and key not in known for twin, key in zip(twins, keys, strict=True)]
    new = list(compress(ordered, fresh))  # of twins the first
    if new:
        pieces = (new[at : at + PIECE] for at in range(0, len(new), PIECE))
        rows = (_rows(piece, ids, zone) for piece in pieces)
        staging.store(session.connection(), rows)
    return len(new)


def _rows(
    drafts: Sequence[ActivityDraft], ids: Mapping[Identity, int], zone: ZoneInfo
) -> list[tuple[str | int, ...]]:
    seconds = [int(draft.occurred_at.timestamp()) for draft in drafts]
    days = _days(seconds, zone)
    return [
        (
            draft.source,
            draft.external_id,
            ids[draft.actor.source, draft.actor.key],
            draft.kind,
            draft.topic,
            second,
            day,
            draft.count,
            draft.url,
            draft.title,
        )
        for draft, second, day in zip(drafts, seconds, days, strict=True)
    ]


def _days(seconds: Sequence[int], zone: ZoneInfo) -> list[int]:
    """The day of each moment, by its hour: a batch has many moments and few hours."""
    hours = [second // HOUR for second in seconds]
    day_of = {hour: _day_of_hour(hour, zone) for hour in set(hours)}
    return [
        _day(second, zone) if (day := day_of[hour]) is None else day
        for second, hour in zip(seconds, hours, strict=True)
    ]


@lru_cache(maxsize=20_000)
def _day_of_hour(hour: int, zone: ZoneInfo) -> int | None:
    """The day of an hour (of those since 1970 in UTC), None where the clock or the day changes."""
    first = datetime.fromtimestamp(hour * HOUR, zone)
    last = datetime.fromtimestamp(hour * HOUR + HOUR - 1, zone)
    whole = first.date() == last.date() and first.utcoffset() == last.utcoffset()
    return day_number(first.date()) if whole else None


def _day(second: int, zone: ZoneInfo) -> int:
    return day_number(datetime.fromtimestamp(second, zone).date())


def known(session: Session, ids: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (source, external id) are stored already."""
    query = "SELECT 1 FROM activity WHERE source = ? AND external_id = ?"
    connection = session.connection()
    return {one for one in ids if connection.exec_driver_sql(query, one).first() is not None}


def recount(session: Session, zone: ZoneInfo) -> int:
    """Counts every day anew in another time zone; returns how many activities changed their day."""
    connection = session.connection()
    moved = []
    for row_id, occurred_at, day in connection.exec_driver_sql(
        "SELECT id, occurred_at, day FROM activity"
    ):
        moment = datetime.fromtimestamp(occurred_at, zone)
        if (anew := day_number(moment.date())) != day:
            moved.append((anew, row_id))
    if moved:
        connection.exec_driver_sql("UPDATE activity SET day = ? WHERE id = ?", moved)
        connection.exec_driver_sql(UNCOUNT)
        connection.exec_driver_sql(COUNT_INTO_TALLY, (0,))
    return len(moved)

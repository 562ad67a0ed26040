"""Many activities and their tallies into PostgreSQL, each row once, by COPY.

Why not all of them through `INSERT ... ON CONFLICT`: it looks for each row before and after it, and
logs it alone, which takes twice as long as COPY. But COPY ends at the first row that is there. So
what is known is asked first, see `ledger.postgres.lookup`. Nobody else comes between question and
answer: writers come one after the other. The constraints stand all the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, text

from ledger.postgres.copying import copy

ACTIVITY: Final = "source, external_id, actor_id, kind, topic, occurred_at, day, count, url, title"
TALLY: Final = "day, actor_id, kind, topic, count"
KEY: Final = itemgetter(6, 2, 3, 4)  # of a tally, in an activity's row
COUNT: Final = 7

COUNTED: Final = text(
    "SELECT asked.day FROM unnest(CAST(:days AS BIGINT[])) asked (day)"
    " WHERE EXISTS (SELECT FROM tally WHERE tally.day = asked.day)"
)
STAGE_TALLIES: Final = text(
    "CREATE TEMPORARY TABLE IF NOT EXISTS staged_tally"
    " (day BIGINT, actor_id BIGINT, kind TEXT, topic TEXT, count BIGINT) ON COMMIT DELETE ROWS"
)
COUNT_STAGED: Final = text(
    "INSERT INTO tally (day, actor_id, kind, topic, count)"
    " SELECT day, actor_id, kind, topic, count FROM staged_tally"
    " ON CONFLICT (day, actor_id, kind, topic) DO UPDATE SET count = tally.count + excluded.count"
)
SEE_LATER: Final = text(
    "UPDATE actor_signal s SET last_seen = seen.moment"
    " FROM unnest(CAST(:moments AS BIGINT[]), CAST(:ids AS BIGINT[])) seen (moment, id)"
    " WHERE s.id = seen.id"
)

Row = tuple[Any, ...]  # of ACTIVITY, or of TALLY


def store(connection: Connection, pieces: Iterable[Sequence[Row]]) -> None:
    """Stores activities of which none is there yet, and counts them.

    The pieces are read while the server stores those before: both have work at the same time.

    Raises SQLAlchemy's DBAPIError where one cannot stand.
    """
    tallies: list[Row] = []
    copy(connection, "activity", ACTIVITY, _counted(pieces, tallies))
    _count(connection, tallies)


def see_later(connection: Connection, seen: Iterable[tuple[int, int]]) -> None:
    """Notes when evidence was seen last: pairs of a moment, in Unix seconds, and its row's id."""
    moments, ids = (f"{{{','.join(map(str, some))}}}" for some in zip(*seen, strict=True))
    connection.execute(SEE_LATER, {"moments": moments, "ids": ids})


def _counted(pieces: Iterable[Sequence[Row]], tallies: list[Row]) -> Iterator[Row]:
    """The rows one by one; at their end, while the server stores the last, come their tallies."""
    counts: Counter[Row] = Counter()
    for rows in pieces:
        counts.update(map(KEY, rows))  # each once, as most are, in a third of the time
        for row in rows:
            if (more := row[COUNT] - 1) != 0:
                counts[KEY(row)] += more
        yield from rows
    tallies += [(*key, counts[key]) for key in sorted(counts)]


def _count(connection: Connection, tallies: Sequence[Row]) -> None:
    """Adds tallies: those of days without any are new, the others may be."""
    days = list(dict.fromkeys(day for day, *_ in tallies))
    counted = set(connection.execute(COUNTED, {"days": days}).scalars())
    new = [row for row in tallies if row[0] not in counted]
    copy(connection, "tally", TALLY, new)
    if len(new) < len(tallies):
        _empty(connection, "staged_tally", STAGE_TALLIES)
        copy(connection, "staged_tally", TALLY, (row for row in tallies if row[0] in counted))
        connection.execute(COUNT_STAGED)


def _empty(connection: Connection, table: str, made: Any) -> None:
    """A staging table of this connection, which a commit empties, and this where none came."""
    connection.execute(made)
    connection.execute(text(f"TRUNCATE {table}"))

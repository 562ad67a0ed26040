"""Many activities and their tallies into PostgreSQL, each row once, by COPY.

Why not all of them through `INSERT ... ON CONFLICT`: it looks for each row before and after it, and
logs it alone, which takes twice as long as COPY. But COPY ends at the first row that is there. So
what is known is asked first, and as little as that takes: where no id between the least and the
greatest of a batch is taken, all are new, as in files that a source numbers. Else the ids go into a
staging table, which no log holds, and each is looked up. Nobody else comes between question and
answer: writers come one after the other. The constraints stand all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, groupby, pairwise
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, text

from ledger.postgres.copying import copy

ACTIVITY: Final = "source, external_id, actor_id, kind, topic, occurred_at, day, count, url, title"
TALLY: Final = "day, actor_id, kind, topic, count"

# Within the byte order of the index, which is Python's of characters.
TAKEN: Final = text(
    "SELECT EXISTS (SELECT FROM activity WHERE source = :source"
    " AND external_id BETWEEN :least AND :greatest)"
)
STAGE_IDS: Final = text(
    "CREATE TEMPORARY TABLE IF NOT EXISTS staged_id"
    " (place INTEGER, external_id TEXT) ON COMMIT DELETE ROWS"
)
# One look into the index an id: of a table that was filled just now the planner knows nothing, and
# might read all activities for a join.
KNOWN: Final = text(
    "SELECT place FROM staged_id s WHERE (SELECT TRUE FROM activity a"
    " WHERE a.source = :source AND a.external_id = s.external_id)"
)
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

Identity = tuple[str, str]
Row = tuple[Any, ...]  # of ACTIVITY, or of TALLY


def store(connection: Connection, ids: Sequence[Identity], rows: Iterable[Row]) -> int:
    """Stores those of these activities that are new, and counts them; returns how many.

    `ids` are their (source, external id), in order; of twins the first is stored. `rows` are read
    while the server stores those before: both have work at the same time.
    """
    fresh = _fresh(connection, ids)
    new = sum(fresh)
    if new:
        tallies: list[Row] = []
        copy(connection, "activity", ACTIVITY, _counted(compress(rows, fresh), tallies))
        _count(connection, tallies)
    return new


def see_later(connection: Connection, seen: Iterable[tuple[int, int]]) -> None:
    """Notes when evidence was seen last: pairs of a moment, in Unix seconds, and its row's id."""
    moments, ids = zip(*seen, strict=True)
    connection.execute(SEE_LATER, {"moments": list(moments), "ids": list(ids)})


def _fresh(connection: Connection, ids: Sequence[Identity]) -> list[bool]:
    """For each id whether it is new, and none of its twins stands before it."""
    fresh = [True, *(one != before for before, one in pairwise(ids))]
    place = 0
    for source, some in groupby(ids, itemgetter(0)):
        of_source = [external_id for _, external_id in some]
        for known in _known(connection, source, of_source):
            fresh[place + known] = False
        place += len(of_source)
    return fresh


def _known(connection: Connection, source: str, ids: Sequence[str]) -> Iterable[int]:
    """The places of those that are stored already."""
    asked = {"source": source, "least": ids[0], "greatest": ids[-1]}
    if not connection.execute(TAKEN, asked).scalar_one():
        return ()
    _empty(connection, "staged_id", STAGE_IDS)
    copy(connection, "staged_id", "place, external_id", enumerate(ids))
    return connection.execute(KNOWN, {"source": source}).scalars()


def _counted(rows: Iterable[Row], tallies: list[Row]) -> Iterator[Row]:
    """The same rows; at their end, while the server stores the last, come their tallies."""
    counts: defaultdict[Row, int] = defaultdict(int)
    for row in rows:
        _, _, actor, kind, topic, _, day, count, _, _ = row
        counts[day, actor, kind, topic] += count
        yield row
    tallies += [(*key, count) for key, count in sorted(counts.items())]


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

"""Which of many activities PostgreSQL has already: asked in one go, while the client goes on.

As little is asked as that takes: where no id between the least and the greatest is taken, all are
new, as in files that a source numbers. Else each is looked up.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlalchemy import Connection, text

from ledger.postgres.copying import driver_of, told

ActivityId = tuple[str, str]  # a source and an external id

# Within the byte order of the index, which is Python's of characters.
TAKEN: Final = text(
    "SELECT EXISTS (SELECT FROM activity WHERE source = :source"
    " AND external_id BETWEEN :least AND :greatest)"
)
# One look into the index an id, whatever the planner knows: for a join, or for a list, it may read
# all activities of a source that was new when the server last counted.
KNOWN: Final = (
    "SELECT asked FROM unnest(string_to_array(%s, %s)) asked WHERE"
    " (SELECT TRUE FROM activity a WHERE a.source = %s AND a.external_id = asked)"
)


@contextmanager
def looked_up(connection: Connection, ids: Sequence[ActivityId]) -> Iterator[set[ActivityId]]:
    """Which of these ids, in order, are stored: the set is filled once the block has ended.

    The server looks while the block runs, which asks it nothing else.

    Raises SQLAlchemy's DBAPIError where the server fails.
    """
    known: set[ActivityId] = set()
    some = [(source, [one for _, one in same]) for source, same in groupby(ids, itemgetter(0))]
    taken = [(source, asked) for source, asked in some if _is_taken(connection, source, asked)]
    if not taken:
        yield known
        return
    driver = driver_of(connection)
    with ExitStack() as stack:
        with told(connection, KNOWN):
            stack.enter_context(driver.pipeline())
            answers = [
                (source, driver.execute(KNOWN, (*_together(asked), source)))
                for source, asked in taken
            ]
        yield known
        with told(connection, KNOWN):
            for source, answer in answers:
                known.update((source, external_id) for (external_id,) in answer)


def _is_taken(connection: Connection, source: str, ids: Sequence[str]) -> bool:
    asked = {"source": source, "least": ids[0], "greatest": ids[-1]}
    return bool(connection.execute(TAKEN, asked).scalar_one())


def _together(ids: Sequence[str]) -> tuple[str, str]:
    """Ids as one text, and what stands between them: a character that is in none.

    An empty one more at the end: of one empty id alone the server would make no list at all.
    """
    whole = "".join(ids)
    between = next(sign for sign in map(chr, range(1, 0xD800)) if sign not in whole)
    return between.join([*ids, ""]), between

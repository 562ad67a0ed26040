"""What a span of days changed for all companies: how many of each kind, and who comes first.

Why only who comes first is named: of a hundred thousand companies most earned or lost something in
a week, and a digest shows the first few of each list and counts the others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from ledger import companies
from ledger.engine import Session
from ledger.types import day_number
from scoring.counts import Flags, Longs
from scoring.rescore.bases import Base
from scoring.rescore.movers import SILENT
from scoring.rules_model import FORMER, Rules
from scoring.standing import FORMER_CODE

QUIET: Final = "quiet"


@dataclass(frozen=True, slots=True)
class Compared:
    """The companies of each list: how many there are, and the ids of the first of them."""

    counts: Mapping[str, int]
    first: frozenset[int]


def compared(
    session: Session, now: Base, before: Base, last: date, most: int, without: Collection[int] = ()
) -> Compared:
    """Who came to a level, rose, fell, gained, lost or went quiet by a day, without some of them.

    Of equals the name decides, as in the lists; at least `most` of each are named.
    """
    now = now.rows(~np.isin(now.ids, np.fromiter(without, np.int64, len(without))))
    was = before.of(now.ids)
    climbed = np.maximum(now.code, 0) - np.maximum(was.code, 0)
    earned, still = now.points - was.points, now.code == was.code
    silent = day_number(last - timedelta(days=SILENT))
    lists: dict[str, tuple[Flags, Sequence[Longs]]] = {
        "new": ((was.code == 0) & (now.code > 0), (-now.code.astype(np.int64), -now.points)),
        "risers": ((now.code > was.code) & (was.code != 0), (-climbed.astype(np.int64), -earned)),
        "fallers": (now.code < was.code, (climbed.astype(np.int64), earned)),
        "gained": (still & (earned > 0), (-earned,)),
        "lost": (still & (now.code > 0) & (earned < 0), (earned,)),
        QUIET: ((now.code > 0) & (now.last_day <= silent), (-now.points,)),
    }
    first = {name: _first(session, now, belongs, by, most) for name, (belongs, by) in lists.items()}
    counts = {name: int(np.count_nonzero(belongs)) for name, (belongs, _) in lists.items()}
    return Compared(counts, frozenset().union(*first.values()))


def at_levels(rules: Rules, base: Base) -> dict[str, int]:
    """How many companies are at each level, and at none any more, by its name."""
    names = {FORMER_CODE: FORMER, **dict(enumerate(rules.level_names))}
    counted = np.bincount(base.code + 1, minlength=len(names)).tolist()
    return {names[code]: counted[code + 1] for code in sorted(names) if code}


def still_at(now: Base, before: Base, ids: Sequence[int]) -> list[int]:
    """Which of these are at a level that they had before: most points first, of equals as given."""
    asked = np.array(ids, np.int64)
    is_, was = now.of(asked), before.of(asked)
    rows = np.flatnonzero((is_.code > 0) & (is_.code == was.code))
    return _ids(asked[rows[np.argsort(-is_.points[rows], kind="stable")]])


def _ids(ids: Longs) -> list[int]:
    return [int(one) for one in ids]


def _first(
    session: Session, base: Base, belongs: Flags, by: Sequence[Longs], most: int
) -> list[int]:
    """The ids of the first companies of a list; names are read of those alone that tie for it."""
    rows = np.flatnonzero(belongs)
    rows = rows[np.lexsort([key[rows] for key in reversed(by)])]
    if len(rows) <= most:
        return _ids(base.ids[rows])
    edge = rows[most - 1]
    ties = np.logical_and.reduce([key[rows] == key[edge] for key in by])
    sure, tied = rows[: int(np.flatnonzero(ties)[0])], base.ids[rows[ties]].tolist()
    names = companies.by_ids(session, tied).values()
    in_order = sorted(names, key=lambda one: (one.name.casefold(), one.name, one.key))
    return [*base.ids[sure].tolist(), *(one.id for one in in_order[: most - len(sure)])]

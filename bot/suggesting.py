"""What Leadlight would ask people of who is who, most points first, and once of each person.

Why computed anew whenever somebody looks: nothing is asked that the evidence outgrew meanwhile.
Everything is counted and ranked by its numbers; only what is shown is put into words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from bot import known_successors
from bot.services import Services
from bot.suggestion import PAIRS, Suggestion, is_tied, worded
from identity.look_alikes import look_alikes
from ledger import companies, persons, refusals, suggestions
from ledger.engine import Session
from ledger.numbers import Longs
from ledger.persons import Persons
from ledger.types import day_number
from scoring.rescore.at_stake import Earned, by_themselves, earned, earning
from scoring.rules_model import Rules

COMPARED: Final = 1_000  # companies with the most points, whose names are compared
SECOND: Final = 31  # bits of the second id, where one number holds two


@dataclass(frozen=True, slots=True)
class _Doubts:
    """All of one kind: a matrix of ids, one or two a row, and the points at stake beside them.

    Of the accounts of one person the least that is in doubt stands for all, see `several`.
    """

    kind: str
    ids: Longs
    points: Longs
    several: Persons | None = None

    @property
    def numbers(self) -> Longs:
        """One number a row."""
        return self.number(self.ids)

    def number(self, ids: Longs) -> Longs:
        """One number a row of such ids: the same for two companies in either order, and for
        every account of a person.
        """
        if self.kind == "merge":
            ids = np.sort(ids, axis=1)
        first = ids[:, 0] if self.several is None else self.several.of(ids[:, 0])
        return first if ids.shape[1] == 1 else (first << SECOND) | ids[:, 1]


def queue(
    session: Session, services: Services, today: date, most: int
) -> tuple[list[Suggestion], int]:
    """Those with the most points at stake, and how many there are in all."""
    total, first = 0, list[tuple[int, str, tuple[int, ...]]]()
    for found in _doubts(session, services.rules, today):
        left = _not_refused(session, found)
        total += len(left.ids)
        best = np.lexsort((left.numbers, -left.points))[:most]
        rows = zip(left.points[best].tolist(), left.ids[best].tolist(), strict=True)
        first += ((-points, left.kind, tuple(ids)) for points, ids in rows)
    told = ((worded(session, kind, *ids), -points) for points, kind, ids in sorted(first)[:most])
    return [asked.worth(points) for asked, points in told if asked], total


def _doubts(session: Session, rules: Rules, today: date) -> Iterator[_Doubts]:
    held = earned(session, rules, today)
    yield from _people(session, rules, today)
    doubted = np.flatnonzero(held.doubted)
    yield _Doubts("company", held.ids[doubted].reshape(-1, 1), held.points[doubted])
    yield _look_alikes(session, held)
    followed = suggestions.unfollowed(session, known_successors.FOLLOWED)
    there = np.intersect1d(followed, held.ids)
    yield _Doubts("successor", there.reshape(-1, 1), held.of(there))


def _people(session: Session, rules: Rules, today: date) -> Iterator[_Doubts]:
    """Candidates for a company, and suspected bots, each with what they earn by themselves."""
    last = day_number(today)
    done = suggestions.done(session, earning(rules), last - rules.window_days + 1, last)
    several = persons.everybody(session)
    done = replace(done, who=suggestions.of_persons(done.who, several))
    for kind, asked in (
        ("match", suggestions.candidates(session)),
        ("bot", suggestions.suspected(session)),
    ):
        whose, first = np.unique(suggestions.of_persons(asked, several), return_index=True)
        ids = np.column_stack(suggestions.unpacked(asked[first]))[:, : 1 + (kind in PAIRS)]
        yield _Doubts(kind, ids, by_themselves(rules, today, whose, done), several)


def _look_alikes(session: Session, held: Earned) -> _Doubts:
    """Companies that look like one; at stake is what the lesser one would bring along."""
    largest = held.ids[np.lexsort((held.ids, -held.points))[:COMPARED]].tolist()
    named = companies.by_ids(session, largest)
    pairs = list(look_alikes({one: named[one].name for one in largest if one in named}))
    ties = suggestions.ties(session, {one for pair in pairs for one in pair})
    asked = np.array([pair for pair in pairs if not is_tied(*pair, ties)], np.int64).reshape(-1, 2)
    return _Doubts("merge", asked, held.of(asked[:, 0]))


def _not_refused(session: Session, found: _Doubts) -> _Doubts:
    """Without those that a person turned down."""
    keys = [[int(part) for part in key.split(":")] for key in refusals.refused(session, found.kind)]
    if not keys or not len(found.ids):
        return found
    left = ~np.isin(found.numbers, found.number(np.array(keys, np.int64)))
    return replace(found, ids=found.ids[left], points=found.points[left])

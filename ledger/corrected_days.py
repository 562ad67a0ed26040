"""The days of an actor, where a person's word comes in between and goes again.

One company a day: whoever speaks of some days takes them out of what stood there, and what stood
beside them stays. Rules never speak of days that a person spoke of.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from ledger.changes import Change, Journal, is_as_left, revert, row_of
from ledger.days import DAY, Days
from ledger.spoken import HUMAN
from ledger.stays import days_of, rows_of, standing_rows
from ledger.tables import Affiliation

# By these a row says whose days they are; a reason or a confidence may be renewed.
OF_DAYS = ("company_id", "staff", "valid_from", "valid_until", "superseded_at", "source")


def make_room(journal: Journal, actor_id: int, days: Days, at: datetime) -> None:
    """Takes these days out of all that stands of the actor."""
    for row in standing_rows(journal.session, [actor_id])[actor_id]:
        if days_of(row).within(days):
            journal.put(row, superseded_at=at)
            for rest in days_of(row).without(days):
                journal.add(_copy(row, rest))


def give_back(journal: Journal, actor_id: int, words: Sequence[Affiliation], at: datetime) -> None:
    """Takes a person's words away, and lets stand on their days what rules said of them last."""
    rows = rows_of(journal.session, actor_id)
    stood = [row for row in rows if row.superseded_at is None and row not in words]
    said = [row for row in rows if row.source != HUMAN]
    latest = [*(row for row in said if row in stood), *(row for row in said if row not in stood)]
    for row in words:
        journal.put(row, superseded_at=at)
    days = [days_of(row) for row in (*words, *stood) if row in words or row.source != HUMAN]
    wanted = _joined(_painted(latest, days))
    for row in stood:
        if row.source != HUMAN and (days_of(row), row.company_id, row.staff) not in _faces(wanted):
            journal.put(row, superseded_at=at)
    for days_of_it, like in wanted:
        _let_stand(journal, said, days_of_it, like)


def restore(journal: Journal, days: Sequence[Change], at: datetime) -> None:
    """Undoes what a correction did to rows of affiliations.

    Where rules have spoken since on the days beside it, what they said stays, and only the days of
    the word itself go back.
    """
    if all(is_as_left(journal.session, change, OF_DAYS) for change in days):
        for change in reversed(days):
            revert(journal, change)
        return
    made = [change for change in days if change.was is None]
    words = [row for row in _rows(journal.session, made) if row.source == HUMAN]
    freed = [days_of(row) for row in words]
    for row in words:
        journal.drop(row)
    ended = [change for change in days if change.now and change.now.get("superseded_at")]
    gone = _rows(journal.session, ended)
    for row in (row for row in gone if row.source == HUMAN):
        make_room(journal, row.actor_id, days_of(row), at)
        journal.put(row, superseded_at=None)
    for row in (row for row in gone if row.source != HUMAN):
        for piece in (days_of(row).within(days_free) for days_free in freed):
            if piece:
                journal.add(_copy(row, piece))


def _rows(session: Session, of: Iterable[Change]) -> list[Affiliation]:
    found = (row_of(session, change) for change in of)
    return [row for row in found if isinstance(row, Affiliation)]


def _painted(latest: Iterable[Affiliation], days: Iterable[Days]) -> list[tuple[Days, Affiliation]]:
    """Each of these days with the first of the rows that speaks of it."""
    found: list[tuple[Days, Affiliation]] = []
    left = list(days)
    for row in latest:
        found += [(both, row) for free in left if (both := free.within(days_of(row)))]
        left = [rest for free in left for rest in free.without(days_of(row))]
    return found


def _joined(pieces: Iterable[tuple[Days, Affiliation]]) -> list[tuple[Days, Affiliation]]:
    """Neighbours that say the same as one; the later one's reason is the fresher."""
    joined: list[tuple[Days, Affiliation]] = []
    for days, row in sorted(pieces, key=lambda piece: piece[0].first or date.min):
        if joined:
            before, other = joined[-1]
            same = (other.company_id, other.staff) == (row.company_id, row.staff)
            if same and before.last and before.last + DAY == days.first:
                joined[-1] = Days(before.first, days.last), row
                continue
        joined.append((days, row))
    return joined


def _faces(pieces: Iterable[tuple[Days, Affiliation]]) -> set[tuple[Days, int | None, bool]]:
    return {(days, row.company_id, row.staff) for days, row in pieces}


def _let_stand(
    journal: Journal, said: Iterable[Affiliation], days: Days, like: Affiliation
) -> None:
    """Lets the row that said just this stand again, or makes one."""
    face = (days, like.company_id, like.staff)
    same = [row for row in said if (days_of(row), row.company_id, row.staff) == face]
    if any(row.superseded_at is None for row in same):
        return
    if same:
        journal.put(same[0], superseded_at=None)
    else:
        journal.add(_copy(like, days))


def _copy(row: Affiliation, days: Days) -> Affiliation:
    told = row.model_dump(exclude={"id", "valid_from", "valid_until", "superseded_at"})
    return Affiliation(**told, valid_from=days.first, valid_until=days.last)

"""What a correction changes, row by row, so that it can be taken back exactly.

Why rows and not verbs: one way back serves every verb, and whether a later word stands in the way
can be read off the rows that both touch.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from sqlalchemy import inspect
from sqlmodel import Session

from ledger.tables import Actor, Affiliation, Company, CompanyAlias, Refusal
from ledger.types import Day, Moment, day_number, day_of_number

Row = Company | CompanyAlias | Actor | Affiliation | Refusal
Value = str | int | bool | None  # as the database keeps it: days and moments are numbers
Values = dict[str, Value]
Key = tuple[str | int, ...]

TABLES: Final[dict[str, type[Row]]] = {
    "company": Company,
    "company_alias": CompanyAlias,
    "actor": Actor,
    "affiliation": Affiliation,
    "refusal": Refusal,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one row. `was` null: it was made; `now` null: it was removed.

    A row that was made or removed is told whole, any other by the fields that changed.
    """

    table: str
    key: Key
    was: Values | None
    now: Values | None

    def meets(self, other: "Change") -> bool:
        """Whether both say something of one and the same field."""
        if (self.table, self.key) != (other.table, other.key):
            return False
        return bool((self.was or {}).keys() & (other.was or {}).keys()) or not (
            self.was and self.now and other.was and other.now
        )

    def names(self, company_id: int) -> bool:
        """Whether it speaks of this company: of its own row, or by its number in another."""
        if self.table == "company" and self.key == (company_id,):
            return True
        told = (self.was or {}, self.now or {})
        columns = ("company_id", "parent_id", "successor_id")
        return any(values.get(name) == company_id for values in told for name in columns)


class Journal:
    """Changes rows, and remembers what they were.

    `changes` is what was said; `along` is what came along with it, such as a company that nobody
    knew: that goes again with the word only where nothing else rests on it by then.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.changes: list[Change] = []
        self.along: list[Change] = []

    def put(self, row: Row, *, along: bool = False, **values: Any) -> None:
        """Gives fields of a row these values."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        was = {name: _plain(getattr(row, name)) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        now = {name: _plain(value) for name, value in changed.items()}
        (self.along if along else self.changes).append(Change(*_place(row), was, now))
        self.session.flush()

    def add(self, row: Row) -> None:
        """Makes a row."""
        self.session.add(row)
        self.session.flush()
        self.changes.append(Change(*_place(row), None, whole(row)))

    def drop(self, row: Row) -> None:
        """Removes a row."""
        self.changes.append(Change(*_place(row), whole(row), None))
        self.session.delete(row)
        self.session.flush()

    def noticed(self, row: Row, was: Values | None) -> None:
        """Remembers what came along in a row that was `was` before; null: it was not there."""
        now = whole(row)
        if was is None:
            self.along.append(Change(*_place(row), None, now))
            return
        changed = {name for name in now if now[name] != was[name]}
        if changed:
            before, after = _only(was, changed), _only(now, changed)
            self.along.append(Change(*_place(row), before, after))

    def facts(self) -> dict[str, Any]:
        """All of it, as a correction keeps it."""
        return {
            "changes": [asdict(change) for change in self.changes],
            "along": [asdict(change) for change in self.along],
        }


def read(facts: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Changes as a correction kept them."""
    return [Change(one["table"], tuple(one["key"]), one["was"], one["now"]) for one in facts]


def row_of(session: Session, change: Change) -> Row | None:
    """The row that a change is of, if it is there."""
    key = change.key[0] if len(change.key) == 1 else change.key
    row = session.get(TABLES[change.table], key)
    return cast("Row | None", row)


def revert(journal: Journal, change: Change) -> None:
    """Makes a row what it was, in so far as it is still what the change made of it.

    What has been learnt since then stays.
    """
    row = row_of(journal.session, change)
    if change.was is None:
        if row is not None:
            journal.drop(row)
    elif row is None:
        if change.now is None:
            journal.add(TABLES[change.table](**_typed(change.table, change.was)))
    else:
        present, now = whole(row), change.now or {}
        same = {name for name in change.was if name not in now or present[name] == now[name]}
        journal.put(row, **_typed(change.table, _only(change.was, same)))


def is_as_left(session: Session, change: Change, of: Collection[str] | None = None) -> bool:
    """Whether a row is still what a change made of it, in all that it told or in these fields."""
    row = row_of(session, change)
    if row is None or change.now is None:
        return row is None and change.now is None
    present = whole(row)
    return all(present[name] == value for name, value in change.now.items() if not of or name in of)


def whole(row: Row) -> Values:
    """Every field of a row."""
    return {name: _plain(getattr(row, name)) for name in type(row).model_fields}


def _place(row: Row) -> tuple[str, Key]:
    mapper = inspect(type(row))
    return str(mapper.local_table.name), tuple(mapper.primary_key_from_instance(row))


def _only(values: Values, names: Collection[str]) -> Values:
    return {name: value for name, value in values.items() if name in names}


def _plain(value: Any) -> Value:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return day_number(value)
    plain: Value = value
    return plain


def _typed(table: str, values: Values) -> dict[str, Any]:
    columns = inspect(TABLES[table]).columns
    return {name: _as(columns[name].type, value) for name, value in values.items()}


def _as(kind: object, value: Value) -> Any:
    if isinstance(value, int) and isinstance(kind, Day):
        return day_of_number(value)
    if isinstance(value, int) and isinstance(kind, Moment):
        return datetime.fromtimestamp(value, UTC)
    return value

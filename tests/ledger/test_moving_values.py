"""What SQLite keeps is put as PostgreSQL keeps it, and what had to change is counted."""

import pytest

from ledger.errors import LedgerError
from ledger.moving_values import BEYOND, BROKEN, LEAST, MOST, NUL, Portable, Raw, Value
from ledger.tables import Company, Tally


def portable() -> Portable:
    return Portable(Tally.metadata.tables["tally"])


@pytest.mark.parametrize(
    ("column", "raw", "value", "changed"),
    [
        ("kind", b"doc_view", "doc_view", None),
        ("kind", "é漢🌻\ufffd".encode(), "é漢🌻\ufffd", None),
        ("kind", b"", "", None),
        ("kind", b"a\0b\0", "a\ufffdb\ufffd", NUL),
        ("kind", b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", BROKEN),  # half of a pair, as some write it
        ("kind", b"caf\xe9", "caf\ufffd", BROKEN),
        ("count", 0, 0, None),
        ("count", MOST, MOST, None),
        ("count", LEAST, LEAST, None),
        ("count", 2.5, 2, BEYOND),
        ("count", 9.3e18, MOST, BEYOND),
        ("count", float("inf"), MOST, BEYOND),
        ("count", float("-inf"), LEAST, BEYOND),
        ("count", None, None, None),
    ],
)
def test_a_value(column: str, raw: Raw, value: Value, changed: str | None) -> None:
    made = portable()
    row: dict[str, Raw] = {"day": 1, "actor_id": 2, "kind": b"k", "topic": b"", "count": 1}
    row[column] = raw
    read = dict(zip(row, made(list(row.values())), strict=True))
    assert (read[column], type(read[column])) == (value, type(value))
    assert dict(made.changed) == ({changed: 1} if changed else {})


@pytest.mark.parametrize(("column", "raw"), [("count", b"secret"), ("kind", 5), ("day", b"x")])
def test_what_is_no_value_of_its_column(column: str, raw: Raw) -> None:
    row: dict[str, Raw] = {"day": 1, "actor_id": 2, "kind": b"k", "topic": b"", "count": 1}
    row[column] = raw
    with pytest.raises(LedgerError, match=r"^tally .*/2/.* holds a text where a number") as caught:
        portable()(list(row.values()))
    assert "secret" not in str(caught.value)


def test_truths_are_truths_and_moments_numbers() -> None:
    made = Portable(Company.metadata.tables["company"])
    named = dict(zip(made.shape.columns, range(100), strict=False))
    assert (made.shape.columns[0], made.shape.width) == ("id", 1)
    row: list[Raw] = [None] * len(made.shape.columns)
    row[named["id"]], row[named["ignored"]], row[named["created_at"]] = 1, 1, 1_700_000_000
    read = made(row)
    assert (read[named["ignored"]], read[named["confirmed"]]) == (True, None)
    assert isinstance(read[named["ignored"]], bool)
    assert read[named["created_at"]] == 1_700_000_000

"""Rows of a warehouse's answer: what they say, what is refused, and days that are told once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from collectors import warehouse_file
from collectors.errors import SourceError
from collectors.reading import Reading
from collectors.warehouse_asked import bounds
from collectors.warehouse_rows import Told, days_of, in_order
from identity.pseudonym import Pseudonyms
from ledger.drafts import Rejected, SignalKind, Standing
from tests.builders import NOW

READING = Reading(frozenset({"doc_view", "download"}), NOW, Pseudonyms(b"sixteen bytes or so"))
ROW = {"source": "events", "day": "2026-11-18", "kind": "doc_view", "count": "3"}


def told(*rows: Mapping[str, str]) -> list[Told | Rejected]:
    return list(days_of(((f"row {n}", ROW | dict(row)) for n, row in enumerate(rows, 1)), READING))


def test_an_owner_counts_where_nobody_better_is_named() -> None:
    [one] = told({"owner": "Acme.example"}, {"owner": "acme.example", "email": "ada@b.example"})
    assert isinstance(one, Told)
    owned, person = (draft.actor for draft in one.drafts)
    assert (owned.key, owned.standing) == ("network:acme.example", Standing.PSEUDO)
    assert [signal.kind for signal in owned.signals] == [SignalKind.NETWORK_OWNER]
    assert (person.standing, person.signals[0].value) == (Standing.PERSON, "b.example")
    assert "ada" not in repr(one)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"source": "a b"}, "column source"),
        ({"day": "noon"}, "column day: not a day"),
        ({"day": "2027-01-01"}, "in the future"),
        ({"kind": "danced"}, "column kind"),
        ({"count": "-1"}, "column count"),
        ({"topic": "A B"}, "column topic"),
        ({}, "says not who"),
        ({"owner": "ada@acme.example"}, "column owner"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_without_its_values(
    cells: dict[str, str], reason: str
) -> None:
    [one] = told(cells)
    assert isinstance(one, Rejected)
    assert reason in one.reason
    assert "ada" not in one.reason


def test_a_day_that_was_asked_in_vain_is_told_as_empty() -> None:
    [one] = told({"kind": "", "count": "0"})
    assert one == Told("events", date(2026, 11, 18))


def test_a_files_day_is_told_once_and_an_engines_must_be() -> None:
    apart = [{"domain": "a.example"}, {"day": "2026-11-19", "domain": "a.example"}]
    apart.append({"domain": "b.example"})
    lines = ["source,day,kind,count,domain"]
    lines += [",".join((ROW | row)[name] for name in lines[0].split(",")) for row in apart]
    found = list(warehouse_file.read(BytesIO("\n".join(lines).encode()), "a.csv", READING))
    days = [(one.day.day, len(one.drafts)) for one in found if isinstance(one, Told)]
    assert days == [(18, 2), (19, 1)]
    with pytest.raises(SourceError, match="not by day"):
        list(in_order(told(*apart)))


def test_days_are_as_long_as_they_are() -> None:
    """Around the end of summer time; the bounds leave no moment out."""
    days = bounds(date(2025, 10, 25), date(2025, 10, 27), ZoneInfo("Europe/Berlin"))
    assert [(one.ends - one.begins).total_seconds() / 3600 for one in days] == [24, 25, 24]
    assert days[0].begins == datetime(2025, 10, 24, 22, tzinfo=UTC)
    assert all(one.ends == later.begins for one, later in pairwise(days))

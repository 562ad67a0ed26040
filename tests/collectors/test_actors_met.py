"""Actors who were met earlier in a file: remembered within bounds, and never taken for another."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest

from collectors import activity_file
from collectors.activity_block import read_block
from collectors.activity_formats import Cells
from collectors.activity_row import MEETING, met, read_row
from collectors.activity_who import Unreadable
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActorDraft

MOST = 1_000
ROW = {
    "source": "site",
    "id": "view-1",
    "kind": "doc_view",
    "occurred_at": "2026-11-02T10:00:00+00:00",
    "actor": "ann",
    "email": "ann@acme.example",
    "domain": "acme.example",
    "company": "Acme",
    "ip": "192.0.2.7",
    "url": "https://docs.anvil.example/guide",
    "title": "Guide",
}


@pytest.fixture
def anew() -> Reading:
    """One that has met nobody."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return Reading(frozenset({"doc_view"}), now, Pseudonyms(b"k" * 32), most_met=MOST)


def named(number: int) -> Cells:
    """A row of one of many people."""
    return {"source": "site", "actor": f"user-{number}", "email": f"u{number}@acme.example"}


def test_no_more_are_remembered_than_may_be(anew: Reading) -> None:
    first = met(named(0), anew)
    for number in range(1, 2 * MOST):
        assert met(named(number), anew).key == f"user-{number}"
        assert len(anew.met) <= MOST
    again = met(named(0), anew)
    assert again == first
    assert again is not first, "whoever was met first is forgotten first"
    assert met(named(2 * MOST - 1), anew) is met(named(2 * MOST - 1), anew)


def test_a_file_says_the_same_of_everybody_whoever_was_forgotten(anew: Reading) -> None:
    count = MOST + 500
    ids = [*range(count), *range(600)]
    lines = [json.dumps({**ROW, **named(n), "id": f"v-{at}"}) for at, n in enumerate(ids)]
    stream = BytesIO("\n".join(lines).encode())
    found = [one for batch in activity_file.read(stream, "v.jsonl", anew) for one in batch.drafts]
    assert [draft.actor.key for draft in found] == [f"user-{number}" for number in ids]


@pytest.mark.parametrize("column", MEETING)
def test_who_differs_in_one_cell_is_met_apart(anew: Reading, column: str) -> None:
    other = {**ROW, column: {"ip": "198.51.100.7"}.get(column, f"other.{ROW[column]}")}
    both = read_block([ROW, {**other, "id": "view-2"}], anew)
    assert both is not None
    assert len(anew.met) == 2
    assert [draft.actor for draft in both] == [alone(ROW, anew), alone(other, anew)]


@pytest.mark.parametrize("column", [*ROW, "user_agent", "remark"])
@pytest.mark.parametrize("sign", ["\x07", "\x00", "\u200b", "\u00a0", "\n"])
def test_a_sign_that_nobody_sees_is_told_as_of_a_row_alone(
    anew: Reading, column: str, sign: str
) -> None:
    text = ROW.get(column, "x")
    row = {**ROW, column: f"{text[:-1]}{sign}{text[-1:]}"}
    try:
        expected = [read_row(row, replace(anew, met={}))]
    except Unreadable:
        assert read_block([row], anew) is None
    else:
        assert read_block([row], anew) in (expected, None)


def alone(row: Cells, reading: Reading) -> ActorDraft:
    """The actor of a row that no other row came before."""
    return read_row(row, replace(reading, met={})).actor

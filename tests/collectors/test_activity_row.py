"""The short ways, of a row, a block of rows and a block of lines, end where the long one does."""

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from collectors import activity_block, activity_json, activity_row
from collectors.activity_who import Unreadable
from collectors.lines import Lines
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECRET = Pseudonyms(b"a key for the tests of this file")
KINDS = frozenset({"download", "doc_view", "doc_view_high_value"})


def by_url(url: str, kind: str = "") -> tuple[str, str]:
    return ("doc_view_high_value", "pricing") if "pricing" in url else (kind, "")


ODD = [
    "203.0.113.7:80",
    "a 203.0.113.7",
    "2001:db8::1",
    "a%2540b.example",
    "x?a=b#c",
    "",
    " ",
    "x",
    " x ",
    "a b",
    "a@b.example",
    "a%40b.example",
    "\u00a0",
    "\x85",
    "é",
    "x" * 301,
]
COLUMNS = {
    "source": ["registry", "git hub", "github", "r" * 65],
    "id": ["1", "12", "a-b"],
    "kind": ["download", "doc_view", "dowload"],
    "occurred_at": [
        *("2026-11-20T08:30:00Z", "2026-11-20T09:30:00+01:00", "20261120T083000Z", "1795163400"),
        *("2026-11-20T08:30:00", "2026-11-22T08:30:00Z", "1980-01-01T00:00:00Z", "17951634+00:00"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday"),
    ],
    "actor": ["ann", "192.0.2.7", "583231", "::1", "domain:acme.example"],
    "email": ["ann@acme.example", "Ann@EU.acme.example", "ann@acme"],
    "company": ["Acme  Inc", "acme.example", "192.0.2.7"],
    "domain": ["acme.example", "https://www.Acme.example/", "192.0.2.7"],
    "ip": ["192.0.2.7", "2001:db8::1", "192.0.2.300"],
    "url": [
        "https://x.example/pricing",
        "https://x.example/a?q=1#p",
        "x" * 4_001,
        "x?" + "q" * 4_001,
    ],
    "title": ["A  title", "t" * 400],
    "count": ["1", "3", "0", "-1", "1.5", "1000001", "٣"],
    "package": ["x", "\x07"],
}
MOSTLY = {
    "source": "registry",
    "id": "1",
    "kind": "download",
    "occurred_at": "2026-11-20T08:30:00Z",
}
CELLS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([*some, *ODD]) for name, some in COLUMNS.items()}
).map(lambda cells: {**MOSTLY, **cells})


def outcome(read: Any, cells: dict[str, str], reading: Reading) -> ActivityDraft | str:
    try:
        found: ActivityDraft = read(cells, reading)
    except Unreadable as error:
        return str(error)
    return found


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_a_row_is_read_alike_either_way(rows: list[dict[str, str]]) -> None:
    """Twice each, so that an actor that was met before is as good as a new one."""
    reading = Reading(KINDS, NOW, SECRET, by_url)
    for cells in (*rows, *rows):
        long = outcome(activity_row._checked, cells, reading)
        assert outcome(activity_row.read_row, cells, reading) == long


@given(st.lists(CELLS | st.just(MOSTLY | {"actor": "ann"}), min_size=1, max_size=5))
def test_a_block_is_read_as_its_rows_are_or_not_at_all(rows: list[dict[str, str]]) -> None:
    reading = Reading(KINDS, NOW, SECRET, by_url)
    block = activity_block.read_block([*rows, *rows], reading)
    if block is not None:
        assert block == [activity_row._checked(cells, reading) for cells in (*rows, *rows)]


def test_blocks_of_plain_rows_are_read_as_blocks() -> None:
    reading = Reading(KINDS, NOW, SECRET, by_url, most_met=1_000)
    times = ("2026-11-20T08:30:00Z", "2026-11-20T09:30:00+01:00")
    rows = [
        {**MOSTLY, "id": str(number), "occurred_at": times[number % 2], "actor": f"user-{number}"}
        for number in range(reading.most_met + 5)
    ]
    block = activity_block.read_block(rows, reading)
    assert block is not None
    assert len(block) == len(rows)
    assert {draft.occurred_at.tzinfo for draft in block} == {UTC}
    assert len(reading.met) == reading.most_met // 2 + 5


def test_most_rows_go_the_short_way() -> None:
    reading = Reading(KINDS, NOW, SECRET, by_url)
    for who in ({"actor": "ann"}, {"email": "ann@acme.example"}, {"ip": "192.0.2.7"}):
        found = activity_row._plain({**MOSTLY, **who, "title": "Zürich", "count": "2"}, reading)
        assert found is not None
        assert found.count == 2


def test_whom_a_reading_met_is_not_shown() -> None:
    reading = Reading(KINDS, NOW, SECRET)
    activity_row.read_row({**MOSTLY, "actor": "ann"}, reading)
    assert "ann" not in repr(reading)


LINES = st.sampled_from(
    [
        *('{"a": "x"}', '{"a": "x", "b": 7}', "{}", '{"a": null}', '{"a": "}\\n{"}', ' {"a": 1} '),
        *("", " ", "{", "}", '{"a": "x"', '"b": "y"}', '{"a": "x"}, {"a": "y"}', "[1", "2]"),
        *('{"a": [{}', '{"b": 1}]}', '{"a": {"b": 1}', '{"a": {"b": 1}}', '{"a": 1, "a": 2}'),
        *('{"a": "1", "a": "2"}', '{"a\\\\": "1", "a\\\\": "2"}', '{"a": "\\\\", "a": "\\\\"}'),
        *('{"a": NaN}', '{"a": 1e999}', '{"a": true}', '{"a": "x}', '{"a": "x"}\r', "7"),
    ]
)


@given(st.lists(LINES, min_size=1, max_size=6), st.booleans())
def test_lines_say_the_same_together_and_alone(lines: list[str], ends: bool) -> None:
    text = "\n".join(lines) + "\n" * ends
    together = activity_json._together(text)
    assert together is None or together == list(activity_json._each(text))


def test_what_stands_between_objects_is_a_fault_of_its_line() -> None:
    """Pieces of one object on lines of their own make up for what another line has too much."""
    lines = ['{"a": "x"},5,{"b": [{}', "{}", "{}]}"]
    rows = list(activity_json.json_rows(Lines(BytesIO("\n".join(["{}", *lines]).encode()))))
    assert [number for number, row in rows if isinstance(row, str)] == [2, 4]


def test_plain_lines_are_parsed_together() -> None:
    rows = [{"id": str(number), "title": 'a "quoted" one'} for number in range(64)]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    assert activity_json._together(text) == rows

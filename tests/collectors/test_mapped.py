"""Column maps: what a map says becomes of a row, in CSV and JSON, and every mistake in a map."""

import json
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import mapped
from collectors.batch import Batch
from collectors.column_map import ColumnMap, MapError, packaged, read_map
from ledger.drafts import ActivityDraft
from tests.collectors.exporting import READING, as_csv, as_json, read_all

MAP: dict[str, Any] = {
    "source": "crm",
    "id": ["Event", "number"],
    "occurred_at": "When",
    "url": "page",
    "title": ["headline", "subject"],
    "count": "times",
    "who": {"email": "person.mail", "domain": ["site", "account_site"], "actor": "login"},
    "kind": {"column": "event", "values": {"visit": "by-url", "get": "download", "noise": ""}},
    "without": {"Internal": ["yes"]},
    "ignore": "campaign",
}
ROW: dict[str, Any] = {
    "event": "visit",
    "number": 7,
    "when": "2025-06-16T09:30:00Z",
    "page": "https://docs.example/install",
    "headline": "",
    "subject": "Install",
    "times": "2",
    "person": {"mail": "ada@acme.example"},
    "site": None,
    "account_site": "globex.example",
    "login": "ada",
    "campaign": "summer",
    "internal": "no",
}


def mapping(**keys: Any) -> ColumnMap:
    """A map that differs from MAP in these keys."""
    return ColumnMap.model_validate({**MAP, **keys})


def read_with(column_map: ColumnMap, content: bytes, name: str) -> Batch:
    """What becomes of an export by a map."""
    return read_all(partial(mapped.read, column_map=column_map), content, name)


def batch_of(column_map: ColumnMap, *rows: dict[str, Any]) -> Batch:
    """What becomes of rows, which must be the same from CSV (objects as JSON in a cell)."""
    packed = [
        {name: json.dumps(cell) if isinstance(cell, dict) else cell for name, cell in row.items()}
        for row in rows
    ]
    from_json = read_with(column_map, as_json(rows), "export.jsonl")
    from_csv = read_with(column_map, as_csv(packed), "export.csv")
    assert from_json.drafts == from_csv.drafts
    assert from_json.left_out == from_csv.left_out
    assert [one.reason for one in from_json.rejected] == [one.reason for one in from_csv.rejected]
    return from_json


def draft_of(column_map: ColumnMap, **cells: Any) -> ActivityDraft:
    """The activity of a row that differs from ROW in these cells."""
    (draft,) = batch_of(column_map, {**ROW, **cells}).drafts
    return draft


def test_a_row_becomes_what_the_map_says() -> None:
    draft = draft_of(mapping())
    assert (draft.source, draft.external_id, draft.kind) == ("crm", "visit:7", "doc_view")
    assert draft.occurred_at.isoformat() == "2025-06-16T09:30:00+00:00"
    assert (draft.title, draft.count, draft.url) == ("Install", 2, ROW["page"])
    assert draft.actor.key == "ada"
    assert [one.value for one in draft.actor.signals] == ["acme.example", "globex.example"]


@pytest.mark.parametrize(
    ("time", "when"),
    [
        ("iso", "2025-06-16T11:30:00+02:00"),
        ("iso", 1750066200),
        ("utc", "2025-06-16 09:30:00"),
        ("utc", "2025-06-16 09:30:00.000000 UTC"),
        ("utc", "2025-06-16T11:30:00+02:00"),
        ("unix-ms", 1750066200000),
        ("%d.%m.%Y %H:%M", "16.06.2025 09:30"),
        ("%d.%m.%Y %H:%M %z", "16.06.2025 11:30 +0200"),
    ],
)
def test_one_moment_in_every_spelling(time: str, when: object) -> None:
    moment = draft_of(mapping(time=time), when=when).occurred_at
    assert moment.isoformat() == "2025-06-16T09:30:00+00:00"


@pytest.mark.parametrize(
    ("keys", "cells", "reason"),
    [
        ({}, {"internal": "yes"}, "what [only] and [without] of the map leave out"),
        (
            {"only": {"internal": ["no"]}},
            *({"internal": "maybe"}, "what [only] and [without] of the map leave out"),
        ),
        ({}, {"event": "noise"}, "kinds that the map does not list"),
        (
            {"kind": {"column": "event", "values": {"visit": "by-url"}, "otherwise": ""}},
            *({"event": "dance"}, "kinds that the map does not list"),
        ),
    ],
)
def test_left_out_by_reason(keys: dict[str, Any], cells: dict[str, Any], reason: str) -> None:
    batch = batch_of(mapping(**keys), ROW, {**ROW, **cells})
    assert (batch.read, len(batch.drafts), batch.filtered) == (2, 1, 1)
    assert batch.left_out == {reason: 1}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"event": "dance"}, 'column event: "dance" has no kind in the map'),
        ({"event": "ada@acme.example"}, "column event: its value has no kind in the map"),
        ({"number": None}, "column number: empty"),
        ({"when": "noon"}, "column when: neither ISO 8601"),
        ({"when": "1970-01-01T00:00:00Z"}, "column when: before 1990"),
        ({"when": "2025-07-01T00:00:00Z"}, "column when: in the future"),
        ({"times": -1}, "column times: not a whole number"),
        ({"person": {"mail": "ada"}}, "column person.mail: not a mail address"),
        (
            {"site": "no domain"},
            "column site or account_site: not a domain",
        ),
        ({"person": {"mail": ""}, "account_site": "", "login": ""}, "says not who"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_in_its_own_words(
    cells: dict[str, Any], reason: str
) -> None:
    batch = batch_of(mapping(), {**ROW, **cells}, ROW)
    assert len(batch.rejected) == len(batch.drafts) == 1
    assert reason in batch.rejected[0].reason
    assert "ada@" not in repr(batch)


def test_every_item_of_a_list_is_a_row() -> None:
    visits = mapping(
        each="Actions", id=["visit", "actions.id"], kind="download", occurred_at="actions.at"
    )
    at = ROW["when"]
    row = {**ROW, "visit": 4, "Actions": [{"id": 1, "at": at}, {"id": 2}, {"id": 3, "at": at}]}
    batch = read_with(visits, as_json([row, {**row, "Actions": 5}]), "visits.json")
    assert [draft.external_id for draft in batch.drafts] == ["4:1", "4:3"]
    assert [one.reason for one in batch.rejected] == [
        "column actions.at: empty",
        "Actions is no list of objects",
    ]
    assert batch.read == 4


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[]", "a JSON array: write one object a line, for example by `jq -c '.[]' FILE`"),
        ("7", "not a JSON object"),
        ("{", "not JSON: "),
        ('{"number": NaN}', "NaN is no number"),
        ('{"number": 1e999}', "a huge number"),
        ("[" * 60_000, "nested too deeply"),
        ('{"a":' * 20 + "1" + "}" * 20, "nested too deeply"),
        ('{"person": "{"}', "not JSON: "),
    ],
)
def test_a_broken_json_line_stands_alone(line: str, reason: str) -> None:
    good = json.dumps(ROW)
    batch = read_with(mapping(), f"{good}\n{line}\n\n{good}\n".encode(), "export.jsonl")
    assert len(batch.drafts) == 2
    assert [one.place for one in batch.rejected] == ["export.jsonl line 2"]
    assert reason in batch.rejected[0].reason


def test_unknown_columns_are_named_by_their_outermost_name() -> None:
    more = {**ROW, "mood": "x", "deep": {"er": 1}, "person": {"mail": "a@b.example", "age": 7}}
    assert batch_of(mapping(), more).unknown_columns == ("deep", "mood")
    assert batch_of(mapping(ignore=["*"]), more).unknown_columns == ()


def test_a_header_must_hold_what_the_map_needs() -> None:
    batch = read_with(mapping(), b"event,when\nvisit,2025-06-16T09:30:00Z\n", "a.csv")
    (refused,) = batch.rejected
    assert refused.reason == (
        "the header lacks number, login or person.mail or site or account_site; "
        "commas part the columns"
    )


def test_a_header_must_not_hold_what_counts_twice() -> None:
    header = b"event,number,when,login,login,other,other\n"
    batch = read_with(mapping(), header + b"visit,1,2025-06-16T09:30:00Z,a,b,c,d\n", "a.csv")
    assert [one.reason for one in batch.rejected] == ["the header holds login twice"]


def test_every_packaged_map_can_be_read_and_is_of_one_source() -> None:
    assert packaged() == ["common-room", "discourse", "matomo", "orbit", "posthog"]
    for name in packaged():
        assert read_map(name, READING.kinds).source == name


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("source = ", ["not TOML: "]),
        ("", ["source: is missing", "id: is missing", "who: is missing"]),
        ("sauce = 1", ["sauce: no such key"]),
        ("source = 'a b'", ["source: "]),
        ("id = 7", ["id: is no column name, nor a list of them"]),
        ("time = 'noon'", ["time: is none of iso, utc, unix-ms, nor a pattern"]),
        ("[who]\nmail = 'x'", ["who.mail: no such key"]),
    ],
)
def test_every_mistake_in_a_map_is_named(tmp_path: Path, text: str, wrong: list[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(MapError) as raised:
        read_map(str(file), READING.kinds)
    for one in wrong:
        assert f"{file}: {one}" in str(raised.value)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"\xff", "not UTF-8: save it as UTF-8"),
        (
            b'source = "a"\nid = "a"\noccurred_at = "b"\nkind = "dance"\n[who]\nactor = "c"\n',
            "kind: dance is not in the rules file; see `leadlight rules show`",
        ),
    ],
)
def test_a_map_that_cannot_be_used(tmp_path: Path, content: bytes, wrong: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    with pytest.raises(MapError, match=wrong):
        read_map(str(file), READING.kinds)


def test_a_map_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(MapError, match=r"cannot be read .*: name a file, or one of common-room, "):
        read_map("posthok", READING.kinds)


PACKAGED = (files("rules") / "maps" / "posthog.toml").read_bytes()
PIECES = st.sampled_from([b'"', b"[", b"]", b"=", b"{", b"\0", b"\xff", b"", b"who", b"\n", b"7"])


@given(st.lists(st.tuples(st.integers(0, len(PACKAGED) - 1), PIECES), min_size=1, max_size=5))
def test_a_damaged_map_is_read_or_refused_by_its_name(changes: list[tuple[int, bytes]]) -> None:
    content = PACKAGED
    for at, piece in changes:
        content = content[:at] + piece + content[at + 1 :]
    with NamedTemporaryFile(suffix=".toml") as file:
        file.write(content)
        file.flush()
        try:
            assert read_map(file.name, READING.kinds).source
        except MapError as error:
            for line in str(error).splitlines():
                assert line.startswith(f"{file.name}: ")

"""Activity files: every column, every fault, and no row that falls with another's."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.activity_file import Format, read
from collectors.batch import Batch
from collectors.reading import BATCH_ROWS, Reading
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, Signal, SignalKind, Standing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KINDS = frozenset({"download", "doc_view", "doc_view_high_value", "issue"})
SECRET = Pseudonyms(b"a key for the tests of this file")
READING = Reading(KINDS, NOW, SECRET)
HEADER = "source,id,kind,occurred_at,actor,email,company,domain,ip,url,title,count"
ROW: dict[str, Any] = {
    "source": "registry",
    "id": "1",
    "kind": "download",
    "occurred_at": "2026-11-20T09:30:00+01:00",
    "domain": "acme.example",
}


def read_all(content: bytes, name: str = "a.csv", format: Format = "auto") -> Batch:
    """The whole of a file as one batch."""
    stream = io.BytesIO(content)
    batches = list(read(stream, name, READING, format))
    return Batch(
        drafts=tuple(draft for batch in batches for draft in batch.drafts),
        rejected=tuple(one for batch in batches for one in batch.rejected),
        read=sum(batch.read for batch in batches),
        unknown_columns=tuple(name for batch in batches for name in batch.unknown_columns),
    )


def as_csv(rows: Iterable[dict[str, Any]], columns: str = HEADER) -> bytes:
    """Rows as the standard library writes them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns.split(","), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json(rows: Iterable[dict[str, Any]]) -> bytes:
    """Rows as JSON lines."""
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def draft_of(**cells: Any) -> ActivityDraft:
    """The one activity of a row that differs from ROW in these cells, the same from both forms."""
    row = {**ROW, **cells}
    (from_csv,) = read_all(as_csv([row])).drafts
    (from_json,) = read_all(as_json([row]), "a.jsonl").drafts
    assert from_csv == from_json
    return from_csv


def reason_of(**cells: Any) -> str:
    """Why a row is refused that differs from ROW in these cells, the same in both forms."""
    row = {**ROW, **cells}
    (from_csv,) = read_all(as_csv([row])).rejected
    (from_json,) = read_all(as_json([row]), "a.jsonl").rejected
    assert from_csv.reason == from_json.reason
    assert (from_csv.place, from_json.place) == ("a.csv line 2", "a.jsonl line 1")
    return from_csv.reason


def test_a_row_becomes_an_activity() -> None:
    draft = draft_of(url="https://docs.example/x", title="  An\n x ", count=3)
    assert draft == ActivityDraft(
        source="registry",
        external_id="1",
        kind="download",
        occurred_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        actor=draft.actor,
        url="https://docs.example/x",
        title="An x",
        count=3,
    )


@pytest.mark.parametrize(
    "occurred_at",
    [
        *("2026-11-20T08:30:00Z", "2026-11-20 09:30:00+01:00", "20261120T083000Z", 1795163400),
        *(1795163400.0, "1795163400", "1795163400.0"),
    ],
)
def test_one_moment_in_every_spelling(occurred_at: str | float) -> None:
    moment = draft_of(occurred_at=occurred_at).occurred_at
    assert moment == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC


DOMAIN = Signal(SignalKind.STATED_DOMAIN, "acme.example")
COMPANY = Signal(SignalKind.STATED_COMPANY, "Acme Inc")
ANN = SECRET.address("ann@eu.acme.example")
MAIL = Signal(SignalKind.EMAIL_DOMAIN, "eu.acme.example", ANN)
NETWORK = f"network:{SECRET.network('192.0.2.7')}"
PERSON, PSEUDO = Standing.PERSON, Standing.PSEUDO


@pytest.mark.parametrize(
    ("cells", "key", "standing", "signals"),
    [
        ({"actor": "ann"}, "ann", PERSON, ()),
        ({"actor": "ann", "email": "Ann@eu.acme.example"}, "ann", PERSON, (MAIL,)),
        ({"actor": "ann", "domain": "acme.example"}, "ann", PERSON, (DOMAIN,)),
        ({"actor": "ann@eu.acme.example"}, ANN, PERSON, (MAIL,)),
        ({"actor": "192.0.2.99"}, NETWORK, PSEUDO, ()),
        ({"actor": NETWORK}, NETWORK, PSEUDO, ()),
        ({"actor": "domain:acme.example"}, "domain:acme.example", PSEUDO, ()),
        ({"email": "Ann@EU.Acme.example"}, ANN, PERSON, (MAIL,)),
        ({"email": "ann@eu.acme.example", "company": "Acme Inc"}, ANN, PERSON, (MAIL, COMPANY)),
        ({"domain": "https://www.Acme.example/"}, "domain:acme.example", PSEUDO, (DOMAIN,)),
        (
            {"domain": "acme.example", "company": "Acme Inc"},
            *("domain:acme.example", PSEUDO, (DOMAIN, COMPANY)),
        ),
        ({"company": " Acme  Inc "}, "company:acme inc", PSEUDO, (COMPANY,)),
        ({"domain": "acme.example", "ip": "192.0.2.7"}, "domain:acme.example", PSEUDO, (DOMAIN,)),
        ({"ip": "192.0.2.7"}, NETWORK, PSEUDO, ()),
    ],
)
def test_who(
    cells: dict[str, str], key: str, standing: Standing, signals: tuple[Signal, ...]
) -> None:
    actor = draft_of(**{"domain": "", **cells}).actor
    assert (actor.source, actor.key, actor.standing) == ("registry", key, standing)
    assert actor.signals == signals


@pytest.mark.parametrize(
    ("source", "actor", "handle"),
    [
        ("forum", "Ann", "Ann"),
        ("forum", "4711", "4711"),
        ("github", "583231", ""),
        ("github", "octo", "octo"),
        ("slack", "T1:U1", ""),
        ("forum", ANN, ""),
    ],
)
def test_an_exported_key_never_becomes_a_handle(source: str, actor: str, handle: str) -> None:
    found = draft_of(source=source, actor=actor).actor
    assert (found.key, found.handle) == (actor, handle)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"source": ""}, "column source: empty"),
        ({"source": "a:b"}, "column source: not a short name"),
        ({"id": " "}, "column id: empty"),
        ({"id": "x" * 301}, "column id: longer than 300 characters"),
        ({"kind": ""}, "column kind: empty"),
        ({"kind": "dowload"}, '"dowload" is not in the rules file; did you mean download?'),
        ({"kind": "zzz"}, '"zzz" is not in the rules file; see `leadlight rules show`'),
        ({"kind": "ann@acme.example"}, "column kind: not a kind of the rules file"),
        ({"occurred_at": ""}, "column occurred_at: empty"),
        ({"occurred_at": "yesterday"}, "column occurred_at: neither ISO 8601"),
        ({"occurred_at": "2026-02-30T00:00:00Z"}, "column occurred_at: neither ISO 8601"),
        ({"occurred_at": "2026-11-20T09:30:00"}, "column occurred_at: has no offset"),
        ({"occurred_at": "2026-11-20"}, "column occurred_at: has no offset"),
        ({"occurred_at": "2026-11-21T12:00:01Z"}, "column occurred_at: in the future"),
        ({"occurred_at": "1795163400000"}, "column occurred_at: neither ISO 8601"),
        ({"occurred_at": "1989-12-31T23:59:59Z"}, "column occurred_at: before 1990"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "column occurred_at: neither ISO 8601"),
        ({"occurred_at": 0}, "column occurred_at: before 1990"),
        ({"domain": ""}, "says not who: fill one of actor, email, company, domain, ip"),
        ({"domain": "no domain"}, "column domain: not a domain"),
        ({"domain": "192.0.2.7"}, "column domain: not a domain"),
        ({"email": "ann.acme.example"}, "column email: not a mail address"),
        ({"email": "ann@acme"}, "column email: not a mail address"),
        ({"ip": "192.0.2.300"}, "column ip: not an IP address"),
        ({"company": "ann@acme.example"}, "column company: an address is no company"),
        ({"company": "x" * 201}, "column company: longer than 200 characters"),
        ({"count": 0}, "column count: not a whole number"),
        ({"count": -1}, "column count: not a whole number"),
        ({"count": "1.5"}, "column count: not a whole number"),
        ({"count": "many"}, "column count: not a whole number"),
        ({"count": 1_000_001}, "column count: not a whole number from 1 to 1,000,000"),
        ({"actor": "a\x07b"}, "column actor: holds a control character"),
        ({"url": "https://x.example/" + "x" * 4_000}, "column url: longer than 4,000 characters"),
    ],
)
def test_a_cell_that_cannot_be_read(cells: dict[str, Any], reason: str) -> None:
    assert reason in reason_of(**cells)


def test_no_address_goes_further_than_this() -> None:
    row = {
        **ROW,
        "id": "order-ann@acme.example",
        "actor": "ann@acme.example",
        "email": "ann@acme.example",
        "ip": "192.0.2.7",
        "url": "https://acme.example/welcome?for=ann%40acme.example",
        "title": "Mail by ann@acme.example",
    }
    shifted = dict(zip(HEADER.split(","), ["ann@acme.example", "192.0.2.7"] * 6, strict=True))
    batch = read_all(as_csv([row, shifted, {**row, "kind": "ann@acme.example", "id": "2"}]))
    assert (len(batch.drafts), len(batch.rejected)) == (1, 2)
    assert "ann@" not in repr(batch)
    assert "ann%40" not in repr(batch)
    assert "192.0.2" not in repr(batch)


def test_unknown_columns_are_named_once() -> None:
    columns = f"{HEADER},package,ann@acme.example"
    many = [{**ROW, "id": str(number), "package": "x"} for number in range(BATCH_ROWS + 1)]
    batch = read_all(as_csv(many, columns))
    assert (batch.read, len(batch.drafts)) == (BATCH_ROWS + 1, BATCH_ROWS + 1)
    assert batch.unknown_columns == ("(not a column name)", "package")


def test_batches_are_of_bounded_size() -> None:
    rows = [{**ROW, "id": str(number)} for number in range(1_001)]
    stream = io.BytesIO(as_json(rows))
    batches = read(stream, "-", replace(READING, batch_rows=500))
    assert [batch.read for batch in batches] == [500, 500, 1]


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.csv", as_csv([ROW]), "auto"),
        ("a.JSONL", as_json([ROW]), "auto"),
        ("a.ndjson", as_json([ROW]), "auto"),
        ("-", as_csv([ROW]), "auto"),
        ("-", as_json([ROW]), "auto"),
        ("a.csv", as_json([ROW]), "jsonl"),
        ("a.txt", b"\xef\xbb\xbf" + as_json([ROW]), "auto"),
        ("a.csv", b"\xef\xbb\xbf" + as_csv([ROW]), "auto"),
        ("a.csv", b"\r\n\r\n" + as_csv([ROW]), "auto"),
        ("a.csv", as_csv([ROW]).replace(b"\r\n", b"\n").rstrip(), "auto"),
        ("a.csv", as_csv([ROW]).replace(b"source,id", b" Source , ID "), "auto"),
    ],
)
def test_forms_of_one_file(name: str, content: bytes, format: Format) -> None:
    batch = read_all(content, name, format)
    assert batch.drafts == (draft_of(),)
    assert batch.rejected == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"source,id,kind\n", "the header lacks occurred_at"),
        (b"a;b;c\n", "the header lacks source, id, kind, occurred_at; commas part the columns"),
        (b"source,id,kind,occurred_at\n", "the header says not who"),
        (b"source,id,id,kind,occurred_at,ip\n", "the header holds id twice"),
        (b'"source,id\n', "a quote is opened and never closed"),
        ("source,id".encode("utf-16"), "not UTF-8 at byte 1"),
    ],
)
def test_a_header_that_cannot_be_used(content: bytes, reason: str) -> None:
    batch = read_all(content + b"1,2,3,4,5\n" * 3)
    assert batch.drafts == ()
    assert [one.place for one in batch.rejected] == ["a.csv line 1"]
    assert reason in batch.rejected[0].reason


@pytest.mark.parametrize("content", [b"", b"\n\n", HEADER.encode()])
def test_nothing_in_a_file_is_no_fault(content: bytes) -> None:
    assert read_all(content) == Batch()


GOOD = as_csv([ROW]).splitlines()[1].decode()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"registry,2,download", "has 3 cells, and the header 12"),
        (GOOD.encode() + b",more", "has 13 cells, and the header 12"),
        (GOOD.encode()[:30], "cells, and the header 12"),
        (b"reg\xffistry", "not UTF-8 at byte 4"),
        (b"registry\0", "holds a NUL byte"),
        (b"x" * 10_000_000, "longer than 100,000 bytes"),
        (b'registry,2,"download', "a quote is opened and never closed"),
        (b'registry,"2"x,download', "not CSV"),
    ],
)
def test_a_broken_line_stands_alone(line: bytes, reason: str) -> None:
    content = b"\n".join([HEADER.encode(), GOOD.encode(), line, GOOD.encode(), b""])
    batch = read_all(content)
    assert len(batch.drafts) == 2
    assert [one.place for one in batch.rejected] == ["a.csv line 3"]
    assert reason in batch.rejected[0].reason
    last = read_all(b"\n".join([HEADER.encode(), GOOD.encode(), line]))
    assert len(last.drafts) == len(last.rejected) == 1


def test_a_row_may_span_lines() -> None:
    rows = [{**ROW, "title": 'one\n"two"\r\nthree'}, {**ROW, "id": "2"}, {**ROW, "id": ""}]
    batch = read_all(as_csv(rows))
    assert [draft.title for draft in batch.drafts] == ['one "two" three', ""]
    assert batch.rejected[0].place == "a.csv line 6"


WHEN = "2026-11-20T08:30:00Z"


def test_a_forgotten_quote_swallows_no_row() -> None:
    rows = [f'r,1,issue,{WHEN},ann,"open', f"r,2,issue,{WHEN},bob,fine", 'and closed"']
    batch = read_all("\n".join(["source,id,kind,occurred_at,actor,title", *rows]).encode())
    assert [draft.external_id for draft in batch.drafts] == ["2"]
    assert [one.place for one in batch.rejected] == ["a.csv line 2", "a.csv line 4"]


def test_every_line_of_a_broken_row_is_told() -> None:
    rows = ['r,"1', "neither", 'nor"', f"r,2,issue,{WHEN},bob,fine"]
    batch = read_all("\n".join(["source,id,kind,occurred_at,actor,title", *rows]).encode())
    assert [draft.external_id for draft in batch.drafts] == ["2"]
    assert [one.place for one in batch.rejected] == [f"a.csv line {line}" for line in (2, 3, 4)]


def test_a_formula_loses_the_apostrophe_of_an_export() -> None:
    titles = {"'=1+1": "=1+1", "'-x": "-x", "'@x": "@x", "'+1": "+1", "'x": "'x", "it's": "it's"}
    rows = [{**ROW, "id": str(number), "title": title} for number, title in enumerate(titles)]
    assert [draft.title for draft in read_all(as_csv(rows)).drafts] == list(titles.values())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: "),
        ("[1]", "a JSON array: write one object a line"),
        ("7", "not a JSON object"),
        ('{"id": NaN}', "NaN is no number"),
        ('{"id": 1e999}', "column id: neither text nor number"),
        ('{"id": {"a": 1}}', "column id: neither text nor number"),
        ('{"id": true}', "column id: neither text nor number"),
        ('{"id": 1, "id": 2}', "a key stands there twice"),
        ('{"ann@acme.example": []}', "column (not a column name): neither text nor number"),
        ("[" * 60_000, "nested too deeply"),
        ('{"id": ' + "9" * 5_000 + "}", "a huge number"),
        (json.dumps({**ROW, "title": "\ud800"}), "column title: holds a control character"),
        (json.dumps({**ROW, "id": None}), "column id: empty"),
    ],
)
def test_a_broken_json_line_stands_alone(line: str, reason: str) -> None:
    good = json.dumps(ROW)
    batch = read_all(f"{good}\n\n{line}\n{good}\n".encode(), "a.jsonl")
    assert len(batch.drafts) == 2
    assert [one.place for one in batch.rejected] == ["a.jsonl line 3"]
    assert reason in batch.rejected[0].reason


BYTES = st.sampled_from([b'"', b",", b"'", b"{", b"}", b"\0", b"\xff", b"\r", b"9", b"@", b""])
CHANGE = st.tuples(st.integers(0, 60), st.integers(0, 90), BYTES | st.binary(max_size=3))


@given(st.lists(CHANGE, min_size=1, max_size=30), st.sampled_from(["csv", "jsonl"]))
def test_untouched_rows_go_in_whatever_became_of_others(
    changes: list[tuple[int, int, bytes]], format: Format
) -> None:
    rows = [{**ROW, "id": f"row-{number}", "title": 'a "quoted" one'} for number in range(61)]
    content = as_csv(rows) if format == "csv" else as_json(rows)
    head, lines = (content.splitlines()[:1], content.splitlines()[1:])
    if format == "jsonl":
        head, lines = [], content.splitlines()
    for number, at, piece in changes:
        lines[number] = lines[number][:at] + piece.replace(b"\n", b"") + lines[number][at + 1 :]
    batch = read_all(b"\n".join([*head, *lines, b""]), format=format)
    touched = {f"row-{number}" for number, _, _ in changes}
    untouched = {f"row-{number}" for number in range(61)} - touched
    assert untouched <= {draft.external_id for draft in batch.drafts}
    assert batch.read == len(batch.drafts) + len(batch.rejected)

"""10: mutated lines of every form, into a real ledger: no crash, no twin, no good row lost."""

import csv
import gzip
import io
import json
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from collectors.activity_file import Format, read
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from ledger import intake
from ledger.engine import Ledger
from ledger.tables import Activity, Tally
from tests.promises import size
from tests.promises.conftest import Record

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
READING = Reading(frozenset({"download", "issue"}), NOW, Pseudonyms(b"a key for these tests"))
ZONE = ZoneInfo("UTC")
ROWS = size.of(2_000, 20_000)  # a file, of which every other is mutated
PIECES = (b'"', b",", b"{", b"}", b"\0", b"\xff", b"\r", b"\\", b"@", b"'=", b"9" * 30, b"[", b"")
FAULTS = (
    ("occurred_at", "1970-01-01T00:00:00Z"),
    ("occurred_at", "2999-01-01T00:00:00Z"),
    ("count", "-3"),
    ("title", "x" * 200_000),
)


def row(number: int) -> dict[str, str]:
    at = NOW - timedelta(minutes=number)
    return {
        "source": "files",
        "id": f"row-{number}-",
        "kind": "download",
        "occurred_at": at.isoformat(),
        "email": f"user-{number % 50}@acme.example",
        "title": f"Title, part {number}",
        "count": "2",
    }


def lines_of(rows: list[dict[str, str]], form: str) -> list[bytes]:
    """A file's lines, behind a header where the form has one."""
    if form == "jsonl":
        return [json.dumps(one).encode() for one in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, row(0).keys(), lineterminator="\n")
    writer.writerows(rows)
    return text.getvalue().encode().splitlines()


def mutated(line: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 3)):
        at, length = rng.randrange(len(line) + 1), rng.choice((0, 1, 1, 5, 50))
        line = line[:at] + rng.choice(PIECES) + line[at + length :]
    return line


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_promise_10_every_good_row_goes_in_once(
    ledger: Ledger, record: Record, form: str, end: bytes
) -> None:
    rng = random.Random(f"{form}{end!r}")
    rows = [row(number) for number in range(ROWS)]
    for number in range(1, len(rows), 500):
        column, value = FAULTS[number // 500 % len(FAULTS)]
        rows[number][column] = value
    lines = lines_of(rows, form)
    broken = set(range(1, len(rows), 2))
    for number in broken:
        if number % 500 != 1:
            lines[number] = mutated(lines[number], rng)
    header = [] if form == "jsonl" else [",".join(row(0)).encode()]
    content = end.join([*header, *lines, lines[0][: len(lines[0]) // 2]])
    for _ in range(2):
        _store(ledger, gzip.compress(content, 1), f"a.{form}.gz", form)
    with ledger.read() as session:
        stored = session.exec(select(Activity)).all()
        tallied = sum(one.count for one in session.exec(select(Tally)))
    ids = [one.external_id for one in stored]
    assert len(ids) == len(set(ids))
    assert {f"row-{number}-" for number in range(len(rows)) if number not in broken} <= set(ids)
    assert tallied == sum(one.count for one in stored)
    assert not {f"row-{number}-" for number in range(1, len(rows), 500)} & set(ids)
    record(f"{form} with lines that end as {end!r}", len(broken), "mutated lines")


def _store(ledger: Ledger, content: bytes, name: str, form: str) -> None:
    """The file into the ledger; each line ends as one or the other, and with its place."""
    chosen: Format = "csv" if form == "csv" else "jsonl"
    for batch in read(io.BytesIO(content), name, READING, chosen):
        assert batch.read == len(batch.drafts) + len(batch.rejected)
        assert all(one.place.startswith(f"{name} line ") and one.reason for one in batch.rejected)
        assert "user-" not in repr(batch.rejected)
        with ledger.write() as session:
            intake.record(session, batch.drafts, ZONE, NOW)

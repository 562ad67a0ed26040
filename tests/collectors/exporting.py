"""Exports as their tools write them, and what became of their rows."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import IO, Any

from collectors.batch import Batch
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from scoring.pages import page_rule
from scoring.rules import read_rules

RULES = read_rules()
READING = Reading(
    frozenset(RULES.kinds),
    datetime(2025, 6, 21, 12, tzinfo=UTC),
    Pseudonyms(b"a key for the tests of exports"),
    page_rule(RULES),
)
Row = Mapping[str, Any]
Read = Callable[[IO[bytes], str, Reading], Iterator[Batch]]


def as_csv(rows: Sequence[Row], header: Sequence[str] = ()) -> bytes:
    """Rows under the header of the first, unless another is given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json(rows: Sequence[Row]) -> bytes:
    """Rows as JSON lines."""
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def read_all(read: Read, content: bytes, name: str = "export.csv") -> Batch:
    """The whole of an export as one batch."""
    found = list(read(io.BytesIO(content), name, READING))
    left_out: dict[str, int] = {}
    for batch in found:
        for reason, rows in batch.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + rows
    return Batch(
        drafts=tuple(draft for batch in found for draft in batch.drafts),
        rejected=tuple(one for batch in found for one in batch.rejected),
        filtered=sum(batch.filtered for batch in found),
        read=sum(batch.read for batch in found),
        unknown_columns=tuple(name for batch in found for name in batch.unknown_columns),
        left_out=left_out,
    )


def mutated(lines: Sequence[bytes], changes: Sequence[tuple[int, int, bytes]]) -> list[bytes]:
    """The lines with a piece of some of them replaced; a change is a line, a place and a piece."""
    changed = list(lines)
    for number, at, piece in changes:
        line = changed[number % len(lines)]
        changed[number % len(lines)] = line[:at] + piece.replace(b"\n", b"") + line[at + 1 :]
    return changed

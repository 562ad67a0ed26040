"""Corrections as a file: rows that are read with what is wrong in each, and what stands written.

What is written can be read again, here or in another ledger.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TextIO

from bot.correction_line import PAIRS, VERBS, Asked, LineError, day_of, span
from bot.grammar import Word
from ledger.tables import Correction

COLUMNS: Final = ("action", "subject", "object", "from", "until", "note")
NEEDED: Final = ("action", "subject")

# Words of which the last one on somebody stands; those that only take back are not written.
FAMILIES: Final[Mapping[str, str]] = {
    "link": "link",
    "unlink": "link",
    "alias": "alias",
    "unalias": "alias",
    "merge": "successor",
    "unmerge": "successor",
    "successor": "successor",
    "parent": "parent",
    "ignore": "ignore",
    "heed": "ignore",
    "verify": "verify",
    "unverify": "verify",
    "bot": "bot",
    "person": "bot",
}
TAKING_BACK: Final = ("unlink", "unalias", "unmerge")
NOBODY: Final = "none"


class FileError(ValueError):
    """A file that cannot be read as corrections at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and what it asks, or why it cannot be read."""

    line: int
    asked: Asked | None
    problem: str = ""


def read(text: TextIO) -> Iterator[Row]:
    """The rows of a file with a header, each with its line.

    Raises:
        FileError: a column that is needed is missing.
    """
    rows = csv.DictReader(text, restkey="", restval="")
    names = tuple(rows.fieldnames or ())
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise FileError(
            f"the header lacks {' and '.join(missing)}: it is {','.join(COLUMNS)}, "
            "of which the last four may be left out"
        )
    for row in rows:
        if any(row.values()):
            yield _row(rows.line_num, row)


def write(said: Iterable[Correction], out: TextIO) -> int:
    """Writes corrections as rows; returns how many."""
    rows = [as_row(one) for one in said]
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return len(rows)


def in_force(said: Iterable[Correction]) -> list[Correction]:
    """Of all corrections, oldest first, those whose word stands; refusals are none of them."""
    standing: dict[tuple[str, str], list[Correction]] = {}
    for one in said:
        if one.undone_at is not None or one.action not in FAMILIES:
            continue
        whose = one.object if FAMILIES[one.action] == "alias" else one.subject
        key = FAMILIES[one.action], whose
        is_dated = one.action == "link" and (one.valid_from or one.valid_until)
        earlier = standing.get(key, []) if is_dated else []
        standing[key] = [*earlier, one]
    found = (one for words in standing.values() for one in words if one.action not in TAKING_BACK)
    return sorted((one for one in found if not _says_nothing(one)), key=lambda one: one.id)


def as_row(one: Correction) -> dict[str, str]:
    """A correction as a row."""
    return {
        "action": one.action,
        "subject": one.subject,
        "object": _value(one) if one.action == "alias" else one.object,
        "from": one.valid_from.isoformat() if one.valid_from else "",
        "until": one.valid_until.isoformat() if one.valid_until else "",
        "note": one.note,
    }


def _row(line: int, row: Mapping[str, str]) -> Row:
    try:
        return Row(line, _asked({name: (row.get(name) or "").strip() for name in COLUMNS}))
    except LineError as error:
        return Row(line, None, str(error))


def _asked(row: Mapping[str, str]) -> Asked:
    action = row["action"].lower()
    if action not in VERBS:
        raise LineError(f"{row['action']!r} is no action: there is {', '.join(VERBS)}")
    lacking = [name for name in _wanted(action) if not row[name]]
    if lacking:
        raise LineError(f"{action} takes {VERBS[action]}: {' and '.join(lacking)} is empty")
    days = (day_of(row[name]) if row[name] else None for name in ("from", "until"))
    # A name in a row is the whole name; what stands in place of one is no name.
    is_word = row["object"].lower() in (NOBODY, "own")
    return Asked(
        action,
        Word(row["subject"], quoted=True),
        Word(row["object"], quoted=not is_word),
        *span(*days),
        note=row["note"],
    )


def _wanted(action: str) -> tuple[str, ...]:
    return ("subject", "object") if action in PAIRS else ("subject",)


def _says_nothing(one: Correction) -> bool:
    """That somebody has no parent or successor is what a ledger begins with."""
    return one.action in ("parent", "successor") and one.object in ("", NOBODY)


def _value(one: Correction) -> str:
    """What an alias is, so that it is read as the same kind again."""
    kind, value = one.before["changes"][0]["key"]
    return {"org": f"@{value}", "team": f"team:{value}", "name": one.object}.get(kind, str(value))

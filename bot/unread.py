"""Rotated logs that `--follow` came too late for: named until they are imported.

Why noted: the message of a program that was started by a machine is read by nobody, and what it
missed looks like a quiet day. A day later the note is taken back, for the files may be gone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ledger import cursors
from ledger.deliveries import read_at
from ledger.engine import Session

_NOTE = "unread-log:"  # before the path of a log
NOTED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unread:
    """A log, the rotated files that were not read, and when that was found, UTC.

    Without files the one that was read last is gone, and nobody knows how it ended.
    """

    log: Path
    files: tuple[Path, ...]
    found_at: datetime


def note(session: Session, log: Path, files: Sequence[Path], now: datetime) -> None:
    """Keeps in mind that the place in a log was lost, and these files were not read."""
    named = [str(one.absolute()) for one in files]
    cursors.save(session, f"{_NOTE}{log.absolute()}", json.dumps(named), now)


def imported(session: Session, file: Path, now: datetime) -> None:
    """Takes a file off the notes: what it holds is in the ledger."""
    for one in unread(session, now):
        rest = [other for other in one.files if other != file.absolute()]
        if len(rest) < len(one.files):
            kept = json.dumps([str(other) for other in rest] or None)
            cursors.save(session, f"{_NOTE}{one.log}", kept, one.found_at)


def unread(session: Session, now: datetime) -> list[Unread]:
    """What was noted within the last day and is not imported yet."""
    kept = cursors.under(session, _NOTE)
    found = []
    for name, at in sorted(read_at(session, _NOTE).items()):
        files = json.loads(kept[name])
        if files is not None and at <= now < at + NOTED:
            log = Path(name.removeprefix(_NOTE))
            found.append(Unread(log, tuple(map(Path, files)), at))
    return found

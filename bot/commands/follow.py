"""`leadlight import --follow`: keeps up with an access log that grows, until it is told to end.

Rows and the place up to which the log was read are one transaction: a crash, a power cut or a kill
loses nothing and doubles nothing, and the next start goes on from there.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from bot.clock import now
from bot.commands.formats import FORMATS, Asked
from bot.commands.imported import Result
from bot.commands.opening import Opened, complain
from bot.commands.progress import Advance, progress
from bot.commands.storing import reading, record, settle
from bot.commands.tail import CHUNK_BYTES, Piece, Tail
from bot.unread import note
from collectors.lines import MAX_BYTES
from ledger import cursors, deliveries

PAUSE_SECONDS = 1.0
SETTLE_SECONDS = 30.0  # of a log that is never quiet
_LEAST_OF_MORE = CHUNK_BYTES - MAX_BYTES  # a piece from here on was cut off: more is there
_KEPT_FAULTS = 1_000


def cursor_name(path: Path) -> str:
    """Under which name the place in a log is kept."""
    return f"access-log:{path.absolute()}"


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """Set by SIGTERM and Ctrl-C, so that what is being stored is stored to its end."""
    end = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(one, lambda *_: end.set()) for one in signals]
    try:
        yield end
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)


def follow(
    o: Opened,
    path: Path,
    result: Result,
    source: str,
    end: threading.Event,
    pause: float = PAUSE_SECONDS,
    settle_after: float = SETTLE_SECONDS,
) -> int:
    """Stores what is and what comes in the log until `end` is set; looks every `pause` seconds.

    Who came in is recognised once the log is quiet, or after `settle_after` seconds.

    Returns how many of the rows belong to no company. `result.rejected` keeps the last thousand,
    each of which was complained of when it came.
    """
    homeless, settled = 0, now()
    with o.ledger.read() as session:
        name = cursor_name(path)
        cursor, read_at = cursors.read(session, name), deliveries.read_at(session, name).get(name)
    with Tail(path, cursor, read_at) as tail, progress(str(path), "lines") as advance:
        if tail.is_lost:
            _tell_loss(o, path, tail.unread)
        while not end.is_set():
            if piece := tail.next():
                _store(o, path, piece, result, source, advance)
            if not piece or now() - settled >= timedelta(seconds=settle_after):
                homeless += _settle(o, result)
                settled = now()
            if not piece or len(piece.data) < _LEAST_OF_MORE:
                end.wait(pause)
        return homeless + _settle(o, result)


def _tell_loss(o: Opened, path: Path, unread: list[Path]) -> None:
    """Names what was not read, now and for a day in `doctor`."""
    complain(f"{path}: the file that was read last is gone. If it was rotated away, import")
    complain("it too: what is known already is not counted twice.")
    if unread:
        complain(f"Not read, because compressed: {', '.join(map(str, unread))}")
    with o.ledger.write() as session:
        note(session, path, unread, now())


def _store(
    o: Opened, path: Path, piece: Piece, result: Result, source: str, advance: Advance
) -> None:
    """One transaction: the activities of these lines, and the place behind them."""
    asked = Asked(source=source, before=piece.before)
    known = len(result.rejected)
    batches = list(FORMATS["access-log"](BytesIO(piece.data), str(path), reading(o), asked))
    with o.ledger.write() as session:
        for batch in batches:
            record(o, session, batch, result)
        cursors.save(session, cursor_name(path), piece.place.text(), now())
    for fault in result.rejected[known:]:
        complain(f"{fault.place}: {fault.reason}")
    del result.rejected[:-_KEPT_FAULTS]
    advance(sum(batch.read for batch in batches))


def _settle(o: Opened, result: Result) -> int:
    """Once the log is quiet: recognises the newcomers, and has the score follow soon."""
    return settle(o, result) if result.actors or result.nobodys else 0

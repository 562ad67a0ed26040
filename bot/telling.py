"""The log lines of a running service: text or JSON, each with the id of what it belongs to.

An event of Slack's is told by its own id (`event=Ev…`), a command, a press and a form by a short
hash of their trigger, since the trigger itself opens forms. What a request sets off on other
threads keeps its id, and so does the message that it queues: the outbox tells it again beside the
notice that it is sending.

Secrets are taken out of the values, exceptions included, as the last thing before they are
written down: afterwards a pattern could swallow the quotes that make a line of JSON readable.

Why not structlog: it draws a whole terminal library in, a tenth of a second at each start, for
what stands here.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType, TracebackType
from typing import ParamSpec, TypeVar

from bot.logs import redacted, set_up
from ledger.cause import EVENT

log = logging.getLogger(__name__)

Line = Mapping[str, str]
Given = ParamSpec("Given")
Made = TypeVar("Made")

_NOTHING: Line = MappingProxyType({})
_facts: ContextVar[Line] = ContextVar("facts", default=_NOTHING)


@contextmanager
def bound(**facts: str) -> Iterator[None]:
    """Within the block, lines of this thread, and of what it hands on, carry these facts.

    `event` is an event or a request of Slack's, which messages keep that are queued meanwhile;
    `job`, `notice` and `key` are ours. None of them may be a name or a text; an empty one is left
    out.
    """
    before = _facts.set({**_facts.get(), **facts})
    caused = EVENT.set(facts.get("event", EVENT.get()))
    try:
        yield
    finally:
        EVENT.reset(caused)
        _facts.reset(before)


class Carrying(ThreadPoolExecutor):
    """Threads that go on under the id of whoever gave them their work."""

    def submit(
        self, fn: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Made]:
        """As any executor does, in a copy of the caller's context."""
        return super().submit(copy_context().run, partial(fn, *args, **kwargs))


class Lines(logging.Formatter):
    """Makes a record a line by `write`, of facts without secrets."""

    def __init__(self, write: Callable[[Line], str]) -> None:
        super().__init__()
        self._write = write

    def format(self, record: logging.LogRecord) -> str:
        """Time (UTC), level, logger, message; then what is bound; then a trace, if there is one."""
        created = datetime.fromtimestamp(record.created, UTC)
        line = {
            "timestamp": created.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: fact for name, fact in _facts.get().items() if fact},
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = self.formatException(record.exc_info)
        return self._write({name: redacted(value) for name, value in line.items()})


def as_json(line: Line) -> str:
    """A line for programs."""
    return json.dumps(line, ensure_ascii=False)


def as_text(line: Line) -> str:
    """A line for people."""
    facts = dict(line)
    trace = facts.pop("exception", "")
    moment, level, logger, message = (facts.pop(name) for name in list(facts)[:4])
    told = "".join(f" {name}={fact}" for name, fact in facts.items())
    return f"{moment} {level.upper()} {logger}: {message}{told}" + (f"\n{trace}" if trace else "")


def set_up_service(level: str, form: str) -> None:
    """Sends all logs to standard error, as `form` says: "text", or "json" with a line a record.

    What ends a thread, or the process, is told in the same way and not by Python's own hooks, which
    would write secrets out.
    """
    set_up(level, Lines(as_json if form == "json" else as_text))
    threading.excepthook = lambda end: _tell_end(end.exc_type, end.exc_value, end.exc_traceback)
    sys.excepthook = _tell_end


def _tell_end(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.critical("a thread has ended by an error", exc_info=(kind, error, trace))

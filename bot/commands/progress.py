"""Progress on a terminal for whatever takes longer than a second; silence in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Advance = Callable[[int], None]


@contextmanager
def progress(what: str, unit: str, total: int | None = None) -> Iterator[Advance]:
    """A line on standard error that counts `unit`s; call what it yields with each more.

    With the unit "bytes" and a `total` it shows which part is done, and how long the rest takes.
    """
    console = Console(file=sys.stderr)
    columns: tuple[ProgressColumn, ...] = (
        TextColumn("{task.completed:,.0f} " + unit),
        TimeElapsedColumn(),
    )
    if unit == "bytes" and total:
        columns = (DownloadColumn(), TimeRemainingColumn())
    begin = SpinnerColumn(), TextColumn("{task.description}"), BarColumn()
    with Progress(*begin, *columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task(what, total=total)
        yield lambda more: shown.advance(task, more)

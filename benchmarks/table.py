"""What was measured, as a table: ours, the baseline of the same run, their ratio, the target."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = ("measure", "ours", "baseline", "ratio", "target", "met")
WIDTHS: Final = (76, 14, 14, 7, 21, 3)


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of the ratio, or of our own figure; in words, and as a comparison."""

    limit: float
    of_ratio: bool
    is_least: bool = False

    def holds(self, ours: float, ratio: float) -> bool:
        """Whether the figures meet it."""
        figure = ratio if self.of_ratio else ours
        return figure >= self.limit if self.is_least else figure <= self.limit

    def words(self, unit: str) -> str:
        """As the table says it."""
        least = "at least" if self.is_least else "at most"
        return f"{least} {self.limit:,g} {'times' if self.of_ratio else unit}"


def times(limit: float) -> Target:
    """At most so many times the baseline."""
    return Target(limit, of_ratio=True)


def times_at_least(limit: float) -> Target:
    """At least so many times the baseline."""
    return Target(limit, of_ratio=True, is_least=True)


def under(limit: float) -> Target:
    """Our own figure: at most so much."""
    return Target(limit, of_ratio=False)


def at_least(limit: float) -> Target:
    """Our own figure: at least so much."""
    return Target(limit, of_ratio=False, is_least=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure; both figures in `unit`. Without a target it is told for information."""

    measure: str
    ours: float
    baseline: float
    unit: str
    target: Target | None = None

    @property
    def ratio(self) -> float:
        """Ours to the baseline."""
        return self.ours / self.baseline

    @property
    def met(self) -> bool:
        """Whether the target is met; what has none misses none."""
        return self.target is None or self.target.holds(self.ours, self.ratio)


def head() -> str:
    """The first two lines, as Markdown, which is a table in a terminal too."""
    return f"{_line(COLUMNS)}\n{_line(['-' * width for width in WIDTHS])}"


def lines(rows: Iterable[Row]) -> str:
    """A line a row."""
    return "\n".join(map(line, rows))


def line(row: Row) -> str:
    """One row."""
    target = row.target.words(row.unit) if row.target else ""
    met = ("yes" if row.met else "NO") if row.target else ""
    ours, baseline = (f"{_figure(one)} {row.unit}" for one in (row.ours, row.baseline))
    return _line((row.measure, ours, baseline, _figure(row.ratio), target, met))


def _figure(value: float) -> str:
    """Three digits that matter, and no exponent."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 4
    return f"{value:,.{digits}f}"


def _line(cells: Iterable[str]) -> str:
    filled = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return f"| {' | '.join(filled)} |"

"""What a rules file may say: categories with points and caps, levels and their gates, channels of
participation, page patterns; what it says of telling is in `scoring.rules_telling`.

Points and caps are written with two decimals at most and held as integers of hundredths, so that
fifty views of 0.10 are exactly 5. What concerns several tables at once (a kind in two categories,
levels that do not rise) is checked in `scoring.rules_checks`, with the lines at hand.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from scoring.rules_gates import METRICS, MOST_WINDOW, Gate, Metric, Need
from scoring.rules_telling import Announce, Project, Quiet, Reminders, Route, Team, with_team
from scoring.rules_types import (
    MOST_POINTS,
    Frozen,
    Hundredths,
    Part,
    Table,
    Text,
    Texts,
    Topic,
    hundredths,
)
from scoring.rules_warehouses import Columns, Networks, Warehouse

__all__ = [
    "FORMER",
    "METRICS",
    "MOST_POINTS",
    "MOST_WINDOW",
    "NONE",
    "Announce",
    "Category",
    "Columns",
    "Gate",
    "Level",
    "Metric",
    "Need",
    "Networks",
    "Page",
    "Project",
    "Quiet",
    "Reminders",
    "Route",
    "Rules",
    "Team",
    "Warehouse",
    "hundredths",
]

NONE: Final = "none"
FORMER: Final = "OQL0"
SHOWN_WINDOW: Final = 90  # days: the longest of the windows that are always computed
JUDGING: Final = frozenset({"window_days", "categories", "levels", "channels"})


class Category(Part):
    """What earns points, and the most that a day, any 7 days and any 30 days may earn."""

    title: Text
    day: Hundredths | None = None
    week: Hundredths | None = None
    month: Hundredths | None = None
    kinds: Table[Hundredths]


class Level(Part):
    """A level is reached above a number of points or from it on, through gates, or by both.

    Levels are cumulative: a company is at level n when the conditions of levels 1 to n all hold.
    """

    name: Text
    above: Hundredths | None = None
    from_: Hundredths | None = Field(default=None, alias="from")
    meaning: Text
    gates: Annotated[tuple[Gate, ...], Field(strict=False)] = ()

    @property
    def least(self) -> int:
        """The fewest hundredths of points that are enough; 0 where points do not matter."""
        return self.above + 1 if self.above is not None else self.from_ or 0


class Page(Part):
    """Pages whose address matches a pattern are views of a kind, and of a topic if one is given."""

    match: Text
    kind: Text
    topic: Topic = ""


class Rules(Part):
    """One rules file. Categories and levels keep the file's order, levels lowest first."""

    name: Text
    window_days: Literal[30, 60, 90] = 30
    categories: Table[Category]
    levels: Annotated[tuple[Level, ...], Field(strict=False, min_length=1)]
    channels: Frozen[Text, Texts] = Field(default_factory=lambda: MappingProxyType({}))
    pages: Annotated[tuple[Page, ...], Field(strict=False)] = ()
    warehouses: Annotated[tuple[Warehouse, ...], Field(strict=False)] = ()
    project: Project = Project()
    announce: Announce
    routes: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    quiet: Quiet | None = None
    reminders: Reminders = Reminders()
    teams: Table[Team]

    @model_validator(mode="before")
    @classmethod
    def _with_team(cls, content: Any) -> Any:
        return with_team(content)

    def model_post_init(self, _context: Any) -> None:
        """Gates speak of a category by its title."""
        for gate in (gate for level in self.levels for gate in level.gates):
            if gate.category and gate.category in self.categories:
                gate.entitle(self.categories[gate.category].title)

    @cached_property
    def version(self) -> str:
        """12 hex digits of what levels are made from: window, categories, levels, channels.

        Comments, layout, wording, pages, who is told, where and when change nothing: a level change
        keeps the version that made it, and that one must be found in a file.
        """
        content = self.model_dump(mode="json", by_alias=True, include=set(JUDGING))
        for wording, parts in (
            ("title", content["categories"].values()),
            ("meaning", content["levels"]),
        ):
            for part in parts:
                del part[wording]
        return _digest(content)

    @cached_property
    def pages_version(self) -> str:
        """12 hex digits of the page patterns: they act at intake, and no replay can change that."""
        return _digest([page.model_dump(mode="json") for page in self.pages])

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, int]]:
        """Each kind's category and points in hundredths."""
        return MappingProxyType(
            {
                kind: (name, points)
                for name, category in self.categories.items()
                for kind, points in category.kinds.items()
            }
        )

    @cached_property
    def caps(self) -> tuple[tuple[int | None, int | None, int | None], ...]:
        """(day, week, month) in hundredths, one a category in the file's order; None is no cap."""
        return tuple((one.day, one.week, one.month) for one in self.categories.values())

    @cached_property
    def thresholds(self) -> tuple[int, ...]:
        """The fewest hundredths for level 1, 2, and so on, never falling.

        A level without points demands those of the levels below it: 0 where none has any.
        """
        return tuple(accumulate((level.least for level in self.levels), max))

    @cached_property
    def gates(self) -> tuple[tuple[int, Gate], ...]:
        """Every gate with the number of its level (from 1), in the file's order."""
        return tuple((n, gate) for n, level in enumerate(self.levels, 1) for gate in level.gates)

    @property
    def has_gates(self) -> bool:
        """Whether points alone decide no longer."""
        return bool(self.gates)

    @cached_property
    def longest_window(self) -> int:
        """How many days back a level or a shown score looks at most."""
        return max([SHOWN_WINDOW, *(self.gate_window(gate) for _, gate in self.gates)])

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Those that gates and pages name, after "" for none."""
        named = [gate.topic for _, gate in self.gates] + [page.topic for page in self.pages]
        return tuple(dict.fromkeys(["", *named]))

    def gate_window(self, gate: Gate) -> int:
        """The days a gate looks at: its own, or the rules' window, or more if its needs ask it."""
        return gate.window_days or max(self.window_days, gate.least_window)

    def gate_kinds(self, gate: Gate) -> frozenset[str] | None:
        """The kinds a gate looks at; None for every kind, those without a category too."""
        if gate.category is not None:
            return frozenset(self.categories[gate.category].kinds)
        return frozenset(gate.kinds) or None

    @cached_property
    def level_names(self) -> tuple[str, ...]:
        """Names by number: "none" is 0, then the levels of the file."""
        return (NONE, *(level.name for level in self.levels))

    def earns(self, kind: str) -> bool:
        """Whether a kind has points; one that the rules do not name has none."""
        return kind in self.kinds and self.kinds[kind][1] > 0

    def level_of(self, points: int) -> int:
        """The level that so many hundredths allow: 0 for none, 1 for the lowest of the file.

        Points alone: gates may hold a company below it.
        """
        return bisect_right(self.thresholds, points)

    def level_name(self, level: int, *, former: bool = False) -> str:
        """The name of a level by number; 0 is "OQL0" for a company that was once higher."""
        return FORMER if former and level == 0 else self.level_names[level]


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

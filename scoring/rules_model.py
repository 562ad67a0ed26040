"""What a rules file may say: categories with points and caps, levels, announcing, teams.

Points and caps are written with two decimals at most and held as integers of hundredths, so that
fifty views of 0.10 are exactly 5. What concerns several tables at once (a kind in two categories,
levels that do not rise) is checked in `scoring.rules_checks`, with the lines at hand.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

NONE: Final = "none"
FORMER: Final = "OQL0"
MOST_POINTS: Final = 10_000

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Value = TypeVar("Value")
Table = Annotated[
    Mapping[Key, Value],
    Field(min_length=1),
    AfterValidator(MappingProxyType),
    PlainSerializer(dict),
]


def hundredths(value: object) -> int:
    """Points as the file has them (int or Decimal) in hundredths; ValueError says why not."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("must be a number of points, such as 0.25 or 5")
    points = Decimal(value)
    if not points.is_finite() or not 0 <= points <= MOST_POINTS:
        raise ValueError(f"must be from 0 to {MOST_POINTS} points")
    if points * 100 % 1:
        raise ValueError(f"has more than two decimals: {value}")
    return int(points * 100)


Hundredths = Annotated[int, BeforeValidator(hundredths)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Category(_Part):
    """What earns points, and the most that a day, any 7 days and any 30 days may earn."""

    title: Text
    day: Hundredths | None = None
    week: Hundredths | None = None
    month: Hundredths | None = None
    kinds: Table[Hundredths]


class Level(_Part):
    """A level is reached above a number of points, or from it on."""

    name: Text
    above: Hundredths | None = None
    from_: Hundredths | None = Field(default=None, alias="from")
    meaning: Text

    @property
    def least(self) -> int:
        """The fewest hundredths of points that are enough."""
        return self.above + 1 if self.above is not None else self.from_ or 0


class Announce(_Part):
    """Which rise is told, and when the same one may be told again; spans in days."""

    level: Text
    again_after_days: Annotated[int, Field(ge=1, le=365)] = 14
    news_days: Annotated[int, Field(ge=1, le=90)] = 7


class Team(_Part):
    """Who receives a DQL: a channel by name or id, and what may come of it."""

    channel: Text
    outcomes: Annotated[tuple[Text, ...], Field(strict=False, min_length=1)]


class Rules(_Part):
    """One rules file. Categories and levels keep the file's order, levels lowest first."""

    name: Text
    window_days: Literal[30, 60, 90] = 30
    categories: Table[Category]
    levels: Annotated[tuple[Level, ...], Field(strict=False, min_length=1)]
    announce: Announce
    teams: Table[Team]

    @cached_property
    def version(self) -> str:
        """12 hex digits of the content: comments, layout and order of tables change nothing."""
        content: Any = self.model_dump(mode="json", by_alias=True)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

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
        """The fewest hundredths that reach level 1, 2, and so on."""
        return tuple(level.least for level in self.levels)

    @cached_property
    def level_names(self) -> tuple[str, ...]:
        """Names by number: "none" is 0, then the levels of the file."""
        return (NONE, *(level.name for level in self.levels))

    def earns(self, kind: str) -> bool:
        """Whether a kind has points; one that the rules do not name has none."""
        return kind in self.kinds and self.kinds[kind][1] > 0

    def level_of(self, points: int) -> int:
        """The level that so many hundredths reach: 0 for none, 1 for the lowest of the file."""
        return bisect_right(self.thresholds, points)

    def level_name(self, level: int, *, former: bool = False) -> str:
        """The name of a level by number; 0 is "OQL0" for a company that was once higher."""
        return FORMER if former and level == 0 else self.level_names[level]

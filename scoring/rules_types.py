"""The values that every table of a rules file is made of: names, texts, points, lists."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

MOST_POINTS: Final = 10_000

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
Topic = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]*)?$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(strict=False, min_length=1)]
Name = TypeVar("Name")
Value = TypeVar("Value")
Frozen = Annotated[Mapping[Name, Value], AfterValidator(MappingProxyType), PlainSerializer(dict)]
Table = Annotated[Frozen[Key, Value], Field(min_length=1)]


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


class Part(BaseModel):
    """A table of the file: frozen, and without keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

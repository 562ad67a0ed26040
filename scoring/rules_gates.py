"""Gates: what a level demands of a company's activities besides points, or instead of them."""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_args

from pydantic import BeforeValidator, Field, PlainSerializer, PrivateAttr

from scoring.rules_types import Key, Part, Text, Topic

Metric = Literal["count", "days", "span_days", "people", "channels", "months", "days_since"]

METRICS: Final[tuple[Metric, ...]] = get_args(Metric)
MONTH: Final = 30  # days
MOST_WINDOW: Final = 180  # days
MOST_FIGURE: Final = 1_000_000

_UNITS: Final = {
    "count": "time",
    "days": "day",
    "span_days": "day",
    "people": "person",
    "channels": "channel",
    "months": "month",
}
_PHRASES: Final = {
    "count": "at least {}",
    "days": "on at least {}",
    "span_days": "at least {} from the first to the last",
    "people": "by at least {}",
    "channels": "in at least {}",
    "months": "in each of the last {}",
}
_NEED: Final = re.compile(r"\s*([^\s<>=!]+)\s*([<>=!]+)\s*([0-9]{1,7})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Need:
    """One condition: a figure of at least `least`; of at most `most` days for "days_since".

    `written` is the condition in the file's words: "span_days > 3" has a `least` of 4.
    """

    metric: Metric
    least: int = 0
    most: int = 0
    written: str = ""

    @property
    def text(self) -> str:
        """The condition as it is read: "count >= 2"."""
        if self.written:
            return self.written
        if self.metric == "days_since":
            return f"{self.metric} <= {self.most}"
        return f"{self.metric} >= {self.least}"

    @property
    def phrase(self) -> str:
        """The condition within a sentence: "at least 2 times"."""
        if self.metric == "days_since":
            return f"last seen at most {_many(self.most, 'day')} ago"
        if self.metric == "months" and self.least == 1:
            return "in the last month"
        return _PHRASES[self.metric].format(_many(self.least, _UNITS[self.metric]))

    @property
    def window(self) -> int:
        """The fewest days that must be looked at for the condition to hold or fail truly."""
        if self.metric == "months":
            return self.least * MONTH
        if self.metric in {"span_days", "days_since"}:
            return max(self.least, self.most) + 1
        return self.least if self.metric == "days" else 1

    def holds(self, figure: int) -> bool:
        """Whether a figure of this metric is enough."""
        return figure <= self.most if self.metric == "days_since" else figure >= self.least


def need(value: object) -> Need:
    """A condition as the file has it: "count >= 2"; ValueError says what is allowed."""
    if isinstance(value, Need):
        return value
    found = _NEED.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(
            'must be a condition in quotes, such as "count >= 2" or "days_since <= 31", '
            f"not {json.dumps(value, default=str)}"
        )
    name, operator, figure = found[1], found[2], int(found[3])
    metric = next((one for one in METRICS if one == name), None)
    if metric is None:
        raise ValueError(f'knows no "{name}"; allowed: {", ".join(METRICS)}')
    recency = metric == "days_since"
    allowed = ("<=", "<") if recency else (">=", ">")
    if operator not in allowed:
        raise ValueError(
            f'knows no "{metric} {operator}"; allowed: {metric} {" or ".join(allowed)}'
        )
    bound = figure if len(operator) == 2 else figure + (-1 if recency else 1)
    if bound > MOST_FIGURE:
        raise ValueError(f'asks for "{value}": figures go up to {MOST_FIGURE}')
    if bound < (0 if recency else 1):
        raise ValueError(f'asks for "{value}", which {"never" if recency else "always"} holds')
    written = f"{metric} {operator} {figure}"
    if recency:
        return Need(metric, most=bound, written=written)
    return Need(metric, least=bound, written=written)


def _listed(value: object) -> object:
    """One condition may stand without a list around it."""
    return (value,) if isinstance(value, str) else value


Condition = Annotated[
    Need, BeforeValidator(need), PlainSerializer(lambda one: one.text, return_type=str)
]


class Gate(Part):
    """Conditions on activities of a category, of some kinds, of a topic, or of any kind at all.

    All of its needs must hold, each over the gate's window of days (see `Rules.gate_window`).
    """

    category: Key | None = None
    kinds: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    topic: Topic = ""
    needs: Annotated[
        tuple[Condition, ...], Field(strict=False, min_length=1), BeforeValidator(_listed)
    ]
    window_days: Annotated[int, Field(ge=1, le=MOST_WINDOW)] | None = None

    _title: str = PrivateAttr(default="")

    def entitle(self, title: str) -> None:
        """Lets the gate speak of its category by the title that the file gives it."""
        self._title = title

    @property
    def scope(self) -> str:
        """What the gate looks at, for people: "downloads", "issue or pull request, topic sso"."""
        parts = [_phrase(self._title or self.category or ""), _either(self.kinds)]
        parts.append(f"topic {self.topic}" if self.topic else "")
        return ", ".join(filter(None, parts)) or "any activity"

    @property
    def sentence(self) -> str:
        """The gate for people, without its window: "downloads: at least 2 times"."""
        return f"{self.scope}: {', and '.join(one.phrase for one in self.needs)}"

    @property
    def least_window(self) -> int:
        """The fewest days that all of its needs together must look at."""
        return max(one.window for one in self.needs)


def _phrase(title: str) -> str:
    """A title within a sentence: "Downloads" becomes "downloads", "API calls" stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _either(kinds: tuple[str, ...]) -> str:
    names = [kind.replace("_", " ").replace(" high value", " of high value") for kind in kinds]
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _many(number: int, unit: str) -> str:
    if number == 1:
        return f"1 {unit}"
    return f"{number} {'people' if unit == 'person' else unit + 's'}"

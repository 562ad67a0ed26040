"""What a company keeps coming back to: pages of high value and topics, seen repeatedly.

Points say how much was done, a signal says what about: "pricing page 4 times in 9 days, by 3
people". One look is chance, so a signal begins with the second. Only known persons are people:
of networks and domains nobody can say how many are behind them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from scoring.counts import Counts

WINDOW: Final = 30  # days
MOST: Final = 3  # of a company: more would be a list, and no signal
TIMES: Final = 2
HIGH_VALUE: Final = "_high_value"


@dataclass(frozen=True, slots=True)
class Signal:
    """How often, and by how many known persons, one topic or kind of page was looked at.

    `topic` is "" for pages of high value without one; `kind` is "" for a topic, which may have
    several. `first` and `last` are days since 1970-01-01.
    """

    topic: str
    kind: str
    count: int
    people: int
    first: int
    last: int

    @property
    def days(self) -> int:
        """From the first day to the last one, both counted."""
        return self.last - self.first + 1

    @property
    def text(self) -> str:
        """The signal for people: "pricing page 4 times in 9 days, by 3 people"."""
        within = "on one day" if self.days == 1 else f"in {self.days} days"
        people = f"{self.people} people" if self.people > 1 else "one person"
        by = f", by {people}" if self.people else ""
        return f"{self._page} {self.count} times {within}{by}"

    @property
    def _page(self) -> str:
        if self.topic:
            return f"{self.topic} page"
        ordinary = self.kind.removesuffix(HIGH_VALUE).removesuffix("_view")
        return f"{ordinary.replace('_', ' ')} page of high value"


def signals(counts: Counts, last_day: int) -> tuple[Signal, ...]:
    """What is worth saying of the only company of the columns, at the end of a day; 3 at most.

    Looks at the 30 days up to `last_day`. What several people look at comes first, then what is
    looked at most often.
    """
    lately = counts.rows((counts.day > last_day - WINDOW) & (counts.day <= last_day))
    found = [one for one in _seen(lately) if one.count >= TIMES]
    found.sort(key=lambda one: (-one.people, -one.count, one.topic, one.kind))
    return tuple(found[:MOST])


def _seen(rows: Counts) -> Iterator[Signal]:
    """Each topic of the rows, and each kind of high value among those without a topic."""
    for number, topic in enumerate(rows.topics[1:], 1):
        yield from _signal(rows.rows(rows.topic == number), topic=topic)
    for number, kind in enumerate(rows.kinds):
        if kind.endswith(HIGH_VALUE):
            yield from _signal(rows.rows((rows.kind == number) & (rows.topic == 0)), kind=kind)


def _signal(rows: Counts, topic: str = "", kind: str = "") -> Iterator[Signal]:
    if len(rows):
        yield Signal(
            topic,
            kind,
            count=int(rows.count.sum()),
            people=len(np.unique(rows.actor[rows.person])),
            first=int(rows.day.min()),
            last=int(rows.day.max()),
        )

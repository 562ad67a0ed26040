"""What companies' people did, as columns: all that scores, gates and history are made from."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# What one number can hold beside an actor and a count; the rules refuse more.
MOST_KINDS: Final = 60
MOST_TOPICS: Final = 60


@dataclass(frozen=True, slots=True)
class Counts:
    """One row an account, day, kind and topic, in no order; the columns are of one length.

    `company` is a number from 0 on, an index into `ids`, the companies' own ids in rising order.
    `kind` is an index into `kinds`, and `len(kinds)` for a kind that the rules do not name.
    `topic` is an index into `topics`, whose first is "": none, or one that nobody asked for.
    Days are counted from 1970-01-01. `actor` is whose account it is, the same of all accounts of
    one person; `person` says that it is somebody, and no domain, network or statement without a
    person behind it.
    """

    ids: Longs
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    company: Ints
    actor: Ints
    person: Flags
    day: Ints
    kind: Ints
    topic: Ints
    count: Longs

    @property
    def companies(self) -> int:
        """How many companies there are, with rows or without."""
        return len(self.ids)

    def __len__(self) -> int:
        return len(self.company)

    def rows(self, where: Flags | slice | Longs) -> "Counts":
        """Some of the rows, of the same companies."""
        return Counts(
            self.ids,
            self.kinds,
            self.topics,
            self.company[where],
            self.actor[where],
            self.person[where],
            self.day[where],
            self.kind[where],
            self.topic[where],
            self.count[where],
        )

"""What readers of rows, from files or requests, are told: kinds, URL rules, networks, and now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from ledger.drafts import ActorDraft, Signal

BATCH_ROWS: Final = 20_000


class Pseudonym(Protocol):
    """Keyed hashes for what is not kept."""

    def address(self, email: str) -> str:
        """The hash of a mail address."""

    def network(self, ip: str) -> str:
        """The hash of the network around an IP address."""


class PageRule(Protocol):
    """The URL patterns of the rules file."""

    def __call__(self, url: str, kind: str = "") -> tuple[str, str]:
        """The kind of a view of `url`, and its topic ("" for none).

        A `kind` that the sender gave is kept, or made more precise within its category: an ordinary
        page becomes one of high value, never one of another category. Without a given kind, and
        without a pattern that matches, the kind is "": no page that counts.
        """


def no_pages(url: str, kind: str = "") -> tuple[str, str]:
    """The rule of a rules file without URL patterns."""
    return kind, ""


class Owner(NamedTuple):
    """The company that an IP database names for an address, as evidence.

    `is_part` says that it holds for less than the network which the address's pseudonym stands for,
    so that its neighbours may be another's.
    """

    signal: Signal
    is_part: bool = False


OwnerOf = Callable[[str], Owner | None]


def nobodys(ip: str) -> Owner | None:
    """Whose an address is without an IP database: nobody's."""
    return None


@dataclass(frozen=True, slots=True)
class Reading:
    """`kinds` are those of the rules file; `now` is aware and bounds what is in the future.

    `met` belongs to the reader of rows: the actors of late, by their cells, `most_met` at most. It
    holds addresses, so it is neither shown nor kept longer than the reading.
    """

    kinds: frozenset[str]
    now: datetime
    pseudonym: Pseudonym
    page: PageRule = no_pages
    met: dict[tuple[str | None, ...], ActorDraft] = field(
        default_factory=dict, repr=False, compare=False
    )
    owner_of: OwnerOf = nobodys  # by a valid IP address
    most_met: int = 60_000  # some 40 MB
    batch_rows: int = BATCH_ROWS  # of an activity file, that are stored together

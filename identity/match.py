"""What recognition answers: a company or none, why, and how sure that is.

The shares are those that proved right on public affiliation records, taken as start values. What
follows from them, `ledger.bands` says in hundredths.
"""

from enum import StrEnum
from typing import NamedTuple

from ledger import bands
from ledger.drafts import Signal

COUNTS = bands.COUNTS / 100
VERIFIED = bands.VERIFIED / 100

STATED = 0.95
AGREED = bands.AGREED / 100
KNOWN_NAME = 0.85  # a text that spells a company whose domain is known
SETTLED_NAME = bands.SURE / 100  # ... and used by a crowd, or named by the organisation itself
PLAIN_TEXT = 0.6
COMPOUND_TEXT = 0.5
HANDLE_ALONE = 0.4  # an @handle of which nothing else is known: no name yet, but a login
DISAGREED = 0.7  # at most, where text and mail name different companies
LINK_SUPPORT = 0.05  # what a profile's link adds to the company that it names too
MAIL_BY_PEOPLE = ((bands.CROWD, AGREED), (2, 0.75), (1, 0.3))
ORG_DOMAIN = 0.85  # an @handle whose organisation names a domain of its own
TEAM_DOMAIN = 0.85  # the mail domain that lets people into a stranger's workspace
TEAM_NAME = 0.6
NETWORK_OWNER = 0.7
NETWORK_AS = 0.5
EXPLICIT_NONE = 0.6  # "freelance", "student": a person's own word


class MatchKind(StrEnum):
    """What an actor turned out to be. Only a `COMPANY` match carries a domain or a name."""

    COMPANY = "company"
    ACADEMIC = "academic"
    COMMUNITY = "community"
    NONE = "none"  # the actor says that there is no company
    STAFF = "staff"  # one of our own people
    UNKNOWN = "unknown"


_COMPANY = MatchKind.COMPANY  # by itself it is found sooner, and it is asked for of everybody


class Match(NamedTuple):
    """Who is behind an actor. `confidence` is a share from 0 to 1 of being right.

    A mail domain alone gives a `domain` without a `name`; a text alone gives a `name` without a
    `domain`. Both are None for whoever never scores. `rests_on` are the signals that made the
    answer: it is as old as they are.
    """

    kind: MatchKind
    evidence: str
    confidence: float
    domain: str | None = None
    name: str | None = None
    rests_on: tuple[Signal, ...] = ()
    by_name: bool = False  # a known name told the domain, so that the name teaches nothing

    @property
    def counts(self) -> bool:
        """Whether activities count for the company, be it as unverified."""
        return self.kind is _COMPANY and self.confidence >= COUNTS

    @property
    def verified(self) -> bool:
        """Whether the company is sure enough to raise an alarm by itself."""
        return self.kind is _COMPANY and self.confidence >= VERIFIED

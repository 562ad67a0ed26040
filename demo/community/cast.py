"""What the made-up community is made of: companies, their people, and what each does how often.

Days are counted backwards from the day of `now`, which is 0; yesterday is 1, tomorrow is -1. So a
story is written once and ends on whatever day it is told.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

SPAN = 120  # days that the past reaches back
REPOSITORY = "lantern/lantern"
TEAM = "T0LEADLIGHT"

_OPENS, _CLOSES = 7 * 3600, 19 * 3600  # seconds of the day, UTC, between which people are up


@dataclass(frozen=True, slots=True)
class Habit:
    """A kind of activity, `times` a day, on each `every`th day from `since` to `until`.

    Without an end it is a habit still, and goes on in the days to come.
    """

    kind: str
    since: int
    until: int | None = None
    every: int = 1
    times: int = 1

    def on(self, ago: int) -> bool:
        """Whether it is done on that day."""
        ended = self.until is not None and ago < self.until
        return ago <= self.since and not ended and (self.since - ago) % self.every == 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; the days are those of what they opened on GitHub, or did in Slack and the forum.

    `login` is empty for who is not on GitHub. Whoever shows an address there has the same one in
    Slack, and `company` is what they typed into their profile.
    """

    name: str
    login: str = ""
    company: str = ""
    email: str = ""
    pulls: tuple[int, ...] = ()
    issues: tuple[int, ...] = ()
    joined: int | None = None
    said: tuple[int, ...] = ()
    posted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """A company and its story in a sentence; `known_by` is what logs tell of it.

    `org` is the login of its organisation on GitHub, where it has one.
    """

    domain: str
    name: str
    story: str
    habits: tuple[Habit, ...] = ()
    people: tuple[Person, ...] = ()
    known_by: tuple[str, ...] = ("domain", "company")
    org: str = ""

    def who(self, number: int) -> dict[str, str]:
        """How a log's row of that number names it; by `email`, its people take turns."""
        told = {"domain": self.domain, "company": self.name}
        if "email" in self.known_by:
            told["email"] = self.people[number % len(self.people)].email
        return {column: told[column] for column in self.known_by}


@dataclass(frozen=True, slots=True)
class Community:
    """Everybody: the companies, our own staff, and people and machines of no company."""

    seed: int
    companies: tuple[Company, ...]
    staff: Company
    outsiders: tuple[Person, ...]

    @property
    def organisations(self) -> tuple[Company, ...]:
        """Whoever leaves traces as an organisation, our own included."""
        return (*self.companies, self.staff)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody with a name."""
        inside = (person for one in self.organisations for person in one.people)
        return (*inside, *self.outsiders)


def chance(seed: int, *about: object) -> random.Random:
    """Luck of its own for each thing, so that a new company changes nobody else's fate."""
    return random.Random(f"{seed}:{':'.join(map(str, about))}")  # noqa: S311 - no secret


def moment(luck: random.Random, now: datetime, ago: int) -> datetime:
    """A moment of waking hours on the UTC day so many days before that of `now` (aware)."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return midnight - timedelta(days=ago) + timedelta(seconds=luck.randrange(_OPENS, _CLOSES))

"""What happens next, for as long as anybody watches: a feed of small things, without an end.

The first minute is told in the watcher's own time, for it is watched: in it Lumen Freight reaches
the highest level. Everything after it is told in the community's time, which may run faster.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from heapq import merge
from itertools import count
from random import Random

from demo.community.cast import Community, Company, Habit, Person, chance
from demo.community.made import generate
from demo.community.stories import HERO
from demo.community.traces import Opened, Row, rows_of, title

OPENING = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_EXPORTS = 4  # logs are handed over so often a day
_FIRST = ("Alma", "Bea", "Caspar", "Dilek", "Emre", "Freya", "Goran", "Hugo", "Ines", "Jonas")
_LAST = ("Abel", "Brook", "Costa", "Dorn", "Engel", "Fox", "Grau", "Hale", "Iqbal", "Jansen")
_WORDS = (
    "Hello everybody! Which version would you start with?",
    "Has anybody run this behind a proxy?",
    "The new release works well for us, thank you.",
    "Is there a way to try single sign-on without a contract?",
    "We moved all our services over this week.",
)


@dataclass(frozen=True, slots=True)
class Joined:
    """A sign-up to the community's Slack."""

    handle: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Visited:
    """Somebody of another company's workspace comes into a channel that both share."""

    handle: str
    name: str
    team: str
    company: Company


@dataclass(frozen=True, slots=True)
class Said:
    """A message in Slack, by the handle of somebody who joined, or came from elsewhere, before."""

    handle: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Logged:
    """An export of downloads and page views."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens so long `after` the start."""

    after: timedelta
    what: Opened | Joined | Visited | Said | Logged

    def due(self, speed: float = 1) -> timedelta:
        """How long after the start a watcher sees it, when time runs `speed` times as fast."""
        opening = min(self.after, OPENING)
        return opening + (self.after - opening) / speed


def feed(seed: int, now: datetime) -> Iterator[Happening]:
    """What happens from `now` (aware) on, in order, without an end; the same for the same two."""
    made = generate(seed)
    yield from _opening(made, now)
    yield from merge(_small_things(made), _days(made, now), key=lambda one: one.after)


def _opening(made: Community, now: datetime) -> Iterator[Happening]:
    """Lumen Freight reads, weighs the price, joins, and contributes; a neighbour has a question."""

    def seen(seconds: int, kind: str, times: int) -> Happening:
        after = timedelta(seconds=seconds)
        rows = rows_of(made.seed, HERO, Habit(kind, 0, 0, times=times), now, 0)
        return Happening(after, Logged(tuple(Row(now + after, row.fields) for row in rows)))

    yield seen(6, "doc_view", 8)
    yield seen(14, "web_view_high_value", 3)
    newcomer = Joined("petra", "Petra Lind", f"petra@{HERO.domain}")
    yield Happening(timedelta(seconds=22), newcomer)
    text = "Hello! We run lantern on two sites now. Who has done SSO groups?"
    yield Happening(timedelta(seconds=30), Said(newcomer.handle, "#general", text))
    guest = Visited("ivo", "Ivo Tarn", "T0GRANITE", _of(made, "granitearch.example"))
    yield Happening(timedelta(seconds=36), guest)
    text = "Greetings from next door. Does lantern run on two sites without a shared disk?"
    yield Happening(timedelta(seconds=38), Said(guest.handle, "#general", text))
    wanted = Opened(HERO.people[0].login, "Support SSO groups in the token handler", pull=True)
    yield Happening(timedelta(seconds=45), wanted)


def _of(made: Community, domain: str) -> Company:
    return next(one for one in made.companies if one.domain == domain)


def _small_things(made: Community) -> Iterator[Happening]:
    """Every few minutes in the first hour, then every few hours: contributions and newcomers."""
    luck = chance(made.seed, "feed")
    homes = [one for one in made.companies if one.people]
    contributors = [person for person in made.people if person.login]
    here: list[Joined] = []
    after = OPENING
    while True:
        gap = luck.uniform(1, 4) / 60 if after < _HOUR else luck.uniform(2, 6)
        after += timedelta(hours=gap)
        if luck.random() < 0.5:
            yield Happening(after, _contribution(luck, contributors))
        elif here and luck.random() < 0.7:
            yield Happening(after, _message(luck, here))
        else:
            here.append(_newcomer(luck, homes, len(here)))
            yield Happening(after, here[-1])


def _contribution(luck: Random, contributors: list[Person]) -> Opened:
    pull = luck.random() < 0.5
    return Opened(luck.choice(contributors).login, title(luck, pull=pull), pull)


def _message(luck: Random, here: list[Joined]) -> Said:
    return Said(luck.choice(here).handle, "#general", luck.choice(_WORDS))


def _newcomer(luck: Random, homes: list[Company], number: int) -> Joined:
    first, last = luck.choice(_FIRST), luck.choice(_LAST)
    handle = f"{first.lower()}{number + 1}"
    return Joined(handle, f"{first} {last}", f"{handle}@{luck.choice(homes).domain}")


def _days(made: Community, now: datetime) -> Iterator[Happening]:
    """The habits that go on, exported a few times a day, from tomorrow on."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    part = timedelta(days=1) / _EXPORTS
    for day in count(1):
        rows = [
            row
            for company in made.organisations
            for habit in company.habits
            if habit.on(-day)
            for row in rows_of(made.seed, company, habit, now, -day)
        ]
        for number in range(_EXPORTS):
            begins = today + timedelta(days=day) + number * part
            some = tuple(row for row in rows if begins <= row.at < begins + part)
            if some:
                yield Happening(begins + part - now, Logged(some))

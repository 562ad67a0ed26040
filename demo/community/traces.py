"""What habits and people leave behind: rows of logs, and what was opened on GitHub."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo.community.cast import SPAN, TEAM, Community, Company, Habit, Person, chance, moment
from demo.community.outsiders import NETWORKS

SITE = "https://lantern.example"
_SHOWN = {  # by kind: the path and the title of what is read or fetched
    "doc_view": (
        ("docs/getting-started", "Getting started"),
        ("docs/configuration", "Configuration"),
        ("docs/operators/upgrades", "Upgrades"),
        ("docs/reference/cli", "Command line"),
    ),
    "doc_view_high_value": (
        ("docs/single-sign-on", "Single sign-on"),
        ("docs/high-availability", "High availability"),
    ),
    "blog_view": (
        ("blog/lantern-3-2", "Lantern 3.2 is out"),
        ("blog/how-we-cache", "How we cache"),
    ),
    "web_view": (("", "Lantern"), ("features", "Features"), ("community", "Community")),
    "web_view_high_value": (("pricing", "Pricing"),),
    "download": (
        ("", "lantern 3.2 container image"),
        ("", "lantern 3.2 for Linux"),
        ("", "lantern 3.1 container image"),
    ),
}
_SOURCE = {"download": "registry"}
_DO = ("Speed up", "Mend", "Document", "Test", "Simplify", "Retry")
_ASK = ("Crash in", "How do I tune", "Unclear error from", "Slow", "Please support", "Leak in")
_PART = ("the parser", "uploads", "token refresh", "the cache folder", "offline mode", "retries")
_SIZE = ("on Windows", "behind a proxy", "with large files", "after an upgrade", "in containers")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an activity file; `at` is aware, UTC."""

    at: datetime
    fields: dict[str, str | int]

    def written(self, late: timedelta = timedelta()) -> dict[str, str | int]:
        """Its cells, with the moment moved by so much."""
        return {**self.fields, "occurred_at": (self.at + late).isoformat(timespec="seconds")}


@dataclass(frozen=True, slots=True)
class Opened:
    """An issue or a pull request, by login."""

    login: str
    title: str
    pull: bool


def rows_of(seed: int, company: Company, habit: Habit, now: datetime, ago: int) -> Iterator[Row]:
    """What a company's habit leaves on one day: a row for each page, with how often it was seen."""
    luck = chance(seed, company.domain, habit.kind, habit.since, ago)
    seen = Counter(luck.choices(_SHOWN[habit.kind], k=habit.times))
    for number, ((path, title), count) in enumerate(seen.items()):
        at = moment(luck, now, ago)
        fields: dict[str, str | int] = {
            "source": _SOURCE.get(habit.kind, "website"),
            "id": f"{habit.kind}-{company.domain}-{at:%Y%m%d}-{habit.since}-{number}",
            "kind": habit.kind,
            **company.who(ago + number),
            "url": "" if habit.kind == "download" else f"{SITE}/{path}",
            "title": title,
            "count": count,
        }
        yield Row(at, fields)


def logged(made: Community, now: datetime) -> Iterator[Row]:
    """Downloads and page views of the past, of companies and of readers whom nobody can name."""
    for company in made.organisations:
        for habit in company.habits:
            for ago in range(1, SPAN + 1):
                if habit.on(ago):
                    yield from rows_of(made.seed, company, habit, now, ago)
    for ago in range(1, SPAN + 1):
        luck = chance(made.seed, "strangers", ago)
        for number in range(luck.randint(1, 5)):
            path, title = luck.choice(_SHOWN["doc_view"])
            at = moment(luck, now, ago)
            fields: dict[str, str | int] = {
                "source": "website",
                "id": f"doc_view-stranger-{at:%Y%m%d}-{number}",
                "kind": "doc_view",
                "ip": luck.choice(NETWORKS).format(luck.randint(1, 254)),
                "url": f"{SITE}/{path}",
                "title": title,
            }
            yield Row(at, fields)


def slack_past(made: Community, now: datetime) -> Iterator[Row]:
    """Sign-ups and messages of the past, as an export of the workspace tells them."""
    for key, person in members(made):
        luck = chance(made.seed, "slack", person.name)
        who = {"source": "slack", "actor": f"{TEAM}:{key}", "email": person.email}
        if person.joined is not None:
            at = moment(luck, now, person.joined)
            yield Row(at, {**who, "id": f"signup:{TEAM}:{key}", "kind": "slack_signup"})
        for ago in person.said:
            at = moment(luck, now, ago)
            ts = f"{at.timestamp():.6f}"
            yield Row(at, {**who, "id": f"message:{TEAM}:C0GENERAL:{ts}", "kind": "slack_message"})


def members(made: Community) -> list[tuple[str, Person]]:
    """Who is in the Slack workspace when it opens, each with the id there."""
    found = [person for person in made.people if person.joined is not None or person.said]
    return [(f"U0PAST{number:03}", person) for number, person in enumerate(found, start=1)]


def forum_past(made: Community, now: datetime) -> Iterator[Row]:
    """Posts in the project's forum, by people who signed in with an address or a name alone."""
    for person in made.people:
        luck = chance(made.seed, "forum", person.name)
        who = {"email": person.email} if person.email else {"actor": person.login}
        for ago in person.posted:
            at = moment(luck, now, ago)
            number = f"{at:%Y%m%d}-{person.login}"
            fields: dict[str, str | int] = {
                "source": "forum",
                "id": number,
                "kind": "forum_post",
                **who,
                "url": f"{SITE}/forum/{number}",
                "title": f"Re: {title(luck, pull=False)}",
            }
            yield Row(at, fields)


def opened_past(made: Community, now: datetime) -> list[tuple[datetime, Opened]]:
    """What was opened on GitHub, oldest first."""
    found = []
    for person in made.people:
        luck = chance(made.seed, "github", person.login)
        for pull, days in ((True, person.pulls), (False, person.issues)):
            for ago in days:
                at = moment(luck, now, ago)
                found.append((at, Opened(person.login, title(luck, pull=pull), pull)))
    return sorted(found, key=lambda pair: pair[0])


def title(luck: Random, *, pull: bool) -> str:
    """What an issue or a pull request may be called."""
    return f"{luck.choice(_DO if pull else _ASK)} {luck.choice(_PART)} {luck.choice(_SIZE)}"

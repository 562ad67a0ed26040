"""To whom, where and when something is told: teams, announcing, routes, quiet hours, reminders.

Nothing of it moves a company between levels, so a change of it waits for nobody to adopt it.
"""

import re
from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints

from scoring.rules_types import Key, Part, Text, Texts

MOST_QUESTIONS: Final = 5
_TIME: Final = re.compile(r"(\d\d):(\d\d)")

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Line = Annotated[Words, StringConstraints(min_length=1)]
Tag = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=40)
]


def time_of_day(value: object) -> time:
    """A time of day as the file has it: "20:00"; ValueError says what is allowed."""
    if isinstance(value, time):  # TOML has times of its own, such as 20:00:00
        return value
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError('must be a time of day in quotes, from "00:00" to "23:59"')
    return time(int(found[1]), int(found[2]))


TimeOfDay = Annotated[
    time,
    BeforeValidator(time_of_day),
    PlainSerializer(lambda one: one.strftime("%H:%M"), return_type=str),
]


class Project(Part):
    """What kind of project it is; one that sells nothing has sponsors and advocates."""

    sells: bool = True

    @property
    def team(self) -> str:
        """Whom a company is offered to where the file names nobody."""
        return default_team(self.sells)


class Announce(Part):
    """Which rise or fall is told, to whom it may be referred, when again; spans in days.

    `Rules` fills a `team` that the file leaves out, by what kind of project it is.
    """

    level: Text
    team: Key = "sales"
    again_after_days: Annotated[int, Field(ge=1, le=365)] = 14
    news_days: Annotated[int, Field(ge=1, le=90)] = 7
    fall_after_days: Annotated[int, Field(ge=0, le=365)] = 7


class Team(Part):
    """Who receives a DQL: a channel by name or id, and what may come of it.

    `won` are those of the outcomes that a replay counts; all of them where none is named.
    `looking_for` and `questions` are shown to whoever refers somebody: what the team hopes to hear,
    and what it wants asked. `asks_consent` is on where the person is handed on as themselves, not
    as their company's: whether they agree is asked first. `goal` is how many outcomes a quarter it
    hopes for.
    """

    channel: Text
    outcomes: Texts
    won: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    looking_for: Words = ""
    questions: Annotated[tuple[Line, ...], Field(strict=False, max_length=MOST_QUESTIONS)] = ()
    asks_consent: bool = False
    goal: Annotated[int, Field(ge=1, le=100_000)] | None = None


class Route(Part):
    """Where the news of some companies is told: all conditions that it names must hold.

    `level` is the one that was reached, or that was fallen from; `news` is a rise or a fall.
    """

    channel: Text
    level: Text | None = None
    customer: bool | None = None
    tag: Tag | None = None
    news: Literal["rise", "fall"] | None = None


class Quiet(Part):
    """When nothing is told unasked: from one time of day until another, and on weekends."""

    from_: TimeOfDay = Field(default=time(20), alias="from")
    until: TimeOfDay = time(8)
    weekends: bool = True


class Reminders(Part):
    """When somebody is reminded of a referral: working days to answer, days to an outcome."""

    accept_days: Annotated[int, Field(ge=1, le=365)] = 2
    outcome_days: Annotated[int, Field(ge=1, le=365)] = 30


def default_team(sells: object) -> str:
    """The team that a company is offered to where the file names none."""
    return "partnerships" if sells is False else "sales"


def with_team(content: Any) -> Any:
    """The content of a file, with the team that `[announce]` leaves out."""
    if not isinstance(content, Mapping) or not isinstance(content.get("announce"), dict):
        return content
    project = content.get("project")
    sells = project.get("sells") if isinstance(project, dict) else getattr(project, "sells", True)
    return {**content, "announce": {"team": default_team(sells), **content["announce"]}}

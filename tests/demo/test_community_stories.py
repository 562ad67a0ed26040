"""The made-up community through the real collectors: each story comes out as it is told.

Every step is judged by itself, as a running service may do it between two files, and nothing but
the company that rises while somebody watches is ever announced.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from slack_sdk import WebClient
from sqlmodel import col, select

from bot import organisations, passes, profiles, slack_teams
from bot.asking import Asking
from bot.services import Services
from bot.slack_reader import SlackReader
from collectors import activity_file, slack_history
from collectors.github_access import GitHubAccess, Token, open_access
from collectors.reading import Reading
from demo import community
from demo.community import DOUBTED, HERO, STAFF, Company, feed, stories
from demo.community.crowd import crowd
from demo.stage import TOKEN, Stage, open_stage
from identity.pseudonym import Pseudonyms
from ledger import companies, cursors, intake
from ledger.drafts import Standing
from ledger.schema import open_ledger
from ledger.tables import Actor, Notice
from scoring.rescore import assess, why
from scoring.rules import read_rules

ZONE = ZoneInfo("UTC")
PATIENCE = timedelta(seconds=10)
SECRET = Pseudonyms(b"a key for rehearsals only")
MISSPELT = "name:tallgrasdata"
OWN = frozenset([STAFF.domain])
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Clock:
    """The time of everybody here, moved by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    """A stage, a ledger, and the passes of the service between them."""

    stage: Stage
    services: Services
    access: GitHubAccess
    clock: Clock

    def judge(self) -> None:
        passes.recognise(self.services, self.clock)
        passes.judge(self.services, self.clock())

    def collect(self) -> None:
        repo = community.REPOSITORY
        passes.collect_github(
            self.services, self.access, repo, self.clock, _wait_for_nobody, _go_on
        )
        asking = Asking(self.services, self.access, self.clock, _wait_for_nobody, _go_on)
        profiles.read_all(asking)
        passes.recognise(self.services, self.clock)
        organisations.read(asking)

    def catch_up(self) -> None:
        slack = self.stage.slack
        reader = SlackReader(WebClient(slack.bot_token, slack.api_url))
        with self.services.ledger.read() as session:
            kept = cursors.under(session, f"slack:{community.TEAM}:")
        pages = slack_history.catch_up(
            reader,
            community.TEAM,
            kept,
            digest=lambda text: SECRET.of("roster", text),
            address_hash=SECRET.address,
            now=self.clock(),
        )
        passes.record_pages(self.services, pages, self.clock)
        slack_teams.read(self.services, [reader], self.clock)

    def bring(self, file: Path) -> None:
        kinds = frozenset(self.services.rules.kinds)
        with file.open("rb") as stream:
            for batch in activity_file.read(
                stream, file.name, Reading(kinds, self.clock(), SECRET)
            ):
                with self.services.ledger.write() as session:
                    intake.record(session, batch.drafts, ZONE, self.clock())

    def play(self, until: timedelta) -> None:
        """What happens from the start until so long after it, and all that is heard of it."""
        happenings = feed(self.stage.community.seed, self.stage.opened)
        for happening in takewhile(lambda one: one.after <= until, happenings):
            moment = self.stage.opened + happening.after
            if moment > self.clock.now:
                self.clock.now = moment
                file = self.stage.play(happening, moment)
                if file:
                    self.bring(file)
        self.catch_up()
        self.collect()
        self.judge()

    def levels(self, ago: int = 0) -> dict[str, str]:
        """The level of every company on the day so many days ago, by domain or `name:` key."""
        day = self.services.today(self.clock()) - timedelta(days=ago)
        with self.services.ledger.read() as session:
            return {one.key: one.level for one in assess(session, self.services.rules, day)}

    def announced(self) -> set[str]:
        with self.services.ledger.read() as session:
            keys = session.exec(select(Notice.key).where(col(Notice.key).startswith("oql3:")))
            return {key.split(":")[1] for key in keys}


def _wait_for_nobody(seconds: float) -> None:
    raise AssertionError(f"a rehearsal waits for nobody, and not {seconds} s")


def _go_on() -> bool:
    return False


@contextmanager
def world_of(folder: Path, seed: int, now: datetime) -> Iterator[World]:
    """The whole past, collected and imported and judged step by step; before the feed."""
    clock = Clock(now)
    with ExitStack() as stack:
        stage = stack.enter_context(open_stage(folder, 0, now, seed=seed, clock=clock))
        ledger = open_ledger(stage.settings["database_url"], ZONE)
        stack.callback(ledger.close)
        services = Services(ledger, read_rules(), ZONE, "#leads", "#leads")
        services = replace(services, team_id=community.TEAM, own_domains=OWN)
        access = open_access(stage.settings["github_api_url"], Token(TOKEN), patience=PATIENCE)
        stack.enter_context(access.session)
        world = World(stage, services, access, clock)
        world.catch_up()
        world.collect()
        world.judge()
        for file in stage.files:
            world.bring(file)
            world.judge()
        yield world


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((1, NOON), id="noon"),
        pytest.param((7, datetime(2027, 3, 1, 0, 10, tzinfo=UTC)), id="after midnight"),
        pytest.param((23, datetime(2026, 7, 5, 23, 50, tzinfo=UTC)), id="before midnight"),
    ],
)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    seed, now = request.param
    with world_of(tmp_path_factory.mktemp("community"), seed, now) as made:
        yield made


# A story, and its level so many days ago.
LEVELS: tuple[tuple[Company, dict[int, str]], ...] = (
    (HERO, {30: "none", 14: "OQL1", 7: "OQL2", 0: "OQL2"}),
    (stories.SUPPORTER, {90: "OQL3", 60: "OQL3", 30: "OQL3", 7: "OQL3", 0: "OQL3"}),
    (stories.STEADY, {90: "OQL2", 60: "OQL2", 30: "OQL2", 7: "OQL2", 0: "OQL2"}),
    (stories.COOLING, {90: "OQL3", 60: "OQL3", 30: "OQL3", 7: "OQL2", 0: "OQL1"}),
    (stories.SPIKE, {10: "none", 9: "none", 0: "none"}),
    (stories.PRICING, {14: "none", 7: "OQL1", 0: "OQL1"}),
    (stories.SECOND_EMPLOYER, {30: "none", 14: "OQL1", 0: "OQL1"}),
    (stories.JOB_TITLES, {90: "OQL1", 60: "OQL2", 30: "OQL2", 0: "OQL2"}),
    (stories.UNIVERSITY, {90: "none", 30: "none", 0: "none"}),
    (stories.FOUNDATION, {30: "none", 0: "OQL1"}),
    (stories.KANJI, {30: "none", 0: "OQL1"}),
    (stories.CYRILLIC, {30: "none", 0: "OQL1"}),
    (DOUBTED, {40: "OQL2", 0: "OQL2"}),
)
CROWD = {
    "in use": {40: "OQL2", 0: "OQL2"},
    "having a look": {30: "none", 0: "OQL1"},
    "reads along for months": {30: "OQL1", 0: "OQL1"},
    "was looking, and left": {60: "OQL1", 14: "OQL0", 0: "OQL0"},
    "read a page once": {0: "none"},
}


def test_every_story_has_its_levels_on_the_days_that_matter(world: World) -> None:
    told = [*LEVELS, *((one, CROWD[one.story]) for one in crowd(world.stage.community.seed))]
    assert {company for company, _ in told} == set(world.stage.community.companies)
    days = {ago: world.levels(ago) for _, levels in told for ago in levels}
    found = {
        company.name: {ago: days[ago].get(company.domain, "none") for ago in levels}
        for company, levels in told
    }
    assert found == {company.name: levels for company, levels in told}


def test_nobody_scores_but_the_forty_and_one_that_may_be_misspelt(world: World) -> None:
    scored = set(world.levels()) | set(world.levels(60))
    assert scored <= known(world)
    assert stories.UNIVERSITY.domain not in scored


def known(world: World) -> set[str]:
    """Whoever may score: the forty, and the record of the misspelt name."""
    return {MISSPELT, *(company.domain for company in world.stage.community.companies)}


def test_staff_and_bots_are_known_as_what_they_are(world: World) -> None:
    with world.services.ledger.read() as session:
        standing = {
            actor.handle: actor.standing
            for actor in session.exec(select(Actor).where(Actor.source == "github"))
        }
    assert standing["dependency-robot[bot]"] == Standing.BOT
    assert [standing[person.login] for person in STAFF.people if person.login] == [
        Standing.STAFF,
        Standing.STAFF,
    ]


def test_the_caps_flatten_the_build_server(world: World) -> None:
    services = world.services
    with services.ledger.read() as session:
        company = companies.find(session, stories.SPIKE.domain)[0]
        days = why(session, services.rules, company.id, services.today(world.clock()))
    assert [(day.raw, day.credited) for day in days] == [(480 * 500, 1_000)]


@pytest.mark.parametrize(
    "company", [stories.SECOND_EMPLOYER, stories.JOB_TITLES, stories.KANJI], ids=lambda c: c.name
)
def test_messy_profiles_and_logs_meet_in_one_company(world: World, company: Company) -> None:
    with world.services.ledger.read() as session:
        assert [one.key for one in companies.find(session, company.name)] == [company.domain]
    day = world.services.today(world.clock())
    with world.services.ledger.read() as session:
        people = {one.key: one.people for one in assess(session, world.services.rules, day)}
    assert people[company.domain] == len(company.people)


def test_the_past_announces_nothing(world: World) -> None:
    assert world.announced() == set()

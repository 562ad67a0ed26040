"""What GitHub tells of people beside their profiles: kept where a profile is silent, asked once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot import commits, organisations, passes, profiles
from bot.asking import Asking
from bot.services import Services
from collectors.errors import AuthError
from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import Account, Fault, GitHub, Kind, Repository
from demo.serve import serving
from ledger import actors, affiliations
from ledger import organisations as ledger_organisations
from ledger.drafts import Standing
from ledger.tables import ActorSignal, Organisation

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOKEN = "ghp_people-example-secret"
REPO = "lantern/lantern"
EVERYTHING = "SELECT kind, value FROM actor_signal UNION SELECT name, value FROM cursor"


@dataclass
class World:
    """A GitHub, a ledger, and a clock that is moved by hand."""

    services: Services
    access: GitHubAccess
    github: GitHub
    now: datetime = field(default=START)

    @property
    def asking(self) -> Asking:
        """GitHub as the service asks it."""
        clock, wait = (lambda: self.now), (lambda seconds: None)
        return Asking(self.services, self.access, clock, wait, lambda: False)

    @property
    def repo(self) -> Repository:
        """The repository that is read."""
        return self.github.hub.repository(REPO)

    def person(self, login: str, **profile: object) -> Account:
        """Somebody on GitHub."""
        return self.github.hub.account(login, **profile)

    def pull(self, author: Account, address: str) -> None:
        """Somebody opens a pull request, committed under that address."""
        self.repo.open("Mend it", author, pull=True, at=self.now).commit = (address, author)

    def poll(self) -> None:
        """What the service does every few minutes."""
        asking = self.asking
        wait, go_on = asking.sleep, asking.stop
        passes.collect_github(self.services, self.access, REPO, asking.clock, wait, go_on)
        profiles.read_all(asking)
        passes.recognise(self.services, asking.clock)

    def later(self, **time: int) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def evidence(self, login: str) -> dict[str, str]:
        """The running evidence of somebody, kind by value."""
        with self.services.ledger.read() as session:
            (who,) = actors.find(session, "github", login)
            found = session.exec(select(ActorSignal).where(ActorSignal.actor_id == who.id))
            return {row.value: row.kind for row in found if row.ended_at is None}

    def standing(self, login: str) -> Standing:
        """What somebody is now."""
        with self.services.ledger.read() as session:
            return Standing(actors.find(session, "github", login)[0].standing)

    def company(self, login: str) -> str | None:
        """Whom somebody stands for today, and counts for."""
        with self.services.ledger.read() as session:
            (who,) = actors.find(session, "github", login)
            found = affiliations.company_of(session, who.id, self.now.date())
            return found.key if found else None

    def asked(self) -> int:
        """How often GitHub was asked for anything but the repository's list."""
        requests = self.github.requests
        return requests.total() - requests["issues"] - requests["repository"]


@pytest.fixture
def world(services: Services) -> Iterator[World]:
    """Own people are those of the organisation "lantern"."""
    github = GitHub()
    github.hub.token(TOKEN, "read:user")
    github.hub.join("lantern")
    ours = replace(services, own_orgs=frozenset({"Lantern"}))
    github.hub.repository(REPO)
    with serving(github) as url, (access := open_access(url, Token(TOKEN))).session:
        made = World(ours, access, github)
        github.hub.clock = lambda: made.now
        yield made


def test_a_poll_in_which_nobody_is_new_asks_for_nothing_more(world: World) -> None:
    ada = world.person("ada", company="@acme-io")
    world.person("acme-io", type="Organization", name="Acme", email="hi@acme.example")
    world.pull(ada, "ada@acme.example")
    world.poll()
    world.poll()
    before = world.asked()
    world.later(minutes=5)
    world.repo.open("A question", ada, at=world.now)
    world.poll()
    assert world.asked() == before


def test_the_organisation_that_a_profile_names_becomes_the_company(world: World) -> None:
    world.person("acme-io", type="Organization", name="Acme Corp", email="hi@eu.acme.example")
    world.repo.open("One", world.person("ada", company="@acme-io"))
    world.repo.open("Two", world.person("bob", company="Engineer at @Acme-IO"))
    world.poll()
    calls = world.github.requests["graphql"]
    world.poll()
    assert [world.company(login) for login in ("ada", "bob")] == ["acme.example"] * 2
    assert world.github.requests["graphql"] == calls + 1  # both organisations in one


def test_an_organisation_is_asked_for_once_in_thirty_days(world: World) -> None:
    world.repo.open("One", world.person("ada", company="@nobody-there"))
    world.poll()
    assert organisations.read(world.asking) == 2  # our own among them
    world.later(days=29)
    assert organisations.read(world.asking) == 0
    world.later(days=1)
    assert organisations.read(world.asking) == 2


@pytest.mark.parametrize(
    ("shown", "domain"),
    [
        ({"email": "info@acme.example", "blog": "https://other.example"}, "acme.example"),
        ({"email": "acme@gmail.com", "blog": "https://www.acme.example/us"}, "acme.example"),
        ({"email": "", "blog": "acme.example"}, "acme.example"),
        ({"email": "acme@gmail.com", "blog": "https://acme.github.io"}, None),
        ({"blog": "https://github.com/acme"}, None),
    ],
)
def test_the_domain_is_that_of_the_mail_else_of_the_pages(
    world: World, shown: dict[str, str], domain: str | None
) -> None:
    world.person("acme", type="Organization", name="Acme", **shown)
    world.repo.open("One", world.person("ada", company="@acme"))
    world.poll()
    organisations.read(world.asking)
    with world.services.ledger.read() as session:
        assert ledger_organisations.by_login(session, ["acme"]) == {"acme": ("Acme", domain)}
        assert "@" not in str(session.exec(select(Organisation)).all())


def test_members_of_our_organisation_are_staff_from_their_first_activity(world: World) -> None:
    eve = world.person("eve", company="Acme")
    world.github.hub.join("lantern", eve)
    world.poll()
    world.repo.open("One", eve, at=world.now)
    world.poll()
    assert world.standing("eve") is Standing.STAFF
    world.later(days=8)  # her profile, which conceals the membership, is read again
    world.poll()
    assert (world.standing("eve"), world.evidence("eve")["lantern"]) == ("staff", "github_org")


def test_the_members_are_asked_for_once_a_day(world: World) -> None:
    world.github.hub.join("lantern", world.person("eve"))
    for _ in range(3):
        world.poll()
    assert world.github.requests["members"] == 1
    world.later(days=1)
    world.poll()
    assert (world.github.requests["members"], world.github.conditional > 0) == (2, True)


def test_whoever_leaves_our_organisation_is_staff_no_more(world: World) -> None:
    eve, max_ = world.person("eve", company="Acme"), world.person("max")
    world.github.hub.join("lantern", eve, max_)
    world.repo.open("One", eve, at=world.now)
    world.poll()
    assert world.standing("eve") is Standing.STAFF
    world.github.hub.members["lantern"].remove(eve)
    world.later(days=1)
    world.poll()
    assert (world.standing("eve"), world.standing("max")) == ("person", "staff")


def test_an_organisation_that_may_not_be_seen_stops_nothing(world: World) -> None:
    del world.github.hub.members["lantern"]
    world.repo.open("One", world.person("ada", company="Acme"))
    world.poll()
    world.poll()
    assert world.github.requests["members"] == 1  # until tomorrow
    assert world.evidence("ada") == {"Acme": "company_text"}


def test_a_commit_tells_where_somebody_works_and_no_profile_takes_it_back(world: World) -> None:
    world.pull(world.person("ada"), "Ada@Acme.example")
    world.poll()
    assert world.evidence("ada") == {"acme.example": "email_domain"}
    world.later(days=8)
    world.poll()
    assert world.github.requests["graphql"] > 2
    assert world.evidence("ada") == {"acme.example": "email_domain"}


def test_a_commit_is_evidence_of_its_day_and_is_not_seen_again(world: World) -> None:
    ada = world.person("ada")
    world.pull(ada, "ada@acme.example")
    world.later(days=400)
    world.poll()
    with world.services.ledger.read() as session:
        rows = {row.value: row for row in session.exec(select(ActorSignal))}
    seen = rows["acme.example"]
    assert (seen.first_seen, seen.last_seen) == (START, START)


def test_what_a_profile_showed_and_shows_no_more_ends(world: World) -> None:
    ada = world.person("ada", email="ada@acme.example", company="Acme")
    world.repo.open("One", ada)
    world.poll()
    world.person("ada", email=None, company=None)
    world.later(days=8)
    world.poll()
    assert world.evidence("ada") == {}


def test_each_pull_request_is_asked_for_once(world: World) -> None:
    for number in range(3):
        world.pull(world.person(f"person{number}"), f"me@c{number}.example")
    world.poll()
    assert [list(world.evidence(f"person{n}")) for n in range(3)] == [
        [f"c{n}.example"] for n in range(3)
    ]
    before = world.asked()
    world.poll()
    assert world.asked() - before <= 1  # our own organisation, which was not looked up before
    world.pull(world.person("person1"), "me@new.example")
    before = world.asked()
    world.poll()
    assert world.asked() == before + 1
    assert set(world.evidence("person1")) == {"c1.example", "new.example"}


def test_a_pull_request_that_could_not_be_asked_for_is_asked_for_later(world: World) -> None:
    world.pull(world.person("ada"), "ada@acme.example")
    passes.collect_github(
        world.services, world.access, REPO, lambda: world.now, world.asking.sleep, lambda: False
    )
    world.github.faults.next("graphql", *[Fault(Kind.BAD_GATEWAY)] * 7)
    assert commits.read(world.asking) == 0
    assert commits.read(world.asking) == 1
    assert commits.read(world.asking) == 0


def test_where_graphql_is_closed_people_are_known_all_the_same(world: World) -> None:
    world.github.hub.graphql = False
    world.person("acme-io", type="Organization", name="Acme", blog="acme.example")
    world.pull(world.person("ada", company="@acme-io"), "ada@acme.example")
    world.poll()
    world.poll()
    assert world.company("ada") == "acme.example"


def test_no_address_reaches_the_ledger(world: World) -> None:
    world.pull(world.person("ada", email="ada.secret@acme.example"), "ada.secret@acme.example")
    world.poll()
    with world.services.ledger.read() as session:
        kept = str(session.connection().exec_driver_sql(EVERYTHING).all())
    assert "acme.example" in kept
    assert "ada.secret" not in kept


def test_a_lost_token_is_told(world: World) -> None:
    world.github.hub.revoke(TOKEN)
    with pytest.raises(AuthError):
        profiles.read_all(world.asking)

"""Roles as Slack tells them: by channel, by user group, by owner; kept while Slack is away."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot import roles_slack
from bot.clients import reading_client
from bot.roles import Membership, Role, Roles
from bot.roles_reader import UnknownError, kept_roles, membership, recall, refresh
from bot.services import Services
from collectors.errors import UnavailableError
from demo.slack import BOT_SCOPES, Channel, Fault, Person, Slack, Usergroup, open_workspace
from tests.builders import NOW

PEOPLE = (
    Person("dana"),
    Person("sam"),
    Person("ellis", is_owner=True),
    Person("olive"),
    Person("gus", is_restricted=True),
    Person("una", is_ultra_restricted=True),
    Person("gone", deleted=True, is_admin=True),
    Person("robo", is_bot=True),
    Person("visitor", team_id="T0ELSEWHERE", is_stranger=True),
)
OUTSIDE = ("gus", "una", "gone", "robo", "visitor")
CHANNELS = (
    Channel("#leads", members=["dana", "gus", "visitor", "robo", "gone"]),
    Channel("#dql-sales", members=["dana", "sam", "una"]),
    "#general",
)
GROUPS = (Usergroup("advocates", ("olive", "gus")),)


@contextmanager
def workspace(scopes: tuple[str, ...] = BOT_SCOPES) -> Iterator[Slack]:
    with open_workspace(
        people=PEOPLE, channels=CHANNELS, usergroups=GROUPS, bot_scopes=scopes
    ) as slack:
        yield slack


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with workspace() as opened:
        yield opened


@pytest.fixture
def here(services: Services, slack: Slack) -> Services:
    return replace(services, team_id=slack.workspace.team)


def read(services: Services, slack: Slack, minutes: float = 0) -> None:
    client = reading_client(slack.bot_token, slack.api_url)
    client.retry_handlers.clear()  # so that a fault is one call's
    refresh(services, client, NOW + timedelta(minutes=minutes))


def role(services: Services, slack: Slack, name: str) -> Membership:
    return services.roles.of(slack.person(name).id)


def test_unset_the_leads_channel_is_devrel_and_an_owner_administrator(
    here: Services, slack: Slack
) -> None:
    read(here, slack)
    assert role(here, slack, "dana").role is Role.DEVREL
    assert role(here, slack, "ellis").role is Role.ADMIN
    assert role(here, slack, "sam").role is Role.TEAM
    assert "sales" in role(here, slack, "sam").teams
    assert role(here, slack, "olive") == Membership(Role.MEMBER)
    assert {role(here, slack, name).role for name in OUTSIDE} == {Role.NOBODY}
    assert here.roles.problems == ()


def test_a_team_without_a_channel_is_that_of_the_leads_channel(
    here: Services, slack: Slack
) -> None:
    read(here, slack)
    assert here.roles.teams["recruiting"] == here.roles.teams["product"] == here.roles.devrel


def test_named_are_people_and_groups_and_nobody_beside_them(here: Services, slack: Slack) -> None:
    sam, gus = (slack.person(name).id for name in ("sam", "gus"))
    [group] = slack.workspace.usergroups
    named = replace(here, admins=(sam, gus), devrel=(group,))
    read(named, slack)
    assert [role(named, slack, name).role for name in ("sam", "olive", "ellis", "gus")] == [
        Role.ADMIN,
        Role.DEVREL,
        Role.MEMBER,
        Role.NOBODY,
    ]
    assert role(named, slack, "dana").role is Role.TEAM  # of those in the leads channel, no more


@pytest.mark.parametrize(
    ("lacking", "problem"),
    [
        ("usergroups:read", "in DEVREL cannot be read (missing_scope): install the app anew"),
        ("channels:read", "members of #leads cannot be read (missing_scope)"),
        ("users:read", "people of the workspace cannot be read (missing_scope)"),
    ],
)
def test_what_slack_refuses_makes_nobody_anything(
    here: Services, lacking: str, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    with workspace(tuple(scope for scope in BOT_SCOPES if scope != lacking)) as slack:
        group = next(iter(slack.workspace.usergroups))
        devrel = (group,) if lacking == "usergroups:read" else ()
        named = replace(here, devrel=devrel)
        for minutes in (0, 5):
            read(named, slack, minutes)
        assert named.roles.holding(Role.DEVREL) == ()
    found = "\n".join(named.roles.problems)
    assert problem in found
    assert lacking in found
    assert caplog.text.count(problem) == 1


def test_a_group_that_is_no_more_is_named(here: Services, slack: Slack) -> None:
    named = replace(here, admins=("S0GONE",))
    read(named, slack)
    [problem] = named.roles.problems
    assert problem == (
        "members of S0GONE in ADMINS cannot be read (no_such_subteam): "
        "copy the user group's id from Slack"
    )
    assert role(named, slack, "ellis").role is Role.MEMBER


@pytest.mark.parametrize("method", ["users.list", "conversations.members", "conversations.list"])
@pytest.mark.parametrize(
    "fault", [Fault("reset"), Fault("rate_limited"), Fault("refused", error="internal_error")]
)
def test_while_slack_is_away_the_last_reading_holds(
    here: Services, slack: Slack, method: str, fault: Fault
) -> None:
    read(here, slack)
    before = here.roles
    slack.faults.next(method, fault)
    with pytest.raises(UnavailableError, match=r"The last known roles hold\."):
        read(here, slack, minutes=61)
    assert here.roles is before
    assert kept_roles(here.ledger).read_at == NOW


def test_a_restart_begins_with_what_was_read(here: Services, slack: Slack) -> None:
    assert not recall(here)
    read(here, slack)
    read(here, slack, minutes=5)
    anew = replace(here, roles=Roles())
    assert recall(anew)
    for name in ("dana", "sam", "ellis"):
        assert role(anew, slack, name) == role(here, slack, name)
    assert not anew.roles.knows(slack.person("olive").id)  # who has no role is not kept
    assert not anew.roles.knows(slack.person("gus").id)
    assert anew.roles == here.roles.holders()
    assert anew.roles.read_at == NOW + timedelta(minutes=5)


def test_what_was_read_under_other_settings_is_worth_nothing(here: Services, slack: Slack) -> None:
    read(here, slack)
    other = replace(here, admins=("U0OTHER",), roles=Roles())
    assert not recall(other)
    assert other.roles.read_at is None


def test_channels_are_read_each_time_and_people_by_the_hour(here: Services) -> None:
    with workspace() as slack:
        read(here, slack)
        slack.change("olive", is_restricted=True)
        slack.leave_channel("sam", "#dql-sales")
        slack.join_channel("olive", "#leads")
        read(here, slack, minutes=5)
        assert role(here, slack, "sam").role is Role.MEMBER
        assert role(here, slack, "olive").role is Role.DEVREL
        read(here, slack, minutes=60)
        assert role(here, slack, "olive").role is Role.NOBODY


def test_many_people_are_read_by_pages_and_slowly(
    here: Services, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles_slack, "PAGE", 4)
    waits: list[float] = []
    refresh(here, reading_client(slack.bot_token, slack.api_url), NOW, waits.append)
    pages = -(-len(slack.workspace.people) // 4)
    assert waits == [roles_slack.BREATH] * (pages - 1)
    assert here.roles.knows(slack.person("visitor").id)


def test_who_joined_since_is_asked_for_once(here: Services) -> None:
    with workspace() as slack:
        client = reading_client(slack.bot_token, slack.api_url)
        read(here, slack)
        boss, guest = slack.join("boss", is_owner=True), slack.join("newguest", is_restricted=True)
        assert membership(here, client, boss.id, NOW).role is Role.ADMIN
        assert membership(here, client, guest.id, NOW).role is Role.NOBODY
        slack.faults.next("users.info", Fault("refused"))
        assert membership(here, client, boss.id, NOW).role is Role.ADMIN
        with pytest.raises(UnknownError, match="internal_error"):
            membership(here, client, slack.join("late").id, NOW)


@pytest.mark.parametrize(
    ("name", "found"),
    [("dana", Role.DEVREL), ("sam", Role.TEAM), ("ellis", Role.ADMIN), ("gus", Role.NOBODY)],
)
def test_whoever_asks_before_people_were_read_is_asked_for_alone(
    here: Services, slack: Slack, name: str, found: Role
) -> None:
    client = reading_client(slack.bot_token, slack.api_url)
    slack.faults.next("users.list", Fault("refused"))
    assert membership(here, client, slack.person(name).id, NOW).role is found
    assert (here.roles.read_at, here.roles.people_read_at) == (NOW, None)
    assert not here.roles.knows(slack.person("olive").id)
    assert slack.faults.take("users.list")
    read(here, slack)
    assert role(here, slack, name).role is found
    assert here.roles.knows(slack.person("olive").id)


class Counting(WebClient):
    """A client that keeps which methods it called; the first call waits for others to come."""

    def __init__(self, slack: Slack, callers: int) -> None:
        super().__init__(slack.bot_token, base_url=slack.api_url)
        self.called: list[str] = []
        self.waiting = threading.Semaphore(0)
        self._callers = callers

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        is_first = not self.called
        self.called.append(api_method)
        for _ in range(self._callers if is_first else 0):
            self.waiting.acquire(timeout=5)
        return super().api_call(api_method, **more)


def test_of_many_who_ask_at_a_cold_start_one_has_it_read(here: Services, slack: Slack) -> None:
    names = ("dana", "sam", "ellis", "olive")
    client = Counting(slack, len(names))

    def ask(name: str) -> Role:
        client.waiting.release()
        return membership(here, client, slack.person(name).id, NOW).role

    with ThreadPoolExecutor(len(names)) as people:
        found = list(people.map(ask, names))
    assert found == [Role.DEVREL, Role.TEAM, Role.ADMIN, Role.MEMBER]
    once = Counting(slack, 0)
    refresh(replace(here), once, NOW, with_people=False)
    read_for_all = [method for method in client.called if method != "users.info"]
    assert sorted(read_for_all) == sorted(once.called)


@pytest.mark.parametrize("is_private", [True, False])
def test_where_the_bot_is_not_and_who_may_join_is_read_with_them(
    services: Services, is_private: bool
) -> None:
    """Of a channel that is not there, one it was never invited to, and the leads channel."""
    channels = (
        Channel("#leads", members=["dana"], is_private=is_private),
        Channel("#dql-sales", members=["sam"]),
    )
    with open_workspace(people=PEOPLE, channels=channels) as slack:
        here = replace(services, team_id=slack.workspace.team)
        slack.workspace.channel("#dql-sales").members.remove(slack.workspace.bot.id)
        refresh(here, reading_client(slack.bot_token, slack.api_url), NOW)
    teams = {team.channel for team in services.rules.teams.values()}
    assert set(here.roles.absent) - {"#leads"} == teams  # the others are not there at all
    assert here.roles.is_open is not is_private
    kept = kept_roles(here.ledger)
    assert (kept.absent, kept.is_open) == (here.roles.absent, here.roles.is_open)

"""Somebody from another company's Slack in a shared channel: from the message to the company."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from slack_sdk import WebClient
from sqlmodel import select

from bot import passes, slack_teams
from bot.clock import now
from bot.schedule import run_if_due
from bot.services import Services
from bot.settings import Settings
from bot.slack_reader import SlackReader
from bot.work import Work
from bot.workspaces import open_workspaces
from collectors.slack_events import strip
from demo.slack import Fault, Message, Person, Slack, open_workspace
from ledger import actors, affiliations, inbox
from ledger.tables import Actor, CompanyAlias
from tests.bot.scene import NOW

TEAM, HOME = "T0COMMUNITY", "T0ACME"


@dataclass
class Meeting:
    """A shared channel, and a ledger that hears of it."""

    services: Services
    slack: Slack
    now: datetime = field(default=NOW)
    _events: int = 0

    def hear(self, said: Message) -> None:
        """Take a message in as the service does."""
        self.store(said)
        passes.read_inbox(self.services, lambda: self.now)

    def store(self, said: Message) -> None:
        """Keep a message's event until somebody reads it."""
        self._events += 1
        name = f"Ev{self._events}"
        event = said.as_slack(TEAM) | {"channel": said.channel, "channel_type": "channel"}
        payload = {"team_id": TEAM, "event_id": name, "event_time": int(float(said.ts))}
        hash_of = self.services.ledger.address_hash
        with self.services.ledger.write() as session:
            inbox.store(session, TEAM, name, strip(payload | {"event": event}, hash_of), self.now)

    def meet(self) -> int:
        """Ask Slack whose people they are, and weigh it."""
        client = SlackReader(WebClient(self.slack.bot_token, self.slack.api_url))
        found = slack_teams.read(self.services, [client], lambda: self.now)
        passes.recognise(self.services, lambda: self.now)
        return found

    def company(self, key: str) -> str | None:
        """Whom somebody stands for and counts for."""
        with self.services.ledger.read() as session:
            who = actors.by_identity(session, "slack", key)
            assert who is not None
            found = affiliations.company_of(session, who.id, self.now.date())
            return found.key if found else None

    def asked(self) -> int:
        """How many answers wait for a question about a workspace."""
        return self.slack.faults.pending().get("team.info", 0)


@pytest.fixture
def meeting(services: Services) -> Iterator[Meeting]:
    """Three people of Acme in a channel of ours."""
    people = [Person(name, id=f"U0{name.upper()}", team_id=HOME) for name in ("rex", "tia", "uwe")]
    ours = replace(services, team_id="T0INTERNAL", community_team_ids=(TEAM,))
    with open_workspace(
        team=TEAM, people=[Person("ann"), *people], channels=["#general"], keep_events=False
    ) as slack:
        slack.connect(HOME, "Acme Corp", "acme.example")
        yield Meeting(ours, slack)


def test_messages_of_strangers_count_for_their_company(meeting: Meeting) -> None:
    for name in ("rex", "tia", "uwe", "ann"):
        meeting.hear(meeting.slack.say(name, "#general", "hello"))
    assert meeting.meet() == 3
    assert meeting.company(f"{HOME}:U0REX") == "acme.example"
    ann = meeting.slack.person("ann").id
    assert meeting.company(f"{TEAM}:{ann}") is None
    with meeting.services.ledger.read() as session:
        assert len(session.exec(select(Actor)).all()) == 4


def test_a_workspace_is_asked_for_once_a_day_and_only_for_newcomers(meeting: Meeting) -> None:
    refusals = [Fault("refused", error="team_not_found")] * 2
    meeting.slack.faults.next("team.info", *refusals)
    assert (meeting.meet(), meeting.asked()) == (0, 2)  # nobody came
    meeting.hear(meeting.slack.say("rex", "#general", "hello"))
    assert (meeting.meet(), meeting.asked()) == (0, 1)
    assert meeting.company(f"{HOME}:U0REX") is None
    meeting.hear(meeting.slack.say("tia", "#general", "hello"))
    assert (meeting.meet(), meeting.asked()) == (0, 1)  # it was asked for today
    meeting.now += timedelta(days=1)
    assert (meeting.meet(), meeting.asked()) == (0, 0)
    meeting.now += timedelta(days=1)
    assert meeting.meet() == 2
    meeting.slack.faults.next("team.info", Fault("refused", error="never asked"))
    meeting.hear(meeting.slack.say("uwe", "#general", "hello"))
    assert (meeting.meet(), meeting.asked()) == (1, 1)


def test_our_own_workspaces_are_not_asked_for(meeting: Meeting) -> None:
    meeting.slack.workspace.add_person(Person("dana", team_id="T0INTERNAL"))
    meeting.slack.workspace.channel("#general").members.append(meeting.slack.person("dana").id)
    meeting.hear(meeting.slack.say("dana", "#general", "hello"))
    assert slack_teams.waiting(meeting.services) == {}
    meeting.slack.faults.next("team.info", Fault("refused", error="never asked"))
    assert (meeting.meet(), meeting.asked()) == (0, 1)


def test_the_service_asks_as_soon_as_a_stranger_has_written(meeting: Meeting) -> None:
    given = {"slack_bot_token": meeting.slack.bot_token, "slack_api_url": meeting.slack.api_url}
    settings = Settings.model_validate(given)
    spaces = open_workspaces(settings)
    table = Work(settings, meeting.services, spaces, [], threading.Event()).jobs()
    work = {job.name: job for job in table}
    assert run_if_due(meeting.services, work["strangers"], now)
    assert not run_if_due(meeting.services, work["strangers"], now)
    meeting.store(meeting.slack.say("ann", "#general", "hello"))
    run_if_due(meeting.services, work["inbox"], now)
    assert not run_if_due(meeting.services, work["strangers"], now)
    meeting.store(meeting.slack.say("rex", "#general", "hello"))
    run_if_due(meeting.services, work["inbox"], now)
    assert run_if_due(meeting.services, work["strangers"], now)
    run_if_due(meeting.services, work["score"], now)
    with meeting.services.ledger.read() as session:
        (alias,) = session.exec(select(CompanyAlias).where(CompanyAlias.type == "domain"))
        assert alias.value == "acme.example"

"""People from other companies' workspaces in shared channels: whose they are, and no sign-up."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.slack_reader import SlackReader
from collectors.slack_events import read, strip
from collectors.slack_history import catch_up
from collectors.slack_people import Ignored
from collectors.slack_teams import told_of
from demo.slack import Fault, Person, Slack, open_workspace
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, ActorDraft, Page, Signal, SignalKind
from tests.collectors.github_reader import NOW

SECRET = Pseudonyms(b"a key for the tests of this file")

TEAM, HOME = "T0COMMUNITY", "T0ACME"
FROM_ACME = Signal(SignalKind.SLACK_TEAM, HOME)
NAME = Signal(SignalKind.TEAM_NAME, "Acme Corp")
DOMAIN = Signal(SignalKind.TEAM_DOMAIN, "acme.example")


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A workspace with a member, and a channel that it shares with another one."""
    people = [Person("ann"), Person("rex", "rex@acme.example", id="U0REX", team_id=HOME)]
    with open_workspace(
        team=TEAM, people=people, channels=["#general"], keep_events=False
    ) as opened:
        opened.connect(HOME, "Acme Corp", "Acme.example")
        yield opened


@pytest.fixture
def reader(slack: Slack) -> SlackReader:
    """A reading client."""
    return SlackReader(WebClient(slack.bot_token, slack.api_url))


def _pages(reader: SlackReader, cursors: dict[str, str]) -> list[Page]:
    pages = list(
        catch_up(
            reader,
            TEAM,
            cursors,
            digest=lambda text: text.encode().hex(),
            address_hash=SECRET.address,
            now=NOW,
        )
    )
    cursors |= {page.cursor_name: page.cursor for page in pages}
    return pages


def test_a_stranger_s_message_tells_whose_workspace_they_are_at_home_in(
    slack: Slack, reader: SlackReader
) -> None:
    cursors: dict[str, str] = {}
    _pages(reader, cursors)
    cursors = {name: '{"ts": "1.0"}' if "channel" in name else c for name, c in cursors.items()}
    mine, theirs = (slack.say(name, "#general", "hello") for name in ("ann", "rex"))
    fetched = {d.external_id: d.actor for page in _pages(reader, cursors) for d in page.drafts}
    heard = [
        _heard(slack, said.as_slack(TEAM) | {"channel": said.channel}) for said in (mine, theirs)
    ]
    assert fetched == {draft.external_id: draft.actor for draft in heard}
    assert [draft.actor for draft in heard] == [
        ActorDraft("slack", f"{TEAM}:{mine.user}"),
        ActorDraft("slack", f"{HOME}:U0REX", signals=(FROM_ACME,)),
    ]


def _heard(slack: Slack, event: dict[str, Any]) -> ActivityDraft:
    payload = {"team_id": TEAM, "event_id": "E", "event_time": int(float(event["ts"]))}
    draft = read(strip(payload | {"event": event | {"channel_type": "channel"}}, SECRET.address))
    assert isinstance(draft, ActivityDraft)
    return draft


def test_the_roster_shows_no_stranger_and_none_signs_up(slack: Slack, reader: SlackReader) -> None:
    cursors: dict[str, str] = {}
    assert [actor.handle for actor in _pages(reader, cursors)[0].actors] == ["ann"]
    slack.join("tia", team_id=HOME)
    slack.join("uwe", team_id=HOME, is_stranger=True)
    again = _pages(reader, cursors)[0]
    assert ([actor.handle for actor in again.actors], again.drafts) == (["ann"], ())


@pytest.mark.parametrize(
    ("user", "is_member"),
    [
        ({"team_id": TEAM}, True),
        ({}, True),
        ({"team_id": "T0ELSE"}, False),
        ({"team_id": TEAM, "is_stranger": True}, False),
        ({"team_id": "T0ELSE", "enterprise_user": {"teams": ["T0ELSE", TEAM]}}, True),
        ({"team_id": "T0ELSE", "enterprise_user": {"teams": ["T0ELSE"]}}, False),
        ({"team_id": TEAM, "enterprise_user": {}}, True),
    ],
)
def test_whoever_is_at_home_elsewhere_does_not_sign_up(
    user: dict[str, Any], is_member: bool
) -> None:
    event = {"type": "team_join", "user": {"id": "U1", **user}}
    payload = {"team_id": TEAM, "event_id": "E", "event_time": 1_795_163_400, "event": event}
    draft = read(strip(payload, SECRET.address))
    assert isinstance(draft, ActivityDraft if is_member else Ignored)


def test_a_workspace_tells_its_name_and_the_domains_of_its_mail(
    slack: Slack, reader: SlackReader
) -> None:
    assert told_of(reader, HOME) == (NAME, DOMAIN)
    slack.connect(HOME, "Acme Corp", "acme.example, acme.co.example")
    more = Signal(SignalKind.TEAM_DOMAIN, "acme.co.example")
    assert told_of(reader, HOME) == (NAME, DOMAIN, more)
    slack.connect(HOME, "Acme Corp")
    assert told_of(reader, HOME) == (NAME,)
    slack.connect(HOME, "")
    assert told_of(reader, HOME) == ()


def test_a_workspace_that_cannot_be_read_is_left(slack: Slack, reader: SlackReader) -> None:
    assert told_of(reader, "T0NEVER") == ()
    slack.workspace.scopes["bot"] = ("users:read",)
    assert told_of(reader, HOME) == ()
    slack.workspace.scopes["bot"] = ("team:read",)
    slack.faults.next("team.info", Fault("refused", error="team_not_found"))
    assert told_of(reader, HOME) == ()
    slack.workspace.neighbours[HOME] = {"id": HOME, "name": 7}
    assert told_of(reader, HOME) == ()


def test_a_stranger_s_address_is_not_shown(slack: Slack) -> None:
    client = WebClient(slack.bot_token, slack.api_url)
    shown = client.users_info(user="U0REX")["user"]
    assert shown["team_id"] == HOME
    assert "email" not in shown["profile"]

"""Events over a real socket: kept before the ack, counted once, and no word of theirs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot import passes
from bot.clock import now
from bot.slack_app import build_app
from demo.slack import Fault
from ledger.tables import Activity, Actor, InboxEvent
from tests.bot.stage import Stage, held_up, rows
from tests.kept import Kept


def kept_events(stage: Stage, kind: str) -> int:
    query = f"SELECT COUNT(*) FROM {InboxEvent.__tablename__} WHERE payload LIKE ?"
    return int(rows(stage, query, f'%"type": "{kind}"%')[0][0])


def activities_of(stage: Stage, user: str) -> list[str]:
    """The kinds of a member's activities, once everything that came was read."""
    stage.slack.settle()
    passes.read_inbox(stage.services, now)
    query = (
        f"SELECT y.kind FROM {Activity.__tablename__} y JOIN {Actor.__tablename__} a "
        "ON a.id = y.actor_id WHERE a.key = ? ORDER BY y.id"
    )
    return [kind for (kind,) in rows(stage, query, f"{stage.workspace.team_id}:{user}")]


def joined(payloads: list[dict[str, Any]]) -> list[str]:
    """Who signed up, of the events that Slack counts there."""
    events = [payload["event"] for payload in payloads]
    return [event["user"]["id"] for event in events if event["type"] == "team_join"]


def test_an_event_that_is_not_in_the_ledger_is_not_acknowledged(stage: Stage) -> None:
    with held_up(stage.services.ledger):
        late = stage.slack.join("late")
        stage.slack.wait_for(lambda: joined(stage.slack.abandoned))
    early = stage.slack.join("early")
    assert activities_of(stage, early.id) == ["slack_signup"]
    assert joined(stage.slack.abandoned) == [late.id]
    assert joined(stage.slack.acked) == [early.id]
    assert activities_of(stage, late.id) == ["slack_signup"]


@pytest.mark.parametrize("anew", [False, True], ids=["same envelope", "another envelope"])
def test_a_doubled_event_counts_once(stage: Stage, anew: bool) -> None:
    before = kept_events(stage, "team_join")
    stage.slack.faults.next("team_join", Fault("doubled", anew=anew))
    person = stage.slack.join(f"twin{anew}".lower(), "twin@acme.example")
    assert activities_of(stage, person.id) == ["slack_signup"]
    assert kept_events(stage, "team_join") == before + 1


def test_what_people_write_is_never_stored(stage: Stage, kept: Kept) -> None:
    sam = stage.slack.person("sam")
    before = activities_of(stage, sam.id)
    message = stage.slack.say("sam", "#general", "a c4n4ry sings")
    stage.slack.edit(message, "the c4n4ry is silent")
    stage.slack.join("shy", "c4n4ry@acme.example")
    assert activities_of(stage, sam.id) == [*before, "slack_message"]
    stored = kept.on_disk(stage.services.ledger)
    assert b"c4n4ry" not in stored
    assert b"acme.example" in stored
    assert message.channel.encode() in stored


def test_the_bots_own_messages_are_nobodys(stage: Stage) -> None:
    stage.workspace.posting.chat_postMessage(channel="#general", text="hello")
    assert activities_of(stage, stage.slack.bot_user_id) == []
    states = dict(rows(stage, "SELECT state, COUNT(*) FROM inbox_event GROUP BY state"))
    assert states.keys() == {"done"}


def test_other_events_are_acknowledged_and_not_kept(stage: Stage) -> None:
    before = kept_events(stage, "app_home_opened")
    stage.slack.open_home("sam")
    stage.slack.settle()
    assert stage.slack.acked[-1]["event"]["type"] == "app_home_opened"
    assert kept_events(stage, "app_home_opened") == before == 0


def test_where_the_community_meets_elsewhere_nothing_is_kept(stage: Stage) -> None:
    apart = replace(stage.workspace, collects=False)
    event = {"type": "team_join", "user": {"id": "U0APART", "name": "apart"}}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev0APART", "event": event}
    before = kept_events(stage, "team_join")
    with ThreadPoolExecutor(1) as later:
        app = build_app(apart, stage.services, now, later, later)
        assert app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
    assert kept_events(stage, "team_join") == before

"""The real Bolt app over a real socket: events kept before the ack, people answered in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import BoltRequest

from bot import commands_text, passes
from bot.clock import now
from bot.outbox import outbox_of
from bot.referring import By, refer
from bot.slack_app import STORED, build_app
from bot.views.referral import Draft
from bot.workspaces import NEEDED_SCOPES
from demo.slack import Channel, Fault, Message, Person, open_workspace, words
from ledger.tables import Activity, Actor, InboxEvent
from tests.bot.stage import Stage, connected

ROOT = Path(__file__).parents[2]
PEOPLE = (
    Person("dana", "dana@leadlight-demo.example", "Dana"),
    Person("sam", "sam@leadlight-demo.example", "Sam"),
    Person("ellis", "ellis@leadlight-demo.example", "Ellis"),
    Person("stranger", team_id="T0ELSEWHERE", is_stranger=True),
)
ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    places = ("#leads", "#dql-sales", "#general", Channel("quiet", has_bot=False))
    folder = tmp_path_factory.mktemp("stage")
    with (
        open_workspace(people=PEOPLE, channels=places, ack_seconds=2, redelivery=()) as slack,
        connected(slack, folder) as connection,
    ):
        yield connection


def rows(stage: Stage, query: str, *values: object) -> list[tuple[Any, ...]]:
    with stage.services.ledger.read() as session:
        found = session.connection().exec_driver_sql(query, values)
        return [tuple(row) for row in found]


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


def everything_stored(stage: Stage) -> bytes:
    path = stage.services.ledger.path
    files = sorted(path.parent.glob(path.name + "*"))
    assert path in files
    return b"".join(file.read_bytes() for file in files)


def joined(payloads: list[dict[str, Any]]) -> list[str]:
    """Who signed up, of the events that Slack counts there."""
    events = [payload["event"] for payload in payloads]
    return [event["user"]["id"] for event in events if event["type"] == "team_join"]


def test_an_event_that_is_not_in_the_ledger_is_not_acknowledged(stage: Stage) -> None:
    with stage.services.ledger.write():  # nobody else can store anything meanwhile
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


def test_what_people_write_is_never_stored(stage: Stage) -> None:
    sam = stage.slack.person("sam")
    before = activities_of(stage, sam.id)
    message = stage.slack.say("sam", "#general", "a c4n4ry sings")
    stage.slack.edit(message, "the c4n4ry is silent")
    stage.slack.join("shy", "c4n4ry@acme.example")
    assert activities_of(stage, sam.id) == [*before, "slack_message"]
    stored = everything_stored(stage)
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
    app = build_app(apart, stage.services, now, None)  # type: ignore[arg-type]
    event = {"type": "team_join", "user": {"id": "U0APART", "name": "apart"}}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev0APART", "event": event}
    before = kept_events(stage, "team_join")
    assert app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
    assert kept_events(stage, "team_join") == before


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/oql", "/oql top"),
        ("/oql acme.com", "I know no company called acme.com."),
        ("/oql <!channel>", "I know no company called &lt;!channel&gt;."),
        ("/dql help", "/dql refer"),
        ("/dql list", "No referrals yet."),
    ],
)
def test_a_command_is_answered_to_whoever_asked(stage: Stage, line: str, answer: str) -> None:
    before = len(stage.slack.messages("#general"))
    answered = stage.slack.command("ellis", "#general", line)
    assert answered.failed == ""
    assert answer in words(stage.slack.ephemerals("ellis")[-1]).replace("`", "")
    assert len(stage.slack.messages("#general")) == before


def broken_button(stage: Stage, action_id: str, value: str) -> Message:
    """A message with a button as no view of ours makes it."""
    text = {"type": "plain_text", "text": "Press"}
    button = {"type": "button", "text": text, "action_id": action_id, "value": value}
    stage.workspace.posting.chat_postMessage(
        channel="#leads", text=value, blocks=[{"type": "actions", "elements": [button]}]
    )
    return stage.slack.wait_for_message("#leads", value)


def test_an_unknown_button_is_acknowledged_in_silence(stage: Stage) -> None:
    message = broken_button(stage, "of_a_later_version", "x1")
    answer = stage.slack.click("sam", message, "of_a_later_version")
    assert (answer.failed, answer.responses) == ("", [])


def test_an_error_behind_a_button_has_an_id_for_the_person_and_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    message = broken_button(stage, "referral_accept", "seven")
    answer = stage.slack.click("sam", message, "referral_accept")
    stage.slack.wait_for(lambda: answer.responses)
    check_error(answer.responses[0]["text"], caplog, "ValueError")


def test_an_error_behind_a_command_has_an_id_for_the_person_and_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    rename(stage, "company", "mislaid")
    try:
        answer = stage.slack.command("ellis", "#general", "/oql acme.com")
    finally:
        rename(stage, "mislaid", "company")
    check_error(answer.text, caplog, "no such table")


def rename(stage: Stage, table: str, name: str) -> None:
    with stage.services.ledger.write() as session:
        session.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


def check_error(said: str, caplog: pytest.LogCaptureFixture, reason: str) -> None:
    assert said.startswith("Sorry, something went wrong on my side (error id `")
    code = said.split("`")[1]
    [record] = [r for r in caplog.records if r.name == "bot.slack_app" and r.exc_info]
    assert code in record.getMessage()
    assert reason in str(record.exc_info)
    assert reason not in said


@pytest.fixture
def card(stage: Stage) -> Message:
    """A referral of Dana's, as its team sees it."""
    by = By(stage.slack.person("dana").id, "dana")
    request = f"test:{rows(stage, 'SELECT COUNT(*) FROM referral')[0][0]}"
    number = refer(stage.services, ADA, by, request, now()).facts["id"]
    outbox = outbox_of(stage.services, stage.workspace)
    outbox.pace = outbox.pace * 0
    outbox.deliver()
    return stage.slack.wait_for_message("#dql-sales", f"DQL-{number}:")


def state_of(stage: Stage, card: Message) -> str:
    number = card.text.split(":")[0].removeprefix("DQL-")
    return str(rows(stage, "SELECT state FROM referral WHERE id = ?", number)[0][0])


def test_two_accept_and_the_second_hears_of_the_first(stage: Stage, card: Message) -> None:
    first = stage.slack.click("sam", card, "referral_accept")
    second = stage.slack.click("ellis", card, "referral_accept")
    sam = stage.slack.person("sam").id
    stage.slack.wait_for(lambda: second.responses)
    assert (first.responses, state_of(stage, card)) == ([], "accepted")
    assert f"was already accepted by <@{sam}>." in second.responses[0]["text"]


def test_declining_asks_for_a_reason(stage: Stage, card: Message) -> None:
    stage.slack.click("sam", card, "referral_decline")
    form = stage.slack.wait_for_view("sam", "Decline DQL-")
    refused = stage.slack.submit("sam", form, {"reason": {"value": "..."}})
    assert refused.errors == {"reason": "The referrer will want to know why."}
    assert state_of(stage, card) == "open"
    assert stage.slack.submit("sam", form, {"reason": {"value": "no budget"}}).closed
    assert state_of(stage, card) == "declined"


def test_strangers_are_refused(stage: Stage, card: Message) -> None:
    answer = stage.slack.click("stranger", card, "referral_accept")
    stage.slack.wait_for(lambda: answer.responses)
    assert answer.responses[0]["text"].startswith("Only members of the workspace")
    assert state_of(stage, card) == "open"


def test_a_command_from_another_workspace_is_refused(stage: Stage) -> None:
    body = {"command": "/dql", "text": "list all", "team_id": "T0ELSEWHERE", "user_id": "U1"}
    answer = stage.app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    assert "Only members of the workspace" in str(answer.body)


FORM = {
    "person": {"value": "Bo Brown"},
    "why": {"value": "asked for SSO"},
    "team": {"value": "sales"},
    "origin": {"value": "talk"},
}


def test_a_form_says_what_is_wrong_where_and_then_is_a_referral(stage: Stage) -> None:
    assert stage.slack.command("dana", "#general", "/dql refer").failed == ""
    form = stage.slack.wait_for_view("dana", "Refer to a team")
    wrong = {**FORM, "person": {"value": "?!"}, "company": {"value": "gmail.com"}}
    answer = stage.slack.submit("dana", form, wrong)
    assert answer.errors == {
        "person": "Who is it? Give a name.",
        "company": "gmail.com is no company's domain (free): name the company",
    }
    assert stage.slack.submit("dana", form, FORM).closed
    named = rows(stage, "SELECT team, origin FROM referral WHERE person_name = 'Bo Brown'")
    assert named == [("sales", "talk")]


def test_a_repeat_is_told_in_place_of_the_form(stage: Stage) -> None:
    for _ in range(2):
        stage.slack.command("dana", "#general", "/dql refer")
        form = stage.slack.wait_for_view("dana", "Refer to a team")
        repeated = {**FORM, "person": {"value": "Cy Coe"}}
        answer = stage.slack.submit("dana", form, repeated)
    assert answer.failed == ""
    assert answer.view is not None
    assert "The same person went to sales before" in str(answer.view.blocks)


def test_a_form_that_slack_does_not_open_is_told(stage: Stage) -> None:
    stage.slack.faults.next("views.open", Fault("refused", error="internal_error"))
    answer = stage.slack.command("dana", "#general", "/dql refer")
    assert answer.text == "Slack did not let me open the form. Please try again."


def manifest(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return read


def test_the_manifest_names_what_is_answered_and_nothing_else() -> None:
    ours = manifest("manifest.yaml")
    commands = {command["command"] for command in ours["features"]["slash_commands"]}
    assert commands == set(commands_text.VERBS)
    assert "shortcuts" not in ours["features"]  # no handler takes one
    for name in ("manifest.yaml", "manifest.community.yaml"):
        events = manifest(name)["settings"]["event_subscriptions"]["bot_events"]
        assert {event.split(".")[0] for event in events} == set(STORED)


def test_the_scopes_that_are_missed_are_those_the_manifest_asks_for() -> None:
    internal = set(manifest("manifest.yaml")["oauth_config"]["scopes"]["bot"])
    community = set(manifest("manifest.community.yaml")["oauth_config"]["scopes"]["bot"])
    assert NEEDED_SCOPES["internal"] | NEEDED_SCOPES["community"] == internal
    assert NEEDED_SCOPES["community"] <= community

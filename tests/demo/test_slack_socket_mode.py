"""Socket Mode over a bare websocket: tickets, envelopes, acks, and what comes again when."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from demo.slack import Fault, Slack, open_workspace

Json = dict[str, Any]
quick = partial(open_workspace, ack_seconds=0.1, redelivery=(0.01, 0.02))


def address(slack: Slack) -> str:
    client = WebClient(base_url=slack.api_url)
    return str(client.apps_connections_open(app_token=slack.app_token)["url"])


@contextmanager
def socket(slack: Slack) -> Iterator[ClientConnection]:
    with connect(address(slack)) as opened:
        assert json.loads(opened.recv(5))["type"] == "hello"
        yield opened


def received(opened: ClientConnection) -> Json:
    frame: Json = json.loads(opened.recv(5))
    return frame


def ack(opened: ClientConnection, frame: Json, payload: Json | None = None) -> None:
    answer = {"envelope_id": frame["envelope_id"]}
    opened.send(json.dumps(answer | ({"payload": payload} if payload else {})))


def test_a_ticket_opens_one_socket() -> None:
    with open_workspace() as slack:
        ticketed = address(slack)
        with connect(ticketed) as opened:
            hello = received(opened)
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        for spent in (ticketed, ticketed.split("?")[0]):
            with pytest.raises(InvalidStatus), connect(spent):
                pass


def test_an_event_comes_in_slacks_envelope_and_an_ack_ends_it() -> None:
    with open_workspace() as slack, socket(slack) as opened:
        said = slack.say("sam", "#general", "tea & <cake> @dana")
        frame = received(opened)
        assert {name: frame[name] for name in frame if name not in ("envelope_id", "payload")} == {
            "type": "events_api",
            "accepts_response_payload": False,
            "retry_attempt": 0,
            "retry_reason": "",
        }
        payload = frame["payload"]
        assert (payload["type"], payload["team_id"]) == ("event_callback", "T0LEADLIGHT")
        assert payload["event_id"].startswith("Ev")
        assert payload["authorizations"][0]["user_id"] == slack.bot_user_id
        dana = slack.person("dana").id
        assert payload["event"] == {
            "type": "message",
            "user": slack.person("sam").id,
            "text": f"tea &amp; &lt;cake&gt; <@{dana}>",
            "ts": said.ts,
            "event_ts": said.ts,
            "team": "T0LEADLIGHT",
            "channel": said.channel,
            "channel_type": "channel",
            "client_msg_id": said.client_msg_id,
        }
        ack(opened, frame)
        slack.settle()
        assert slack.acked == [payload]


def test_an_event_without_an_ack_comes_again_unchanged_and_is_given_up_at_last() -> None:
    with quick() as slack, socket(slack) as opened:
        slack.join("ann", "ann@acme.example", channel="#leads")
        slack.settle()
        slack.switchboard.refresh()
        frames = []
        while (frame := received(opened))["type"] == "events_api":
            frames.append(frame)
        joined = [f for f in frames if f["payload"]["event"]["type"] == "team_join"]
        assert [f["retry_attempt"] for f in joined] == [0, 1, 2]
        assert [f["retry_reason"] for f in joined] == ["", "timeout", "timeout"]
        assert len({f["envelope_id"] for f in joined}) == 1
        assert len({f["payload"]["event_id"] for f in joined}) == 1
        assert {p["event"]["type"] for p in slack.abandoned} == {
            *("team_join", "member_joined_channel", "message")
        }


def test_a_late_ack_by_another_socket_ends_it_too() -> None:
    with open_workspace(ack_seconds=5.0) as slack, socket(slack) as old:
        slack.say("sam", "#general", "hello")
        frame = received(old)
        with socket(slack) as new:
            ack(new, frame)
            slack.settle()
        assert len(slack.acked) == 1


def test_events_wait_for_a_socket_or_are_lost_by_choice() -> None:
    with open_workspace() as slack:
        slack.say("sam", "#general", "anybody?")
        with socket(slack) as opened:
            frame = received(opened)
            assert frame["payload"]["event"]["text"] == "anybody?"
            ack(opened, frame)
            slack.settle()
    with open_workspace(keep_events=False) as slack:
        slack.say("sam", "#general", "anybody?")
        slack.settle()
        assert len(slack.abandoned) == 1


def test_each_envelope_goes_to_one_of_the_sockets() -> None:
    with open_workspace() as slack, socket(slack) as first, socket(slack) as second:
        slack.wait_connected(2)
        for number in range(20):
            slack.say("sam", "#general", str(number))
        slack.refresh_sockets()
        texts: Counter[str] = Counter()
        for opened in (first, second):
            while (frame := received(opened))["type"] == "events_api":
                texts[frame["payload"]["event"]["text"]] += 1
                ack(opened, frame)
        slack.settle()
        assert texts == {str(number): 1 for number in range(20)}


def test_refresh_asks_and_drop_does_not() -> None:
    with open_workspace() as slack, socket(slack) as opened:
        slack.refresh_sockets()
        frame = received(opened)
        assert (frame["type"], frame["reason"]) == ("disconnect", "refresh_requested")
        slack.drop_sockets()
        with pytest.raises(ConnectionClosed):
            opened.recv(5)
        slack.wait_disconnected()


def test_pings_are_answered_with_their_payload() -> None:
    with open_workspace() as slack, socket(slack) as opened:
        assert opened.ping("client:1.5").wait(5)


def test_a_frame_that_is_no_ack_is_logged_and_hurts_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with open_workspace() as slack, socket(slack) as opened:
        for text in ("{", "[]", '{"envelope_id": ["x"]}', '{"a": 1}'):
            opened.send(text)
        slack.say("sam", "#general", "still there?")
        ack(opened, received(opened))
        slack.settle()
    assert caplog.text.count("no ack") == 4


def test_dropped_and_doubled_events() -> None:
    with open_workspace() as slack, socket(slack) as opened:
        doubled, anew = Fault("doubled"), Fault("doubled", anew=True)
        slack.faults.next("message", Fault("dropped"), doubled, anew)
        for text in ("lost", "twice", "twice anew"):
            slack.say("sam", "#general", text)
        frames = []
        for _ in range(4):
            frames.append(received(opened))
            ack(opened, frames[-1])
        slack.settle()
        texts = [frame["payload"]["event"]["text"] for frame in frames]
        assert Counter(texts) == {"twice": 2, "twice anew": 2}
        for text, envelopes in (("twice", 1), ("twice anew", 2)):
            copies = [f for f in frames if f["payload"]["event"]["text"] == text]
            assert len({f["envelope_id"] for f in copies}) == envelopes
            assert len({f["payload"]["event_id"] for f in copies}) == 1


def test_only_what_is_subscribed_granted_and_within_reach_is_told() -> None:
    scopes = ["channels:history"]
    with open_workspace(bot_scopes=scopes) as slack, socket(slack) as opened:
        slack.join("ann", channel="#leads")  # team_join needs users:read, joins channels:read
        slack.say("sam", "@leadlight", "psst")  # message.im is not subscribed
        slack.say("ann", "#leads", "hello")
        for text in ("has joined the channel", "hello"):
            frame = received(opened)
            assert text in frame["payload"]["event"]["text"]
            ack(opened, frame)
        slack.settle()
        assert len(slack.acked) == 2


def test_edits_and_deletions_are_messages_of_their_own() -> None:
    with open_workspace() as slack, socket(slack) as opened:
        said = slack.say("sam", "#general", "one")
        slack.edit(said, "two")
        slack.delete(said)
        events = []
        for _ in range(3):
            frame = received(opened)
            events.append(frame["payload"]["event"])
            ack(opened, frame)
        slack.settle()
        assert [event.get("subtype") for event in events] == [
            *(None, "message_changed", "message_deleted")
        ]
        assert events[1]["previous_message"]["text"] == "one"
        assert events[1]["message"]["text"] == events[2]["previous_message"]["text"] == "two"
        assert events[2]["deleted_ts"] == said.ts
        assert slack.messages("#general") == []


def test_no_ack_and_no_socket_fail_as_slack_says() -> None:
    with open_workspace(ack_seconds=0.1) as slack:
        assert slack.command("sam", "#general", "/dql list").failed == "dispatch_failed"
        with socket(slack):
            assert slack.command("sam", "#general", "/dql list").failed == "operation_timeout"

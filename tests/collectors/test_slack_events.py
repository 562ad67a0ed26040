"""Slack's events: what is an activity, what is kept of a payload, and what no payload can break."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.slack_events import read, strip
from collectors.slack_people import Ignored
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, ActorDraft, Rejected, Signal, SignalKind

SECRET = Pseudonyms(b"a key for the tests of this file")
ANN = Signal(SignalKind.EMAIL_DOMAIN, "eu.acme.example", SECRET.address("ann@eu.acme.example"))

USER = {
    "id": "U7",
    "team_id": "T1",
    "name": "ann",
    "real_name": "Ann Acme",
    "is_bot": False,
    "updated": 1_795_163_000,
    "profile": {
        "real_name": "Ann Acme",
        "email": "Ann@Eu.Acme.example",
        "phone": "+1 555 0100",
        "title": "engineer",
        "status_text": "away",
        "image_72": "https://pictures.example/ann.png",
    },
}
SAID: dict[str, Any] = {
    "type": "message",
    "user": "U7",
    "team": "T1",
    "channel": "C1",
    "channel_type": "channel",
    "ts": "1795163400.000100",
    "client_msg_id": "3f0c2f60-1c3d-4b6e-9d39-9a4e0a2f1b11",
    "text": "a secret plan",
    "blocks": [{"type": "rich_text", "elements": [{"text": "a secret plan"}]}],
}


def callback(event: Any, **beside: Any) -> dict[str, Any]:
    """Slack's envelope around an event."""
    return {
        "token": "a verification token",
        "team_id": "T1",
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1_795_163_400,
        "event": event,
        **beside,
    }


def outcome(event: Any, **beside: Any) -> ActivityDraft | Ignored | Rejected:
    """What becomes of an event that was stripped and stored as JSON."""
    return read(json.loads(json.dumps(strip(callback(event, **beside), SECRET.address))))


def test_a_sign_up() -> None:
    assert outcome({"type": "team_join", "user": USER}) == ActivityDraft(
        source="slack",
        external_id="signup:T1:U7",
        kind="slack_signup",
        occurred_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        actor=ActorDraft(
            source="slack",
            key="T1:U7",
            handle="ann",
            name="Ann Acme",
            signals=(ANN,),
        ),
    )


def test_a_name_is_made_such_as_can_be_stored() -> None:
    profile = {"email": "ann@\ud83d.example\x00"}
    user = {"id": "U7", "name": "ann\x00", "real_name": "Ann \ud83d\nAcme", "profile": profile}
    joined = callback({"type": "team_join", "user": user, "\ud83d": "\ud83d"})
    stored = strip(joined, SECRET.address)
    json.dumps(stored, ensure_ascii=False).encode()
    draft = read(stored)
    assert isinstance(draft, ActivityDraft)
    assert (draft.actor.handle, draft.actor.name) == ("ann", "Ann \ufffd Acme")
    assert [signal.value for signal in draft.actor.signals] == ["\ufffd.example"]


def test_a_message() -> None:
    assert outcome(SAID) == ActivityDraft(
        source="slack",
        external_id="message:T1:C1:3f0c2f60-1c3d-4b6e-9d39-9a4e0a2f1b11",
        kind="slack_message",
        occurred_at=datetime(2026, 11, 20, 8, 30, 0, 100, tzinfo=UTC),
        actor=ActorDraft(source="slack", key="T1:U7"),
    )


@pytest.mark.parametrize(
    ("changes", "key", "external_id"),
    [
        ({"client_msg_id": None}, "T1:U7", "message:T1:C1:1795163400.000100"),
        ({"client_msg_id": "a-1", "subtype": "file_share"}, "T1:U7", "message:T1:C1:a-1"),
        ({"client_msg_id": "a-1", "subtype": "thread_broadcast"}, "T1:U7", "message:T1:C1:a-1"),
        ({"client_msg_id": "a-1", "thread_ts": "1.0"}, "T1:U7", "message:T1:C1:a-1"),
        ({"client_msg_id": "a-1", "team": "T9"}, "T9:U7", "message:T1:C1:a-1"),
        ({"client_msg_id": "a-1", "user_team": "T9"}, "T9:U7", "message:T1:C1:a-1"),
        ({"client_msg_id": "a-1", "team": None}, "T1:U7", "message:T1:C1:a-1"),
    ],
)
def test_messages_that_count(changes: dict[str, Any], key: str, external_id: str) -> None:
    draft = outcome({**SAID, **changes})
    assert isinstance(draft, ActivityDraft)
    assert (draft.actor.key, draft.external_id) == (key, external_id)


@pytest.mark.parametrize("guest", ["is_restricted", "is_ultra_restricted"])
def test_a_guest_signs_up_too(guest: str) -> None:
    assert isinstance(outcome({"type": "team_join", "user": {**USER, guest: True}}), ActivityDraft)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({**SAID, "bot_id": "B1"}, "a bot's message"),
        ({**SAID, "user": None}, "a bot's message"),
        ({**SAID, "user": "USLACKBOT"}, "a bot's message"),
        ({**SAID, "subtype": "bot_message"}, "subtype bot_message"),
        ({**SAID, "subtype": "channel_join"}, "subtype channel_join"),
        ({**SAID, "subtype": "message_changed", "hidden": True}, "a notice about a message"),
        ({**SAID, "subtype": "message_deleted"}, "subtype message_deleted"),
        ({**SAID, "channel_type": "im"}, "outside public channels"),
        ({**SAID, "channel_type": "group"}, "outside public channels"),
        ({**SAID, "channel_type": "mpim"}, "outside public channels"),
        ({"type": "member_joined_channel", "user": "U7"}, "type member_joined_channel"),
        ({"type": "team_join", "user": {**USER, "is_bot": True}}, "a bot's account"),
        ({"type": "team_join", "user": {**USER, "id": "USLACKBOT"}}, "a bot's account"),
        ({"type": "team_join", "user": {**USER, "is_stranger": True}}, "of another workspace"),
    ],
)
def test_what_is_no_activity(event: dict[str, Any], reason: str) -> None:
    ignored = outcome(event)
    assert isinstance(ignored, Ignored)
    assert reason in ignored.reason


@pytest.mark.parametrize(
    ("payload", "place", "reason"),
    [
        (None, "Slack event", "payload: "),
        ([], "Slack event", "payload: "),
        ({}, "Slack event", "team_id: Field required"),
        (callback("joined"), "Slack event", "event: "),
        (callback({}), "Slack event Ev1", "type: Field required"),
        (callback(SAID, event_time=None), "Slack event", "event_time: "),
        (callback(SAID, event_time=10**12), "Slack event", "event_time: "),
        (callback(SAID, team_id="T1:U7"), "Slack event", "team_id: "),
        (callback({**SAID, "ts": "now"}), "Slack event Ev1", "ts: "),
        (callback({**SAID, "ts": "99999999999.0"}), "Slack event Ev1", "ts: "),
        (callback({**SAID, "user": {"id": "U7"}}), "Slack event Ev1", "user: "),
        (callback({**SAID, "channel": "C 1"}), "Slack event Ev1", "channel: "),
        (callback({"type": "team_join", "user": "U7"}), "Slack event Ev1", "user: "),
        (callback({"type": "team_join", "user": {}}), "Slack event Ev1", "user.id: Field required"),
    ],
)
def test_what_cannot_be_read(payload: Any, place: str, reason: str) -> None:
    rejected = read(payload)
    assert isinstance(rejected, Rejected)
    assert rejected.place == place
    assert rejected.reason.startswith(reason)


def test_nothing_private_is_stored() -> None:
    edit = {
        **SAID,
        "subtype": "message_changed",
        "message": {**SAID, "files": [{"title": "plan.pdf"}], "attachments": [{"text": "secret"}]},
        "previous_message": SAID,
        "root": SAID,
    }
    joined = {"type": "team_join", "user": USER}
    stored = json.dumps([strip(callback(one), SECRET.address) for one in (edit, joined)])
    for secret in ("secret", "plan", "Ann@", "@Eu", "555", "pictures", "away", "verification"):
        assert secret not in stored
    assert '"email_domain": "eu.acme.example"' in stored


def test_stripping_twice_changes_nothing_more_and_the_argument_nothing() -> None:
    payload = callback({"type": "team_join", "user": USER})
    before = copy.deepcopy(payload)
    once = strip(payload, SECRET.address)
    assert payload == before
    assert strip(once, SECRET.address) == once


KEYS = st.sampled_from(
    [
        "type",
        "team",
        "user",
        "channel",
        "channel_type",
        "ts",
        "client_msg_id",
        "subtype",
        "hidden",
        "bot_id",
        "profile",
        "event",
        "team_id",
        "event_time",
        "event_id",
        "id",
        "email",
        "updated",
        "is_bot",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, JSON, max_size=3), st.booleans(), st.booleans())
def test_no_payload_breaks_the_reader(changes: dict[str, Any], inside: bool, join: bool) -> None:
    event: dict[str, Any] = {"type": "team_join", "user": USER} if join else dict(SAID)
    payload = callback({**event, **changes}) if inside else {**callback(event), **changes}
    found = read(strip(payload, SECRET.address))
    assert isinstance(found, ActivityDraft | Ignored | Rejected)
    if isinstance(found, ActivityDraft):
        json.dumps([found.external_id, found.actor.key, found.actor.name]).encode()


@given(JSON)
def test_anything_can_be_stripped_and_read(payload: Any) -> None:
    assert not isinstance(read(strip(payload, SECRET.address)), ActivityDraft)


def test_a_payload_of_any_depth_is_stripped() -> None:
    deep: Any = "a secret plan"
    for _ in range(5_000):
        deep = [deep]
    assert "secret" not in repr(strip({"event": deep}, SECRET.address))

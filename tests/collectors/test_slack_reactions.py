"""Reactions as evidence: who put which emoji where, once, and nothing that anybody wrote."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.slack_people import Ignored
from ledger.drafts import ActivityDraft, ActorDraft, Rejected, Signal, SignalKind
from tests.collectors.test_slack_events import JSON, callback, outcome

ITEM = {"type": "message", "channel": "C1", "ts": "1795163300.000200"}
PUT: dict[str, Any] = {
    "type": "reaction_added",
    "user": "U7",
    "reaction": "tada",
    "item_user": "U8",
    "item": ITEM,
    "event_ts": "1795163400.000100",
}


def test_a_reaction() -> None:
    assert outcome(PUT) == ActivityDraft(
        source="slack",
        external_id="reaction:T1:C1:1795163300.000200:U7:tada",
        kind="slack_reaction",
        occurred_at=datetime(2026, 11, 20, 8, 30, 0, 100, tzinfo=UTC),
        actor=ActorDraft(source="slack", key="T1:U7"),
    )


@pytest.mark.parametrize("named", ["user_team", "source_team"])
def test_a_stranger_s_reaction_is_from_their_own_workspace_where_slack_tells_it(named: str) -> None:
    theirs = outcome({**PUT, named: "T9"})
    assert isinstance(theirs, ActivityDraft)
    evidence = (Signal(SignalKind.SLACK_TEAM, "T9"),)
    assert theirs.actor == ActorDraft("slack", "T9:U7", signals=evidence)
    assert theirs.external_id == "reaction:T1:C1:1795163300.000200:U7:tada"


def test_the_same_emoji_put_again_is_the_same_activity() -> None:
    first, again = outcome(PUT), outcome({**PUT, "event_ts": "1795163999.000100"})
    other = outcome({**PUT, "reaction": "+1::skin-tone-3"})
    ids = [one.external_id for one in (first, again, other) if isinstance(one, ActivityDraft)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({**PUT, "type": "reaction_removed"}, "an event of the type reaction_removed"),
        ({**PUT, "item": {"type": "file", "file": "F1"}}, "something that is no message"),
        ({**PUT, "item": {**ITEM, "channel": "D1"}}, "outside channels"),
        ({**PUT, "item": {**ITEM, "channel": "G1"}}, "outside channels"),
        ({**PUT, "user": "USLACKBOT"}, "a bot's reaction"),
    ],
)
def test_what_is_no_activity(event: dict[str, Any], reason: str) -> None:
    ignored = outcome(event)
    assert isinstance(ignored, Ignored)
    assert reason in ignored.reason


def test_our_own_reaction_is_none() -> None:
    ours = outcome(PUT, authorizations=[{"user_id": "U7", "is_bot": True}])
    assert ours == Ignored("a reaction of our own")
    assert isinstance(outcome(PUT, authorizations=[{"user_id": "U9"}]), ActivityDraft)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"user": None}, "user: "),
        ({"reaction": "two words"}, "reaction: "),
        ({"item": None}, "item: "),
        ({"item": {**ITEM, "ts": "now"}}, "item.ts: "),
        ({"event_ts": "99999999999.0"}, "event_ts: "),
    ],
)
def test_what_cannot_be_read(changes: dict[str, Any], reason: str) -> None:
    rejected = outcome({**PUT, **changes})
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)


FIELDS = st.sampled_from([*PUT, "channel", "ts"])


@given(st.dictionaries(FIELDS, JSON, max_size=3), st.dictionaries(FIELDS, JSON, max_size=2))
def test_no_reaction_breaks_the_reader(changes: dict[str, Any], inside: dict[str, Any]) -> None:
    found = outcome({**PUT, "item": {**ITEM, **inside}, **changes})
    assert isinstance(found, ActivityDraft | Ignored | Rejected)
    if isinstance(found, ActivityDraft):
        json.dumps(found.external_id).encode()


def test_the_envelope_needs_no_authorizations() -> None:
    assert "authorizations" not in callback(PUT)
    assert isinstance(outcome(PUT, authorizations=[]), ActivityDraft)

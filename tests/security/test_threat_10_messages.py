"""What people write to each other is not kept: there is no place for it.

That no byte of it is in the files is held by tests/bot/test_slack_app_events.py.
"""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from collectors.slack_events import strip
from ledger import tables

# How a message's words are called, by us or by Slack.
WORDS = {"text", "message", "body", "content", "blocks", "attachments", "files", "words", "said"}
CANARY = "c4n4ry"
HOLDING = ("text", "blocks", "attachments", "files", "title", "fallback", "plain_text", "topic")


def test_threat_10_no_column_is_for_words_of_a_message() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name in WORDS
    }
    assert columns == set()
    assert len(SQLModel.metadata.sorted_tables) > 20
    assert tables.InboxEvent.__tablename__ in SQLModel.metadata.tables


def nested(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from(["message", "previous_message", "root", "item", "edited"])
    return st.dictionaries(keys, leaf, min_size=1, max_size=3)


SAID = st.fixed_dictionaries(
    {"type": st.just("message"), "user": st.just("U1"), "ts": st.just("1.1")},
    optional={name: st.just(f"{CANARY} of {name}") for name in HOLDING},
)


@given(st.recursive(SAID, nested, max_leaves=6))
def test_threat_10_words_are_taken_out_wherever_they_stand(event: dict[str, Any]) -> None:
    payload = {"team_id": "T1", "event": {"type": "message", **event}}
    kept = json.dumps(strip(payload, lambda address: "hash"))
    for name in HOLDING[:4]:
        assert f"{CANARY} of {name}" not in kept

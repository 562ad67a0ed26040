"""A reaction on its way: heard by the real app, stored before its ack, counted once, no text."""

import sqlite3

from bot import passes
from bot.clock import now
from tests.bot.stage import Stage


def test_a_reaction_becomes_evidence_and_nothing_of_the_message_is_kept(stage: Stage) -> None:
    said = stage.slack.say("dana", "#general", "words that nobody may store")
    stage.slack.react("sam", said, "tada")
    stage.slack.unreact("sam", said, "tada")
    stage.slack.react("sam", said, "tada")
    stage.slack.react("ellis", said)
    stage.slack.settle()
    passes.read_inbox(stage.services, now)
    path = stage.services.ledger.path
    with sqlite3.connect(path) as ledger:
        kept = ledger.execute("SELECT external_id FROM activity WHERE kind = 'slack_reaction'")
        found = sorted(row[0] for row in kept)
    ledger.close()
    team, people = stage.workspace.team_id, stage.slack.workspace
    assert found == sorted(
        f"reaction:{team}:{said.channel}:{said.ts}:{people.person(name).id}:{emoji}"
        for name, emoji in (("sam", "tada"), ("ellis", "thumbsup"))
    )
    with stage.services.ledger.read() as session:
        counted = session.connection().exec_driver_sql("SELECT DISTINCT kind FROM tally")
        assert "slack_reaction" in list(counted.scalars())
    assert b"nobody may store" not in b"".join(
        p.read_bytes() for p in path.parent.glob(f"{path.name}*")
    )

"""A reaction on its way: heard by the real app, stored before its ack, counted once, no text."""

from bot import passes
from bot.clock import now
from tests.bot.stage import Stage, rows
from tests.kept import Kept


def test_a_reaction_becomes_evidence_and_nothing_of_the_message_is_kept(
    stage: Stage, kept: Kept
) -> None:
    said = stage.slack.say("dana", "#general", "words that nobody may store")
    stage.slack.react("sam", said, "tada")
    stage.slack.unreact("sam", said, "tada")
    stage.slack.react("sam", said, "tada")
    stage.slack.react("ellis", said)
    stage.slack.settle()
    passes.read_inbox(stage.services, now)
    found = rows(stage, "SELECT external_id FROM activity WHERE kind = 'slack_reaction'")
    team, people = stage.workspace.team_id, stage.slack.workspace
    assert sorted(key for (key,) in found) == sorted(
        f"reaction:{team}:{said.channel}:{said.ts}:{people.person(name).id}:{emoji}"
        for name, emoji in (("sam", "tada"), ("ellis", "thumbsup"))
    )
    with stage.services.ledger.read() as session:
        counted = session.connection().exec_driver_sql("SELECT DISTINCT kind FROM tally")
        assert "slack_reaction" in list(counted.scalars())
    assert b"nobody may store" not in kept.on_disk(stage.services.ledger)

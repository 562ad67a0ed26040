"""`/oql replay` over a real socket: acknowledged at once, answered when it is done."""

from demo.slack import words
from tests.bot.stage import Stage


def test_a_replay_is_answered_after_its_acknowledgement(stage: Stage) -> None:
    answered = stage.slack.command("ellis", "#general", "/oql replay signals")
    assert answered.failed == ""
    stage.slack.wait_for(lambda: answered.responses)
    told = [words(message) for message in stage.slack.ephemerals("ellis")]
    assert any("Looking at 180 days by signals …" in text for text in told)
    [response] = answered.responses
    assert response["text"].startswith("signals against points: On ")
    kinds = [block["type"] for block in response["blocks"]]
    assert kinds[:3] == ["section", "section", "data_visualization"]
    assert response["response_type"] == "ephemeral"

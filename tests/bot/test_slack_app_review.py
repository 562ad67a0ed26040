"""Buttons over a real socket: a suggestion is taken once, a word is undone, home shows it."""

from collections.abc import Iterator

import pytest

from bot import passes
from bot.clock import now
from bot.oql.review import queue_facts
from bot.views.corrections import UNDO
from bot.views.review import TAKE, TURN_DOWN
from demo.slack import words
from ledger import corrections, intake
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from tests.bot.stage import Stage, rows


@pytest.fixture
def asked(stage: Stage) -> Iterator[list[str]]:
    """The ids of three suggestions: somebody at a domain where nobody else was seen."""
    at, drafts = now(), list[ActivityDraft]()
    for number in range(3):
        signals = (Signal(SignalKind.EMAIL_DOMAIN, f"only{number}.example"),)
        who = ActorDraft("github", str(number), handle=f"person{number}", signals=signals)
        drafts.append(ActivityDraft("github", f"issue-{number}", "issue", at, who))
    with stage.services.ledger.write() as session:
        intake.record(session, drafts, stage.services.zone, at)
    passes.recognise(stage.services, now)
    passes.judge(stage.services, now())
    yield [one["id"] for one in queue_facts(stage.services, now(), 10)[0]]
    with stage.services.ledger.write() as session:  # the stage is that of the whole file
        for one in corrections.listed(session, 100):
            if one.undone_at is None:
                corrections.undo(session, one.id, corrections.By("U1", "test", now()))


def test_two_press_at_once_and_the_second_hears_of_the_first(
    stage: Stage, asked: list[str]
) -> None:
    stage.slack.command("dana", "#general", "/oql review")
    stage.slack.command("sam", "#general", "/oql review")
    hers, his = stage.slack.ephemerals("dana")[-1], stage.slack.ephemerals("sam")[-1]
    assert "Does *github:person0* work at *only0.example*?" in words(hers)
    first = stage.slack.click("dana", hers, TAKE, asked[0])
    second = stage.slack.click("sam", his, TURN_DOWN, asked[0])
    stage.slack.wait_for(lambda: first.responses and second.responses)
    dana = stage.slack.person("dana").id
    assert "whatever the evidence says" in first.responses[0]["text"]
    assert f"<@{dana}> was quicker" in second.responses[0]["text"]
    said = rows(stage, "SELECT action, by FROM correction WHERE undone_at IS NULL")
    assert said == [("link", dana)]


def test_undo_by_its_button(stage: Stage, asked: list[str]) -> None:
    stage.slack.command("dana", "#general", "/oql ignore only1.example")
    answered = stage.slack.ephemerals("dana")[-1]
    assert "only1.example* is left out" in words(answered)
    pressed = stage.slack.click("sam", answered, UNDO)
    stage.slack.wait_for(lambda: pressed.responses)
    assert pressed.responses[0]["text"].startswith("Undone: only1.example is left out.")
    assert rows(stage, "SELECT ignored FROM company WHERE key = 'only1.example'") == [(0,)]
    again = stage.slack.click("sam", answered, UNDO)
    stage.slack.wait_for(lambda: again.responses)
    assert "was undone already" in again.responses[0]["text"]


def test_strangers_answer_nothing(stage: Stage, asked: list[str]) -> None:
    stage.slack.command("dana", "#general", "/oql review")
    shown = stage.slack.ephemerals("dana")[-1]
    pressed = stage.slack.click("stranger", shown, TAKE, asked[0])
    stage.slack.wait_for(lambda: pressed.responses)
    assert pressed.responses[0]["text"].startswith("Sorry: only members of the workspace")
    assert rows(stage, "SELECT 1 FROM correction WHERE undone_at IS NULL") == []


def test_the_home_tab_answers_on_itself(stage: Stage, asked: list[str]) -> None:
    stage.slack.open_home("ellis")
    stage.slack.wait_for(lambda: home_says(stage, "To review"))
    home = stage.slack.home_of("ellis")
    assert home is not None
    answer = stage.slack.click("ellis", home, TURN_DOWN, asked[2])
    assert answer.failed == ""
    stage.slack.wait_for(lambda: home_says(stage, "Turned down, and not asked again"))
    assert not home_says(stage, asked[2])
    assert home_says(stage, asked[1])


def home_says(stage: Stage, text: str) -> bool:
    """Whether the home tab shows it, or has it behind a button."""
    home = stage.slack.home_of("ellis")
    return home is not None and text in str(home.blocks)

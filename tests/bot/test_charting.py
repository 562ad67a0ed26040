"""CHARTS=image: an answer for one person keeps its sentences, and its charts are left out."""

from dataclasses import replace

import pytest

from bot.answers import Answer, Done, Later, Open, Replace, Say
from bot.charting import answer_as_set, sentence
from bot.services import Services
from bot.views import blocks as b
from bot.views.chart import bars, charts_of

CHART = bars("Two", ["a", "b"], {"one": [1, 2]})
SAID = b.message("Two", b.section("Here"), CHART, b.context("one: 1, 2"))
BARE = b.message("Two", b.section("Here"), b.context("one: 1, 2"))


def work() -> b.Message:
    return SAID


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        (Say(SAID), Say(BARE)),
        (Replace(SAID), Replace(BARE)),
        (Later(SAID, work), Later(BARE, work)),
        (Done(SAID), Done(BARE)),
        (Done(), Done()),
        (Open({"blocks": [CHART]}), Open({"blocks": [CHART]})),
    ],
)
def test_an_answer_as_it_is_set(services: Services, answered: Answer, shown: Answer) -> None:
    assert answer_as_set(services, answered) == answered
    assert answer_as_set(replace(services, charts="image"), answered) == shown


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (SAID, "one: 1, 2"),
        (b.message("Two", CHART), "Two"),
        (b.message("Two", CHART, b.section("no small print")), "Two"),
    ],
)
def test_a_picture_is_told_to_whoever_cannot_see_it(message: b.Message, said: str) -> None:
    [chart] = charts_of(message)
    assert sentence(message, chart) == said

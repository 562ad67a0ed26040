"""Every message and form that the bot can build, at its worst, as Slack would take or refuse it."""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules
from types import CodeType, FrameType
from typing import Any

import pytest

from bot import views
from bot.views import blocks as b
from bot.views import chart, png
from demo.slack import problems, view_problems
from tests.bot import (
    told,
    walk_companies,
    walk_corrections,
    walk_receiving,
    walk_referrals,
    walk_unasked,
)

WALKS = (walk_companies, walk_corrections, walk_receiving, walk_referrals, walk_unasked)
CHARTED = {"actions", "data_visualization"}  # what a form cannot hold, or shows twice
# Of use to a terminal alone, which no limit of Slack's binds.
PLAIN = "bot.views.plain"
PNG = b"\x89PNG\r\n\x1a\n"


def messages(name: str) -> Iterator[tuple[str, b.Message]]:
    """Everything that is said about something called `name`."""
    for walk in WALKS:
        yield from walk.messages(name)


def forms(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form and home tab, empty or filled with `name`; answers that may stand in one too."""
    for walk in WALKS:
        yield from walk.forms(name)
        for case, message in walk.messages(name) if walk is not walk_unasked else ():
            if CHARTED.isdisjoint(block["type"] for block in message.blocks):
                yield f"{case} as a form", b.notice_view(message)


def pictures(name: str) -> Iterator[tuple[str, b.Message, list[bytes]]]:
    """Every message with a chart, as it is where a client shows no charts."""
    for case, message in messages(name):
        if charts := chart.charts_of(message):
            yield case, chart.without_charts(message), [png.png(one) for one in charts]


def public_functions() -> Iterator[tuple[str, CodeType]]:
    """Every function that a module of views offers."""
    for found in iter_modules(views.__path__, "bot.views."):
        module = import_module(found.name)
        for name, function in getmembers(module, isfunction):
            own = function.__module__ == found.name != PLAIN
            if own and not name.startswith("_"):
                yield f"{found.name.removeprefix('bot.views.')}.{name}", function.__code__


def run_by_the_walk() -> set[CodeType]:
    """The functions that a walk ran, whoever called them."""
    ran: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            ran.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        list(forms("Acme"))
        list(pictures("Acme"))
    finally:
        sys.setprofile(before)
    return ran


def test_no_view_is_left_out_of_the_walk() -> None:
    ran = run_by_the_walk()
    assert [name for name, code in public_functions() if code not in ran] == []


def parsed(held: Any) -> Iterator[str]:
    """Every text in which Slack looks for its marks."""
    if isinstance(held, Mapping):
        if held.get("type") == "mrkdwn":
            yield held["text"]
        for value in held.values():
            yield from parsed(value)
    elif isinstance(held, list | tuple):
        for item in held:
            yield from parsed(item)


def loose_marks(text: str) -> list[str]:
    """Marks of Slack's that are none of ours: people, dates, and our own links."""
    ours = ("<@U1>", "<!date^", "<https://github.example/")
    starts = [at for at, sign in enumerate(text) if sign == "<"]
    return [text[at : at + 20] for at in starts if not text[at:].startswith(ours)]


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
def test_slack_takes_every_message_and_pings_nobody(name: str) -> None:
    for case, message in messages(name):
        assert problems(list(message.blocks)) == [], case
        assert message.text.strip(), case
        assert len(message.text) <= b.MESSAGE_TEXT, case
        for text in (message.text, *parsed(message.blocks)):
            assert loose_marks(text) == [], (case, text)


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
def test_slack_takes_every_form(name: str) -> None:
    for case, view in forms(name):
        assert view_problems(view) == [], case
        assert len(view.get("private_metadata", "")) <= 3_000, case
        for text in parsed(view["blocks"]):
            assert loose_marks(text) == [], (case, text)


def test_a_chart_can_be_a_picture_with_its_sentence_left() -> None:
    for case, message, drawn in pictures(told.NAMES["emoji"]):
        assert all(one.startswith(PNG) for one in drawn), case
        assert problems(list(message.blocks)) == [], case
        assert any(True for _ in parsed(message.blocks)), case

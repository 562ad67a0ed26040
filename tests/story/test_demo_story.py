"""The demo's story, as a terminal shows it: the whole way, and nothing twice."""

from socket import socket

from tests.bot.command_line import Leadlight as Commands
from tests.bot.conftest import leadlight as at_once
from tests.story.conftest import Leadlight

__all__ = ["at_once"]


def test_the_story_is_told_to_its_end(leadlight: Leadlight) -> None:
    told = leadlight("demo", "--story", "--port", "0").stdout
    steps = (
        "lantern/lantern is read",
        "reached OQL3",
        "Dana presses",
        "was accepted by sales",
        "Leadlight, week to",
        "Nothing was said twice.",
    )
    at = [told.index(step) for step in steps]
    assert at == sorted(at)


def test_a_taken_port_and_a_wrong_speed_are_named(at_once: Commands) -> None:
    assert "--speed goes from 1 to" in at_once("demo", "--speed", "0").err
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = at_once("demo", "--story", "--port", port)
        assert (refused.code, "--port" in refused.err) == (2, True)

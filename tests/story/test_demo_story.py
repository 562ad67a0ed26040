"""The demo's story, as a terminal shows it: the whole way, and nothing twice."""

from socket import socket

from tests.story.conftest import Leadlight


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


def test_a_taken_port_and_a_wrong_speed_are_named(leadlight: Leadlight) -> None:
    assert "--speed goes from 1 to" in leadlight("demo", "--speed", "0", code=2).stderr
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "--port" in leadlight("demo", "--story", "--port", port, code=2).stderr

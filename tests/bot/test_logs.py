"""Nothing that is secret or personal reaches the log, whichever way it comes."""

import logging
from collections.abc import Iterator

import pytest

from bot import logs
from tests.bot.canaries import CANARIES, restored


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """Some logger of ours; `logs.set_up`, which each test calls itself, is undone afterwards."""
    with restored():
        yield logging.getLogger("bot.somewhere")


@pytest.mark.parametrize("canary", CANARIES)
def test_no_canary_is_logged(
    canary: str, log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up()
    log.warning("before %s after", canary)
    log.error("headers: %r", {"authorization": canary})
    try:
        raise ValueError(f"refused for {canary}")
    except ValueError:
        log.exception("failed")
    written = capsys.readouterr().err
    assert "c4n4ry" not in written
    assert "WARNING bot.somewhere: before [" in written
    assert "] after" in written
    assert "ValueError: refused for [" in written


@pytest.mark.parametrize(
    "text", ["acme.com reached OQL3", "owner/name issue 7", "@sam declined DQL-1", "a@b", "2 < 3"]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.redacted(text) == text


def test_libraries_are_heard_from_warnings_on(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up()
    logging.getLogger("slack_bolt").info("every request")
    logging.getLogger("slack_bolt").warning("something odd")
    log.info("our own news")
    written = capsys.readouterr().err
    assert "every request" not in written
    assert "something odd" in written
    assert "our own news" in written

"""The lines of a running service: text or JSON, with the ids of what they belong to, no secret."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.logs import redacted
from bot.telling import Carrying, Lines, as_json, bound, set_up_service
from tests.bot.canaries import CANARIES, restored

SECRETS = st.sampled_from(CANARIES)
JUNK = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a set-up changes is undone."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("sys.excepthook", threading.excepthook)
    with restored():
        yield


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_carries_what_it_belongs_to(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_service("INFO", "json")
    log = logging.getLogger("bot.somewhere")
    with bound(event="Ev1"), bound(notice="12"):
        log.info("sent %s", "it")
    log.info("no more")
    first, second = lines(capsys)
    assert list(first)[:4] == ["timestamp", "level", "logger", "message"]
    assert first["timestamp"].endswith("+00:00")
    told = {name: first[name] for name in ("level", "logger", "message", "event", "notice")}
    assert told == {
        "level": "info",
        "logger": "bot.somewhere",
        "message": "sent it",
        "event": "Ev1",
        "notice": "12",
    }
    assert second.keys() == {"timestamp", "level", "logger", "message"}


def test_text_is_one_line_and_the_trace_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_service("INFO", "text")
    log = logging.getLogger("bot.somewhere")
    try:
        with bound(event="Ev1"):
            log.info("before")
            raise ValueError("of canary@acme.example")
    except ValueError:
        log.exception("failed")
    first, second, *trace = capsys.readouterr().err.splitlines()
    assert first.endswith(" INFO bot.somewhere: before event=Ev1")
    assert second.endswith(" ERROR bot.somewhere: failed")
    assert trace[-1] == "ValueError: of [mail address]"


def test_what_is_handed_on_keeps_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_service("INFO", "json")
    log = logging.getLogger("bot.somewhere")
    with Carrying(1) as threads:
        with bound(event="Ev1"):
            threads.submit(log.info, "one")
        threads.submit(log.info, "two")
    assert [line.get("event") for line in lines(capsys)] == ["Ev1", None]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("canary", CANARIES)
def test_no_canary_is_written(canary: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_service("DEBUG", form)
    log = logging.getLogger("bot.somewhere")

    def fail() -> None:
        raise ValueError(f"in a thread: {canary}")

    with bound(event=canary):
        log.debug("before %s after", canary)
        log.error({"authorization": canary})
    try:
        raise ValueError(canary)
    except ValueError:
        log.exception("failed")
    log.warning("%d is no number", canary)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    written = capsys.readouterr().err
    assert "c4n4ry" not in written
    assert "a thread has ended by an error" in written
    assert "a log line of bot.somewhere:" in written


@given(st.lists(st.one_of(JUNK, SECRETS)), st.sampled_from(["", " ", '"', "'", "\n", "\\", "}"]))
def test_json_stays_json_whatever_is_taken_out(parts: list[str], between: str) -> None:
    text = between.join(parts)
    stream = io.StringIO()
    handler = logs.RedactingHandler(stream)
    handler.setFormatter(Lines(as_json))
    handler.emit(logging.LogRecord("bot", logging.INFO, "", 1, text, (), None))
    assert json.loads(stream.getvalue())["message"] == redacted(text)


@pytest.mark.parametrize(
    "library",
    ["slack_sdk.web.base_client", "slack_bolt.App", "bolt", "urllib3", "github3", "sqlalchemy"],
)
def test_libraries_tell_nothing_that_is_theirs_to_debug(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("slack_sdk").setLevel(logging.NOTSET)  # which `doctor` silences, to its end
    set_up_service("DEBUG", "text")
    logging.getLogger(library).debug("the words of c4n4ry")
    logging.getLogger(library).info("the words of c4n4ry")
    logging.getLogger(library).warning("something is odd")
    written = capsys.readouterr().err
    assert "c4n4ry" not in written
    assert "something is odd" in written

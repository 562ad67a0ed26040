"""Events on their way into the ledger: together, each for itself, and nobody waits for them."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from slack_bolt import BoltResponse
from sqlalchemy import Connection, event

from bot import keeping
from bot.heard import Heard
from bot.services import Services
from bot.slack_app import build_app
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import Rules
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.promises.listening import TEAM, joined, stored, workspace

OURS: Final = workspace().bot_user_id
REFUSES: Final = """
CREATE TRIGGER refuses BEFORE INSERT ON inbox_event WHEN NEW.event_id LIKE 'EvBad%'
BEGIN SELECT RAISE(ABORT, 'refused'); END
"""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in SQLite, whose triggers and locks the tests use."""
    with closing(open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", UTC_ZONE)) as opened:
        yield opened


@pytest.fixture
def app(file: Ledger, rules: Rules) -> Iterator[Heard]:
    services = Services(file, rules, UTC_ZONE, "#leads", "#digest", team_id=TEAM)
    with ThreadPoolExecutor(1) as later:
        made = build_app(workspace(), services, lambda: NOW, later, later)
        yield made
        made.settle()


def heard(app: Heard, *names: str) -> list[Future[BoltResponse]]:
    """The answers to sign-ups of these ids."""
    return [app.hear({**joined(at), "event_id": name}) for at, name in enumerate(names)]


def statuses(answers: list[Future[BoltResponse]]) -> list[int]:
    return [one.result().status for one in answers]


def told(**parts: Any) -> dict[str, Any]:
    """A message, as Slack tells it."""
    said = {"type": "message", "channel": "C1", "channel_type": "channel", "ts": "1.1", **parts}
    return {**joined(1), "event": said}


def test_what_comes_while_the_ledger_is_locked_is_stored_together(app: Heard, file: Ledger) -> None:
    commits: list[Connection] = []
    names = [f"Ev{number}" for number in range(3 * keeping.TOGETHER)]
    with file.write():
        answers = heard(app, *names)
        assert not any(one.done() for one in answers)
        event.listen(file.engine, "commit", commits.append)
    assert set(statuses(answers)) == {200}
    assert stored(file) == names
    assert len(commits) <= 6  # the one that held it up, one that began with whatever was there


def test_nobody_is_answered_before_it_is_on_the_disk(app: Heard, file: Ledger) -> None:
    seen: list[list[str]] = []
    for name in ("Ev1", "Ev2"):
        with file.write():
            [answer] = heard(app, name)
            answer.add_done_callback(lambda _: seen.append(stored(file)))
        assert answer.result().status == 200
        app.settle()
    assert seen == [["Ev1"], ["Ev1", "Ev2"]]


def test_one_that_the_ledger_refuses_does_not_fail_the_others(
    app: Heard, file: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    with file.write() as session:
        session.connection().exec_driver_sql(REFUSES)
        answers = heard(app, "Ev1", "EvBad1", "Ev2", "EvBad2", "Ev3")
    assert statuses(answers) == [200, 503, 200, 503, 200]
    assert stored(file) == ["Ev1", "Ev2", "Ev3"]
    assert caplog.text.count("is not stored: Slack is to send it again (refused)") == 2


def test_where_the_ledger_takes_nothing_none_is_acknowledged(app: Heard, file: Ledger) -> None:
    file.refused = "a page is damaged"
    assert statuses(heard(app, "Ev1", "Ev2", "Ev3")) == [503] * 3
    file.refused = ""
    assert statuses(heard(app, "Ev1", "Ev2", "Ev3")) == [200] * 3
    assert stored(file) == ["Ev1", "Ev2", "Ev3"]


def test_an_error_that_nobody_thought_of_is_told_and_the_next_are_stored(
    app: Heard, file: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("no room")

    event.listen(file.engine, "commit", fail)
    assert statuses(heard(app, "Ev1")) == [503]
    app.settle()
    event.remove(file.engine, "commit", fail)
    assert "MemoryError: no room" in caplog.text
    assert statuses(heard(app, "Ev1")) == [200]
    assert stored(file) == ["Ev1"]


def test_more_than_may_wait_are_left_to_slack_at_once(
    app: Heard, file: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "WAITING_EVENTS", 5)
    with file.write():
        answers = heard(app, *(f"Ev{number}" for number in range(20)))
        beyond = [one for one in answers if one.done()]
        assert len(beyond) >= 10
        assert set(statuses(beyond)) == {503}
    assert sum(status == 200 for status in statuses(answers)) == len(stored(file)) >= 5


@pytest.mark.parametrize(
    ("payload", "kept"),
    [
        (told(user="U1"), True),
        (told(subtype="bot_message", bot_id="B2"), True),
        (told(user=OURS), False),
        (told(subtype="bot_message", bot_id=workspace().bot_id), False),
        (told(subtype="message_changed", message={"user": OURS}), False),
        (told(subtype="message_deleted", previous_message={"user": OURS}), False),
        (told(subtype="message_changed", message={"user": "U1"}), True),
        ({**joined(1), "event": {"type": "team_join", "user": {"id": OURS}}}, False),
        ({**joined(1), "event": {"type": "reaction_added", "user": "U1"}}, True),
        ({**joined(1), "event": {"type": "reaction_added", "user": OURS}}, False),
        ({**joined(1), "event": {"type": "channel_rename", "user": "U1"}}, False),
        ({**joined(1), "event": {"type": "app_home_opened", "user": [], "tab": "home"}}, False),
        ({**joined(1), "event": {"type": "member_joined_channel", "channel": []}}, False),
        ({**joined(1), "event": {"type": "message", "message": {"user": {"id": 7}}}}, True),
        ({**joined(1), "event": None}, True),
        ({**joined(1), "type": "event"}, True),
        ({"event_id": "Ev1"}, True),
    ],
)
def test_what_is_stored_and_all_else_is_acknowledged(
    app: Heard, file: Ledger, payload: dict[str, Any], kept: bool
) -> None:
    assert app.hear(payload).result().status == 200
    assert len(stored_rows(file)) == kept


def stored_rows(file: Ledger) -> list[tuple[Any, ...]]:
    with file.read() as session:
        found = session.connection().exec_driver_sql("SELECT team_id FROM inbox_event")
        return [tuple(row) for row in found]


def test_an_event_of_another_workspace_is_stored_under_its_own_id(app: Heard, file: Ledger) -> None:
    """As what reads the inbox expects: it tells whose community it is by that."""
    assert app.hear({**joined(1), "team_id": "T0ELSEWHERE"}).result().status == 200
    assert stored_rows(file) == [("T0ELSEWHERE",)]


def test_where_the_community_does_not_meet_nothing_is_stored(file: Ledger, rules: Rules) -> None:
    services = Services(file, rules, UTC_ZONE, "#leads", "#digest", team_id=TEAM)
    with ThreadPoolExecutor(1) as later:
        apart = replace(workspace(), collects=False)
        app = build_app(apart, services, lambda: NOW, later, later)
        for payload in (told(user="U1"), {**joined(1), "event": None}):
            assert app.hear(payload).result().status == 200
    assert stored_rows(file) == []
    assert sum(services.metrics.acks.counts()[-1:]) == 2

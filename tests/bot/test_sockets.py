"""A socket that drops, that is silent, that never was: each comes back, and the gap is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.error import URLError

import pytest
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot import passes, sockets
from bot.clock import now
from bot.metrics import Metrics
from bot.settings import SettingsError
from bot.sockets import GAP, SILENCE, Socket, until_slack_answers
from demo.slack import Fault, open_workspace
from tests.bot.stage import Stage, connected

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Gaps(list[str]):
    """Counts how often it was told of a gap."""

    def tell(self) -> None:
        self.append("gap")


@pytest.fixture(scope="module")
def gaps() -> Gaps:
    return Gaps()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, gaps: Gaps) -> Iterator[Stage]:
    with (
        open_workspace(keep_events=False) as slack,
        connected(slack, tmp_path_factory.mktemp("socket"), gaps.tell) as connection,
    ):
        yield connection


def test_a_silent_socket_is_replaced_and_its_gap_told_once(
    stage: Stage, gaps: Gaps, caplog: pytest.LogCaptureFixture
) -> None:
    socket, slack = stage.socket, stage.slack
    socket.watch(NOON)
    before = slack.switchboard.sockets[0]
    slack.drop_sockets()
    slack.wait_disconnected()
    socket.watch(NOON + timedelta(seconds=2))
    assert gaps == []
    late = NOON + SILENCE + timedelta(seconds=3)
    socket.watch(late)
    slack.wait_for(lambda: before not in slack.switchboard.sockets and slack.switchboard.sockets)
    while gaps == [] and late < NOON + timedelta(hours=1):
        late += timedelta(seconds=2)
        socket.watch(late)
    assert gaps == ["gap"]
    gap = int((late - NOON).total_seconds())
    assert f"Slack (Leadlight) was out of reach for {gap} s" in caplog.messages
    socket.watch(late + GAP / 2)
    assert gaps == ["gap"]
    person = slack.join("back", "back@acme.example")
    slack.settle()
    passes.read_inbox(stage.services, now)
    with stage.services.ledger.read() as session:
        keys = session.connection().exec_driver_sql("SELECT key FROM actor").scalars().all()
    assert keys == [f"{stage.workspace.team_id}:{person.id}"]


def test_a_socket_that_is_never_heard_is_told_and_only_a_new_process_may_help(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "MOST_DEAF", 1)
    metrics, ends = Metrics(), Gaps()
    socket = Socket(stage.workspace, stage.app, lambda: None, metrics, ends.tell)

    place = (stage.workspace.team_id,)
    try:
        socket.watch(NOON)
        assert (socket.cause(NOON), metrics.heard) == ("", {place: True})
        late = NOON + SILENCE + timedelta(seconds=1)
        cause = f"Slack ({stage.workspace.team_id}) is not heard since 2026-11-20 12:00:00 UTC: "
        stage.slack.faults.next("apps.connections.open", Fault("refused", error="fatal_error"))
        socket.watch(late)
        assert socket.cause(late).startswith(cause)
        assert metrics.heard == {place: False}
        assert metrics.reconnects == {place: 1}
        assert ends == []  # Slack is away: a new process would not reach it either
        socket.watch(late + SILENCE)
        assert metrics.reconnects == {place: 2}
        assert ends == ["gap"]
    finally:
        socket.close()


def test_a_refused_token_has_to_be_changed(stage: Stage) -> None:
    wrong = replace(stage.workspace, app_token=SecretStr("xapp-canary"))
    socket = Socket(wrong, stage.app, lambda: None)
    with pytest.raises(SettingsError) as caught:
        socket.connect()
    socket.close()
    assert "refused by Slack (invalid_auth)" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_without_a_token_there_is_no_socket(stage: Stage) -> None:
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN is missing"):
        Socket(replace(stage.workspace, app_token=None), stage.app, lambda: None)


def asked(answers: list[Exception | str]) -> tuple[str | None, list[float], Exception | None]:
    """What came of asking a Slack that answers so, and how long it waited between."""
    waits: list[float] = []

    def ask() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 9

    try:
        return until_slack_answers(ask, wait), waits, None
    except SettingsError as error:
        return None, waits, error


AWAY = (
    URLError("refused"),
    ConnectionResetError(),
    SlackApiError("no", {"error": "fatal_error"}),
)


def test_slack_is_asked_until_it_answers() -> None:
    assert asked([*AWAY, "here"]) == ("here", [1, 2, 4], None)
    assert asked(["here"]) == ("here", [], None)


def test_the_pauses_end_at_a_minute_and_a_stop_ends_them() -> None:
    found, waits, error = asked([*AWAY * 4])
    assert (found, error) == (None, None)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_wrong_setting_ends_the_asking() -> None:
    found, waits, error = asked([URLError("refused"), SettingsError(["X is wrong"]), "here"])
    assert (found, waits, str(error)) == (None, [1], "X is wrong")

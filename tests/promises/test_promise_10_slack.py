"""10: no envelope and no command stops the bot; what cannot be read is kept, with the reason."""

import asyncio
import io
from collections.abc import Iterator
from random import Random
from typing import Any, Final

import pytest
from slack_bolt import BoltRequest

from bot import passes
from bot.clock import now
from demo.slack import Person, open_workspace
from demo.slack.events import enveloped
from ledger import inbox, letters
from tests.bot.stage import Stage, connected
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.listening import joined
from tests.promises.mutated import mutated
from tests.promises.served import logged

EVENTS = size.of(1_000, 10_000)
FRAMES = size.of(50, 500)
GOOD_EVERY: Final = 100
LINES: Final = ("/dql refer @sam sales x from booth", "/oql why acme.example", "/dql list", "/oql")

MISSHAPEN: Final[tuple[dict[str, Any], ...]] = (
    {"event": None},
    {"event": {"type": 1}},
    {"event": [], "type": 2},
)
PIECES: Final = ("", '"', "<@", "\0", "\ud800", "💥" * 50, "--")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    people = [Person("dana", is_admin=True), Person("sam")]
    opening = open_workspace(people=people, channels=["#leads", "#general"], redelivery=())
    with opening as slack, connected(slack, tmp_path_factory.mktemp("bad")) as connection:
        yield connection


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """What is logged, as the service writes it: not every character of it is one."""
    with logged() as stream:
        yield stream


def sent(stage: Stage, payload: Any) -> bool:
    """Whether an event is acknowledged, the first time that it comes: it comes once."""
    before = len(stage.slack.acked)
    stage.slack.switchboard.publish(enveloped("events_api", payload, answerable=False))
    stage.slack.settle()
    return len(stage.slack.acked) == before + 1


def good(stage: Stage, number: int) -> dict[str, Any]:
    """A sign-up that can be read."""
    return {**joined(number), "team_id": stage.workspace.team_id, "event_id": f"EvGood{number}"}


def test_promise_10_mutated_events_are_kept_with_the_reason(
    stage: Stage, chance: Random, record: Record
) -> None:
    """Straight into the app, as the socket hands them on."""
    bad = [mutated(joined(number), chance) for number in range(EVENTS)]
    for number, payload in enumerate(bad):
        assert stage.app.hear(payload).result().status == 200, payload
        if number % GOOD_EVERY == 0:
            assert sent(stage, good(stage, number))
    passes.read_inbox(stage.services, now)
    with stage.services.ledger.read() as session:
        found, counted = letters.letters(session), inbox.depth(session)
    assert set(counted) == {"done", "dead"}
    assert len(found) == counted["dead"] > EVENTS / 4
    assert all(one.reason for one in found)
    assert not [one for one in found if one.event_id.startswith("EvGood")]
    record("mutated events", EVENTS, "events")


def test_promise_10_one_that_bolt_fails_on_is_acknowledged_and_told(
    stage: Stage, log: io.StringIO
) -> None:
    cases: list[dict[str, Any]] = [
        {"event": None},
        {"event": {"type": 1}},
        {"event": [], "type": 2},
    ]
    for number, spoiled in enumerate(cases):
        assert sent(stage, {**joined(0), "event_id": f"EvPoison{number}", **spoiled})
    payload = joined(0)
    payload["event"]["user"] = 7  # it has the shape of one, and cannot be read
    assert sent(stage, {**payload, "event_id": "EvPoison3"})
    passes.read_inbox(stage.services, now)
    with stage.services.ledger.read() as session:
        ids = {one.event_id for one in letters.letters(session)}
    assert {f"EvPoison{number}" for number in range(4)} <= ids
    assert log.getvalue().count("has not the shape of one") == 3


def frames(chance: Random) -> list[str]:
    """What is no envelope, or one of nothing."""
    made = ("{", "[]", "null", '"x"', "{}", '{"type": "events_api"}', '{"type": 1, "payload": []}')
    empty = '{"envelope_id": "e", "type": "events_api", "payload": %s}'
    payloads = ("null", "[]", '"x"', "{}", '{"type": "event_callback"}', "1")
    kinds = (*made, *(empty % one for one in payloads), "\0", "x" * 100_000, "[" * 900)
    return [chance.choice(kinds) for _ in range(FRAMES)]


def test_promise_10_after_a_bad_frame_the_next_good_event_is_acknowledged(
    stage: Stage, chance: Random, record: Record
) -> None:
    board = stage.slack.switchboard

    async def send(text: str) -> None:
        await board.sockets[0].send_text(text)

    for number, text in enumerate(frames(chance)):
        assert board._loop is not None
        asyncio.run_coroutine_threadsafe(send(text), board._loop).result()
        if number % 10 == 0:
            assert sent(stage, good(stage, 10**6 + number))
    record("frames that are no envelope", FRAMES, "frames")


def commands(stage: Stage, chance: Random) -> Iterator[dict[str, Any]]:
    """Commands, as Slack sends them, spoiled."""
    dana = stage.slack.person("dana").id
    whole = {"user_id": dana, "user_name": "dana", "team_id": stage.workspace.team_id}
    beside = {"channel_id": "C1", "trigger_id": "1.2.x", "response_url": "http://127.0.0.1:9/"}
    for _ in range(EVENTS):
        command, _, text = chance.choice(LINES).partition(" ")
        at = chance.randrange(len(text) + 1)
        typed = (
            text[:at] + chance.choice(("", '"', "<@", "\0", "\ud800", "💥" * 50, "--")) + text[at:]
        )
        body = {**whole, **beside, "command": command, "text": typed}
        yield mutated(body, chance) if chance.random() < 0.5 else body


def test_promise_10_no_command_stops_the_bot(stage: Stage, chance: Random, record: Record) -> None:
    answered = 0
    for number, body in enumerate(commands(stage, chance)):
        try:
            request = BoltRequest(body=body, mode="socket_mode")
        except (AttributeError, TypeError, ValueError):
            continue  # which the socket logs, and Slack tells its typist
        answered += stage.app.dispatch(request).status == 200
        if number % GOOD_EVERY == 0:
            assert stage.slack.command("dana", "#general", "/dql help").text == "/dql help"
    assert answered > EVENTS / 2
    record("mutated commands", EVENTS, "commands")

"""8: back after trouble with the network, and no event is lost meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

import pytest

from bot import sockets
from bot.readiness import NOT_YET
from demo.slack import Fault, Slack, open_workspace
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.served import Served, running, settings_of
from tests.promises.size import SIZE, Size
from tests.promises.wire import Wire, wired
from tests.story.conftest import until

TIMES: Final = size.of(1, 20)
SAID: Final = 20  # messages from the trouble on, and as many before
BACK: Final = 20.0  # seconds
WATCHED: Final = sockets.SILENCE.total_seconds() + BACK  # where only the watchdog notices
OPEN: Final = "apps.connections.open"
# As Slack does it; in every run of the tests, all of it faster.
AGAIN: Final = {Size.q: (0.0, 2.0, 5.0, 10.0), Size.r: (0.0, 60.0, 300.0)}[SIZE]


@pytest.fixture(scope="module")
def faster() -> Iterator[None]:
    """A socket is missed sooner, so that a run of the tests does not wait for minutes."""
    with pytest.MonkeyPatch.context() as patch:
        if SIZE is Size.q:
            patch.setattr(sockets, "PING_SECONDS", 1)
            patch.setattr(sockets, "SILENCE", timedelta(seconds=8))
        yield


Line = tuple[Served, Wire]


@pytest.fixture(scope="module")
def line(faster: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with ExitStack() as closes:
        slack = closes.enter_context(open_workspace(redelivery=AGAIN))
        wire = closes.enter_context(wired(int(slack.url.rpartition(":")[2])))
        slack.workspace.url = wire.url
        given = settings_of(slack, tmp_path_factory.mktemp("network"))
        served = closes.enter_context(running(slack, given))
        slack.wait_connected()
        yield served, wire


def cut(served: Served, wire: Wire) -> None:
    wire.trouble()
    wire.cut()


def stall(served: Served, wire: Wire) -> None:
    wire.trouble()
    wire.hold()


def never_pong(served: Served, wire: Wire) -> None:
    wire.trouble(deaf=1)
    wire.cut()


def refresh(served: Served, wire: Wire) -> None:
    wire.trouble()
    served.slack.refresh_sockets()


def away(served: Served, wire: Wire) -> None:
    """The line itself, for some tries of the service to come back."""
    wire.trouble()
    wire.is_down = True
    wire.cut()
    threading.Timer(3.0, lambda: setattr(wire, "is_down", False)).start()


def refused(served: Served, wire: Wire) -> None:
    """Slack says for a while that it does not know the token."""
    wrong = Fault("refused", error="invalid_auth")
    served.slack.faults.next(OPEN, wrong, wrong)
    wire.trouble()
    wire.cut()


TROUBLES: dict[str, tuple[Callable[[Served, Wire], None], float]] = {
    "reset": (cut, BACK),
    "stall": (stall, BACK),
    "never a pong": (never_pong, WATCHED),
    "refresh with acks in flight": (refresh, BACK),
    "API down": (away, BACK),
    "bad token": (refused, BACK),
}


def talk(slack: Slack) -> None:
    for number in range(SAID):
        slack.say("sam", "#general", f"hello {number}")


@pytest.mark.parametrize("name", TROUBLES)
def test_promise_08_it_comes_back_and_nothing_is_lost(
    line: Line, chance: Random, record: Record, name: str
) -> None:
    (served, wire), (befall, latest) = line, TROUBLES[name]
    slack, worst = served.slack, 0.0
    for _ in range(TIMES):
        before = len(slack.messages("#general"))
        talk(slack)
        befall(served, wire)
        began = time.monotonic()
        talk(slack)
        wire.wait_heard(4 * latest)
        worst = max(worst, time.monotonic() - began)
        slack.settle(120 + sum(AGAIN))
        assert slack.abandoned == []
        said = {message.ts for message in slack.messages("#general")[before:]}
        assert len(said) == len(told_of(slack, said)) == 2 * SAID
        assert told_of(slack, said) <= set(served.stored())
        time.sleep(chance.random())
    assert SIZE is Size.q or worst <= latest
    record(f"{name}, back within {worst:.0f} s", TIMES, "times")


def told_of(slack: Slack, said: set[str]) -> set[str]:
    """The ids of the events that told of these messages, all of which were acknowledged."""
    return {one["event_id"] for one in slack.acked if one["event"].get("ts") in said}


def test_promise_08_the_first_connection_is_tried_until_it_stands(
    faster: None, tmp_path: Path, record: Record
) -> None:
    with ExitStack() as closes:
        slack = closes.enter_context(open_workspace())
        wire = closes.enter_context(wired(int(slack.url.rpartition(":")[2])))
        slack.workspace.url, wire.is_down = wire.url, True

        def see(served: Served) -> None:
            until(lambda: served.causes() == [NOT_YET], "the state")
            until(lambda: "trying again in 2 s" in served.log.getvalue(), "a second try")
            wire.is_down = False

        served = closes.enter_context(running(slack, settings_of(slack, tmp_path), see))
        slack.wait_connected(seconds=60)
        until(lambda: served.causes() == [], "the end of it")
        slack.say("sam", "#general", "hello")
        slack.settle()
        until(lambda: served.rows("SELECT 1 FROM inbox_event"), "the message")
    record("Slack away at the start", 1, "start")

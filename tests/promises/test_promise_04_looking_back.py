"""4: where a look back fails, a notice is not said twice, and a person hears of it."""

import pytest

from bot.outbox import GRACE, Outbox
from demo.slack import BOT_SCOPES, Fault, Slack, open_workspace
from ledger import notices
from ledger.engine import Ledger
from tests.bot.conftest import clock, outbox, slack
from tests.bot.posting import PLACES, Clock, heard, outbox_at, queue, state
from tests.promises.both import kept, ledger

__all__ = ["clock", "kept", "ledger", "outbox", "slack"]


def without(scope: str) -> tuple[str, ...]:
    """An installation that lacks a scope, because it is older than the manifest."""
    return tuple(one for one in BOT_SCOPES if one != scope)


@pytest.mark.parametrize(
    ("scopes", "channel"),
    [(without("channels:history"), notices.LEADS), (without("im:history"), "@sam")],
)
def test_promise_04_where_looking_back_is_impossible_it_is_not_said_twice(
    ledger: Ledger,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    scopes: tuple[str, ...],
    channel: str,
) -> None:
    with open_workspace(channels=PLACES, clock=clock.seconds, bot_scopes=scopes) as slack:
        outbox = outbox_at(slack, ledger, clock)
        to = slack.person("sam").id if channel == "@sam" else channel
        slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
        queue(outbox, "acme", to)
        for _ in range(3):
            outbox.deliver()
            clock.forward(GRACE)
        kept = state(outbox, "acme")
        assert (kept.state, kept.error) == ("uncertain", "cannot look it up: missing_scope")
        assert heard(slack, channel or "#leads") == ["acme"]
        assert "is uncertain: cannot look it up: missing_scope" in caplog.text


def test_promise_04_a_doubt_that_cannot_be_settled_is_asked_less_and_less(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    queue(outbox, "acme")
    outbox.deliver()
    slack.faults.next("conversations.history", *[Fault("refused", error="fatal_error")] * 6)
    began, dues = clock.now, [state(outbox, "acme").due_at]
    for _ in range(1_600):
        clock.forward(1)
        outbox.deliver()
        if (due := state(outbox, "acme").due_at) != dues[-1]:
            dues.append(due)
    asked = [30, 60, 120, 240, 480, 960]
    assert [(due - began).total_seconds() for due in dues[1:]] == [
        *(2 * seconds for seconds in asked[:5]),
        960 + 900,
    ]
    clock.forward(300)
    outbox.deliver()
    assert (heard(slack), state(outbox, "acme").state) == (["acme"], "sent")


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found"])
def test_promise_04_out_of_its_channel_it_is_uncertain_and_not_said_again(
    slack: Slack, outbox: Outbox, clock: Clock, error: str
) -> None:
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    queue(outbox, "acme")
    outbox.deliver()
    slack.faults.next("conversations.history", Fault("refused", error=error))
    for _ in range(3):
        clock.forward(GRACE)
        outbox.deliver()
    assert (heard(slack), state(outbox, "acme").state) == (["acme"], notices.UNCERTAIN)


def test_promise_04_a_look_back_that_is_limited_is_made_later(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    queue(outbox, "acme")
    outbox.deliver()
    slack.faults.next("conversations.history", Fault("rate_limited", seconds=20))
    clock.forward(GRACE)
    outbox.deliver()
    assert state(outbox, "acme").state == notices.SENDING
    clock.forward(4 * GRACE)
    outbox.deliver()
    assert (heard(slack), state(outbox, "acme").state) == (["acme"], notices.SENT)

"""Acknowledged in time whatever is slow, and the answer comes after that: nobody waits in vain."""

from collections.abc import Iterator

import pytest

from bot.sockets import AT_ONCE
from demo.slack import Fault, Message, Person, open_workspace, words
from tests.bot.referred import filled
from tests.bot.stage import Stage, connected, held_up, rows

FORM = filled("Bo Brown")


@pytest.fixture(scope="module")
def stage(shared: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A workspace whose events come again soon."""
    opening = open_workspace(
        people=[Person("dana"), Person("sam")],
        channels=["#leads", "#general"],
        ack_seconds=2,
        redelivery=(0.5, 0.5, 0.5, 1, 1, 2, 2, 4),
    )
    folder = tmp_path_factory.mktemp("busy")
    with opening as slack, connected(slack, folder, where=shared) as connection:
        yield connection


def ephemeral(stage: Stage, text: str) -> Message:
    """What Dana is told privately, once she is."""
    return stage.slack.wait_for(
        lambda: next((m for m in stage.slack.ephemerals("dana") if text in words(m)), None)
    )


def test_while_the_ledger_is_locked_a_command_is_acknowledged_and_answered_later(
    stage: Stage,
) -> None:
    with stage.services.ledger.write():
        answered = stage.slack.command("dana", "#general", "/oql ignore slow.example")
        assert answered.failed == ""
        assert answered.text.startswith("One moment")
        assert answered.responses == []
    assert "slow.example* is left out" in words(ephemeral(stage, "slow.example"))
    assert rows(stage, "SELECT ignored FROM company WHERE key = 'slow.example'") == [(1,)]


def test_while_the_ledger_is_locked_a_form_is_acknowledged_and_done_later(stage: Stage) -> None:
    stage.slack.command("dana", "#general", "/dql refer")
    form = stage.slack.wait_for_view("dana", "Refer to a team")
    with stage.services.ledger.write():
        answer = stage.slack.submit("dana", form, FORM)
        assert answer.failed == ""
        assert answer.view is not None
        assert "One moment" in str(answer.view.blocks)

    def last_word() -> bool:
        shown = stage.slack.view_of("dana")
        return shown is not None and "One moment" not in str(shown.blocks)

    stage.slack.wait_for(last_word)
    shown = stage.slack.view_of("dana")
    assert shown is not None
    assert "*Bo Brown* is handed to sales" in str(shown.blocks)
    stage.slack.close("dana", everything=True)
    assert rows(stage, "SELECT person_name FROM referral") == [("Bo Brown",)]


def test_a_form_that_is_found_wrong_late_comes_back_as_it_was_filled_in(stage: Stage) -> None:
    stage.slack.command("dana", "#general", "/oql ignore late.example")
    stage.slack.command("dana", "#general", "/oql handoff late.example")
    form = stage.slack.wait_for_view("dana", "Hand-off")
    typed = {"note": {"value": "the Acme deal"}, "day": {"value": "2099-01-01"}}
    with stage.services.ledger.write():
        answer = stage.slack.submit("dana", form, {"state": {"value": "SQL"}, **typed})
        assert answer.view is not None
        assert "One moment" in str(answer.view.blocks)
    back = stage.slack.wait_for_view("dana", "Hand-off")
    assert "has not come yet" in str(back.blocks)
    assert "the Acme deal" in str(back.blocks)
    mended = stage.slack.submit("dana", back, {"day": {"value": "2026-01-01"}})
    assert mended.errors == {}
    said = rows(stage, "SELECT state, note FROM handoff")
    assert said == [("SQL", "the Acme deal")]
    stage.slack.close("dana", everything=True)


def test_while_slack_hangs_a_form_is_acknowledged_and_opens(stage: Stage) -> None:
    stage.slack.faults.next("views.open", Fault("late", accepted=True, seconds=1.2))
    answered = stage.slack.command("dana", "#general", "/dql refer")
    assert (answered.failed, answered.text[:10]) == ("", "One moment")
    assert stage.slack.wait_for_view("dana", "Refer to a team")
    stage.slack.close("dana", everything=True)


def kept(stage: Stage) -> int:
    query = 'SELECT COUNT(*) FROM inbox_event WHERE payload LIKE \'%"type": "message"%\''
    return int(rows(stage, query)[0][0])


def test_events_that_wait_for_the_ledger_leave_room_for_people(stage: Stage) -> None:
    stage.slack.settle()
    before, flood = kept(stage), 2 * AT_ONCE
    with held_up(stage.services.ledger):
        for number in range(flood):
            stage.slack.say("sam", "#general", f"hello {number}")
        answered = stage.slack.command("dana", "#general", "/dql help")
        assert (answered.failed, answered.text) == ("", "/dql help")
    stage.slack.settle(30)
    assert kept(stage) == before + flood
    assert stage.slack.abandoned == []

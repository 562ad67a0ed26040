"""After the restore of an older backup: a number means what it meant, old cards nobody else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, delete

from bot.answers import Answer, Done, Open, Press, Replace, Say
from bot.dql import undoing
from bot.dql.introducing import introduction_facts
from bot.views.introduction import about
from bot.views.plain import as_text
from bot.views.referral_card import ACCEPT, DECLINE, SNOOZE
from demo.slack.model import Message
from ledger import introductions, restored, series
from ledger.engine import Ledger
from ledger.tables import Meta
from ledger.tables_desk import Introduction
from tests.bot.lost import Story, story
from tests.bot.received import send_in, stands
from tests.bot.scene import asker, said

__all__ = ["story"]

LOST = "This is of before the ledger was restored from a backup"


def value_of(card: Message, button: str) -> str:
    """What a button of a card hands back."""
    [row] = [one["elements"] for one in card.blocks if one["type"] == "actions"]
    return str(next(one["value"] for one in row if one["action_id"] == button))


def told(answer: Answer) -> str:
    assert isinstance(answer, Say | Replace), answer
    return as_text(answer.message)


def test_a_number_means_one_referral_for_ever(story: Story) -> None:
    assert story.refer("Ada") == 1
    story.back_up()
    assert [story.refer("Bo"), story.refer("Di")] == [2, 3]
    assert story.bring_back().next_referral == 4
    assert story.refer("Cy") == 4


def spoiled(path: Path) -> None:
    path.write_bytes(b"no ledger any more" * 500)


@pytest.mark.parametrize("lose", [spoiled, Path.unlink])
def test_where_nobody_knows_how_far_numbers_had_come_a_gap_is_left(
    story: Story, lose: Callable[[Path], object]
) -> None:
    story.refer("Ada")
    story.back_up()
    story.refer("Bo")
    behind = 1 + series.LEAST_GAP + 1
    assert story.bring_back(lose).next_referral == behind
    assert story.refer("Cy") == behind
    # The wrong backup first and then another one: what was given in between stays given.
    assert story.bring_back().next_referral == behind + 1


def test_a_card_of_what_was_lost_says_so_and_changes_nothing(story: Story) -> None:
    story.refer("Ada")
    story.back_up()
    story.refer("Bo")
    story.bring_back()
    story.refer("Cy")
    lost = value_of(story.cards()[1], ACCEPT)
    for button, value in ((ACCEPT, lost), (DECLINE, lost), (SNOOZE, f"{lost}:7")):
        answer = told(story.press(button, value))
        assert answer.startswith(LOST)
        assert "DQL-2," in answer
        assert "/dql refer" in answer
    assert [stands(story.services, one)["state"] for one in (1, 3)] == ["open", "open"]


def forget_noted(ledger: Ledger, *names: str) -> None:
    """As after a restore by whoever noted less of it."""
    with ledger.write() as session:
        for name in names:
            session.exec(delete(Meta).where(col(Meta.name).startswith(name)))


def test_a_number_that_is_anothers_by_now_does_not_make_them_meant(story: Story) -> None:
    story.refer("Ada")
    story.back_up()
    story.refer("Bo")
    story.bring_back()
    forget_noted(story.ledger, series.GIVEN, restored.RESTORED)
    assert story.refer("Cy") == 2
    of_bo, of_cy = (value_of(one, ACCEPT) for one in story.cards()[1:])
    assert told(story.press(ACCEPT, of_bo)).startswith(LOST)
    undo = undoing.undo_referral(story.services, Press(of_bo, {}), asker(), story.clock.now)
    assert told(undo).startswith(LOST)
    assert stands(story.services, 2)["state"] == "open"
    assert story.press(ACCEPT, of_cy) == Done()


def test_a_form_that_was_open_meanwhile_is_not_sent_for_another(story: Story) -> None:
    story.back_up()
    story.refer("Bo")
    form = story.press(DECLINE, value_of(story.cards()[0], DECLINE))
    story.bring_back()
    forget_noted(story.ledger, series.GIVEN)
    assert story.refer("Cy") == 1
    answer = send_in(story.services, form, {"reason": "no budget"}, at=story.clock.now)
    assert told(answer).startswith(LOST)
    assert stands(story.services)["state"] == "open"


def test_a_button_that_has_the_number_alone_acts_on_what_came_back(story: Story) -> None:
    """Cards of before buttons told when their referral was made."""
    story.refer("Ada")
    story.back_up()
    story.refer("Bo")
    story.bring_back()
    forget_noted(story.ledger, series.GIVEN)
    story.refer("Cy")
    assert told(story.press(ACCEPT, "2")).startswith(LOST)
    assert isinstance(story.press(DECLINE, "1"), Open)
    assert story.press(ACCEPT, "1") == Done()
    assert "is no longer referred" in said(story.services, "/dql undo DQL-2", story.clock.now)


def test_without_a_restore_what_is_not_there_is_gone(story: Story) -> None:
    assert told(story.press(ACCEPT, "7@1795163400")) == "This referral is gone."
    assert told(story.press(ACCEPT, "7")) == "This referral is gone."


def introduced(story: Story) -> str:
    """What the button of an introduction hands back."""
    kept = Introduction(
        request_key=f"view:{story.clock.now}",
        made_at=story.clock.now,
        first_name="Ada",
        second_name="Bo",
        why="both run it on ARM",
        referrer="U1",
    )
    with story.ledger.write() as session:
        row, _ = introductions.make(session, kept)
        return about(introduction_facts(row))


def test_introductions_have_their_own(story: Story) -> None:
    story.back_up()
    lost = introduced(story)
    story.bring_back()
    forget_noted(story.ledger, series.GIVEN)
    present = introduced(story)
    assert (lost[:2], present[:2]) == ("1@", "1@")

    def undo(value: str) -> str:
        now = story.clock.now
        return told(undoing.undo_introduction(story.services, Press(value, {}), asker(), now))

    assert undo(lost).startswith(LOST)
    assert undo("1").startswith(LOST)
    assert "is taken back" in undo(present)

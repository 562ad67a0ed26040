"""A company in Slack, over a real socket: its card, its forms, and lists that turn."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot import passes
from bot.clock import now
from bot.views import company_card as card
from bot.views import company_lists
from bot.views.company_forms import WRONGS
from demo.slack import words
from ledger import intake
from tests.bot.scene import pulls
from tests.bot.stage import Stage, rows


@pytest.fixture(scope="module", autouse=True)
def companies(stage: Stage) -> Iterator[None]:
    """Twelve companies with a download each, the first of them with a few."""
    at = now()
    drafts = [one for n in range(12) for one in pulls(f"c{n:02d}.example", 3 if not n else 1, at)]
    with stage.services.ledger.write() as session:
        intake.record(session, drafts, stage.services.zone, at + timedelta(seconds=1))
    passes.recognise(stage.services, now)
    passes.judge(stage.services, now())
    yield


def test_the_card_is_drawn_anew_where_its_button_was_pressed(stage: Stage) -> None:
    stage.slack.command("dana", "#general", "/oql c00.example")
    stage.slack.wait_for(lambda: "Follow" in words(stage.slack.ephemerals("dana")[-1]))
    shown = stage.slack.ephemerals("dana")[-1]
    stage.slack.click("dana", shown, card.FOLLOW)
    stage.slack.wait_for(lambda: "You follow" in words(shown))
    stage.slack.click("dana", shown, card.UNFOLLOW)
    stage.slack.wait_for(lambda: "no more" in words(shown))
    assert rows(stage, "SELECT action FROM audit ORDER BY id") == [("follow",), ("unfollow",)]


def test_a_hand_off_is_filled_in(stage: Stage) -> None:
    stage.slack.command("dana", "#general", "/oql c00.example")
    shown = stage.slack.ephemerals("dana")[-1]
    stage.slack.click("dana", shown, card.HANDOFF)
    stage.slack.wait_for(lambda: stage.slack.view_of("dana") is not None)
    stage.slack.submit("dana", values={"state": {"value": "MQL"}, "note": {"value": "deal 7"}})
    assert rows(stage, "SELECT state, note FROM handoff") == [("MQL", "deal 7")]


def test_what_is_wrong_is_said_at_the_field_until_it_can_be(stage: Stage) -> None:
    stage.slack.command("dana", "#general", "/oql c01.example")
    stage.slack.click("dana", stage.slack.ephemerals("dana")[-1], card.WRONG)
    stage.slack.wait_for(lambda: stage.slack.view_of("dana") is not None)
    wrong = {"wrong": {"value": next(iter(WRONGS))}}
    assert list(stage.slack.submit("dana", values=wrong).errors) == ["other"]
    stage.slack.submit("dana", values={**wrong, "other": {"value": "c02.example"}})
    assert rows(stage, "SELECT action, subject, object FROM correction") == [
        ("merge", "c01.example", "c02.example")
    ]


def test_a_list_turns_its_pages_and_opens_a_company(stage: Stage) -> None:
    stage.slack.command("dana", "#general", "/oql top 5")
    shown = stage.slack.ephemerals("dana")[-1]
    stage.slack.click("dana", shown, company_lists.PAGE)
    stage.slack.wait_for(lambda: "6 to 10 of" in words(shown))
    stage.slack.click("dana", shown, company_lists.PAGE_BACK)
    stage.slack.wait_for(lambda: "1 to 5 of" in words(shown))
    [(first,)] = rows(stage, "SELECT id FROM company WHERE key = 'c00.example'")
    opened = stage.slack.click("dana", shown, card.OPEN, str(first))
    stage.slack.wait_for(lambda: opened.responses)
    assert opened.responses[0]["text"].startswith("c00.example: ")

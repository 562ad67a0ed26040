"""A button that outlives its company answers what happened, and changes nothing."""

import pytest

from bot.answers import Say
from bot.services import Services
from bot.views import company_card as card
from bot.views.plain import as_text
from bot.views.receipt import LOOK
from bot.views.referral import REFER, alerted
from tests.bot.pressing import only, pressed
from tests.bot.scene import opened

GONE = "This company is there no more: its people count for another one by now."


@pytest.mark.parametrize("button", [card.FOLLOW, card.UNFOLLOW, card.HUSH, card.CUSTOMER])
def test_a_button_says_that_its_company_is_gone(here: Services, button: str) -> None:
    assert as_text(only(pressed(here, button, "9999"), Say).message) == GONE


@pytest.mark.parametrize("value", ["9999", alerted("9999")])
def test_the_form_of_a_referral_opens_without_it(here: Services, value: str) -> None:
    assert opened(pressed(here, REFER, value))["company"] == ""


def test_a_referral_that_is_gone(here: Services) -> None:
    answer = only(pressed(here, LOOK, "9999"), Say)
    assert as_text(answer.message) == "This referral is gone."

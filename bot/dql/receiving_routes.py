"""The entries of receiving: the buttons of a card and of a reminder, and their forms."""

from typing import Final

from bot.dql import asking, handing_on, receiving
from bot.permits import Permit, Route, Routes
from bot.views.referral_card import (
    ACCEPT,
    ASK,
    CORRECT,
    DECLINE,
    HAND_ON,
    OUTCOME,
    REOPEN,
    SNOOZE,
)
from bot.views.referral_handing import HAND_ON_FORM
from bot.views.referral_steps import ASK_FORM, CORRECT_FORM, DECLINE_FORM, OUTCOME_FORM

RECEIVING: Final = Routes(
    clicks={
        ACCEPT: Route(receiving.accept, Permit.TEAMS),
        DECLINE: Route(receiving.open_decline, Permit.TEAMS),
        ASK: Route(asking.open_ask, Permit.TEAMS),
        OUTCOME: Route(receiving.open_outcome, Permit.TEAMS),
        HAND_ON: Route(handing_on.open_hand_on, Permit.TEAMS),
        REOPEN: Route(receiving.reopen, Permit.TEAMS),
        CORRECT: Route(receiving.open_correct, Permit.TEAMS),
        SNOOZE: Route(receiving.snooze, Permit.TEAMS),
    },
    forms={
        DECLINE_FORM: Route(receiving.decline, Permit.TEAMS),
        ASK_FORM: Route(asking.ask, Permit.TEAMS),
        CORRECT_FORM: Route(receiving.correct, Permit.TEAMS),
        OUTCOME_FORM: Route(receiving.record, Permit.TEAMS),
        HAND_ON_FORM: Route(handing_on.send_on, Permit.TEAMS),
    },
)

"""The entries of receiving: the buttons of a card and of a reminder, and their forms."""

from typing import Final

from bot.dql import asking, handing_on, receiving
from bot.permits import Entry, Permit, Routes
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
        ACCEPT: Entry(receiving.accept, Permit.TEAMS),
        DECLINE: Entry(receiving.open_decline, Permit.TEAMS),
        ASK: Entry(asking.open_ask, Permit.TEAMS),
        OUTCOME: Entry(receiving.open_outcome, Permit.TEAMS),
        HAND_ON: Entry(handing_on.open_hand_on, Permit.TEAMS),
        REOPEN: Entry(receiving.reopen, Permit.TEAMS),
        CORRECT: Entry(receiving.open_correct, Permit.TEAMS),
        SNOOZE: Entry(receiving.snooze, Permit.TEAMS),
    },
    forms={
        DECLINE_FORM: Entry(receiving.decline, Permit.TEAMS),
        ASK_FORM: Entry(asking.ask, Permit.TEAMS),
        CORRECT_FORM: Entry(receiving.correct, Permit.TEAMS),
        OUTCOME_FORM: Entry(receiving.record, Permit.TEAMS),
        HAND_ON_FORM: Entry(handing_on.send_on, Permit.TEAMS),
    },
)

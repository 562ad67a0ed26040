"""Asking the referrer: in the card's thread, so that the team reads the answer too."""

from collections.abc import Mapping
from datetime import datetime

from bot.answers import Answer, Asker, Errors, Press
from bot.dql import turns
from bot.dql.checks import needs_letters
from bot.dql.steps import Taken
from bot.services import Services
from bot.views import referral_steps as forms
from ledger import referrals


def open_ask(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Asks what to ask."""
    return turns.opened(services, press, referrals.ASKED, asker, forms.ask_form)


def ask(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """The team wants to know more before it goes on; the referral's state stays as it is."""
    question = values["question"].strip()
    if wrong := needs_letters(question, "What would you like to know?"):
        return Errors({"question": wrong})
    return turns.sent_in(services, metadata, Taken(referrals.ASKED, question), asker, now)

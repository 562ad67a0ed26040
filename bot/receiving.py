"""What a team does with a card: accept, decline with a reason, record what came of it."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.answers import Answer, Asker, Done, Errors, Open, Say
from bot.facts import referral_facts
from bot.referring import By, Taken, step
from bot.services import Services
from bot.views import blocks as b
from bot.views import referral as views
from ledger import referrals

AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,2})?")
NOTHING = referrals.NO_OUTCOME


def accept(services: Services, referral_id: int, asker: Asker, now: datetime) -> Answer:
    """The team takes the person on."""
    return _take(services, referral_id, Taken(referrals.ACCEPTED), asker, now)


def open_decline(services: Services, referral_id: int) -> Answer:
    """Asks for the reason."""
    return _open(services, referral_id, referrals.OPEN, views.decline_form)


def open_outcome(services: Services, referral_id: int) -> Answer:
    """Asks what came of it."""
    return _open(services, referral_id, referrals.ACCEPTED, views.outcome_form)


def decline(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """The team declines, with a reason that reaches the referrer."""
    if wrong := needs_letters(values["reason"], "The referrer will want to know why."):
        return Errors({"reason": wrong})
    reason = values["reason"].strip()
    return _take(services, int(metadata), Taken(referrals.DECLINED, reason), asker, now)


def record(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """The team records an outcome, worth something or not, or that nothing came of it."""
    amount = values["value"].replace(",", "").replace(" ", "")
    if amount and not AMOUNT.fullmatch(amount):
        return Errors({"value": "Write an amount such as 12000 or 12000.50, without a currency."})
    note, outcome = values["note"].strip(), values["outcome"]
    if outcome == NOTHING:
        if wrong := needs_letters(note, "Say in a few words why nothing came of it."):
            return Errors({"note": wrong})
        return _take(services, int(metadata), Taken(NOTHING, note), asker, now)
    value = round(float(amount) * 100) if amount else None
    taken = Taken(referrals.OUTCOME, note, outcome, value)
    return _take(services, int(metadata), taken, asker, now)


def needs_letters(text: str, message: str) -> str:
    """`message` for a text that says nothing."""
    return "" if any(sign.isalnum() for sign in text) else message


def _open(
    services: Services,
    referral_id: int,
    state: str,
    form: Callable[[views.Facts], dict[str, Any]],
) -> Answer:
    """A form about a referral that is still in `state`; else who was first."""
    with services.ledger.read() as session:
        referral = referrals.get(session, referral_id)
        if referral is None:
            return Say(b.message("This referral is gone."))
        facts = referral_facts(session, services.rules, referral)
    return Open(form(facts)) if facts["state"] == state else Say(_already(facts))


def _take(
    services: Services, referral_id: int, taken: Taken, asker: Asker, now: datetime
) -> Answer:
    by = By(asker.user_id, asker.user_name)
    facts, done = step(services, referral_id, taken, by, now)
    if facts is None:
        return Done(b.message("This referral is gone."))
    return Done() if done else Done(_already(facts))


def _already(facts: views.Facts) -> b.Message:
    last = facts["steps"][-1]
    said = {"made": "not accepted yet", "outcome": "closed with an outcome", "no outcome": "closed"}
    what = said.get(last["step"], last["step"])
    line = f"{views.number(facts)} was already {what} by <@{last['by']}>."
    if last["step"] == "made":
        line = f"{views.number(facts)} is {what}."
    return b.message(line, b.section(line))

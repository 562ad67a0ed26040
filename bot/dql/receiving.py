"""What a team does with a card: accept, decline with a reason, record what came of it, snooze."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.answers import Answer, Asker, Errors, Press, Say
from bot.dql import meant, turns
from bot.dql.checks import link_problem, needs_letters
from bot.dql.steps import Taken
from bot.permits import may_act, not_of_team
from bot.services import Services
from bot.views import referral_steps as forms
from bot.views import referral_thread as views
from bot.views.referral import counting
from ledger import notices, referrals, spoken

# A comma or a space parts thousands and nothing else: 12,5 is no 125.
AMOUNT = re.compile(r"(?:\d{1,12}|\d{1,3}(?:[, ]\d{3}){1,3})(?:\.\d{1,2})?")
NOTHING = forms.NOTHING


def accept(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The team takes the person on."""
    return turns.pressed(services, press, referrals.ACCEPTED, asker, now)


def open_decline(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Asks for the reason."""
    return turns.opened(services, press, referrals.DECLINED, asker, forms.decline_form)


def decline(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """The team declines, with a reason that reaches the referrer."""
    reason = values["reason"].strip()
    if wrong := needs_letters(reason, "The referrer will want to know why."):
        return Errors({"reason": wrong})
    return turns.sent_in(services, metadata, Taken(referrals.DECLINED, reason), asker, now)


def open_outcome(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Asks what came of it, or what more."""
    return turns.opened(services, press, referrals.OUTCOME, asker, forms.outcome_form)


def record(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """The team records an outcome, worth something or not, or that nothing came of it."""
    taken = _outcome_of(values)
    if isinstance(taken, Errors):
        return taken
    return turns.sent_in(services, metadata, taken, asker, now)


def reopen(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The team looks again at whom it declined; they wait for its answer as at first."""
    return turns.pressed(services, press, referrals.REOPENED, asker, now)


def open_correct(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Asks what the outcome was in truth."""
    return turns.opened(services, press, referrals.CORRECTED, asker, forms.correct_form)


def correct(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """The last outcome was recorded wrongly: another kind, another value, or none at all."""
    taken = _outcome_of(values)
    if isinstance(taken, Errors):
        return taken
    taken = replace(taken, step=referrals.CORRECTED)
    found = turns.of_form(services, metadata, taken.step, asker)
    if not isinstance(found, turns.Turn):
        return found
    if taken == _as_said(counting(found.facts)):
        return Errors({"outcome": "This is what stands: change what is wrong, or cancel."})
    return turns.take(services, found, taken, asker, now)


def _as_said(step: Mapping[str, Any]) -> Taken:
    """The outcome that stands, as a correction would say it."""
    note = "\n".join(filter(None, (step["note"], step["link"])))
    return Taken(referrals.CORRECTED, note, step["outcome"], step["value"])


def _outcome_of(values: Mapping[str, str]) -> Taken | Errors:
    """The outcome form, read; a link is kept as the last line of the note."""
    amount = values["value"].strip()
    note, link, outcome = values["note"].strip(), values["link"].strip(), values["outcome"]
    problems = {
        "value": ""
        if not amount or AMOUNT.fullmatch(amount)
        else "Write an amount such as 12000, 12,000 or 12000.50, without a currency.",
        "link": link_problem(link),
        "note": needs_letters(note, "Say in a few words why nothing came of it.")
        if outcome == NOTHING
        else "",
    }
    if wrong := {field: said for field, said in problems.items() if said}:
        return Errors(wrong)
    said = f"{note}\n{link}" if link else note
    if outcome == NOTHING:
        return Taken(referrals.NO_OUTCOME, said)
    worth = round(Decimal(re.sub("[, ]", "", amount)) * 100) if amount else None
    return Taken(referrals.OUTCOME, said, outcome, worth)


def snooze(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Nobody is reminded before a day; the value says which referral, and for how many days."""
    which, _, days = press.value.partition(":")
    until = services.today(now) + timedelta(days=int(days))
    with services.ledger.write() as session:
        referral = meant.referral(session, meant.read(which))
        if isinstance(referral, Say):
            return referral
        if not may_act(asker, referral.team):
            return not_of_team(services, referral.team, asker, "snooze")
        by = spoken.By(asker.user_id, asker.user_name, now)
        if not referrals.snooze(session, referral.id, until, by):
            return Say(views.closed(referral.id, referral.state))
        notices.withdraw(session, f"referral:{referral.id}:waiting:", "it was snoozed")
    return Say(views.snoozed(referral.id, until.isoformat()))

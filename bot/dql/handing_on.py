"""Handing a referral to the team that it should have gone to."""

from collections.abc import Mapping
from datetime import datetime

from bot.answers import Answer, Asker, Errors, Press
from bot.dql import turns
from bot.dql.checks import needs_letters
from bot.dql.steps import hand_on
from bot.services import Services
from bot.views import referral_steps as forms
from ledger import referrals


def open_hand_on(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Asks for the team, and why."""
    return turns.opened(services, int(press.value), referrals.HANDED, asker, forms.hand_on_form)


def send_on(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """Another team gets a card of its own; this team's says where it went."""
    team, why = values["team"], values["why"].strip()
    if team not in services.rules.teams:
        return Errors({"team": "This team is no longer in the rules: choose another."})
    if wrong := needs_letters(why, "Say in a few words why they should have it."):
        return Errors({"why": wrong})
    found = turns.of_form(services, metadata, referrals.HANDED, asker)
    if not isinstance(found, turns.Turn):
        return found
    facts, done = hand_on(
        services,
        found.facts["id"],
        team,
        why,
        found.by,
        now,
        request_key=asker.request,
        seen=found.seen,
    )
    return turns.answered(facts, done)

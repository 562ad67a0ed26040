"""Handing a referral to the team that it should have gone to.

What is asked before somebody is referred is asked here too: whether they agree, where that team
wants it, and whether the team had them lately.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.answers import Answer, Asker, Errors, Press, Update
from bot.dql import turns
from bot.dql.checks import REFUSED, asks_consent, needs_letters
from bot.dql.facts import Facts, referral_facts
from bot.dql.forms import AGREED
from bot.dql.referring import REPEAT
from bot.dql.steps import hand_on
from bot.services import Services
from bot.views.referral_handing import Onward, hand_on_form
from ledger import referrals, twins
from scoring.rules import Rules


def open_hand_on(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Asks for the team, and why."""
    form = partial(hand_on_form, hopes=_hopes(services.rules))
    return turns.opened(services, press, referrals.HANDED, asker, form)


def send_on(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """Another team gets a card of its own; this team's says where it went."""
    onward = _typed(services.rules, values)
    if wrong := _problems(services.rules, onward):
        return Errors(wrong)
    found = turns.of_form(services, metadata, referrals.HANDED, asker)
    if not isinstance(found, turns.Turn):
        return found
    if onward.asks and not onward.consent:
        if "consent" in values:
            return Errors({"consent": AGREED})
        asked = replace(onward, consent=found.facts["consent"], note=AGREED)
        return Update(_shown(services, found, asked))
    earlier = _earlier(services, found.facts, onward.team, now)
    if earlier is not None and earlier["id"] != json.loads(metadata).get("earlier"):
        return Update(_shown(services, found, replace(onward, earlier=earlier)))
    facts, done = hand_on(
        services,
        found.facts["id"],
        onward.team,
        onward.why,
        found.by,
        now,
        request_key=asker.request,
        seen=found.seen,
        consent=onward.consent,
    )
    return turns.answered(facts, done)


def _typed(rules: Rules, values: Mapping[str, str]) -> Onward:
    """What the fields say; whether they agreed where the team asks for it alone."""
    team, asks = values["team"], asks_consent(rules, values["team"])
    consent = values.get("consent", "") if asks else ""
    return Onward(team, values["why"].strip(), consent, asks)


def _problems(rules: Rules, onward: Onward) -> dict[str, str]:
    """What is wrong in the form, by field."""
    gone = "This team is no longer in the rules: choose another."
    found = {
        "team": "" if onward.team in rules.teams else gone,
        "why": needs_letters(onward.why, "Say in a few words why they should have it."),
        "consent": REFUSED if onward.consent == "no" else "",
    }
    return {name: wrong for name, wrong in found.items() if wrong}


def _shown(services: Services, turn: turns.Turn, onward: Onward) -> dict[str, object]:
    """The form once more, as it was filled in, with what has to be known or said first."""
    earlier = {"earlier": onward.earlier["id"]} if onward.earlier is not None else {}
    known = turns.metadata(turn, **earlier)
    return hand_on_form(turn.facts, known, _hopes(services.rules), onward)


def _hopes(rules: Rules) -> dict[str, str]:
    return {name: team.looking_for for name, team in rules.teams.items()}


def _earlier(services: Services, facts: Facts, team: str, now: datetime) -> Facts | None:
    """Another referral of the same person that the team had within 90 days."""
    with services.ledger.read() as session:
        one = referrals.get(session, facts["id"])
        if one is None:
            return None
        person = twins.Person(one.person_name, one.actor_id, one.person_contact)
        found = twins.twin_within(session, person, team, now - REPEAT, but=one.id)
        return referral_facts(session, services.rules, found) if found else None

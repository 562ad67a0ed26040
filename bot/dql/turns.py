"""Between a press and a step: is it there, is it theirs, is it still its turn, who was first?

Asked when a button is pressed and again when its form is sent in: a message and a form outlive a
role, a team and a state.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answers import Answer, Asker, Done, Open, Press, Say
from bot.dql import meant
from bot.dql.facts import Facts, referral_facts
from bot.dql.meant import Meant
from bot.dql.steps import Doer, Taken, step
from bot.permits import may_act, not_of_team
from bot.services import Services
from bot.views import referral_thread as views
from ledger import referrals


@dataclass(frozen=True, slots=True)
class Turn:
    """A referral whose next step somebody may take; `seen` is the newest step they know of."""

    which: Meant
    facts: Facts
    seen: int
    by: Doer


def turn(
    services: Services, which: Meant, what: str, asker: Asker, seen: int | None = None
) -> Turn | Answer:
    """Whether somebody may take the step `what`, or else what they hear.

    `seen` is the newest step that their form knew; a question to the referrer asked since then
    takes nothing from it.
    """
    with services.ledger.read() as session:
        referral = meant.referral(session, which)
        if isinstance(referral, Say):
            return referral
        if not may_act(asker, referral.team):
            return not_of_team(services, referral.team, asker, what)
        if referrals.step_of(session, asker.request) is not None:
            return Done()  # the same request, come again
        facts = referral_facts(session, services.rules, referral)
    since = [one for one in facts["steps"] if seen is not None and one["id"] > seen]
    moved_on = any(one["step"] != referrals.ASKED for one in since)
    if moved_on or facts["state"] not in referrals.FOLLOWS[what]:
        return Say(views.already(facts))
    return Turn(
        meant.of(referral), facts, facts["steps"][-1]["id"], Doer(asker.user_id, asker.user_name)
    )


def opened(
    services: Services,
    press: Press,
    what: str,
    asker: Asker,
    form: Callable[[Facts, str], dict[str, Any]],
) -> Answer:
    """A form for a step, with what its sender has seen; or why there is none."""
    found = turn(services, meant.read(press.value), what, asker)
    if not isinstance(found, Turn):
        return found
    return Open(form(found.facts, metadata(found)))


def metadata(turn: Turn, **more: Any) -> str:
    """What a form of a step remembers: of which referral it is, and the newest step it knows."""
    number, made = turn.which
    return json.dumps({"id": number, "made": made, "seen": turn.seen, **more})


def of_form(services: Services, metadata: str, what: str, asker: Asker) -> Turn | Answer:
    """The turn of a form that was sent in."""
    known = json.loads(metadata)
    which = Meant(int(known["id"]), known.get("made"))
    return turn(services, which, what, asker, int(known["seen"]))


def pressed(services: Services, press: Press, what: str, asker: Asker, now: datetime) -> Answer:
    """Takes the step of a button that asks for nothing more."""
    found = turn(services, meant.read(press.value), what, asker)
    return take(services, found, Taken(what), asker, now) if isinstance(found, Turn) else found


def sent_in(services: Services, metadata: str, taken: Taken, asker: Asker, now: datetime) -> Answer:
    """Takes the step that a form was sent in for, if it is still its turn."""
    found = of_form(services, metadata, taken.step, asker)
    return take(services, found, taken, asker, now) if isinstance(found, Turn) else found


def take(services: Services, turn: Turn, taken: Taken, asker: Asker, now: datetime) -> Answer:
    """Takes the step, unless somebody did in the meantime."""
    facts, done = step(
        services,
        turn.facts["id"],
        taken,
        turn.by,
        now,
        request_key=asker.request,
        seen=turn.seen,
    )
    return answered(facts, done)


def answered(facts: Facts | None, done: bool) -> Answer:
    """What whoever took a step hears: nothing, for the card says it; else who was first."""
    if facts is None:
        return Done(views.gone())
    return Done() if done else Done(views.already(facts))

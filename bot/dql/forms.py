"""The form of a referral: opened with what is known, grown as things are chosen, sent in."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.answers import Answer, Asker, Done, Errors, Open, Press, Update
from bot.dql.checks import asks_consent, block_of, field, problems_of
from bot.dql.persons import known, typed_as
from bot.dql.referring import Repeated, refer_unless_repeated
from bot.dql.steps import Doer
from bot.services import Services
from bot.views import receipt
from bot.views.referral import ORIGINS, Draft
from bot.views.referral_form import NEW, NOTHING, Beside, form
from ledger import companies, forgotten
from ledger.engine import Session
from ledger.tables import Actor
from scoring.rules import Rules

DIGITS: Final = re.compile(r"[0-9]{1,18}")
AGREED: Final = "Say whether they agree to it: that team asks first."
GONE: Final = "I do not know this person any more: pick somebody, or type the name."


def open_new(services: Services) -> Open:
    """The empty form."""
    return Open(shown(services, Draft()))


def open_for_company(services: Services, value: str) -> Open:
    """The form behind "Refer to …" of a company, for the team that it offers.

    `value` is the button's: the company, and the origin where the button says that.
    """
    number, _, origin = value.partition(" ")
    with services.ledger.read() as session:
        company = companies.get(session, int(number))
        named = typed_as(session, company) if company else ""
    draft = Draft(
        company=named,
        team=services.rules.announce.team,
        origin=origin if origin in ORIGINS else "",
    )
    return Open(shown(services, draft, Beside(company_id=company.id if company else None)))


def shown(services: Services, draft: Draft, beside: Beside = NOTHING) -> dict[str, Any]:
    """The form with what its team hopes to hear."""
    team = services.rules.teams.get(draft.team)
    beside = replace(
        beside,
        looking_for=team.looking_for if team else "",
        questions=team.questions if team else (),
        asks_consent=team.asks_consent if team else False,
    )
    return form(draft, tuple(services.rules.teams), beside)


def choose(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """A person or a team was chosen: what follows from it is suggested, what was typed stays."""
    draft = _typed(services.rules, press.values)
    was = json.loads(press.metadata)["actor"]
    with services.ledger.read() as session:
        person = picked(session, services, field(press.values, "person"), now) or Draft()
        before = picked(session, services, str(was), now) if was else None
    old = before or Draft()
    company, contact = (
        new if typed in ("", suggested) else typed
        for typed, suggested, new in (
            (draft.company, old.company, person.company),
            (draft.contact, old.contact, person.contact),
        )
    )
    draft = replace(
        draft, person=person.person, actor_id=person.actor_id, company=company, contact=contact
    )
    return Update(shown(services, draft, _beside(press.metadata)))


def submit(
    services: Services,
    values: Mapping[str, str],
    metadata: str,
    asker: Asker,
    now: datetime,
) -> Answer:
    """The form, checked field by field; one that repeats an earlier referral asks first."""
    with services.ledger.read() as session:
        person = picked(session, services, field(values, "person"), now)
        draft = _typed(services.rules, values)
        if person:
            draft = replace(draft, person=person.person, actor_id=person.actor_id)
        problems = problems_of(session, services.rules, draft)
    if not person:
        problems["person"] = GONE
    if problems:
        return Errors({block_of(values, name): wrong for name, wrong in problems.items()})
    beside = _beside(metadata)
    if asks_consent(services.rules, draft.team) and not draft.consent:
        if "consent" in values:
            return Errors({"consent": AGREED})
        return Update(shown(services, draft, replace(beside, notes=(AGREED,))))
    if beside.stranger and draft.actor_id is None and not draft.contact:
        draft = replace(draft, contact=f"Slack: {beside.stranger}")
    return made_of(services, draft, asker, now, json.loads(metadata)["seen"], beside)


def made_of(
    services: Services,
    draft: Draft,
    asker: Asker,
    now: datetime,
    seen: int | None,
    beside: Beside = NOTHING,
) -> Update | Done:
    """Makes the referral, or shows the earlier one in the form, to be sent in once more."""
    by = Doer(asker.user_id, asker.user_name)
    made = refer_unless_repeated(services, draft, by, asker.request, now, seen)
    if isinstance(made, Repeated):
        return Update(shown(services, draft, replace(beside, earlier=made.earlier)))
    return Done(receipt.receipt(made.facts, is_new=made.is_new_company))


def _beside(metadata: str) -> Beside:
    """What a form remembers from when it was opened."""
    held = json.loads(metadata)
    return Beside(stranger=held.get("stranger", ""), company_id=held.get("company"))


def picked(session: Session, services: Services, value: str, now: datetime) -> Draft | None:
    """Whoever was chosen in the select of people, as what it calls them where no name was heard.

    None for nobody, and for whoever was forgotten since.
    """
    number, _, called = value.partition(":")
    if number == NEW:
        return Draft(person=called.strip())
    actor = session.get(Actor, int(number)) if DIGITS.fullmatch(number) else None
    if actor is None or _is_forgotten(session, actor):
        return None
    return known(session, services, actor, now, Draft(person=called))


def _is_forgotten(session: Session, actor: Actor) -> bool:
    """Whoever has a name is not, which asks for no key."""
    named = actor.name or actor.handle
    return not named and forgotten.forgotten_at(session, actor.source, actor.key) is not None


def _typed(rules: Rules, values: Mapping[str, str]) -> Draft:
    """What the fields say; who it is stands in the select."""
    team, consent = field(values, "team"), field(values, "consent")
    return Draft(
        contact=field(values, "contact"),
        company=field(values, "company"),
        team=team,
        why=field(values, "why"),
        origin=field(values, "origin"),
        origin_detail=field(values, "origin_detail"),
        link=field(values, "link"),
        consent=consent if asks_consent(rules, team) else "",
    )

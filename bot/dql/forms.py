"""The form of a referral: opened with what is known, grown as things are chosen, sent in."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.answers import Answer, Asker, Done, Errors, Open, Press, Update
from bot.dql.checks import (
    CONSENT_TEAMS,
    block_of,
    company_problem,
    field,
    link_problem,
    needs_letters,
)
from bot.dql.line import known, typed_as
from bot.dql.referring import Repeated, refer_unless_repeated
from bot.dql.steps import By
from bot.services import Services
from bot.views import receipt
from bot.views.referral import Draft
from bot.views.referral_form import NEW, Beside, form
from ledger import companies, forgotten
from ledger.engine import Session
from ledger.tables import Actor

DIGITS: Final = re.compile(r"[0-9]{1,18}")
AGREED: Final = "Say whether they agree to it: that team asks first."
GONE: Final = "I do not know this person any more: pick somebody, or type the name."


def open_new(services: Services) -> Open:
    """The empty form."""
    return Open(shown(services, Draft()))


def open_for_company(services: Services, company_id: int) -> Open:
    """The form behind "Refer to …" on a message about a company, for the team that it offers."""
    with services.ledger.read() as session:
        company = companies.get(session, company_id)
        named = typed_as(session, company) if company else ""
    draft = Draft(
        company=named,
        team=services.rules.announce.team,
        origin="OQL alert",
    )
    return Open(shown(services, draft))


def shown(services: Services, draft: Draft, beside: Beside | None = None) -> dict[str, Any]:
    """The form with what its team hopes to hear."""
    team = services.rules.teams.get(draft.team)
    beside = replace(
        beside or Beside(),
        looking_for=team.looking_for if team else "",
        questions=team.questions if team else (),
        asks_consent=draft.team in CONSENT_TEAMS,
    )
    return form(draft, tuple(services.rules.teams), beside)


def choose(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """A person or a team was chosen: what follows from it is suggested, what was typed stays."""
    draft = _typed(press.values)
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
    return Update(shown(services, draft))


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
    if problems := _problems(services, values, person):
        return Errors({block_of(values, name): wrong for name, wrong in problems.items()})
    draft = _typed(values)
    if person:
        draft = replace(draft, person=person.person, actor_id=person.actor_id)
    if draft.team in CONSENT_TEAMS and not draft.consent:
        return Update(shown(services, draft, Beside(notes=(AGREED,))))
    seen = json.loads(metadata)["seen"]
    return made_of(services, draft, asker, now, seen)


def made_of(
    services: Services, draft: Draft, asker: Asker, now: datetime, seen: int | None
) -> Update | Done:
    """Makes the referral, or shows the earlier one in the form, to be sent in once more."""
    by = By(asker.user_id, asker.user_name)
    made = refer_unless_repeated(services, draft, by, asker.request, now, seen)
    if isinstance(made, Repeated):
        return Update(shown(services, draft, Beside(earlier=made.earlier)))
    return Done(receipt.receipt(made.facts))


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


def _typed(values: Mapping[str, str]) -> Draft:
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
        consent=consent if team in CONSENT_TEAMS else "",
    )


def _problems(
    services: Services, values: Mapping[str, str], person: Draft | None
) -> dict[str, str]:
    """What is wrong, by the name of the field."""
    name = needs_letters(person.person, "Who is it? Give a name.") if person else GONE
    team = field(values, "team")
    is_team = team in services.rules.teams
    found = {
        "person": name,
        "team": "" if is_team else f"{team} is no team any more: choose another.",
        "why": needs_letters(field(values, "why"), "Say in a few words why this team."),
        "company": company_problem(field(values, "company")),
        "link": link_problem(field(values, "link")),
    }
    return {name: wrong for name, wrong in found.items() if wrong}

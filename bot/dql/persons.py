"""Whom somebody means who types a person into a line, and what is known of them.

A name that is somebody's whole name, or a handle, is that person. One that only begins so may be
somebody else: the form asks.
"""

from datetime import datetime

from bot.dql.employers import company_problem
from bot.grammar import Mention, Word, mention
from bot.naming import NamingError, company_name
from bot.services import Services
from bot.views.referral import Draft
from bot.whom import people
from collectors.addresses import MAIL
from ledger import affiliations, companies, people_search, person_words
from ledger.drafts import Standing
from ledger.engine import Session
from ledger.people_search import Found
from ledger.tables import Actor, Company

REFUSED = {
    Standing.BOT: "is a bot: only people can be referred.",
    Standing.STAFF: "is one of our own: only people of the community can be referred.",
}


def person_of(session: Session, services: Services, word: Word, now: datetime) -> tuple[Draft, str]:
    """Somebody Leadlight knows, with today's company, else a name as it was typed.

    The text is what is wrong: a name that Slack does not resolve any more, or that several have.
    """
    mentioned = mention(word) or mention(Word(word.text.partition(":")[2]))
    if not mentioned and ":" not in word.text:
        return _called(session, services, word, now)
    found = people(session, services, word)
    for one in found:
        if one.standing in REFUSED:
            return Draft(), f"{word.text} {REFUSED[Standing(one.standing)]}"
    stranger = _mentioned(mentioned) if mentioned else Draft(person=word.text)
    if len(found) == 1:
        unnamed = stranger if mentioned else Draft(person=found[0].key)
        return known(session, services, found[0], now, unnamed), ""
    if found and not mentioned:
        return Draft(), f"{word.text} may be {len(found)} people: pick the person."
    if mentioned and mentioned.user_id in services.roles.outsiders:
        return stranger, f"{stranger.person} is no full member here: say who it is."
    return stranger, ""


def known(
    session: Session, services: Services, actor: Actor, now: datetime, unnamed: Draft
) -> Draft:
    """What is known of somebody; `unnamed` says how to call them where no name was ever heard."""
    company = affiliations.company_of(session, actor.id, services.today(now))
    return Draft(
        person=actor.name or actor.handle or unnamed.person,
        actor_id=actor.id,
        contact=f"{actor.source}: {actor.handle}" if actor.handle else unnamed.contact,
        company=typed_as(session, company) if company else "",
    )


def typed_as(session: Session, company: Company) -> str:
    """A company as people would type it: its domain, or the name where that names no other."""
    if company.domain:
        return company.domain
    try:
        found = companies.recorded(session, company_name(company.name))
    except NamingError:
        return company.key
    return company.name if found is not None and found.id == company.id else company.key


def _called(session: Session, services: Services, word: Word, now: datetime) -> tuple[Draft, str]:
    """Whoever is called so: the only one, or a name that nobody has."""
    typed = word.text.lstrip("@")
    if MAIL.fullmatch(typed):
        return _addressed(session, typed), ""
    found = people_search.find(session, typed, services.today(now))
    called = [
        one for one in found if typed.casefold() in (one.name.casefold(), one.handle.casefold())
    ]
    exact = people_search.once(session, called)
    if len(exact) == 1:
        actor = session.get_one(Actor, exact[0].actor_id)
        return known(session, services, actor, now, Draft(person=typed)), ""
    if exact:
        return Draft(), f"{typed} may be {len(exact)} people: pick the person."
    if word.text.startswith("@") and not word.quoted:
        return Draft(), f"Slack knows no {word.text}: pick the person, or type the name."
    if near := next((one for one in found if _has_all(one, typed)), None):
        note = f"{typed} may be {near.name}: pick the person, or leave {typed} as somebody new."
        return Draft(person=typed), note
    return Draft(person=typed), ""


def _addressed(session: Session, address: str) -> Draft:
    """Whoever has a mail address: it is how to reach them and no name; its domain may say where
    they work."""
    name, _, domain = address.rpartition("@")
    company = "" if company_problem(session, domain) else domain
    return Draft(person=name, contact=address, company=company)


def _has_all(found: Found, typed: str) -> bool:
    """Whether each typed word is a whole word of the name."""
    return set(person_words.words(typed)) <= set(person_words.words(found.name))


def _mentioned(mentioned: Mention) -> Draft:
    """A member of whom nothing else is known: the id stays, by which the team finds them."""
    return Draft(
        person=mentioned.handle or mentioned.user_id, contact=f"Slack: {mentioned.user_id}"
    )

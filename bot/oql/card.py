"""`/oql acme.com`: a company by its domain, a part of its name, or somebody of it; its card."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from bot.answers import Answer, Asker, Press, Say
from bot.company_words import unlisted_facts
from bot.grammar import Word, mention
from bot.naming import NamingError
from bot.oql.corrections import COMMAND
from bot.oql.facts import company_facts
from bot.oql.said import referral_facts, said_facts
from bot.permits import Permit, may_act, permitted, refusal, sees_names
from bot.services import Services
from bot.views import blocks as b
from bot.views.company_card import beside_the_score, card
from bot.views.company_lists import candidates
from bot.views.corrections import refused
from bot.views.texts import joined
from bot.views.who import unlisted
from bot.whom import fitting, one_person
from ledger import affiliations, companies, people_search, refusals, suggestions
from ledger.engine import Session

SOURCE_MARK: Final = ":"
MATCH: Final = "match"  # the kind of a suggestion that somebody is of a company
GONE: Final = "this company is there no more: its people count for another one by now"


def knows(services: Services, words: Sequence[Word], asker: Asker, now: datetime) -> bool:
    """Whether this names a company, or somebody, although it looks like a misspelt verb."""
    with services.ledger.read() as session:
        if fitting(session, _typed(words)):
            return True
        return (
            sees_names(asker) and _called(session, _typed(words), services.today(now)) is not None
        )


def show(services: Services, words: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """A company by its domain, a part of its name, or a person of it."""
    typed = _typed(words)
    if len(words) == 1 and _is_person(words[0]):
        return _of_person(services, words[0], asker, now)
    if not any(sign.isalnum() for sign in typed):
        return Say(refused(f"{typed} is no company's name", f"{COMMAND} acme.com"))
    with services.ledger.read() as session:
        found = fitting(session, typed)
        if not found and sees_names(asker):
            person = _called(session, typed, services.today(now))
            if person is not None:
                return _of_actor(services, person.actor_id, person.name, typed, asker, now)
        rows = [{"company_id": one.id, "company": one.key, "name": one.name} for one in found]
    if len(rows) != 1:
        return Say(candidates(typed, rows))
    return Say(draw(services, found[0].id, asker, now))


def open_card(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The card of a company in a list."""
    with services.ledger.read() as session:
        company = companies.get(session, int(press.value))
        if company is None:
            return Say(refused(GONE, f"{COMMAND} top"))
        company = companies.root(session, company)
    return Say(draw(services, company.id, asker, now))


def draw(
    services: Services, company_id: int, asker: Asker, now: datetime, said: str = ""
) -> b.Message:
    """A company as whoever asks may see it, or why it has no card; first what was just done."""
    today = services.today(now)
    with services.ledger.read() as session:
        facts = company_facts(
            session,
            services,
            company_id,
            today,
            names=sees_names(asker),
            acts=permitted(Permit.DEVREL, asker),
            reader=asker.user_id,
        )
        if facts is not None:
            hands_off = may_act(asker, services.rules.announce.team)
            return card({**facts, "hands_off": hands_off}, said)
        company = companies.get(session, company_id)
        if company is None:
            return refused(GONE, f"{COMMAND} top")
        acts = permitted(Permit.DEVREL, asker)
        answer = unlisted(unlisted_facts(session, company), acts=acts)
        known = {
            "company": company.key,
            "sells": services.rules.project.sells,
            **said_facts(session, services.rules, [company_id], today)[company_id],
            **referral_facts(session, services, company_id, names=sees_names(asker)),
        }
    first = [b.section(said)] if said else []
    return b.message(said or answer.text, *first, *answer.blocks, *beside_the_score(known))


def _typed(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _called(session: Session, typed: str, today: date) -> people_search.Found | None:
    """The only person who is called so."""
    people = people_search.find(session, typed, today, 2)
    return people[0] if len(people) == 1 else None


def _is_person(word: Word) -> bool:
    """`github:ada`, `slack:@sam` or a mention; `name:acme` is how a company is kept."""
    source, mark, handle = word.text.partition(SOURCE_MARK)
    is_address = handle.startswith("//") or source.lower() in ("name", "http", "https")
    return mention(word) is not None or bool(
        mark and handle and source.isalpha() and not is_address
    )


def _of_person(services: Services, word: Word, asker: Asker, now: datetime) -> Answer:
    """The company that somebody stands for today. Who is where is told like a name."""
    if not sees_names(asker):
        return refusal(services, Permit.DEVREL, asker, f"{COMMAND} PERSON")
    try:
        with services.ledger.read() as session:
            actor = one_person(session, services, word)
            actor_id, who = actor.id, actor.handle or actor.key
    except NamingError as error:
        return Say(refused(str(error), f"{COMMAND} github:LOGIN"))
    return _of_actor(services, actor_id, who, word.text, asker, now)


def _of_actor(
    services: Services, actor_id: int, who: str, typed: str, asker: Asker, now: datetime
) -> Answer:
    """The company of somebody today; where there is none, which one is in doubt."""
    with services.ledger.read() as session:
        company = affiliations.company_of(session, actor_id, services.today(now))
        maybe = [] if company else _asked_of(session, actor_id)
    if company is not None:
        return Say(draw(services, company.id, asker, now))
    stands = f"{who} stands for no company today"
    if maybe:
        said = f"{stands}. The review queue asks whether it is {joined(maybe)}"
        return Say(refused(said, f"{COMMAND} review"))
    return Say(refused(stands, f"{COMMAND} link {b.outside(typed)} acme.com"))


def _asked_of(session: Session, actor_id: int) -> list[str]:
    """The companies that somebody may be of, and to which nobody has said no."""
    return [
        one.company_name
        for one in suggestions.doubted(session, actor_id)
        if not refusals.holds(session, MATCH, f"{actor_id}:{one.company_id}")
    ]

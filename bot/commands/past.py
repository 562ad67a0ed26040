"""A rehearsal's past: what DevRel did before anybody looked, kept as if the service had been there.

Everything goes through the functions that people's clicks go through, each at its own time, and
nobody is told. Cards stand in the teams' channels for whatever was still going on lately.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.dql.facts import card_facts, counted_on
from bot.dql.referring import refer
from bot.dql.steps import Doer
from bot.dql.telling import card_places, channel_of
from bot.services import Services
from bot.views.referral import Draft
from ledger import (
    companies,
    customers,
    follows,
    introductions,
    notices,
    people_search,
    referrals,
    spoken,
    tags,
)
from ledger.engine import Session
from ledger.tables_desk import Introduction, Referral

UserOf = Callable[[str], Doer]
CARD_DAYS = 21  # whatever ended longer ago has no card any more


def write_referrals(
    services: Services, past: Iterable[Any], user_of: UserOf, opened: datetime
) -> None:
    """Keeps referrals of the past, oldest first, and queues the cards of the living ones."""
    for number, one in enumerate(sorted(past, key=lambda one: one.days_ago, reverse=True)):
        made, *later = one.steps
        draft = Draft(
            person=one.person,
            actor_id=_actor(services, one.person, opened),
            contact=one.contact,
            company=one.company,
            team=one.team,
            why=one.why,
            origin=one.origin,
            origin_detail=one.origin_detail,
            link=one.link,
            consent=one.consent,
        )
        at = opened - timedelta(days=made.days_ago)
        key = f"rehearsal:{number}"
        kept = refer(services, draft, user_of(made.by), key, at, tell=False).facts
        with services.ledger.write() as session:
            for taken in later:
                _take(session, kept["id"], taken, user_of, opened)
            referral = referrals.get(session, kept["id"])
            if referral is not None and one.steps[-1].days_ago <= CARD_DAYS:
                _cards(session, services, referral, opened)


def _take(
    session: Session, referral_id: int, taken: Any, user_of: UserOf, opened: datetime
) -> None:
    by, at = user_of(taken.by), opened - timedelta(days=taken.days_ago)
    if taken.step == referrals.HANDED:
        referrals.hand_on(session, referral_id, taken.team, by.id, by.name, taken.note, at)
    else:
        step, outcome, value = taken.step, taken.outcome, taken.value
        referrals.advance(
            session, referral_id, step, by.id, by.name, taken.note, at, outcome, value
        )


def _cards(session: Session, services: Services, referral: Referral, at: datetime) -> None:
    """The cards as they stand now, one in the channel of each team that had the referral."""
    today = services.today(at)
    counted = counted_on(session, services.rules, referral.company_id, today)
    facts = card_facts(session, services, referral, counted)
    places = card_places(facts)
    for place in places:
        shown = {**facts, "is_here": place == places[-1], "shown_to": place.team}
        notices.queue(session, place.key, "referral", channel_of(services, place.team), shown, at)


def write_introductions(
    services: Services, past: Iterable[Any], by: Doer, opened: datetime
) -> None:
    """Keeps who was brought together; whoever the ledger knows is linked."""
    actor = partial(_actor, services, opened=opened)
    for number, one in enumerate(past):
        introduction = Introduction(
            request_key=f"rehearsal:{number}",
            made_at=opened - timedelta(days=one.days_ago),
            first_name=one.first,
            first_actor_id=actor(one.first),
            second_name=one.second,
            second_actor_id=actor(one.second),
            why=one.why,
            origin=one.origin,
            origin_detail=one.origin_detail,
            consent="yes",
            referrer=by.id,
            referrer_name=by.name,
        )
        with services.ledger.write() as session:
            introductions.make(session, introduction)


def write_known(services: Services, past: Iterable[Any], user_of: UserOf, opened: datetime) -> None:
    """Keeps hand-offs, tags and followers of companies; one that is not known yet is left out."""
    with services.ledger.write() as session:
        for one in past:
            found = companies.find(session, one.domain)
            if not found:
                continue
            company = companies.root(session, found[0])
            for said in one.handoffs:
                at = opened - timedelta(days=said.days_ago)
                who = _at(user_of(said.by), at)
                day = services.today(at)
                customers.hand_off(session, company.id, said.state, day, who, said.note)
            for handle in one.followed_by:
                follows.follow(session, company.id, _at(user_of(handle), opened))
            for word in one.tags:
                since = opened - timedelta(days=one.handoffs[-1].days_ago)
                tags.tag(session, company.id, word, _at(user_of(one.handoffs[-1].by), since))


def _at(by: Doer, at: datetime) -> spoken.By:
    return spoken.By(by.id, by.name, at)


def _actor(services: Services, name: str, opened: datetime) -> int | None:
    """Who is called exactly so, if the ledger knows them."""
    with services.ledger.read() as session:
        found = people_search.find(session, name, services.today(opened))
    return next((one.actor_id for one in found if one.name == name), None)

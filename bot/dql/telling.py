"""Who hears of a referral's life: the team by its card and the card's thread, the referrer.

Each team that had it got one card; all of them are edited at every step, so that each shows the
true state, and only the one of the team that has it now has buttons. What happened is a reply in
that card's thread and a direct message to the referrer. Everything is queued in the transaction of
the step itself: what was kept is told, and nothing else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bot.dql.facts import Counted, Facts, card_facts
from bot.posted import permalink
from bot.services import Services
from bot.views.blocks import is_member
from ledger import notices, referrals
from ledger.engine import Session
from ledger.tables_desk import Referral


class CardPlace(NamedTuple):
    """The notice of a card, and the team whose channel it stands in."""

    key: str
    team: str


def tell_made(
    session: Session,
    services: Services,
    referral: Referral,
    counted: Counted | None,
    now: datetime,
) -> None:
    """Queues the team's card and the referrer's first news."""
    facts = card_facts(session, services, referral, counted)
    [first] = card_places(facts)
    notices.queue(session, first.key, "referral", channel_of(services, first.team), facts, now)
    _tell_referrer(session, services, f"{first.key}:made", facts, now, first.key)


def tell_step(
    session: Session,
    services: Services,
    referral: Referral,
    counted: Counted | None,
    now: datetime,
) -> None:
    """Queues what the newest step changes: the cards, the thread, the referrer's news.

    A referral without a card, made while nobody was told, gets none now.
    """
    facts = card_facts(session, services, referral, counted)
    step, places = facts["steps"][-1], card_places(facts)
    key = f"referral:{referral.id}:{step['step']}"
    if step["step"] != referrals.ASKED:
        notices.withdraw(session, f"referral:{referral.id}:waiting:", "the referral moved on")
    told = places
    if step["step"] == referrals.HANDED:
        told, new = places[:-1], places[-1]
        notices.queue(session, new.key, "referral", channel_of(services, new.team), facts, now)
    told = [one for one in told if notices.by_key(session, one.key) is not None]
    facts = {**facts, "thread": _link(session, services, places[-1])}
    for n, place in enumerate(told):
        shown = {**facts, "is_here": place == places[-1], "shown_to": place.team}
        _hang(session, services, f"{key}:card:{step['id']}:{n}", place, shown, now)
    if told:
        thread_key = f"{key}:thread:{step['id']}"
        _hang(session, services, thread_key, told[-1], facts, now, notices.REPLY)
    if step["step"] != referrals.WITHDRAWN or step["by"] != referral.referrer:
        new_card = places[-1].key if step["step"] == referrals.HANDED else None
        _tell_referrer(session, services, f"{key}:news:{step['id']}", facts, now, new_card)


def card_places(facts: Facts) -> list[CardPlace]:
    """The cards of a referral in the order of its teams; the last one is of who has it."""
    first, *later = facts["steps"]
    places = [CardPlace(f"referral:{facts['id']}", first["team"])]
    return places + [
        CardPlace(f"referral:{facts['id']}:to:{step['team']}:{step['id']}", step["team"])
        for step in later
        if step["step"] == referrals.HANDED
    ]


def channel_of(services: Services, team: str) -> str:
    """The team's channel; the leads channel for a team that left the rules file."""
    known = services.rules.teams.get(team)
    return known.channel if known else notices.LEADS


def _hang(
    session: Session,
    services: Services,
    key: str,
    place: CardPlace,
    facts: Mapping[str, Any],
    now: datetime,
    operation: str = notices.UPDATE,
) -> None:
    kind = "referral" if operation == notices.UPDATE else "referral_thread"
    channel = channel_of(services, place.team)
    notices.queue(session, key, kind, channel, dict(facts), now, operation, anchor=place.key)


def _tell_referrer(
    session: Session,
    services: Services,
    key: str,
    facts: Facts,
    now: datetime,
    new_card: str | None,
) -> None:
    """News; that of a new card waits for it, because only then it is known where it stands."""
    if is_member(facts["referrer"]):
        told = {**facts, "workspace": services.url}
        whom = facts["referrer"]
        notices.queue(session, key, "referral_news", whom, told, now, anchor=new_card)


def _link(session: Session, services: Services, place: CardPlace) -> str:
    """The address of a card; empty while it is not posted."""
    card = notices.by_key(session, place.key)
    if card is None or not card.sent_channel or not card.sent_ts:
        return ""
    return permalink(services.url, card.sent_channel, card.sent_ts)

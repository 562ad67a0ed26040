"""Forgetting a person: who is meant, what is held of them, and the steps after which it is gone.

Why events are read first: what Slack told of the person and nobody read yet is theirs as well, and
has to be counted before its words go. Why the file is written anew at the end: a database that has
changed a row may keep the former bytes of it for years.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import passes
from bot.dql.facts import card_facts, counted_on
from bot.dql.telling import card_places, channel_of
from bot.services import Services
from collectors.activity_who import without_addresses
from identity.pseudonym import Pseudonyms
from ledger import actors, forgotten, notices, traces
from ledger.drafts import Standing
from ledger.engine import Session
from ledger.forgotten import Held
from ledger.shown import Shown, shown
from ledger.tables import Actor
from ledger.tables_desk import Referral

CARD: Final = "referral"


class ForgettingError(ValueError):
    """Nobody, or more than one, can be meant; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who may be forgotten."""

    source: str
    key: str
    called: str  # as the ledger shows them
    first_seen: datetime
    held: Held


@dataclass(frozen=True, slots=True)
class Before:
    """Somebody who was forgotten before, and when."""

    at: datetime


def look_up(services: Services, typed: str, pseudonyms: Pseudonyms) -> Asked | Before:
    """Whom `SOURCE:HANDLE` means: a present handle, a key, a mail address, or a former key.

    Raises:
        ForgettingError: nobody, several, or no person.
    """
    source, colon, handle = (part.strip() for part in typed.partition(":"))
    if not colon or not source or not handle:
        raise ForgettingError("say the source and the handle, such as github:octocat")
    key = without_addresses(handle, pseudonyms)
    with services.ledger.read() as session:
        found = forgotten.find(session, source, key) or _elsewhere(session, source, key)
        if len(found) != 1:
            return _not_one(session, source, key, found)
        actor = found[0]
        if at := forgotten.forgotten_at(session, actor.source, actor.key):
            return Before(at)
        if actor.standing == Standing.PSEUDO:
            raise ForgettingError(
                f"{source}:{key} is a network or a company, with nobody known behind it"
            )
        shown = f"{actor.source}:{actor.handle or actor.key}"
        called = f"{shown} ({actor.name})" if actor.name else shown
        held = forgotten.held(session, actor)
        return Asked(actor.source, actor.key, called, actor.first_seen, held)


def forget(services: Services, asked: Asked, clock: Callable[[], datetime]) -> Held:
    """Forgets the person for good; returns what was held of them.

    Raises:
        LedgerError: they are forgotten, but the file could not be written anew.
    """
    passes.read_inbox(services, clock)
    with services.ledger.write() as session:
        actor = actors.by_identity(session, asked.source, asked.key)
        held = _forget(session, services, actor, clock()) if actor else asked.held
    passes.read_inbox(services, clock)  # what came in between is read under the hash
    services.ledger.write_anew()
    return held


def _forget(session: Session, services: Services, actor: Actor, now: datetime) -> Held:
    """Forgets them in the ledger, and has no message that stands in Slack show them any more."""
    theirs = traces.referrals_of(session, actor, traces.traces_of(actor, ""))
    told = [(one, one.message.channel, one.by.facts) for one in shown(session)]
    held = forgotten.forget(session, actor, now)
    for referral in theirs:
        _clear_cards(session, services, referral, now)
    gathered_anew = {referral.id for referral in theirs}
    for one, channel, facts in told:
        is_card = one.message.kind == CARD and facts.get("id") in gathered_anew
        if one.by.facts != facts and one.message.channel == channel and not is_card:
            _clear_message(session, one, now)
    return held


def _clear_message(session: Session, told: Shown, now: datetime) -> None:
    """Draws a message anew from its facts, out of which they are taken.

    What was told to them alone stays: where it stands is forgotten with them.
    """
    message, key = told.message, f"forgotten:{told.by.id}:{int(now.timestamp())}"
    facts = message.channel, told.by.facts, now
    notices.queue(session, key, told.by.kind, *facts, notices.UPDATE, message.key)


def _clear_cards(session: Session, services: Services, referral: Referral, now: datetime) -> None:
    counted = counted_on(session, services.rules, referral.company_id, services.today(now))
    facts = card_facts(session, services, referral, counted)
    places = card_places(facts)
    for n, place in enumerate(places):
        if notices.by_key(session, place.key) is None:
            continue
        key, channel = (
            f"referral:{referral.id}:forgotten:card:{n}",
            channel_of(services, place.team),
        )
        shown = {**facts, "is_here": place == places[-1], "shown_to": place.team}
        notices.queue(
            session, key, "referral", channel, shown, now, notices.UPDATE, anchor=place.key
        )


def _elsewhere(session: Session, source: str, key: str) -> list[Actor]:
    """A source is typed in any case; those of collectors are in lower case."""
    return forgotten.find(session, source.lower(), key) if source != source.lower() else []


def _not_one(session: Session, source: str, key: str, found: list[Actor]) -> Before:
    if found:
        keys = ", ".join(f"{actor.source}:{actor.key}" for actor in found)
        raise ForgettingError(f"{source}:{key} is the name of several: say which of {keys}")
    if at := forgotten.forgotten_at(session, source, key):
        return Before(at)
    raise ForgettingError(
        f"nobody is called {source}:{key}: names of the forgotten are gone, so that only their id "
        "finds them again"
    )

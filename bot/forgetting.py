"""Forgetting a person: who is meant, what is held of them, and the steps after which it is gone.

Why events are read first: what Slack told of the person and nobody read yet is theirs as well, and
has to be counted before its words go. Why the file is written anew at the end: a database that has
changed a row may keep the former bytes of it for years.
"""

import re
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
from ledger import actors, forgotten, forgotten_referrals, notices, referrals, traces
from ledger.drafts import Standing
from ledger.engine import Session
from ledger.forgotten import Held
from ledger.shown import Shown, shown
from ledger.tables import Actor
from ledger.tables_desk import Referral
from ledger.traces import GONE

CARD: Final = "referral"
NUMBER: Final = re.compile(r"dql-?(\d{1,9})", re.IGNORECASE)
HOW: Final = "say the source and the handle, such as github:octocat, or a referral, such as DQL-12"


class ForgettingError(ValueError):
    """Nobody, or more than one, can be meant; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who may be forgotten.

    Who was referred and has no account has `forgotten_referrals.SOURCE` for a source, and the
    referral's for a key.
    """

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

    `DQL-12` means whoever was referred so: their account, where the referral is tied to one.

    Raises:
        ForgettingError: nobody, several, or no person.
    """
    if numbered := NUMBER.fullmatch(typed.strip()):
        return _of_referral(services, int(numbered[1]))
    source, colon, handle = (part.strip() for part in typed.partition(":"))
    if not colon or not source or not handle:
        raise ForgettingError(HOW)
    key = without_addresses(handle, pseudonyms)
    with services.ledger.read() as session:
        found = forgotten.find(session, source, key) or _elsewhere(session, source, key)
        if len(found) != 1:
            return _not_one(session, source, key, found)
        return _account(session, found[0])


def _account(session: Session, actor: Actor) -> Asked | Before:
    if at := forgotten.forgotten_at(session, actor.source, actor.key):
        return Before(at)
    shown = f"{actor.source}:{actor.handle or actor.key}"
    if actor.standing == Standing.PSEUDO:
        raise ForgettingError(f"{shown} is a network or a company, with nobody known behind it")
    called = f"{shown} ({actor.name})" if actor.name else shown
    held = forgotten.held(session, actor)
    return Asked(actor.source, actor.key, called, actor.first_seen, held)


def _of_referral(services: Services, number: int) -> Asked | Before:
    """Whom a referral names: by their account, if it is tied to one."""
    with services.ledger.read() as session:
        row = referrals.get(session, number)
        if row is None:
            raise ForgettingError(f"there is no referral DQL-{number}: `/dql list all` shows them")
        if row.actor_id is not None:
            return _account(session, session.get_one(Actor, row.actor_id))
        if row.person_name == GONE:
            at = forgotten_referrals.forgotten_at(session, row)
            if at is None:
                raise ForgettingError(f"whom DQL-{number} named was forgotten by their account")
            return Before(at)
        who = forgotten_referrals.referred(session, row)
        numbers = ", ".join(f"DQL-{one.id}" for one in who.referrals)
        return Asked(
            forgotten_referrals.SOURCE,
            forgotten_referrals.key_of(row),
            f"{row.person_name} ({numbers})",
            row.made_at,
            forgotten_referrals.held(session, who),
        )


def referral_of(session: Session, asked: Asked) -> Referral | None:
    """The referral by which somebody without an account was asked for."""
    if asked.source != forgotten_referrals.SOURCE:
        return None
    row = referrals.get(session, int(asked.key.partition("@")[0]))
    return row if row is not None and forgotten_referrals.key_of(row) == asked.key else None


def forget(services: Services, asked: Asked, clock: Callable[[], datetime]) -> Held:
    """Forgets the person for good; returns what was held of them.

    Raises:
        LedgerError: they are forgotten, but the file could not be written anew.
    """
    passes.read_inbox(services, clock)
    with services.ledger.write() as session:
        held = _forget(session, services, asked, clock())
    passes.read_inbox(services, clock)  # what came in between is read under the hash
    services.ledger.write_anew()
    return held


def _forget(session: Session, services: Services, asked: Asked, now: datetime) -> Held:
    """Forgets them in the ledger, and has no message that stands in Slack show them any more."""
    told = [(one, one.message.channel, one.by.facts) for one in shown(session)]
    theirs, held = _erase(session, asked, now)
    for referral in theirs:
        _clear_cards(session, services, referral, now)
    gathered_anew = {referral.id for referral in theirs}
    for one, channel, facts in told:
        is_card = one.message.kind == CARD and facts.get("id") in gathered_anew
        if one.by.facts != facts and one.message.channel == channel and not is_card:
            _clear_message(session, one, now)
    return held


def _erase(session: Session, asked: Asked, now: datetime) -> tuple[list[Referral], Held]:
    """Forgets them in the ledger alone; the referrals that named them, and what was held."""
    if row := referral_of(session, asked):
        theirs = forgotten_referrals.referred(session, row).referrals
        return theirs, forgotten_referrals.forget(session, row, now)
    actor = actors.by_identity(session, asked.source, asked.key)
    if actor is None:  # somebody else was faster
        return [], asked.held
    theirs = traces.referrals_of(session, actor, traces.traces_of(actor, ""))
    return theirs, forgotten.forget(session, actor, now)


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

"""Forgetting somebody who was referred and has no account: all that names them is what was typed.

Whose a referral is follows as for people with an account: by the contact, or by a full name alone.
So namesakes without an account go together, and whoever asks is told which referrals those are.
The tombstone is of the referral, for there is no key of a person that could come back: after the
restore of an older backup it is by the referral that they are forgotten again.
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from ledger import meta, traces, traces_beside
from ledger.drafts import Standing
from ledger.forgotten import SIGN, Held
from ledger.mailboxes import is_desk
from ledger.tables import Actor, Tombstone
from ledger.tables_desk import Referral
from ledger.traces import GONE, Traces
from ledger.twins import ADDRESS, HANDLE
from ledger.veil import anybody_forgotten, veil_of

SOURCE: Final = "DQL"  # in place of a person's source
NOBODY: Final = -1  # no actor has this number
MEMBER: Final = re.compile(r"\b[UW][A-Z0-9]{5,}\b")  # a Slack user's id
NOWHERE: Final = re.compile(r"(?P<source>)(?!)")


@dataclass(frozen=True, slots=True)
class Referred:
    """Whom a referral names; `actor` is nobody's, with their name, and is never kept."""

    actor: Actor
    traces: Traces
    referrals: list[Referral]


def key_of(referral: Referral) -> str:
    """What a referral is known by for ever: its number, and when it was made (UTC seconds)."""
    return f"{referral.id}@{int(referral.made_at.timestamp())}"


def referred(session: Session, referral: Referral, hashed: str = "") -> Referred:
    """Whom it names, and every referral of theirs, oldest first; `hashed` replaces their ids."""
    name = referral.person_name.strip()
    nobody = Actor(
        id=NOBODY,
        source=SOURCE,
        key="",
        name=name,
        standing=Standing.PERSON,
        first_seen=referral.made_at,
    )
    names = frozenset({name.lower()} - {""})
    known = Traces(NOBODY, hashed, names, _pattern([referral.person_contact]))
    found = {one.id: one for one in traces.referrals_of(session, nobody, known)}
    theirs = sorted({**found, referral.id: referral}.items())
    rows = [row for _, row in theirs]
    pattern = _pattern(row.person_contact for row in rows)
    return Referred(nobody, Traces(NOBODY, hashed, names, pattern), rows)


def held(session: Session, who: Referred) -> Held:
    """What would be forgotten."""
    return Held(
        activities=0,
        evidence=0,
        affiliations=0,
        referrals=len(who.referrals),
        corrections=len(traces.corrections_of(session, who.traces)),
        events=len(traces.events_of(session, who.traces)),
    )


def forget(session: Session, referral: Referral, now: datetime) -> Held:
    """Forgets whom a referral names in the caller's transaction; returns what was held.

    As `forgotten.forget`: the bytes leave with `Ledger.write_anew`; raises LedgerError where the
    ledger was opened without the key.
    """
    veil = veil_of(session)
    who = referred(session, referral, veil.key(SOURCE, key_of(referral)))
    were = held(session, who)
    traces.clear_referrals(session, who.referrals, who.traces)
    traces.clear_corrections(session, who.traces)
    traces.clear_events(session, who.traces)
    traces_beside.clear(session, who.actor, who.traces)
    traces.clear_ids(session, who.traces)
    for one in who.referrals:
        session.merge(Tombstone(hash=veil.key(SOURCE, key_of(one)), at=now))
    meta.put(session, SIGN, veil.sign())
    session.flush()
    return were


def forget_again(session: Session, since: Set[str], now: datetime) -> int:
    """Forgets whoever was forgotten by referrals of these hashes; returns how many of those."""
    veil, count = veil_of(session), 0
    for row in session.exec(select(Referral).order_by(col(Referral.id))).all():
        if veil.key(SOURCE, key_of(row)) in since and row.person_name != GONE:
            count += forget(session, row, now).referrals
    return count


def forgotten_at(session: Session, referral: Referral) -> datetime | None:
    """When whom it named was forgotten by it; None if they were not."""
    if not anybody_forgotten(session):
        return None
    stone = session.get(Tombstone, veil_of(session).key(SOURCE, key_of(referral)))
    return stone.at if stone else None


def _pattern(contacts: Iterable[str]) -> re.Pattern[str]:
    """Where a contact of theirs stands: an address, a handle or a link, never "ask Dana".

    The address of a desk is nobody's.
    """
    words: set[str] = set()
    for contact in contacts:
        address = ADDRESS.search(contact)
        if address and not is_desk(address[0]):
            words.add(address[0])
        elif not address and HANDLE.fullmatch(contact.strip()):
            words |= {contact.strip(), *MEMBER.findall(contact)}
    if not words:
        return NOWHERE
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<source>)(?i:{either})(?![\w-])")

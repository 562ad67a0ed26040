"""Earlier referrals of the same person: by any account of theirs, by their mail address, by name.

Why more than the name: somebody is `github: ada` in one referral, `ada@acme.example` in the next,
and the team would hear of one person as of two. The keyed hash of an address ties them together
where only one of them holds the address itself. An address of a desk is nobody's.
"""

import re
from datetime import datetime
from typing import Final, NamedTuple

from sqlmodel import Session, col, select

from ledger import persons
from ledger.engine import PSEUDONYM
from ledger.mailboxes import is_desk, plain_address
from ledger.referral_steps import WITHDRAWN
from ledger.tables import ActorSignal
from ledger.tables_desk import Referral, ReferralStep

ADDRESS: Final = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.\w+")
HANDLE: Final = re.compile(r"\w+: ?\S+|\S*[@/]\S+")  # such as `github: ada`, `@ada`, a link


class Person(NamedTuple):
    """Somebody as a referral names them; `contact` as it was typed."""

    name: str
    actor_id: int | None
    contact: str


def twin_within(
    session: Session, person: Person, team: str, since: datetime, but: int | None = None
) -> Referral | None:
    """The newest referral of the same person to the same team, made since a moment.

    A team had it that handed it on since; what was withdrawn is nobody's twin, nor is the one with
    the number `but`.
    """
    had = select(ReferralStep.referral_id).where(ReferralStep.team == team)
    rows = select(Referral).where(
        Referral.state != WITHDRAWN, Referral.made_at >= since, col(Referral.id).in_(had)
    )
    if but is not None:
        rows = rows.where(col(Referral.id) != but)
    name, contact = person.name.strip().casefold(), spelled(person.contact)
    known = _Known(session, person.actor_id, contact)
    for row in session.exec(rows.order_by(col(Referral.id).desc())):
        told = spelled(row.person_contact)
        if row.person_name.strip().casefold() == name or (contact and told == contact):
            return row
        if row.actor_id in known.accounts or known.has_address(told):
            return row
    return None


def spelled(contact: str) -> str:
    """How to reach somebody in one spelling: a mail address, else a handle or a link.

    Empty for what may be said of several, such as the address of a desk, or "ask Dana".
    """
    address = ADDRESS.search(contact)
    if address:
        return "" if is_desk(address[0]) else plain_address(address[0])
    text = contact.strip()
    return text.casefold() if HANDLE.fullmatch(text) else ""


class _Known:
    """Every account of somebody, and the keyed hashes of their addresses, as far as any is known.

    A key is made with the first address that is kept: where there is none, none is asked for.
    """

    def __init__(self, session: Session, actor_id: int | None, contact: str) -> None:
        self._session, self._hashes = session, frozenset[str]()
        hashed = col(ActorSignal.address_hash)
        any_kept = select(ActorSignal.id).where(hashed.is_not(None)).limit(1)
        self._is_keyed = session.exec(any_kept).first() is not None
        found = {actor_id} if actor_id is not None else set()
        if address := self._hash(contact):
            of_it = select(ActorSignal.actor_id).where(hashed == address)
            found |= set(session.exec(of_it))
        several = persons.among(session, found) if found else None
        self.accounts = {n for one in found for n in several.several(one)} if several else found
        theirs = col(ActorSignal.actor_id).in_(self.accounts)
        known = session.exec(select(ActorSignal.address_hash).where(theirs, hashed.is_not(None)))
        self._hashes = frozenset(one for one in known if one)

    def has_address(self, contact: str) -> bool:
        """Whether a contact is an address of one of the accounts."""
        return bool(self._hashes) and self._hash(contact) in self._hashes

    def _hash(self, contact: str) -> str:
        pseudonym = self._session.info.get(PSEUDONYM)
        if not self._is_keyed or pseudonym is None or not ADDRESS.fullmatch(contact):
            return ""
        return str(pseudonym("address", contact))

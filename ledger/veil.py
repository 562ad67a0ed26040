"""The veil over the forgotten: what comes of them later is kept under a hash, without a name.

Whoever asked to be forgotten goes on commenting and joining, and sources show their past again with
every reading. So each door looks drafts up among the tombstones: (`source`, `key`) and external ids
become keyed hashes, by which what is known stays known; names, links and evidence are dropped.

Why the key travels with the session: a door that forgot to pass it would let a name back in. Who
opens a ledger hands it over once, as a function that reads it at first use; where nobody is
forgotten it is never asked for, and where it is missing then, the door stays shut.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from ledger.drafts import ActivityDraft, ActorDraft, Standing
from ledger.engine import PSEUDONYM
from ledger.errors import LedgerError
from ledger.tables import Tombstone

STONES = "SELECT hash FROM tombstone"  # few: all of them are sooner read than each looked up
VOUCHERS = "SELECT domain, hash FROM voucher WHERE domain IN (SELECT value FROM json_each(?))"
STORED = "SELECT 1 FROM activity WHERE source = ? AND external_id = ?"
# A collector's id of Slack begins with what it is and the workspace, which is a source of its own.
_OF_SLACK = re.compile(r"[a-z_]+:[A-Z][A-Z0-9]*:")

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Veil:
    """What hides a person; `pseudonym` is the keyed hash of a value, for a purpose."""

    pseudonym: Callable[[str, str], str]

    def key(self, source: str, key: str) -> str:
        """The hash that stands for a person's key, and is their tombstone."""
        return self.pseudonym("person", f"{source}:{key}")

    def voucher(self, domain: str, person: str) -> str:
        """The hash that stands for what a person counts by at a domain, once they are forgotten."""
        return self.pseudonym("voucher", f"{domain}:{person}")

    def activity_id(self, source: str, external_id: str) -> str:
        """The hash that stands for an activity's id; a workspace of Slack stays readable."""
        workspace = _OF_SLACK.match(external_id) if source == "slack" else None
        hashed = self.pseudonym("activity", f"{source}:{external_id}")
        return f"{workspace[0] if workspace else ''}{hashed}"

    def sign(self) -> str:
        """By which another key is told from this one; it says nothing of the key itself."""
        return self.pseudonym("sign", "the key of these tombstones")


def veil_of(session: Session) -> Veil:
    """The veil under the key that the ledger was opened with.

    Raises:
        LedgerError: it was opened without one.
    """
    pseudonym = session.info.get(PSEUDONYM)
    if pseudonym is None:
        raise LedgerError(
            "people were forgotten in this ledger, and only IDENTITY_KEY knows them again: "
            "open the ledger with the key"
        )
    return Veil(pseudonym)


def has_key(session: Session) -> bool:
    """Whether the ledger was opened with a key, so that the forgotten are known again."""
    return session.info.get(PSEUDONYM) is not None


def anybody_forgotten(session: Session) -> bool:
    """Whether there is a tombstone at all."""
    return session.exec(select(Tombstone.hash).limit(1)).first() is not None


def vouchers_at(session: Session, domains: Iterable[str]) -> dict[str, set[str]]:
    """The hash of each of the forgotten who wrote from one of these domains.

    Their evidence is gone, but who vouched for a domain goes on counting there.
    """
    found: dict[str, set[str]] = defaultdict(set)
    asked = (json.dumps(sorted(set(domains))),)
    for domain, hashed in session.connection().exec_driver_sql(VOUCHERS, asked):
        found[domain].add(hashed)
    return found


def forgotten_among(session: Session, identities: Iterable[Identity]) -> dict[Identity, str]:
    """The hash of each of these (source, key) that is forgotten.

    A hash that comes back as a key, as in an export that is imported again, is one as well.
    """
    stones = {str(one) for one in session.connection().exec_driver_sql(STONES).scalars()}
    if not stones:
        return {}
    veil = veil_of(session)
    found: dict[Identity, str] = {}
    for identity in identities:
        source, key = identity
        hashed = key if key in stones else veil.key(source, key)
        if hashed in stones:
            found[identity] = hashed
    return found


def veiled_actors(session: Session, drafts: Iterable[ActorDraft]) -> list[ActorDraft]:
    """The same actors, of whom the forgotten have a hash for a key and nothing else."""
    drafts = list(drafts)
    hashes = forgotten_among(session, _persons(drafts))
    if not hashes:
        return drafts
    return [_veiled_actor(one, hashes.get((one.source, one.key))) for one in drafts]


def veiled_activities(session: Session, drafts: Sequence[ActivityDraft]) -> Sequence[ActivityDraft]:
    """The same activities; those of the forgotten keep kind, topic, moment and count alone."""
    if not anybody_forgotten(session):
        return drafts
    veil = veil_of(session)
    hashes = forgotten_among(session, _persons(draft.actor for draft in drafts))
    if not hashes and not any(one.actor.standing is Standing.DELETED for one in drafts):
        return drafts
    return [_veiled(session, veil, hashes, draft) for draft in drafts]


def _persons(drafts: Iterable[ActorDraft]) -> set[Identity]:
    """Those who may be forgotten: a network or a company is nobody in person."""
    return {(one.source, one.key) for one in drafts if one.standing is not Standing.PSEUDO}


def _veiled_actor(draft: ActorDraft, hashed: str | None) -> ActorDraft:
    return ActorDraft(draft.source, hashed, standing=draft.standing) if hashed else draft


def _veiled(
    session: Session, veil: Veil, hashes: dict[Identity, str], draft: ActivityDraft
) -> ActivityDraft:
    who = draft.actor
    hashed = hashes.get((who.source, who.key))
    if hashed is None and who.standing is not Standing.DELETED:
        return draft
    known = veil.activity_id(draft.source, draft.external_id)
    if (
        hashed is None
    ):  # what a forgotten person did comes back as nobody's once the account is gone
        is_stored = session.connection().exec_driver_sql(STORED, (draft.source, known)).first()
        return replace(draft, external_id=known, url="", title="") if is_stored else draft
    external_id = draft.external_id if hashed == who.key else known
    actor = _veiled_actor(who, hashed)
    return replace(draft, external_id=external_id, actor=actor, url="", title="")

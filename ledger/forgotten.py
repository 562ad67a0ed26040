"""People's right to be forgotten: of a person stays what was done on which day, and for whom.

What an actor did keeps counting for its company, under a keyed hash; key, ids, handle, name,
evidence, links and titles go, here and wherever else the ledger speaks of the person. The hash is
the tombstone by which `ledger.veil` knows them again. What cannot be told from anybody else's is
left: other people's rows, byte for byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, select, update

from ledger import actors, colleagues, meta, traces, traces_beside, weighing_again
from ledger.bands import COUNTS
from ledger.drafts import SignalKind
from ledger.spoken import along, changes
from ledger.tables import (
    Activity,
    Actor,
    ActorSignal,
    Affiliation,
    Company,
    CompanyAlias,
    Correction,
    LevelChange,
    Tally,
    Tombstone,
    Voucher,
)
from ledger.tables_desk import Follow, Handoff, Hush, Referral, Tag
from ledger.veil import Veil, anybody_forgotten, veil_of

SIGN = "tombstones"  # in meta: by which a lost key is noticed
BY_MAIL = "known by mail before they were forgotten"

HIDE = "UPDATE activity SET external_id = ?, url = '', title = '' WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Held:
    """How much the ledger holds of a person, or held until they were forgotten."""

    activities: int  # single ones, as rows
    evidence: int
    affiliations: int
    referrals: int
    corrections: int
    events: int


def find(session: Session, source: str, typed: str) -> list[Actor]:
    """Whom `source` and a handle or a key may mean; of Slack a user's id does as well."""
    found = actors.find(session, source, typed)
    if found or source != "slack" or not typed:
        return found
    end = f":{typed}"
    ends = col(Actor.key).endswith(end, autoescape=True)
    like = session.exec(select(Actor).where(Actor.source == source, ends))
    return [one for one in like if one.key.endswith(end)]  # SQLite's LIKE takes any case


def forgotten_at(session: Session, source: str, key: str) -> datetime | None:
    """When the person was forgotten who had this key, or has this hash; None if they were not."""
    if not anybody_forgotten(session):
        return None
    hashes = (key, veil_of(session).key(source, key))
    return session.exec(select(Tombstone.at).where(col(Tombstone.hash).in_(hashes))).first()


def key_is_lost(session: Session) -> bool:
    """Whether people were forgotten under another key, so that their names may come back."""
    return anybody_forgotten(session) and meta.get(session, SIGN) != veil_of(session).sign()


def held(session: Session, actor: Actor) -> Held:
    """What would be forgotten."""
    known = traces.traces_of(actor, "")
    return Held(
        activities=len(_activities(session, actor.id)),
        evidence=_count(session, ActorSignal, actor.id),
        affiliations=_count(session, Affiliation, actor.id),
        referrals=len(traces.referrals_of(session, actor, known)),
        corrections=len(traces.corrections_of(session, known)),
        events=len(traces.events_of(session, known)),
    )


def forget(session: Session, actor: Actor, now: datetime) -> Held:
    """Forgets a person in the caller's transaction; returns what was held.

    The bytes leave the file with `Ledger.write_anew`, after the commit. Raises LedgerError where
    the ledger was opened without the key.
    """
    veil = veil_of(session)
    hashed = veil.key(actor.source, actor.key)
    were, known = held(session, actor), traces.traces_of(actor, hashed)
    traces.clear_referrals(session, traces.referrals_of(session, actor, known), known)
    traces.clear_corrections(session, known)
    traces.clear_events(session, known)
    traces_beside.clear(session, actor, known)
    traces.clear_ids(session, known)
    _hide_activities(session, veil, actor.id)
    _leave_candidates(session, actor.id)
    _vouch(session, veil, actor.id)
    _reduce_evidence(session, actor.id)
    weighing_again.whoever_wrote_the_same(session, actor.id)
    session.exec(delete(ActorSignal).where(col(ActorSignal.actor_id) == actor.id))
    _hide(actor, hashed)
    session.merge(Tombstone(hash=hashed, at=now))
    meta.put(session, SIGN, veil.sign())
    session.flush()
    return were


def _hide(actor: Actor, hashed: str) -> None:
    """Standing stays, and a person's word on it; nothing is left to be weighed or asked for."""
    actor.key, actor.handle, actor.handle_key, actor.name = hashed, "", "", ""
    actor.node_id, actor.profile_due_at, actor.weigh_on = None, None, None
    actor.stale = False


def _activities(session: Session, actor_id: int) -> Sequence[tuple[int, str, str]]:
    """Id, source and external id of each, by way of the tallies: those are found by actor."""
    days = select(col(Tally.day)).where(Tally.actor_id == actor_id).distinct()
    rows = select(Activity.id, Activity.source, Activity.external_id).where(
        Activity.actor_id == actor_id, col(Activity.day).in_(days)
    )
    return session.exec(rows).all()


def _hide_activities(session: Session, veil: Veil, actor_id: int) -> None:
    hidden = [
        (veil.activity_id(source, external_id), row_id)
        for row_id, source, external_id in _activities(session, actor_id)
    ]
    if hidden:
        session.connection().exec_driver_sql(HIDE, hidden)


def _vouch(session: Session, veil: Veil, actor_id: int) -> None:
    """Keeps that one more person writes from the domain of a company that is theirs still.

    A domain of nobody else's is no company by now, and is not kept.
    """
    judged = select(Affiliation.company_id).where(Affiliation.actor_id == actor_id)
    theirs = select(Company.domain).where(_of_mail(actor_id), col(Company.id).in_(judged))
    for domain in filter(None, session.exec(theirs)):
        person = colleagues.persons_at(session, domain).get(actor_id)
        if person is not None:
            session.merge(Voucher(domain=domain, hash=veil.voucher(domain, person)))


def _reduce_evidence(session: Session, actor_id: int) -> None:
    """An evidence line may hold a domain of the person's own."""
    theirs = update(Affiliation).where(col(Affiliation.actor_id) == actor_id)
    session.exec(theirs.values(evidence=traces.KNOWN))
    of_mail = col(Affiliation.company_id).in_(select(Company.id).where(_of_mail(actor_id)))
    session.exec(theirs.where(of_mail).values(evidence=BY_MAIL))


def _of_mail(actor_id: int) -> ColumnElement[bool]:
    """Companies from whose domain an actor wrote."""
    mail = select(ActorSignal.domain).where(
        ActorSignal.actor_id == actor_id, ActorSignal.kind == SignalKind.EMAIL_DOMAIN
    )
    return col(Company.domain).in_(mail)


def _leave_candidates(session: Session, actor_id: int) -> None:
    """A company that was only ever guessed at, by this person alone, is a name of theirs."""
    guessed = select(Affiliation).where(
        Affiliation.actor_id == actor_id,
        col(Affiliation.company_id).is_not(None),
        Affiliation.confidence < COUNTS,
    )
    rows = list(session.exec(guessed))
    for company_id in {row.company_id for row in rows if row.company_id is not None}:
        if _is_anybody_elses(session, company_id, actor_id):
            continue
        for row in rows:
            row.company_id = None if row.company_id == company_id else row.company_id
        session.flush()
        session.exec(delete(CompanyAlias).where(col(CompanyAlias.company_id) == company_id))
        session.exec(delete(Company).where(col(Company.id) == company_id))


def _is_anybody_elses(session: Session, company_id: int, actor_id: int) -> bool:
    """Whether a company means more than a guess at this person."""
    one = session.get_one(Company, company_id)
    said = one.ignored_said, one.confirmed, one.parent_id, one.successor_id
    points_at = (col(Company.parent_id) == company_id) | (col(Company.successor_id) == company_id)
    others = (
        select(Affiliation.id)
        .where(Affiliation.company_id == company_id)
        .where((Affiliation.actor_id != actor_id) | (Affiliation.confidence >= COUNTS)),
        select(LevelChange.id).where(LevelChange.company_id == company_id),
        select(Referral.id).where(Referral.company_id == company_id),
        *(
            select(table.company_id).where(table.company_id == company_id)
            for table in (Follow, Handoff, Hush, Tag)
        ),
        select(Company.id).where(points_at),
        select(CompanyAlias.company_id).where(
            CompanyAlias.company_id == company_id, CompanyAlias.source == "human"
        ),
    )
    corrections = session.exec(select(Correction))
    told = (change for row in corrections for change in (*changes(row), *along(row)))
    spoken = any(word is not None for word in said) or any(one.names(company_id) for one in told)
    return spoken or any(session.exec(rows.limit(1)).first() is not None for rows in others)


def _count(session: Session, table: type[ActorSignal] | type[Affiliation], actor_id: int) -> int:
    rows = select(func.count()).select_from(table).where(col(table.actor_id) == actor_id)
    return int(session.exec(rows).one())

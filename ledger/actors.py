"""Who acted, and the evidence of whom they stand for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, select, update

from ledger.chunks import chunks
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing, standing_after
from ledger.tables import Actor, ActorSignal

PROFILE_KINDS = (
    SignalKind.EMAIL_DOMAIN,
    SignalKind.COMPANY_TEXT,
    SignalKind.BLOG_DOMAIN,
    SignalKind.GITHUB_ORG,
)

# From the third person on, another one at a domain changes nobody's recognition.
PEOPLE_THAT_SETTLE_A_DOMAIN = 3

Identity = tuple[str, str]


def remember(session: Session, drafts: Iterable[ActorDraft], now: datetime) -> dict[Identity, int]:
    """Stores new actors and new evidence; returns the row id of each (source, key)."""
    wanted = {(draft.source, draft.key): draft for draft in drafts}
    known = _known(session, wanted)
    for identity, draft in wanted.items():
        actor = known.get(identity)
        if actor is None:
            known[identity] = actor = _new(draft, now)
            session.add(actor)
        else:
            _refresh(actor, draft)
    session.flush()
    ids = {identity: actor.id for identity, actor in known.items()}
    _add_signals(session, [(ids[i], s) for i, d in wanted.items() for s in d.signals], now)
    return ids


def record_profiles(
    session: Session, profiles: Iterable[ActorDraft], now: datetime, valid_for: timedelta
) -> None:
    """Stores profiles as their source shows them now: evidence no longer shown is ended.

    Each is due again after `valid_for`.
    """
    profiles = list(profiles)
    ids = remember(session, profiles, now)
    for profile in profiles:
        actor_id = ids[profile.source, profile.key]
        _end_missing(session, actor_id, set(profile.signals), now)
        session.exec(
            update(Actor).where(col(Actor.id) == actor_id).values(profile_due_at=now + valid_for)
        )


def profiles_due(session: Session, source: str, now: datetime, limit: int) -> list[Actor]:
    """Actors of `source` whose profile was never read or is out of date, oldest first."""
    due = (
        select(Actor)
        .where(Actor.source == source, col(Actor.node_id).is_not(None))
        .where(col(Actor.standing).in_([Standing.PERSON, Standing.STAFF]))
        .where(col(Actor.profile_due_at) <= now)
        .order_by(col(Actor.profile_due_at), col(Actor.id))
        .limit(limit)
    )
    return list(session.exec(due))


def postpone_profiles(session: Session, actor_ids: Sequence[int], until: datetime) -> None:
    """Asks for these profiles again at `until` at the earliest."""
    session.exec(update(Actor).where(col(Actor.id).in_(actor_ids)).values(profile_due_at=until))


def find(session: Session, source: str, handle: str) -> list[Actor]:
    """The actors of `source` that are called `handle` now, in any case, or have it as their key."""
    typed = handle.strip().removeprefix("@")
    if not typed:
        return []  # many have no handle, and nobody means them all
    # SQLite knows upper and lower case of ASCII alone: any other key is found as it is written.
    called = or_(
        col(Actor.handle_key) == typed.lower(),
        col(Actor.key) == typed,
        func.lower(Actor.key) == typed.lower(),
    )
    named = select(Actor).where(Actor.source == source, called)
    return list(session.exec(named))


def by_identity(session: Session, source: str, key: str) -> Actor | None:
    """The actor (`source`, `key`), if it was ever seen."""
    return session.exec(select(Actor).where(Actor.source == source, Actor.key == key)).first()


def known_keys(session: Session, source: str, keys: Iterable[str]) -> set[str]:
    """Which of these keys the ledger has met."""
    met: set[str] = set()
    for some in chunks(list(keys)):
        query = select(Actor.key).where(Actor.source == source, col(Actor.key).in_(some))
        met.update(session.exec(query))
    return met


def people_at(session: Session, domains: Iterable[str]) -> dict[str, int]:
    """How many persons were seen with a mail address at each of these hosts, ever."""
    counted: dict[str, int] = {}
    for some in chunks(sorted(set(domains))):
        query = (
            select(ActorSignal.value, func.count(func.distinct(ActorSignal.actor_id)))
            .join(Actor, col(Actor.id) == col(ActorSignal.actor_id))
            .where(ActorSignal.kind == SignalKind.EMAIL_DOMAIN, col(ActorSignal.value).in_(some))
            .where(col(Actor.standing).in_([Standing.PERSON, Standing.STAFF]))
            .group_by(ActorSignal.value)
        )
        counted.update((host, people) for host, people in session.exec(query))
    return counted


def _known(session: Session, wanted: Mapping[Identity, ActorDraft]) -> dict[Identity, Actor]:
    known: dict[Identity, Actor] = {}
    for source in sorted({source for source, _ in wanted}):
        keys = [key for at, key in wanted if at == source]
        for some in chunks(keys):
            query = select(Actor).where(Actor.source == source, col(Actor.key).in_(some))
            known.update({(source, actor.key): actor for actor in session.exec(query)})
    return known


def _new(draft: ActorDraft, now: datetime) -> Actor:
    return Actor(
        source=draft.source,
        key=draft.key,
        handle=draft.handle,
        handle_key=draft.handle.lower(),
        name=draft.name,
        standing=draft.standing,
        node_id=draft.node_id,
        first_seen=now,
        profile_due_at=now if draft.node_id else None,
    )


def _refresh(actor: Actor, draft: ActorDraft) -> None:
    if draft.handle and draft.handle != actor.handle:
        actor.handle, actor.handle_key = draft.handle, draft.handle.lower()
    if draft.name and draft.name != actor.name:
        actor.name = draft.name
    if draft.node_id and draft.node_id != actor.node_id:
        actor.node_id, actor.profile_due_at = (
            draft.node_id,
            actor.profile_due_at or actor.first_seen,
        )
    actor.standing = standing_after(Standing(actor.standing), draft.standing)


def _add_signals(session: Session, found: Sequence[tuple[int, Signal]], now: datetime) -> None:
    existing = _signals_of(session, {actor_id for actor_id, _ in found})
    news: list[tuple[int, Signal]] = []
    for actor_id, signal in dict.fromkeys(found):
        row = existing.get((actor_id, signal.kind, signal.value))
        if row is None or row.ended_at is not None:
            news.append((actor_id, signal))
        if row is not None:
            row.last_seen, row.ended_at = now, None
        else:
            session.add(_new_signal(actor_id, signal, now))
    session.flush()
    _mark_stale(session, news)


def _new_signal(actor_id: int, signal: Signal, now: datetime) -> ActorSignal:
    return ActorSignal(
        actor_id=actor_id, kind=signal.kind, value=signal.value, first_seen=now, last_seen=now
    )


def _signals_of(session: Session, actor_ids: set[int]) -> dict[tuple[int, str, str], ActorSignal]:
    rows: dict[tuple[int, str, str], ActorSignal] = {}
    for some in chunks(sorted(actor_ids)):
        query = select(ActorSignal).where(col(ActorSignal.actor_id).in_(some))
        rows.update({(row.actor_id, row.kind, row.value): row for row in session.exec(query)})
    return rows


def _end_missing(session: Session, actor_id: int, shown: set[Signal], now: datetime) -> None:
    current = select(ActorSignal).where(
        ActorSignal.actor_id == actor_id,
        col(ActorSignal.ended_at).is_(None),
        col(ActorSignal.kind).in_(PROFILE_KINDS),
    )
    for row in session.exec(current):
        if Signal(SignalKind(row.kind), row.value) not in shown:
            row.ended_at = now
            session.exec(update(Actor).where(col(Actor.id) == actor_id).values(stale=True))


def _mark_stale(session: Session, news: Sequence[tuple[int, Signal]]) -> None:
    """New evidence concerns its actor, and at a small domain everybody who shares it."""
    concerned = {actor_id for actor_id, _ in news}
    hosts = sorted({s.value for _, s in news if s.kind is SignalKind.EMAIL_DOMAIN})
    for some in chunks(hosts):
        sharing = select(ActorSignal.value, ActorSignal.actor_id).where(
            ActorSignal.kind == SignalKind.EMAIL_DOMAIN, col(ActorSignal.value).in_(some)
        )
        at_host: dict[str, set[int]] = defaultdict(set)
        for host, actor_id in session.exec(sharing):
            at_host[host].add(actor_id)
        for ids in at_host.values():
            concerned |= ids if len(ids) <= PEOPLE_THAT_SETTLE_A_DOMAIN else set()
    for some_ids in chunks(sorted(concerned)):
        session.exec(update(Actor).where(col(Actor.id).in_(some_ids)).values(stale=True))

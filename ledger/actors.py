"""Who acted, and the evidence of whom they stand for.

Why tuples and not table objects where actors come in: see `ledger.intake`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import repeat
from typing import NamedTuple

from sqlalchemy import func, or_
from sqlmodel import Session, col, select, update

from ledger import colleagues, person_words, signals, stale
from ledger.chunks import chunks
from ledger.drafts import ActorDraft, Identity, Seen, Standing, standing_after
from ledger.postgres import copying
from ledger.signals import Sight, Told
from ledger.tables import Actor
from ledger.veil import veiled_actors

KNOWN = """
SELECT key, id, handle, name, node_id, standing, bot_said FROM actor
WHERE source = ? AND key IN (SELECT value FROM json_each(?))
"""
INSERT = """
INSERT INTO actor
  (id, source, key, handle, handle_key, name, standing, node_id, first_seen, profile_due_at, stale)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

# id, handle, name, node_id, standing, bot_said
_Row = tuple[int, str, str, str | None, str, int | None]


class _Known(NamedTuple):
    """What a row says of an actor, as far as a draft may change it."""

    id: int
    handle: str
    name: str
    node_id: str | None
    standing: str
    bot_said: int | None  # as a truth


def remember(session: Session, drafts: Iterable[ActorDraft], now: datetime) -> dict[Identity, int]:
    """Stores new actors and new evidence; returns the row id of each (source, key)."""
    wanted = {(draft.source, draft.key): draft for draft in veiled_actors(session, drafts)}
    session.flush()
    ids: dict[Identity, int] = {}
    for identity, row in _known(session, wanted):
        ids[identity] = row[0]
        if _says_more(wanted[identity], row):
            _refresh(session, _Known(*row), wanted[identity])
    new = _insert(session, [draft for i, draft in wanted.items() if i not in ids], now)
    stale.mark(session, signals.add(session, _evidence(ids, wanted, now)))
    signals.add_first(session, _evidence(new, wanted, now))
    return ids | new


def record_profiles(
    session: Session, profiles: Iterable[ActorDraft], now: datetime, valid_for: timedelta
) -> None:
    """Stores profiles as their source shows them now: evidence no longer shown is ended.

    Each is due again after `valid_for`.
    """
    profiles = veiled_actors(session, profiles)
    ids = remember(session, profiles, now)
    for profile in profiles:
        actor_id = ids[profile.source, profile.key]
        if signals.end_missing(session, actor_id, set(profile.signals), now):
            stale.mark(session, [actor_id])
        session.exec(
            update(Actor).where(col(Actor.id) == actor_id).values(profile_due_at=now + valid_for)
        )


def profiles_due(session: Session, source: str, now: datetime, limit: int) -> list[Actor]:
    """Actors of `source` whose profile was never read or is out of date, oldest first."""
    due = (
        select(Actor)
        .where(Actor.source == source, col(Actor.node_id).is_not(None))
        .where(col(Actor.standing).in_(colleagues.COUNTED))
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


def _known(
    session: Session, wanted: Mapping[Identity, ActorDraft]
) -> Iterator[tuple[Identity, _Row]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for source, key in wanted:
        keys[source].append(key)
    for source, some in keys.items():
        found = session.connection().exec_driver_sql(KNOWN, (source, json.dumps(some)))
        for key, row_id, handle, name, node_id, standing, said in found.all():  # 1 by 1 is slower
            yield (source, key), (row_id, handle, name, node_id, standing, said)


def _evidence(
    ids: Mapping[Identity, int], drafts: Mapping[Identity, ActorDraft], now: datetime
) -> dict[Told, Sight]:
    """What drafts show of actors; nothing was seen later than now, whatever a clock said."""
    moment = int(now.timestamp())
    told: dict[Told, Sight] = {}
    for identity, row_id in ids.items():
        draft = drafts[identity]
        seen = draft.seen or repeat(Seen(now, now), len(draft.signals))
        for signal, (first, last) in zip(draft.signals, seen, strict=True):
            one = row_id, signal.kind.value, signal.value
            began = min(int(first.timestamp()), moment)
            ended = began if last is first else min(int(last.timestamp()), moment)
            sight = Sight(began, ended, signal.address_hash)
            was = told.setdefault(one, sight)
            if was is not sight:  # the same signal twice in a draft
                told[one] = signals.both(was, sight)
    return told


def _insert(session: Session, drafts: Sequence[ActorDraft], now: datetime) -> dict[Identity, int]:
    """Stores actors of whom none is known; gives their ids out itself, as it is the only writer."""
    if not drafts:
        return {}
    connection = session.connection()
    newest = connection.exec_driver_sql("SELECT COALESCE(MAX(id), 0) FROM actor").scalar_one()
    seen = int(now.timestamp())
    rows = [_row(row_id, draft, seen) for row_id, draft in enumerate(drafts, newest + 1)]
    copying.insert(connection, INSERT, rows)
    named = (
        (row_id, draft.handle, draft.name)
        for row_id, draft in enumerate(drafts, newest + 1)
        if draft.standing is not Standing.PSEUDO
    )
    person_words.add(session, named)
    return {(draft.source, draft.key): row_id for row_id, draft in enumerate(drafts, newest + 1)}


def _row(row_id: int, draft: ActorDraft, seen: int) -> tuple[str | int | bool | None, ...]:
    who = (row_id, draft.source, draft.key, draft.handle, draft.handle.lower(), draft.name)
    due = seen if draft.node_id else None
    return (*who, draft.standing.value, draft.node_id, seen, due, True)  # to be weighed


def _says_more(draft: ActorDraft, row: _Row) -> bool:
    """Whether a draft may change what is stored; most do not, and that must be soon said."""
    _, handle, name, node_id, standing, _ = row
    return (
        draft.standing != standing
        or draft.handle not in ("", handle)
        or draft.name not in ("", name)
        or draft.node_id not in (None, "", node_id)
    )


def _refresh(session: Session, row: _Known, draft: ActorDraft) -> None:
    changed: dict[str, object] = {}
    if draft.handle and draft.handle != row.handle:
        changed |= {"handle": draft.handle, "handle_key": draft.handle.lower(), "stale": True}
    if draft.name and draft.name != row.name:
        changed["name"] = draft.name
    if changed:
        now_called = draft.handle or row.handle, draft.name or row.name
        person_words.change(session, row.id, (row.handle, row.name), now_called)
    if draft.node_id and draft.node_id != row.node_id:
        changed["node_id"] = draft.node_id
        changed["profile_due_at"] = func.coalesce(col(Actor.profile_due_at), col(Actor.first_seen))
    said = None if row.bot_said is None else bool(row.bot_said)
    standing = standing_after(Standing(row.standing), draft.standing, said)
    if standing != row.standing:
        changed["standing"] = standing
        colleagues.count_anew(session, [row.id])
    if changed:
        session.exec(update(Actor).where(col(Actor.id) == row.id).values(**changed))

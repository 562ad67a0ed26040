"""Restoring a backup: nothing takes the ledger's place before it is proved to be one.

Who asked to be forgotten since the backup was made is in it by name. So the tombstones of the
present ledger are carried over, and everybody whom they mean is forgotten in the copy before it is
the ledger. What was there is kept aside, as it was, with the log that belongs to it. Numbers that
were given since are not given anew (`ledger.series`), and messages that were sent since are looked
for before they are sent (`ledger.restored`).
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL
from sqlmodel import Session, select

from ledger import forgotten, forgotten_referrals, meta, restored, schema, series, service_lock
from ledger.backups import ASIDE, IDENTITY, Progress, copy, reading, verify
from ledger.engine import DRIVER, Ledger, Pseudonym
from ledger.errors import LedgerError
from ledger.place import sync
from ledger.tables import Actor, Tombstone
from ledger.tables_desk import Referral
from ledger.veil import veil_of

STONES: Final = "SELECT hash, at FROM tombstone"
VOUCHERS: Final = "SELECT domain, hash FROM voucher"
KEPT: Final = "SELECT value FROM meta WHERE name = ?"
ADD_STONE: Final = "INSERT INTO tombstone (hash, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
ADD_VOUCHER: Final = "INSERT INTO voucher (domain, hash) VALUES (?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Carried:
    """What the present ledger knows of the forgotten, and under which key; and what it gave out."""

    stones: Sequence[tuple[str, int]] = ()  # hash and moment, as rows hold them
    vouchers: Sequence[tuple[str, str]] = ()
    sign: str | None = None
    is_known: bool = True  # False: there was a ledger, and it could not be read
    given: dict[str, int] | None = None  # the highest number by table; None: nobody can tell
    identity: str | None = None  # by which its backups are known


@dataclass(frozen=True, slots=True)
class Restored:
    """How it went: where the former ledger is kept, and how many were forgotten anew.

    `next_referral` is the number of the next one: 13 where DQL-12 was the last to be given.
    """

    aside: Path | None
    forgotten: int
    is_known: bool  # False: nobody can say who was forgotten since the backup
    next_referral: int


def restore(
    file: Path, ledger: Path, pseudonym: Pseudonym, now: datetime, progress: Progress
) -> Restored:
    """Puts a backup in the ledger's place, upgraded to this code's schema.

    Raises:
        LedgerError: the file is no whole ledger of this version or an older one, the service runs,
            or the key is not the one under which people were forgotten.
        OSError: no room, or no right to write.
    """
    verify(file)
    place = ledger.resolve()  # a link goes on pointing to where it points
    with _alone(ledger), service_lock.held(ledger):
        carried = _carried(place)
        made = place.with_name(f".{place.name}.restoring")
        try:
            _unlink_all(made)
            made.touch(mode=0o600)
            with reading(file) as connection:
                copy(connection, made, progress)
            again, following = _prepare(made, carried, pseudonym, now)
            _give_to_owner(made, place, ledger)
            aside = _put_aside(place, now)
            made.replace(place)
            sync(place.parent)
        finally:
            _unlink_all(made)
    return Restored(aside, again, carried.is_known, following)


@contextmanager
def _alone(ledger: Path) -> Iterator[None]:
    """Takes a lock's file back that a refused restore made where there is no ledger.

    A lock without its ledger says that one was lost, and nothing new could begin there.
    """
    lock = service_lock.lock_of(ledger)
    was_there = lock.exists()
    try:
        yield
    except BaseException:
        if not was_there and not ledger.exists():
            lock.unlink(missing_ok=True)
        raise


def _carried(ledger: Path) -> Carried:
    """The tombstones of the present ledger; of one that is damaged or emptied none are known."""
    if not ledger.exists():
        return Carried()
    try:
        with reading(ledger) as connection:
            ask = connection.execute
            return Carried(
                stones=ask(STONES).fetchall(),
                vouchers=ask(VOUCHERS).fetchall(),
                sign=_kept(ask, forgotten.SIGN),
                given=series.given(ask),
                identity=_kept(ask, IDENTITY),
            )
    except DRIVER.DatabaseError:
        return Carried(is_known=False)


def _kept(ask: Callable[..., Any], name: str) -> str | None:
    row = ask(KEPT, (name,)).fetchone()
    return row[0] if row else None


def _prepare(made: Path, carried: Carried, pseudonym: Pseudonym, now: datetime) -> tuple[int, int]:
    """Upgrades the copy and forgets in it whoever was forgotten since.

    Returns how many, and the number of the next referral.
    """
    url = URL.create("sqlite", database=str(made))
    with closing(Ledger(url, pseudonym)) as copied:
        schema.upgrade(copied)
        _require_key(copied)
        with copied.write() as session:
            restored.note(session, now)
            series.go_on(session, carried.given)
            if carried.identity is not None:
                meta.put(session, IDENTITY, carried.identity)
            again = _forget_again(session, carried, now) if carried.stones else 0
            behind = series.highest(session, Referral) + 1
            following = series.following(session, Referral) or behind
        if carried.stones:
            copied.write_anew()
        return again, following


def _require_key(copied: Ledger) -> None:
    """Refuses a ledger whose forgotten the next reading would bring back by name."""
    with copied.read() as session:
        if forgotten.key_is_lost(session):
            raise LedgerError(
                "people are forgotten in this backup under another IDENTITY_KEY than the present "
                "one, so that they would come back by name: put the key of the backup back first "
                "(the file beside it that ends in .identity-key, or IDENTITY_KEY)"
            )


def _forget_again(session: Session, carried: Carried, now: datetime) -> int:
    veil = veil_of(session)
    if carried.sign != veil.sign():
        raise LedgerError(
            "people were forgotten since, under another IDENTITY_KEY than the present one, so that "
            "they would come back by name: put the former key back first"
        )
    known = set(session.exec(select(Tombstone.hash)))
    since = {one for one, _ in carried.stones} - known
    named = session.exec(select(Actor.id, Actor.source, Actor.key)).all()
    people = [one for one, source, key in named if veil.key(source, key) in since]
    for actor_id in people:
        forgotten.forget(session, session.get_one(Actor, actor_id), now)
    referred = forgotten_referrals.forget_again(session, since, now)
    add = session.connection().exec_driver_sql
    for stone in carried.stones:
        add(ADD_STONE, tuple(stone))
    for voucher in carried.vouchers:
        add(ADD_VOUCHER, tuple(voucher))
    meta.put(session, forgotten.SIGN, veil.sign())
    return len(people) + referred


def _give_to_owner(made: Path, place: Path, ledger: Path) -> None:
    """Root may restore what another user's service opens: theirs are the ledger and its lock."""
    owner = (place if place.exists() else place.parent).stat()
    if os.geteuid() != owner.st_uid:
        for file in (made, service_lock.lock_of(ledger)):
            os.chown(file, owner.st_uid, owner.st_gid)


def _put_aside(ledger: Path, now: datetime) -> Path | None:
    """The log first: a ledger without its log is older, and one beside another's log is none."""
    aside = ledger.with_name(f"{ledger.name}{ASIDE}{now:%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise LedgerError(f"{aside} is there already: move it away")
    log = ledger.with_name(ledger.name + "-wal")
    if log.exists():
        log.rename(aside.with_name(aside.name + "-wal"))
    ledger.with_name(ledger.name + "-shm").unlink(missing_ok=True)
    if not ledger.exists():
        return None
    ledger.rename(aside)
    return aside


def _unlink_all(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)

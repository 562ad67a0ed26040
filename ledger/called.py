"""What people are called: as they are typed, and as they are shown, with all of their accounts."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlmodel import Session, col, select

from ledger.chunks import chunks
from ledger.tables import Actor

MOST_ACCOUNTS: Final = 4  # of somebody who has very many


def typed(source: str, key: str, handle: str) -> str:
    """A person as people type it: `github:login`, else by the key."""
    return f"{source}:{handle or key}"


def shown(source: str, handle: str, name: str) -> str:
    """A person as people know one: "Ada Byte (github:ada)"."""
    if not handle:
        return name or f"somebody seen by {source}"
    return f"{name} ({source}:{handle})" if name else f"{source}:{handle}"


def as_one(accounts: Sequence[Actor]) -> str:
    """The same of somebody with several accounts: "Ada Byte (github:ada, slack, forum:byte)"."""
    if len(accounts) == 1:
        return shown(accounts[0].source, accounts[0].handle, accounts[0].name)
    name = next((one.name for one in accounts if one.name), "")
    where = listed(accounts)
    if name:
        return f"{name} ({where})"
    return where if any(one.handle for one in accounts) else f"somebody seen by {where}"


def named(accounts: Sequence[Actor]) -> str:
    """What somebody is called on one of these accounts: a name, else a handle, else nothing."""
    names = [one.name for one in accounts] + [one.handle for one in accounts]
    return next(filter(None, names), "")


def listed(accounts: Sequence[Actor]) -> str:
    """Somebody's accounts: of several a source alone where they are called there as before."""
    if len(accounts) == 1:
        return typed(accounts[0].source, accounts[0].key, accounts[0].handle)
    told: dict[str, None] = {}
    handles = {""}
    for one in sorted(accounts, key=lambda one: (not one.handle, one.id)):
        is_known = one.handle_key in handles
        handles.add(one.handle_key)
        told[one.source if is_known else f"{one.source}:{one.handle}"] = None
    more = len(told) - MOST_ACCOUNTS
    return ", ".join(list(told)[:MOST_ACCOUNTS]) + (f" and {more} more" if more > 0 else "")


def by_ids(session: Session, actor_ids: Collection[int]) -> list[Actor]:
    """The accounts with these row ids, rising."""
    found: list[Actor] = []
    for some in chunks(sorted(actor_ids)):
        rows = select(Actor).where(col(Actor.id).in_(some))
        found += session.exec(rows.order_by(col(Actor.id)))
    return found

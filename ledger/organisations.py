"""The GitHub organisations that profiles name with an @, and what GitHub shows of each.

Who is wanted is noted where the profiles are weighed, for their texts are read there anyway; the
collector asks for what is due and hands the answers in.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from ledger import stale
from ledger.chunks import chunks
from ledger.drafts import SignalKind
from ledger.tables import ActorSignal, Organisation

HANDLE = re.compile(r"(?<![\w@.])@([a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?)(?![\w-])", re.IGNORECASE)
WANT = """
INSERT INTO organisation (login, is_found, due_at) VALUES (?, FALSE, ?) ON CONFLICT DO NOTHING
"""

Facts = tuple[str | None, str | None]  # display name; registrable domain of its mail or its link


def handles(text: str) -> set[str]:
    """The logins that a text names with an @, in lower case."""
    return {login.lower() for login in HANDLE.findall(text)} if "@" in text else set()


def remember_wanted(session: Session, logins: Collection[str], now: datetime) -> None:
    """Has GitHub be asked for these logins (lower case), unless it was before."""
    if logins:
        rows = [(login, int(now.timestamp())) for login in sorted(logins)]
        session.connection().exec_driver_sql(WANT, rows)


def wanted(session: Session, limit: int, now: datetime) -> list[str]:
    """Logins to ask GitHub for, those that wait longest first."""
    due = select(Organisation.login).where(col(Organisation.due_at) <= now)
    return list(
        session.exec(due.order_by(col(Organisation.due_at), col(Organisation.login)).limit(limit))
    )


def keep(
    session: Session, found: Mapping[str, Facts | None], now: datetime, valid_for: timedelta
) -> None:
    """Keeps what GitHub shows of each login, None for what is no organisation.

    Each is due again after `valid_for`. Whose text names one, or who is a member of one, is weighed
    again where other facts were known until now.
    """
    known = {row.login: row for row in _rows(session, found)}
    changed = set()
    for login, facts in found.items():
        row = known.get(login) or Organisation(login=login, is_found=False, due_at=now)
        if _facts(row) != facts:
            changed.add(login)
        row.name, row.domain = facts or (None, None)
        row.is_found, row.due_at = facts is not None, now + valid_for
        session.add(row)
    session.flush()
    if changed:
        _weigh_anew(session, changed)


def by_login(session: Session, logins: Collection[str]) -> dict[str, Facts]:
    """What is known of those of these logins (lower case) that are organisations."""
    rows = _rows(session, logins)
    return {row.login: (row.name, row.domain) for row in rows if row.is_found}


def _rows(session: Session, logins: Iterable[str]) -> Iterable[Organisation]:
    for some in chunks(sorted(set(logins))):
        yield from session.exec(select(Organisation).where(col(Organisation.login).in_(some)))


def _facts(row: Organisation) -> Facts | None:
    return (row.name, row.domain) if row.is_found else None


def _weigh_anew(session: Session, logins: Collection[str]) -> None:
    kind, value = col(ActorSignal.kind), col(ActorSignal.value)
    texts = select(ActorSignal.value).where(kind == SignalKind.COMPANY_TEXT, value.contains("@"))
    some = session.exec(texts.distinct())
    naming = sorted(text for text in some if not handles(text).isdisjoint(logins))
    _weigh(session, SignalKind.COMPANY_TEXT, naming)
    _weigh(session, SignalKind.GITHUB_ORG, sorted(logins))


def _weigh(session: Session, kind: SignalKind, values: Sequence[str]) -> None:
    for some in chunks(values):
        who = select(ActorSignal.actor_id).where(
            col(ActorSignal.kind) == kind, col(ActorSignal.value).in_(some)
        )
        stale.mark_chosen(session, who)

"""Everything the ledger holds of one person: their own rows, and every row that speaks of them.

The second kind is found as forgetting finds it, so that what is shown is what would go. A row that
names several people is shown whole: whoever hands it over has to look what it says of the others.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ledger import traces, traces_beside
from ledger.forgotten_referrals import Referred
from ledger.tables import Actor, ActorSignal, Affiliation, Company, InboxEvent, Notice, Refusal
from ledger.tables_desk import Follow, Hush, Introduction, Referral, ReferralStep, Tag
from ledger.traces import Traces

T = TypeVar("T", bound=SQLModel)

BESIDE: Final[tuple[tuple[type[SQLModel], str], ...]] = (
    (Follow, "user_id"),
    (Tag, "by"),
    (Hush, "by"),
    (Refusal, "key"),
    (InboxEvent, "payload"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known: in which table, its row, the column, and what it says there."""

    table: str
    row: str
    column: str
    value: str


def person(session: Session, actor: Actor) -> list[Line]:
    """All of it, their own rows first, each once."""
    known = traces.traces_of(actor, "")
    theirs = _lines(session, actor)
    spoken = _spoken(session, actor, known, traces.referrals_of(session, actor, known))
    return list(dict.fromkeys((*theirs, *spoken)))


def of_referral(session: Session, who: Referred) -> list[Line]:
    """The same of somebody without an account: what was typed of them."""
    return list(dict.fromkeys(_spoken(session, who.actor, who.traces, who.referrals)))


def _lines(session: Session, actor: Actor) -> Iterator[Line]:
    yield from _rows(session, "actor", [actor])
    yield from _rows(session, "evidence", _of(session, ActorSignal, actor.id))
    affiliations = session.exec(
        _in_order(Affiliation).where(Affiliation.actor_id == actor.id)
    ).all()
    yield from _rows(session, "affiliation", affiliations)


def _spoken(
    session: Session, actor: Actor, known: Traces, referred: Sequence[Referral]
) -> Iterator[Line]:
    """What others said of them, and what they did as a colleague."""
    yield from _rows(session, "referral", referred)
    yield from _rows(session, "referral_step", _steps(session, [one.id for one in referred]))
    yield from _rows(session, "introduction", _introduced(session, actor, known))
    yield from _mentions(session, known, {one.id for one in referred})


def _of(session: Session, table: type[ActorSignal], actor_id: int) -> Sequence[ActorSignal]:
    return session.exec(_in_order(table).where(table.actor_id == actor_id)).all()


def _steps(session: Session, referrals: Sequence[int]) -> Sequence[SQLModel]:
    rows = _in_order(ReferralStep).where(col(ReferralStep.referral_id).in_(referrals))
    return session.exec(rows).all()


def _introduced(session: Session, actor: Actor, known: Traces) -> list[Introduction]:
    return [
        row
        for row in session.exec(_in_order(Introduction))
        if any(traces_beside.is_theirs(row, side, actor, known) for side in traces_beside.SIDES)
    ]


def _mentions(session: Session, known: Traces, referrals: set[int]) -> Iterator[Line]:
    """Rows of other things in which an id of theirs stands, and messages on their referrals."""
    for table, columns in traces.TEXTS:
        for row in session.exec(_in_order(table)):
            if _is_of(row, referrals) or any(_speaks(getattr(row, one), known) for one in columns):
                yield from _rows(session, str(table.__tablename__), [row])
    for table, column in BESIDE:
        for row in session.exec(_in_order(table)):
            if _speaks(getattr(row, column), known):
                yield from _rows(session, str(table.__tablename__), [row])


def _in_order(table: type[T]) -> SelectOfScalar[T]:
    """Its rows by their key, for no database promises an order by itself."""
    return select(table).order_by(*inspect(table).primary_key)


def _is_of(row: SQLModel, referrals: set[int]) -> bool:
    return (
        isinstance(row, Notice)
        and row.kind.startswith("referral")
        and row.facts.get("id") in referrals
    )


def _speaks(value: Any, known: Traces) -> bool:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return known.pattern.search(text) is not None


def _rows(session: Session, table: str, rows: Sequence[SQLModel]) -> Iterator[Line]:
    """Their columns; a company is named as people type it, beside its number."""
    for row in rows:
        values = row.model_dump()
        number = str(values.pop("id", "") or "")
        company = session.get(Company, values.get("company_id") or 0)
        for column, value in {**values, "company": company.key if company else ""}.items():
            if text := _text(value):
                yield Line(table, number, column, text)


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)

"""All that the ledger knows, row by row, as it can be taken away: of everybody or of one person.

Activities come with the company that they count for on their day, because that is what a row's
sender states: in an empty ledger the same people stand for the same companies. A guess that counts
nowhere is not stated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from ledger.bands import COUNTS
from ledger.tables import Company, LevelChange
from ledger.tables_desk import Referral, ReferralStep
from ledger.whom import Whom

DAYS = "SELECT DISTINCT day FROM tally ORDER BY day"
DAYS_OF = "SELECT DISTINCT day FROM tally WHERE actor_id = ? ORDER BY day"
ACTIVITIES = """
SELECT y.source, y.external_id, y.kind, y.occurred_at, y.count, y.url, y.title, y.actor_id, a.key
FROM activity y JOIN actor a ON a.id = y.actor_id WHERE y.day = ?
"""
OF_ACTOR = " AND y.actor_id = ?"
IN_ORDER = " ORDER BY y.occurred_at, y.source, y.external_id"


@dataclass(frozen=True, slots=True)
class Known:
    """A company by what people call it; `domain` is None where it has none."""

    id: int
    key: str
    name: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """An activity; `company` is the one that it counts for. The moment is aware, UTC."""

    source: str
    external_id: str
    kind: str
    occurred_at: datetime
    count: int
    url: str
    title: str
    actor: str  # key
    company: Known | None


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral with its steps, oldest first, and the key of its company, if it is known."""

    referral: Referral
    steps: Sequence[ReferralStep]
    company: str


def activities(session: Session, actor_id: int | None = None) -> Iterator[Done]:
    """Every activity, or every one of an actor, oldest first; days are read one by one."""
    ask, whom, named = session.connection().exec_driver_sql, Whom(session, COUNTS), known(session)
    days = ask(DAYS) if actor_id is None else ask(DAYS_OF, (actor_id,))
    of_actor, values = ("", ()) if actor_id is None else (OF_ACTOR, (actor_id,))
    for day in days.scalars().all():
        company, _ = whom.on(day)
        for source, one, kind, at, count, url, title, who, key in ask(
            f"{ACTIVITIES}{of_actor}{IN_ORDER}", (day, *values)
        ):
            moment = datetime.fromtimestamp(at, UTC)
            counts_for = named.get(int(company[who]))
            yield Done(source, one, kind, moment, count, url, title, key, counts_for)


def known(session: Session) -> dict[int, Known]:
    """Every company that is a record of its own, by row id."""
    rows = select(Company.id, Company.key, Company.name, Company.domain)
    return {row[0]: Known(*row) for row in session.exec(rows.order_by(col(Company.key)))}


def stood_for(session: Session, actor_id: int) -> set[int]:
    """The companies that an actor's activities count for, on any day."""
    ask, whom = session.connection().exec_driver_sql, Whom(session, COUNTS)
    days = ask(DAYS_OF, (actor_id,)).scalars().all()
    return {int(whom.on(day)[0][actor_id]) for day in days} - {0}


def level_changes(session: Session) -> Iterator[LevelChange]:
    """Every change as it was recorded, oldest first."""
    yield from session.exec(select(LevelChange).order_by(col(LevelChange.id)))


def referrals(session: Session, ids: Sequence[int] | None = None) -> Iterator[Referred]:
    """Every referral, or these, oldest first."""
    keys = dict(session.exec(select(Company.id, Company.key)).all())
    rows = select(Referral).order_by(col(Referral.id))
    for one in session.exec(rows if ids is None else rows.where(col(Referral.id).in_(ids))).all():
        steps = select(ReferralStep).where(ReferralStep.referral_id == one.id)
        company = keys.get(one.company_id, one.company_name) if one.company_id else one.company_name
        yield Referred(one, session.exec(steps.order_by(col(ReferralStep.id))).all(), company)

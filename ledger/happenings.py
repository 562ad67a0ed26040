"""What happened to companies since somebody looked last: levels, referrals, hand-offs, marks.

Why by row ids and not by time: writers take turns, so that a row which comes later has a higher id,
while a moment is taken before its transaction ends. What is read up to an id is read for good.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from ledger import lineage, meta
from ledger.chunks import chunks
from ledger.introductions import STANDS
from ledger.notices import POST, WITHDRAWN
from ledger.tables import UNDONE, Company, Correction, LevelChange, Tombstone
from ledger.tables_desk import Audit, Handoff, Introduction, Referral, ReferralStep

MARKS = ("tag", "untag", "hush", "unhush")  # what people do to a company, as audits call it
OUT = ("ignore", "heed", "verify", "unverify")  # as corrections do
CARDS = """
SELECT CAST(json_extract(facts, '$.company_id') AS BIGINT), id FROM notice
WHERE kind = ? AND operation = ? AND state <> ? ORDER BY id
"""
READ = "happenings_read"  # in meta: up to which rows it was looked, and by which rules, JSON


@dataclass(frozen=True, slots=True)
class Read:
    """Up to which row of each table somebody looked, and the rules of the last level change.

    A correction that is taken back stays its row: `undone` is how many there are.
    """

    level: int = 0
    step: int = 0
    handoff: int = 0
    audit: int = 0
    correction: int = 0
    undone: int = 0
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows after that, oldest first, each with the company that its own counts as by now.

    `rescores` are those that found any change at all: the rules' version, and when. `marked` are
    the companies that somebody tagged, snoozed or left out, or did so no more.
    """

    levels: tuple[tuple[int, LevelChange], ...]
    steps: tuple[tuple[int, ReferralStep], ...]
    handoffs: tuple[tuple[int, Handoff], ...]
    rescores: tuple[tuple[str, datetime], ...]
    marked: frozenset[int]


def looked(session: Session) -> Read | None:
    """How far somebody looked; None: nobody ever did."""
    kept = meta.get(session, READ)
    return Read(**json.loads(kept)) if kept else None


def newest(session: Session) -> Read:
    """All that there is by now."""
    level = session.exec(select(func.max(LevelChange.id))).one() or 0
    step = session.exec(select(func.max(ReferralStep.id))).one() or 0
    handoff = session.exec(select(func.max(Handoff.id))).one() or 0
    audit = session.exec(select(func.max(Audit.id))).one() or 0
    last = session.get(LevelChange, level)
    correction = session.exec(select(func.max(Correction.id))).one() or 0
    undone = session.exec(select(func.count(col(Correction.id))).where(UNDONE)).one()
    rules = last.rules_version if last else ""
    return Read(level, step, handoff, audit, correction, undone, rules)


def keep(session: Session, read: Read) -> None:
    """Remembers how far somebody looked."""
    meta.put(session, READ, json.dumps(asdict(read)))


def since(session: Session, read: Read, company_ids: Collection[int]) -> Happened:
    """What happened to these companies after `read`.

    A level is told of the company that has it alone, whatever was merged into it; a first score
    gives one to every company, so that the others' are not read.
    """
    levels = [
        row
        for some in chunks(sorted(company_ids))
        for row in session.exec(
            select(LevelChange).where(
                col(LevelChange.company_id).in_(some), LevelChange.id > read.level
            )
        )
    ]
    steps = session.exec(
        select(ReferralStep, Referral.company_id)
        .join(Referral, col(ReferralStep.referral_id) == col(Referral.id))
        .where(ReferralStep.id > read.step, col(Referral.company_id).is_not(None))
        .order_by(col(ReferralStep.id))
    ).all()
    handoffs = session.exec(
        select(Handoff).where(Handoff.id > read.handoff).order_by(col(Handoff.id))
    ).all()
    ids = {row.company_id for row in handoffs} | {one for _, one in steps if one}
    root = lineage.survivors(session, ids)
    return Happened(
        tuple((row.company_id, row) for row in sorted(levels, key=lambda row: row.id)),
        tuple((root[one], row) for row, one in steps if one and root[one] in company_ids),
        tuple(
            (root[row.company_id], row) for row in handoffs if root[row.company_id] in company_ids
        ),
        _rescores(session, read),
        frozenset(_marked(session, read) & set(company_ids)),
    )


def _marked(session: Session, read: Read) -> set[int]:
    rows = select(Audit.subject).where(Audit.id > read.audit, col(Audit.action).in_(MARKS))
    new = col(Correction.id) > read.correction
    if session.exec(select(func.count(col(Correction.id))).where(UNDONE)).one() != read.undone:
        new = or_(new, UNDONE)
    words = select(Correction.subject).where(new, col(Correction.action).in_(OUT))
    keys = [*session.exec(rows.distinct()), *session.exec(words.distinct())]
    ids = [
        one
        for some in chunks(keys)
        for one in session.exec(select(Company.id).where(col(Company.key).in_(some)))
    ]
    return set(lineage.survivors(session, ids).values())


def _rescores(session: Session, read: Read) -> tuple[tuple[str, datetime], ...]:
    rows = select(LevelChange.rules_version, LevelChange.recorded_at)
    rows = rows.where(LevelChange.id > read.level)
    rows = rows.group_by(LevelChange.rules_version, col(LevelChange.recorded_at))
    return tuple(session.exec(rows.order_by(func.min(LevelChange.id))))


def cards(session: Session, kind: str) -> dict[int, list[int]]:
    """The messages of a kind about each company, by its id, as ids of notices, oldest first.

    Withdrawn ones told nobody.
    """
    session.flush()
    found: dict[int, list[int]] = {}
    rows = session.connection().exec_driver_sql(CARDS, (kind, POST, WITHDRAWN))
    for one, notice in rows:
        found.setdefault(one, []).append(notice)
    return found


def forgotten(session: Session) -> int:
    """How many people are forgotten: with one more, what was read before may name them."""
    return session.exec(select(func.count()).select_from(Tombstone)).one()


def introduced_by(session: Session, actor_ids: Iterable[int]) -> list[tuple[str, str]]:
    """The colleagues who introduced any of these persons to somebody: id and name, by name."""
    wanted = list(actor_ids)
    theirs = or_(
        col(Introduction.first_actor_id).in_(wanted), col(Introduction.second_actor_id).in_(wanted)
    )
    rows = select(Introduction.referrer, Introduction.referrer_name).where(STANDS, theirs)
    colleagues = dict(session.exec(rows.order_by(col(Introduction.id))).all())
    return sorted(colleagues.items(), key=lambda one: (one[1], one[0]))

"""Messages that are due: rows of facts, each cause once, and how their sending went."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ledger.tables import Notice

PENDING, SENDING, SENT, UNCERTAIN, DEAD = "pending", "sending", "sent", "uncertain", "dead"
POST, UPDATE = "post", "update"
LEADS = ""  # the leads channel, wherever the settings say it is when the message is posted


def queue(
    session: Session,
    key: str,
    kind: str,
    channel: str,
    facts: dict[str, Any],
    now: datetime,
    operation: str = POST,
    anchor: str | None = None,
) -> bool:
    """Queues a message for its cause; False when this cause was queued before.

    `anchor` is the key of the notice whose message is edited (`UPDATE`) or answered in its thread.
    """
    queued = session.connection().execute(
        insert(Notice)
        .values(
            key=key,
            kind=kind,
            channel=channel,
            operation=operation,
            anchor=anchor,
            facts=facts,
            state=PENDING,
            attempts=0,
            created_at=now,
            due_at=now,
            error="",
        )
        .on_conflict_do_nothing()
    )
    return bool(queued.rowcount)


def any_due(session: Session, now: datetime) -> bool:
    """Whether anything waits to be sent or settled: a look that locks nobody out."""
    open_states = col(Notice.state).in_([PENDING, SENDING])
    return (
        session.exec(select(Notice.id).where(open_states, Notice.due_at <= now)).first() is not None
    )


def claim(session: Session, now: datetime, resting: Collection[str] = ()) -> Notice | None:
    """Marks the oldest due notice as being sent and returns it; `resting` channels are left alone.

    A notice with an anchor waits until its anchor's fate is known, and behind older ones of the
    same anchor, so that edits of one message keep their order.
    """
    anchor, elder = aliased(Notice), aliased(Notice)
    anchor_open = (
        select(anchor.id)
        .where(anchor.key == Notice.anchor, col(anchor.state).in_([PENDING, SENDING]))
        .exists()
    )
    elder_open = (
        select(elder.id)
        .where(elder.anchor == Notice.anchor, col(elder.id) < col(Notice.id))
        .where(col(elder.state).in_([PENDING, SENDING]))
        .exists()
    )
    due = (
        select(Notice)
        .where(Notice.state == PENDING, Notice.due_at <= now)
        .where(col(Notice.channel).not_in(list(resting)), ~anchor_open, ~elder_open)
        .order_by(col(Notice.id))
        .limit(1)
    )
    notice = session.exec(due).first()
    if notice is not None:
        notice.state, notice.started_at, notice.attempts = SENDING, now, notice.attempts + 1
    return notice


def begin(session: Session, claimed: Notice, now: datetime) -> bool:
    """The post is about to be made, so doubt counts from `now`; False: another process took over.

    What is prepared after the claim may ask Slack for a channel and wait for longer than a post.
    """
    notice = session.get_one(Notice, claimed.id)
    if (notice.state, notice.attempts) != (SENDING, claimed.attempts):
        return False
    notice.started_at = now
    return True


def by_key(session: Session, key: str) -> Notice | None:
    """The notice of a cause, if it was ever queued."""
    return session.exec(select(Notice).where(Notice.key == key)).first()


def sent(session: Session, notice_id: int, channel: str, ts: str, now: datetime) -> None:
    """Slack said yes: where the message stands now."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.sent_at, notice.error = SENT, now, ""
    notice.sent_channel, notice.sent_ts = channel, ts


def retry(session: Session, notice_id: int, due_at: datetime, error: str) -> None:
    """It was not sent, and may be tried again from `due_at` on."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.due_at, notice.error = PENDING, due_at, error


def redirect(session: Session, notice_id: int, channel: str, now: datetime) -> None:
    """It could not be posted where it belongs, and goes to another channel."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.channel, notice.due_at = PENDING, channel, now


def give_up(session: Session, notice_id: int, state: str, error: str) -> None:
    """It will not be tried again: `DEAD`, or `UNCERTAIN` when it may have been sent."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.error = state, error


def in_doubt(session: Session, started_before: datetime, now: datetime) -> list[Notice]:
    """Notices whose sending began before a moment and never ended: a crash, or a lost answer.

    Those that were put off are left out until they are due.
    """
    rows = select(Notice).where(Notice.state == SENDING, Notice.due_at <= now)
    rows = rows.where(col(Notice.started_at) <= started_before)
    return list(session.exec(rows.order_by(col(Notice.id))))


def put_off(session: Session, notice_id: int, due_at: datetime) -> None:
    """It stays in doubt and is looked for again from `due_at` on."""
    session.get_one(Notice, notice_id).due_at = due_at


def depth(session: Session) -> dict[str, int]:
    """How many notices are in each state."""
    counted = session.exec(select(Notice.state, func.count()).group_by(Notice.state))
    return dict(counted.all())


def with_prefix(session: Session, prefix: str) -> list[Notice]:
    """The notices whose key begins with `prefix`, oldest first."""
    rows = select(Notice).where(col(Notice.key).startswith(prefix, autoescape=True))
    return list(session.exec(rows.order_by(col(Notice.id))))

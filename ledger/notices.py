"""Messages that are due: rows of facts, each cause once, and how their sending went.

What hangs on another message names that one's key as its anchor, waits for it, and goes in order.
So does a message of its own that says where that one is; but for it nothing waits. Edits show how
things stand, so only the newest of those that wait is made; replies tell what happened, so each of
them is posted.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ledger.cause import EVENT
from ledger.tables import Notice
from ledger.types import Moment
from ledger.upserts import insert

PENDING, SENDING, SENT, UNCERTAIN, DEAD = "pending", "sending", "sent", "uncertain", "dead"
WITHDRAWN = "withdrawn"  # not sent, for it was true no more: see `ledger.withdrawing`
SUPERSEDED = "superseded"  # an edit that was not made, for a later one shows more
DISCARDED = "discarded"  # dead or uncertain, and a person gave it up: see `ledger.unsent`
LAST_SIGN = chr(0x10FFFF)  # no text sorts behind it: a range of keys is found by their index
POST, UPDATE, REPLY, FILE = "post", "update", "reply", "file"
LEADS = ""  # the leads channel, wherever the settings say it is when the message is posted
NOW = bindparam("now", type_=Moment)
RESTING = bindparam("resting", type_=String, expanding=True)


def _due() -> SelectOfScalar[Notice]:
    """What may be claimed, the oldest first; a row that another is about to claim is passed over.

    Until that one's transaction ends it stands as it was: open, so that nothing behind it is due.
    """
    anchor, elder = aliased(Notice), aliased(Notice)
    had_its_turn = or_(col(elder.due_at) <= NOW, col(elder.attempts) > 0)
    anchor_open = (
        select(anchor.id)
        .where(anchor.key == Notice.anchor, col(anchor.state).in_([PENDING, SENDING]))
        .exists()
    )
    elder_open = (
        select(elder.id)
        .where(elder.anchor == Notice.anchor, col(elder.id) < col(Notice.id))
        .where(col(elder.state).in_([PENDING, SENDING]), had_its_turn, elder.operation != POST)
        .exists()
    )
    rows = select(Notice).where(Notice.state == PENDING, col(Notice.due_at) <= NOW)
    rows = rows.where(col(Notice.channel).not_in(RESTING), ~anchor_open, ~elder_open)
    rows = rows.order_by(col(Notice.id)).limit(1)
    return rows.with_for_update(of=Notice, skip_locked=True)


def _waiting_edits() -> SelectOfScalar[Notice]:
    edits = select(Notice).where(Notice.anchor == bindparam("message"), Notice.operation == UPDATE)
    edits = edits.where(Notice.state == PENDING, col(Notice.due_at) <= NOW)
    edits = edits.where(Notice.id != bindparam("claimed")).order_by(col(Notice.id))
    return edits.with_for_update(skip_locked=True)


# Put into words once: to build them anew at each claim takes longer than SQLite does to answer.
DUE, WAITING_EDITS = _due(), _waiting_edits()


def queue(
    session: Session,
    key: str,
    kind: str,
    channel: str,
    facts: dict[str, Any],
    now: datetime,
    operation: str = POST,
    anchor: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Queues a message for its cause; False when this cause was queued before.

    One that was withdrawn waits anew, for nobody heard of it. `anchor` is the key of the notice
    whose message is edited (`UPDATE`) or answered in its thread (`REPLY`, and `FILE` if it has
    one), or without which nothing is said (`POST`). A reply whose anchor was never posted goes to
    `channel` by itself. Before `due_at` nothing is sent; aware UTC, `now` if there is none. It
    keeps which event of Slack's was being worked on, see `ledger.cause`.
    """
    told = {
        "kind": kind,
        "channel": channel,
        "operation": operation,
        "anchor": anchor,
        "facts": facts,
        "state": PENDING,
        "attempts": 0,
        "created_at": now,
        "due_at": due_at or now,
        "error": "",
        "event": EVENT.get(),
    }
    queued = session.connection().execute(
        insert(Notice)
        .values(key=key, **told)
        .on_conflict_do_update(
            index_elements=[col(Notice.key)], set_=told, where=col(Notice.state) == WITHDRAWN
        )
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
    same anchor, so that what happened to one message is told in order; one that is to be told later
    (a reminder in quiet hours) holds nothing up. It comes as its newest edit has it.
    """
    asked = {"now": now, "resting": list(resting)}
    notice = session.exec(DUE, params=asked).first()
    if notice is not None:
        notice.state, notice.started_at, notice.attempts = SENDING, now, notice.attempts + 1
        if notice.operation in (POST, UPDATE):
            _bring_up_to_date(session, notice, now)
    return notice


def _bring_up_to_date(session: Session, notice: Notice, now: datetime) -> None:
    """Has a message show what the newest of its waiting edits shows, so that none is made twice.

    Whatever was tried of it before is known not to be there, or this one would not be claimed.
    """
    of_message = notice.anchor if notice.operation == UPDATE else notice.key
    asked = {"now": now, "message": of_message, "claimed": notice.id}
    edits = session.exec(WAITING_EDITS, params=asked).all()
    for edit in edits:
        edit.state, edit.error = SUPERSEDED, f"shown by {notice.key}"
    if edits:
        newest = edits[-1]
        notice.kind, notice.facts, notice.event = newest.kind, newest.facts, newest.event


def begin(
    session: Session, claimed: Notice, now: datetime, file_id: str | None = None
) -> Notice | None:
    """The post is about to be made, so doubt counts from `now`; None: another process took over.

    What is prepared after the claim may ask Slack for a channel and wait for longer than a post;
    whoever is named may be forgotten meanwhile, so it is returned as it is by now.
    `file_id` is the uploaded file's that is about to be shown: by it a `FILE` is looked for later.
    """
    notice = session.get_one(Notice, claimed.id)
    if (notice.state, notice.attempts) != (SENDING, claimed.attempts):
        return None
    notice.started_at = now
    if file_id is not None:
        notice.sent_ts = file_id
    return notice


def by_key(session: Session, key: str) -> Notice | None:
    """The notice of a cause, if it was ever queued."""
    return session.exec(select(Notice).where(Notice.key == key)).first()


def sent(session: Session, notice_id: int, channel: str, ts: str, now: datetime) -> None:
    """Slack said yes: where the message stands now; of a `FILE` its id is kept in place of a ts."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.sent_at, notice.error = SENT, now, ""
    notice.sent_channel, notice.sent_ts = channel, ts


def retry(session: Session, notice_id: int, due_at: datetime, error: str) -> None:
    """It was not sent, and may be tried again from `due_at` on."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.due_at, notice.error = PENDING, due_at, error


def redirect(session: Session, notice_id: int, channel: str, now: datetime) -> None:
    """It could not be posted where it belongs, and goes to another channel."""
    detach(session, notice_id, now)
    session.get_one(Notice, notice_id).channel = channel


def detach(session: Session, notice_id: int, now: datetime) -> None:
    """What was to hang on a message goes to its channel by itself, for that message is not there.

    Why not dropped: a reply names what it speaks of, and nobody else would hear of it. An edit
    stays one: without its message there is nothing to edit.
    """
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.due_at = PENDING, now
    if notice.operation != UPDATE:
        notice.anchor = None
    if notice.operation == REPLY:
        notice.operation = POST


def give_up(session: Session, notice_id: int, state: str, error: str) -> None:
    """It will not be tried again: `DEAD`, `WITHDRAWN`, or `UNCERTAIN` if it may have been sent."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.error = state, error


def withdraw(session: Session, prefix: str, reason: str) -> None:
    """Nothing with such a key that still waits is sent, for it is true no more."""
    for notice in with_prefix(session, prefix):
        if notice.state == PENDING:
            notice.state, notice.error = WITHDRAWN, reason


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
    """The notices whose key begins with `prefix`, oldest first; withdrawn ones told nobody."""
    rows = select(Notice).where(Notice.key >= prefix, Notice.key < prefix + LAST_SIGN)
    rows = rows.where(Notice.state != WITHDRAWN)
    return list(session.exec(rows.order_by(col(Notice.id))))

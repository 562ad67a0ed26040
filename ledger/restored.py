"""That the ledger was restored, for whoever meets what was done since the backup and is not in it.

Messages that were sent since stand in Slack, and cards of referrals that nobody knows any more.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from ledger import meta, series
from ledger.notices import PENDING, POST, REPLY, SENDING
from ledger.tables import InboxEvent, Job, Notice
from ledger.tables_desk import Introduction, Referral

RESTORED: Final = "restored"  # in meta: the last restore, JSON
# For which causes that come anew are looked for in Slack: a digest is caught up for two days, a
# rescore tells a rise within minutes, and who was away on a holiday is still heard.
LOOKED: Final = timedelta(days=14)
STAMPS: Final = (
    *(Notice.created_at, Notice.started_at, Notice.sent_at),
    *(InboxEvent.received_at, Job.started_at, Job.ended_at),
)


@dataclass(frozen=True, slots=True)
class Restoration:
    """When it was, and of when the backup is at the least, both aware UTC; what came back.

    `referral` and `introduction` are the highest numbers that the backup held.
    """

    at: datetime
    since: datetime
    referral: int
    introduction: int


def last(session: Session) -> Restoration | None:
    """The last restore of this ledger; None: there was none, or an earlier version did it."""
    kept = meta.get(session, RESTORED)
    if kept is None:
        return None
    told = json.loads(kept)
    at, since = (datetime.fromisoformat(told[name]) for name in ("at", "since"))
    return Restoration(at, since, told["referral"], told["introduction"])


def note(session: Session, now: datetime) -> None:
    """Notes in a copy of a backup that it becomes the ledger `now`.

    To be called before anything else is written to it: the newest moment that it holds says of
    when it is. A restore shortly before is still looked behind.
    """
    before, since = last(session), _newest(session) or now
    referral, introduction = (
        series.highest(session, Referral),
        series.highest(session, Introduction),
    )
    if before is not None:
        since = min(since, before.since) if now < before.at + LOOKED else since
        referral = min(referral, before.referral)
        introduction = min(introduction, before.introduction)
    told = {"at": now.isoformat(), "since": since.isoformat()}
    numbers = {"referral": referral, "introduction": introduction}
    meta.put(session, RESTORED, json.dumps(told | numbers))
    _doubt(session, since, now)


def said_since(session: Session, notice: Notice) -> datetime | None:
    """From when on a new notice may have been said by the ledger that was replaced.

    None: it cannot have been; nothing was restored lately, or it is older than the restore.
    """
    found = last(session)
    if found is None or not found.at <= notice.created_at < found.at + LOOKED:
        return None
    return found.since


def _newest(session: Session) -> datetime | None:
    """The newest moment that a service noted."""
    found = (session.exec(select(func.max(col(stamp)))).one() for stamp in STAMPS)
    return max((one for one in found if one is not None), default=None)


def _doubt(session: Session, since: datetime, now: datetime) -> None:
    """What waited when the backup was made was mostly sent since: the outbox looks before it posts.

    What is due later cannot have been sent. An edit may be made twice, and a file carries no key.
    """
    waited = col(Notice.state).in_((PENDING, SENDING)) & (col(Notice.due_at) <= now)
    posts = col(Notice.operation).in_((POST, REPLY))
    session.exec(update(Notice).where(waited, posts).values(state=SENDING, started_at=since))

"""What is due and true no more: news of a company that a person took out while it waited.

So is what nobody wants to hear any more: of a company that was hushed, or that they follow no more.

Why looked at when a notice is about to be sent, and not where the word is spoken: whichever way a
company went out (Slack, a file, the settings, a word that was undone) no message passes another
door; and a word that was taken back in time withdraws nothing.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from ledger import follows, hushes, lineage, meta, notices, successions
from ledger.successions import NOBODY, Span
from ledger.tables import Company, Notice
from ledger.types import day_number

RISE: Final = "oql3"
FALL: Final = "cold"
NEWS: Final = (RISE, FALL)  # kinds that speak of a company's points; their facts name its id
MOVED, FOLLOWED = "moved", "followed"
LATELY: Final = (MOVED, FOLLOWED)  # of its level as well, or of what people did with it alone


def claim(session: Session, now: datetime, resting: Collection[str] = ()) -> Notice | None:
    """As `notices.claim`, but what is true no more is withdrawn, with the reason, and never sent.

    A rise that nobody heard of counts as told no more, so that a later rescore tells it again if
    the company counts by then; of one that was merged away, so that the other one's is told.
    """
    while (notice := notices.claim(session, now, resting)) is not None:
        reason = _untrue(session, notice) or _unwanted(session, notice, meta.day(session, now))
        if not reason:
            return notice
        notices.give_up(session, notice.id, notices.WITHDRAWN, reason)
        session.flush()
        if notice.kind == RISE:
            _untell(session, notice)
    return None


def _untrue(session: Session, notice: Notice) -> str:
    """Why a company stood for itself no more on the day of its news; "" where it did."""
    company = notice.facts.get("company_id")
    if notice.kind not in NEWS + LATELY or company is None or _stands(session, notice):
        return ""
    day = day_number(meta.day(session, notice.created_at))
    spans = successions.read(session).spans.get(company, (Span(company, company),))
    root = next(span.root for span in spans if span.first <= day <= span.last)
    if root == company:
        return ""
    if root != NOBODY:
        of_points = notice.kind in NEWS or notice.facts["level"] is not None
        return "the company counts as another one by now" if of_points else ""
    return "the company is left out, or its match was turned down"


def _stands(session: Session, notice: Notice) -> bool:
    """Whether it is an edit of what was posted: that says by then that the company is left out."""
    if notice.operation != notices.UPDATE or notice.anchor is None:
        return False
    of = notices.by_key(session, notice.anchor)
    return of is not None and of.state == notices.SENT


def _unwanted(session: Session, notice: Notice, today: date) -> str:
    """Why nobody wants to hear it any more; "" where somebody does."""
    company = notice.facts.get("company_id")
    if notice.kind not in NEWS + LATELY or company is None:
        return ""
    root = lineage.survivors(session, [company])[company]
    if notice.kind == FOLLOWED:
        is_followed = notice.channel in follows.followers(session, root)
        return "" if is_followed else "they follow the company no more"
    if notice.operation != notices.UPDATE and root in hushes.hushed(session, today):
        return "the company is snoozed by now"
    return ""


def _untell(session: Session, notice: Notice) -> None:
    """Takes back that a stay was told: of the company, and of whom it was merged into."""
    company = session.get_one(Company, int(notice.facts["company_id"]))
    told = company.announced_for
    if told is None or notice.key != f"{RISE}:{company.key}:{told.isoformat()}":
        return
    one: Company | None = company
    while one is not None:
        if one.announced_for == told:
            one.announced_for = _told_before(session, one)
        one = session.get(Company, one.successor_id) if one.successor_id else None
    session.flush()


def _told_before(session: Session, company: Company) -> date | None:
    """The first day of the latest stay that was told or is still to be."""
    begin = f"{RISE}:{company.key}:"
    days = [one.key.removeprefix(begin)[:10] for one in notices.with_prefix(session, begin)]
    return max((date.fromisoformat(day) for day in days), default=None)

"""Who is a customer by what people said: one answer for cards, warnings and routes.

A company is one since it was tagged so, handed off as won, or since a referral of it came to what
its team calls won. It is none any more since somebody said so later: by taking the tag off, or by
a hand-off that was lost. Whoever says it of a company without the tag leaves the word in the list
of what people changed, so that an outcome of long ago does not bring the customer back.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from ledger import audits, companies, handoffs, lineage, referrals, tags
from ledger.spoken import By
from ledger.tables import Company
from ledger.tables_desk import Audit, Handoff, Referral, ReferralStep, Tag

UNTAG: Final = "untag"  # the action of an audit row

Outcomes = Mapping[str, Collection[str]]


class Word(NamedTuple):
    """What was said of a company, at an aware UTC time.

    A tag `stands`, whatever was said in the moment in which it was put there.
    """

    company_id: int
    at: datetime
    is_one: bool
    stands: bool = False


class HandedOff(NamedTuple):
    """Whether a hand-off was news, and whether the tag came or went with it."""

    is_new: bool
    tagged: bool = False
    untagged: bool = False


def hand_off(
    session: Session, company_id: int, state: str, day: date, by: By, note: str = ""
) -> HandedOff:
    """Records how far a company came; won makes it a customer, lost makes it none.

    Raises:
        LedgerError: there is no such state.
    """
    before = handoffs.state_of(session, [company_id]).get(company_id)
    if not handoffs.record(session, company_id, state, day, by, note):
        return HandedOff(is_new=False)
    if before is not None and before.state == state:  # its day or note is put right
        return HandedOff(is_new=True)
    return HandedOff(
        True,
        state == handoffs.WON and tags.tag(session, company_id, tags.CUSTOMER, by),
        state == handoffs.LOST and tags.untag(session, company_id, tags.CUSTOMER, by),
    )


def win(session: Session, company_id: int, day: date, by: By, note: str, *, hands: bool) -> None:
    """A referral was won: its company is a customer, and with `hands` its hand-off is won too."""
    if hands:
        stands = handoffs.state_of(session, [company_id]).get(company_id)
        if stands is None or stands.state != handoffs.WON:
            hand_off(session, company_id, handoffs.WON, day, by, note)
    tags.tag(session, company_id, tags.CUSTOMER, by)


def unwin(
    session: Session,
    company_id: int,
    at: datetime,
    day: date,
    by: By,
    note: str,
    *,
    won: Outcomes,
) -> None:
    """An outcome of the moment `at` was no win: what it alone brought is taken back.

    The hand-off goes back to what stood before it. The tag stays where it was there before, or
    where another referral was won, by what `won` names.
    """
    said = handoffs.history(session, company_id)
    if said and (said[-1].state, said[-1].at) == (handoffs.WON, at):
        before = said[-2] if len(said) > 1 else None
        state, since = (before.state, before.day) if before else (handoffs.NONE, day)
        handoffs.record(session, company_id, state, since, by, note)
    merged = companies.merged(session, company_id)
    if any(word.company_id in merged for word in _outcomes(session, won)):
        return
    rows = select(Tag).where(col(Tag.company_id).in_(merged), Tag.tag == tags.CUSTOMER)
    if any(tag.at == at for tag in session.exec(rows)):
        tags.untag(session, company_id, tags.CUSTOMER, by)


def deny(session: Session, company_id: int, by: By) -> bool:
    """Says that it is none, whatever made it one; False where nothing did, or it was said."""
    if tags.untag(session, company_id, tags.CUSTOMER, by):
        return True
    merged = set(companies.merged(session, company_id))
    said = (one for one in words(session) if one.company_id in merged)
    if not standing(said, lambda _: company_id):
        return False
    company = companies.get_one(session, company_id)
    audits.note(session, by, UNTAG, company.key, tags.CUSTOMER)
    return True


def standing(said: Iterator[Word], counts_as: Callable[[int], int]) -> set[int]:
    """The customers by these words: the last one holds of all that is said of whom they count as.

    Taking the tag off in the moment of an outcome is the later word, as is putting it there.
    """
    yes, tagged, no = dict[int, datetime](), dict[int, datetime](), dict[int, datetime]()
    for word in said:
        one = counts_as(word.company_id)
        kept = tagged if word.stands else yes if word.is_one else no
        kept[one] = max(word.at, kept.get(one, word.at))
    won = {one for one, at in yes.items() if one not in no or at > no[one]}
    return won | {one for one, at in tagged.items() if one not in no or at >= no[one]}


def words(session: Session, won: Outcomes | None = None) -> Iterator[Word]:
    """All that makes a company a customer, or none; `won` are outcomes by team, None: every one."""
    for company_id, at in session.exec(
        select(Tag.company_id, Tag.at).where(Tag.tag == tags.CUSTOMER)
    ):
        yield Word(company_id, at, is_one=True, stands=True)
    yield from _outcomes(session, won)
    yield from _handed(session)
    taken = select(Company.id, Audit.at).join(Audit, col(Audit.subject) == col(Company.key))
    taken = taken.where(Audit.action == UNTAG, Audit.object == tags.CUSTOMER)
    for company_id, at in session.exec(taken):
        yield Word(company_id, at, is_one=False)


def _outcomes(session: Session, won: Outcomes | None) -> Iterator[Word]:
    """Outcomes as they were last corrected; whoever has one is handed on no more."""
    step = ReferralStep
    rows = columns(col(Referral.id), col(Referral.company_id), col(Referral.team))
    rows = rows.add_columns(col(step.step), col(step.at), col(step.outcome), col(step.value))
    rows = rows.join(step, col(step.referral_id) == col(Referral.id))
    said = col(step.step).in_((referrals.OUTCOME, referrals.CORRECTED))
    rows = rows.where(said, col(Referral.company_id).is_not(None))
    found = session.execute(rows.order_by(col(Referral.id), col(step.id)))
    for (_, company_id, team), some in groupby(found, lambda row: row[:3]):
        for came in referrals.outcomes(row[3:] for row in some):
            if won is None or came.kind in won.get(team, ()):
                yield Word(company_id, came.at, is_one=True)


def _handed(session: Session) -> Iterator[Word]:
    """Changes to won or lost; a row that puts a day right says nothing anew."""
    rows = select(Handoff.company_id, Handoff.state, Handoff.at).order_by(col(Handoff.id))
    found = session.exec(rows).all()
    root = lineage.survivors(session, {company_id for company_id, _, _ in found})
    stood: dict[int, str] = {}
    for company_id, state, at in found:
        before = stood.get(root[company_id])
        stood[root[company_id]] = state
        if state != before and state in (handoffs.WON, handoffs.LOST):
            yield Word(company_id, at, is_one=state == handoffs.WON)

"""A person's word on an actor: whom they stand for, on every day or on some, and whether a bot."""

from datetime import date

from sqlmodel import Session

from ledger import companies, meta, weighing_again
from ledger.changes import Journal
from ledger.corrected_companies import obtained
from ledger.corrected_days import give_back, make_room
from ledger.days import Days
from ledger.drafts import Standing
from ledger.naming import CompanyName
from ledger.spoken import HUMAN, AlreadySo, By, CorrectionError, keep, who
from ledger.stays import days_of, standing_rows
from ledger.tables import Actor, Affiliation, Company, Correction

NOBODYS, OWN = "none", "own"
SURE = 100  # hundredths
PEOPLE = (Standing.PERSON, Standing.STAFF)
NO_ACCOUNT = (Standing.PSEUDO, Standing.DELETED)


def link(
    session: Session,
    actor: Actor,
    named: CompanyName | None,
    by: By,
    *,
    first: date | None = None,
    last: date | None = None,
    staff: bool = False,
    note: str = "",
) -> Correction:
    """The actor stands for this company alone, on every day or from `first` to `last`, inclusive.

    Without a company they stand for nobody; with `staff` and none they are one of our own people,
    whatever the rules say. A company that nobody knew is made.

    Raises:
        CorrectionError: the last day is before the first; the same was said before, of a company
            whose domain is no news either.
    """
    if first and last and last < first:
        raise CorrectionError(f"the last day, {last}, is before the first, {first}: swap them")
    days = Days(first, last)
    known = companies.recorded(session, named) if named else None
    whom = known.key if known else _named(named, staff)
    if named is None or (known and not _tells_domain(named, known)):
        _check_new(session, actor, days, known.id if known else None, staff, whom)
    journal = Journal(session)
    company = obtained(journal, named, by) if named else None
    make_room(journal, actor.id, days, by.at)
    journal.add(_affiliation(actor, company, days, by, staff=staff))
    _show_standing(journal, actor, by)
    whom = company.key if company else whom
    return keep(journal, by, "link", who(actor), whom, first=first, last=last, note=note)


def unlink(session: Session, actor: Actor, by: By, note: str = "") -> Correction:
    """Takes back all that people said of whom the actor stands for: rules speak again at once.

    Raises:
        CorrectionError: nobody said anything.
    """
    words = [row for row in standing_rows(session, [actor.id])[actor.id] if row.source == HUMAN]
    if not words:
        raise AlreadySo(f"nobody said whom {who(actor)} stands for: there is nothing to take back")
    journal = Journal(session)
    give_back(journal, actor.id, words, by.at)
    _show_standing(journal, actor, by)
    weighing_again.actor(session, actor.id)
    return keep(journal, by, "unlink", who(actor), note=note)


def bot(session: Session, actor: Actor, by: By, *, is_bot: bool, note: str = "") -> Correction:
    """Says that the actor is a bot, which never scores, or that it is a person.

    Raises:
        CorrectionError: there is nobody behind it; the same was said before.
    """
    action = "bot" if is_bot else "person"
    if actor.standing in NO_ACCOUNT:
        raise CorrectionError(
            f"{who(actor)} is no account of anybody's, so it is neither a bot nor a person"
        )
    if actor.bot_said is is_bot:
        raise AlreadySo(f"{who(actor)} was said to be a {action} before")
    journal = Journal(session)
    journal.put(actor, bot_said=is_bot)
    if is_bot:
        journal.put(actor, standing=Standing.BOT.value)
    elif actor.standing not in PEOPLE:
        journal.put(actor, standing=Standing.PERSON.value)
    weighing_again.mail_people(session, actor.id)
    return keep(journal, by, action, who(actor), note=note)


def _affiliation(
    actor: Actor, company: Company | None, days: Days, by: By, *, staff: bool
) -> Affiliation:
    return Affiliation(
        actor_id=actor.id,
        company_id=company.id if company else None,
        valid_from=days.first,
        valid_until=days.last,
        staff=staff,
        evidence="said by a person",
        confidence=SURE,
        source=HUMAN,
        decided_by=by.id,
        decided_at=by.at,
    )


def _check_new(
    session: Session, actor: Actor, days: Days, company_id: int | None, staff: bool, whom: str
) -> None:
    word = (HUMAN, days, company_id, staff)
    for row in standing_rows(session, [actor.id])[actor.id]:
        if (row.source, days_of(row), row.company_id, row.staff) == word:
            raise AlreadySo(f"{who(actor)} was said to stand for {whom} before, on the same days")


def _show_standing(journal: Journal, actor: Actor, by: By) -> None:
    """Today's standing goes with today's word: only persons are staff or not."""
    if actor.standing not in PEOPLE:
        return
    today = meta.day(journal.session, by.at)
    rows = standing_rows(journal.session, [actor.id])[actor.id]
    is_staff = any(row.staff for row in rows if days_of(row).holds(today))
    journal.put(actor, standing=(Standing.STAFF if is_staff else Standing.PERSON).value)


def _tells_domain(named: CompanyName, known: Company) -> bool:
    """Whether a company that was known by name alone is named by its domain now."""
    return named.domain is not None and known.domain is None


def _named(named: CompanyName | None, staff: bool) -> str:
    if named is None:
        return OWN if staff else NOBODYS
    return named.domain or named.name

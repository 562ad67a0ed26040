"""How a correction goes again, with what came along with it."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session, select

from ledger import weighing_again
from ledger.changes import Change, Journal, is_as_left, revert
from ledger.corrected_days import restore
from ledger.spoken import By, along, changes
from ledger.tables import CompanyAlias, Correction

USED = text("""
SELECT EXISTS (SELECT 1 FROM affiliation WHERE company_id = :id)
 OR EXISTS (SELECT 1 FROM level_change WHERE company_id = :id)
 OR EXISTS (SELECT 1 FROM referral WHERE company_id = :id)
 OR EXISTS (SELECT 1 FROM handoff WHERE company_id = :id)
 OR EXISTS (SELECT 1 FROM tag WHERE company_id = :id)
 OR EXISTS (SELECT 1 FROM follow WHERE company_id = :id)
 OR EXISTS (SELECT 1 FROM hush WHERE company_id = :id)
 OR EXISTS (SELECT 1 FROM company WHERE parent_id = :id OR successor_id = :id)
""")


def take_back(journal: Journal, said: Correction, by: By, later: Sequence[Correction] = ()) -> None:
    """Makes the rows of a correction what they were before it; weighs again whom it concerns.

    A company that it brought along goes too, unless something rests on it by now: evidence, a
    level, or one of the `later` corrections.
    """
    told = changes(said)
    restore(journal, [change for change in told if change.table == "affiliation"], by.at)
    for change in reversed(told):
        if change.table != "affiliation":
            revert(journal, change)
    _take_along(journal, along(said), [one for each in later for one in _all(each)])
    for change in told:
        _weigh_again(journal.session, change)


def _all(said: Correction) -> list[Change]:
    return [*changes(said), *along(said)]


def _take_along(journal: Journal, brought: Sequence[Change], later: Sequence[Change]) -> None:
    made = [int(one.key[0]) for one in brought if one.table == "company" and one.was is None]
    kept = {number for number in made if _is_used(journal.session, number, brought, later)}
    for change in reversed(brought):
        company = change.key[0] if change.table == "company" else (change.now or {})["company_id"]
        touched = any(change.meets(one) for one in later)
        if company not in kept and not touched and is_as_left(journal.session, change):
            revert(journal, change)


def _is_used(
    session: Session, company_id: int, brought: Sequence[Change], later: Sequence[Change]
) -> bool:
    if any(change.names(company_id) for change in later):
        return True
    own = {change.key for change in brought}
    aliases = session.exec(select(CompanyAlias).where(CompanyAlias.company_id == company_id))
    if any((alias.type, alias.value) not in own for alias in aliases):
        return True
    return bool(session.connection().execute(USED, {"id": company_id}).scalar_one())


def _weigh_again(session: Session, change: Change) -> None:
    told = {**(change.was or {}), **(change.now or {})}
    if change.table == "company_alias":
        kind, value = (str(part) for part in change.key)
        both = ((change.was or {}).get("company_id"), (change.now or {}).get("company_id"))
        named = [number for number in both if isinstance(number, int)]
        weighing_again.whoever_names(session, kind, value, named)
    elif change.table == "affiliation" and isinstance(told.get("actor_id"), int):
        weighing_again.actor(session, int(told["actor_id"] or 0))
    elif change.table == "company" and (change.was or {}).keys() & {"confirmed"}:
        weighing_again.names_of(session, int(change.key[0]))
    elif change.table == "actor":
        weighing_again.mail_people(session, int(change.key[0]))

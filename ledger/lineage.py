"""Which companies became which, and which a person says that a name means."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from ledger import successions
from ledger.tables import Company, CompanyAlias


def survivors(session: Session, company_ids: Iterable[int]) -> dict[int, int]:
    """The company that each of these counts as on every day: itself, unless it was merged.

    What people keep of a company (who follows it, its tags) stands at the record that they meant,
    so that an unmerge finds it there; it is read as the survivor's.
    """
    said = successions.read(session)
    return {one: said.present(one, -successions.EVER) for one in company_ids}


def counting_as(session: Session, company_ids: Iterable[int]) -> dict[int, int]:
    """The records that count as one of these on every day, each with the one it counts as.

    They are these themselves, and what was merged into them: where to look for what people keep.
    """
    said, wanted = successions.read(session), set(company_ids)
    roots = {one: said.present(one, -successions.EVER) for one in wanted | said.said.keys()}
    return {one: root for one, root in roots.items() if root in wanted}


def merged_into(session: Session, company_id: int) -> list[Company]:
    """Those that count as this one on every day, by name; of those merged into them none."""
    return _followed(session, company_id, is_dated=False)


def succeeded_by(session: Session, company_id: int) -> list[tuple[Company, date]]:
    """Those that count as this one from a day on, with that day."""
    found = _followed(session, company_id, is_dated=True)
    return [(one, one.succeeded_on) for one in found if one.succeeded_on is not None]


def said_to_be(session: Session, kind: str, value: str) -> Company | None:
    """The company that a person gave this alias, of whatever kind."""
    alias = session.get(CompanyAlias, (kind, value))
    if alias is None or alias.source != "human":
        return None
    return session.get_one(Company, alias.company_id)


def _followed(session: Session, company_id: int, *, is_dated: bool) -> list[Company]:
    dated = col(Company.succeeded_on).is_not(None)
    rows = select(Company).where(
        col(Company.successor_id).is_not(None),  # as the index has it, or SQLite reads every row
        Company.successor_id == company_id,
        dated if is_dated else ~dated,
    )
    return list(session.exec(rows.order_by(Company.name, col(Company.id))))

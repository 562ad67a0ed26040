"""By what companies are known: the aliases that evidence taught, and those that people said."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ledger import stale
from ledger.chunks import chunks
from ledger.naming import Alias, CompanyName
from ledger.tables import Company, CompanyAlias

KINDS = ("domain", "name", "org", "team")
HAND_OVER = """
UPDATE company_alias SET company_id = :heir WHERE company_id = :one AND source = 'rule'
"""
# What people said of the record is said of its heir, unless the same was said of that.
BEQUEATH = (
    "UPDATE handoff SET company_id = :heir WHERE company_id = :one",
    "UPDATE referral SET company_id = :heir WHERE company_id = :one",
    """UPDATE hush SET company_id = :heir WHERE company_id = :one
    AND NOT EXISTS (SELECT 1 FROM hush said WHERE said.company_id = :heir)""",
    """UPDATE follow SET company_id = :heir WHERE company_id = :one
    AND user_id NOT IN (SELECT said.user_id FROM follow said WHERE said.company_id = :heir)""",
    """UPDATE tag SET company_id = :heir WHERE company_id = :one
    AND tag NOT IN (SELECT said.tag FROM tag said WHERE said.company_id = :heir)""",
)


class Known(NamedTuple):
    """Which record each alias names, and which of the aliases a person placed."""

    records: dict[Alias, Company]
    said: set[Alias]


def records(session: Session, wanted: Collection[Alias]) -> Known:
    """The records that these aliases name, where one does; merges are not followed."""
    known = Known({}, set())
    for kind in sorted({kind for kind, _ in wanted}):
        for some in chunks(sorted(value for of, value in wanted if of == kind)):
            query = (
                select(CompanyAlias.value, CompanyAlias.source, Company)
                .join(Company, col(Company.id) == col(CompanyAlias.company_id))
                .where(CompanyAlias.type == kind, col(CompanyAlias.value).in_(some))
            )
            for value, source, company in session.exec(query):
                known.records[kind, value] = company
                if source == "human":
                    known.said.add((kind, value))
    return known


def hand_over(session: Session, heirs: Iterable[tuple[int, int]]) -> None:
    """Gives all names of a record to its heir, by row ids, and what people said of it.

    Its people are weighed again.
    """
    for one, heir in heirs:
        for statement in (HAND_OVER, *BEQUEATH):
            session.connection().exec_driver_sql(statement, {"heir": heir, "one": one})
        stale.mark_people(session, [one])


def named(session: Session, kinds: Sequence[str], values: Sequence[str]) -> list[Company]:
    """The records that one of these values names as one of these kinds."""
    return list(session.exec(_naming(kinds, values)))


def said(session: Session, typed: str) -> list[Company]:
    """Whose a person said this is; "@" stands before an organisation."""
    text = typed.strip().removeprefix("@")
    by_people = CompanyAlias.source == "human"
    # Everything is known in lower case but the ids of workspaces, which have capitals.
    return list(session.exec(_naming(KINDS, [text, text.lower()]).where(by_people)))


def said_of(session: Session, kind: str) -> dict[str, Company]:
    """All aliases of a kind that people gave to companies."""
    query = (
        select(CompanyAlias.value, Company)
        .join(Company, col(Company.id) == col(CompanyAlias.company_id))
        .where(CompanyAlias.type == kind, CompanyAlias.source == "human")
    )
    return dict(session.exec(query).all())


def as_named(company: Company) -> CompanyName:
    """What finds the record again, and teaches it nothing."""
    key = "" if company.domain else company.key.removeprefix("name:")
    return CompanyName(company.domain, company.name, key)


def _naming(kinds: Sequence[str], values: Sequence[str]) -> SelectOfScalar[Company]:
    return (
        select(Company)
        .join(CompanyAlias, col(Company.id) == col(CompanyAlias.company_id))
        .where(col(CompanyAlias.type).in_(kinds), col(CompanyAlias.value).in_(values))
        .distinct()
    )

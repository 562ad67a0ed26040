"""Whom it concerns that a company is known by a name by now, or by one no more.

Whoever was weighed before is weighed again, so that it makes no difference who came first.

A domain lends its company the names that it spells only while somebody stands for it by that
domain. Once nobody does, not even as a candidate, those who wrote such a name are weighed again as
if the domain had never come.
"""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from ledger import companies, contended, known_names, stale
from ledger.bands import SURE
from ledger.known_names import STANDS, Labels, Named
from ledger.naming import aliases
from ledger.weighed import Answer

CALLED = """
SELECT DISTINCT a.company_id FROM json_each(?) asked CROSS JOIN company_alias a
ON a.type = json_extract(asked.value, '$[0]') AND a.value = json_extract(asked.value, '$[1]')
"""
STOOD_FOR = """
SELECT DISTINCT company_id FROM affiliation
WHERE actor_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND superseded_at IS NULL
AND +company_id IS NOT NULL
"""
LEFT = """
SELECT c.id FROM company c WHERE c.domain IS NOT NULL AND c.confirmed IS NULL
AND c.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND NOT EXISTS ({stands})
AND NOT EXISTS (
  SELECT 1 FROM affiliation f WHERE f.company_id = c.id AND f.superseded_at IS NULL
  AND f.source = 'human')
AND NOT EXISTS (SELECT 1 FROM company_alias a WHERE a.company_id = c.id AND a.source = 'human')
"""
# A record that was taken in by another still has its key, and is the name's again.
GIVE_BACK = """
UPDATE company_alias SET company_id = (SELECT c.id FROM company c WHERE c.key = 'name:' || value)
WHERE +type = 'name' AND company_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
AND EXISTS (SELECT 1 FROM company c WHERE c.key = 'name:' || value)
"""
DROP = """
DELETE FROM company_alias WHERE +type IN ('name', 'weak')
AND company_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
"""


class Before(NamedTuple):
    """Row ids of the companies that some answers may concern, and their names until then."""

    company_ids: frozenset[int]
    names: frozenset[Named]


def before(session: Session, answers: Iterable[Answer], labels: Labels) -> Before:
    """What is known, before these answers are written, of all companies that they may concern.

    Those are whom the answers name, and whom their actors stood for until now.
    """
    told = list(answers)
    found = {one.company for answer in told for one in answer.found if one.company}
    called = {alias for company in found for alias in aliases(company)}
    ids = {
        *_ids(session, CALLED, sorted(called)),
        *_ids(session, STOOD_FOR, [answer.actor_id for answer in told]),
    }
    names = known_names.of_companies(session, ids, labels)
    return Before(frozenset(ids), frozenset(names))


def introduce(session: Session, answers: Iterable[Answer], labels: Labels, now: datetime) -> None:
    """Makes the companies that answers name by a domain, and settles whose the names of all are.

    So whoever is found by a name alone, in the same answers or later, is of the right one.
    """
    found = [one.company for answer in answers for one in answer.found if one.company]
    told = companies.obtain_all(session, [one for one in found if one.domain], now)
    contended.settle(session, {company.id for company in told.values()}, labels)


def tell(
    session: Session,
    was: Before,
    named: Collection[int],
    left: Collection[int],
    labels: Labels,
) -> set[str]:
    """Asks for those to be weighed again whom it concerns what the answers made known.

    `named` are the companies, by row id, for whom somebody was found to stand, `left` those whom
    somebody stands for no longer. Returns the names that are known by now: whoever wrote one of
    them beside another company is not found by whom they stand for.
    """
    _withdraw(session, left)
    now = known_names.of_companies(session, {*was.company_ids, *named, *left}, labels)
    new, gone = now - was.names, was.names - now
    gone |= known_names.outdone(session, {one.name for one in new}, labels)
    stale.mark_people(session, {one.company_id for one in new}, SURE)
    stale.mark_people(session, {one.company_id for one in gone})
    return {one.name for one in new}


def _ids(session: Session, query: str, asked: Collection[object]) -> list[int]:
    session.flush()
    return list(session.connection().exec_driver_sql(query, (json.dumps(asked),)).scalars())


def _withdraw(session: Session, left: Collection[int]) -> None:
    """Takes the names back that a domain lent, where nobody stands for it any more."""
    query = LEFT.format(stands=STANDS)
    bare = sorted(_ids(session, query, sorted(left))) if left else []
    if bare:
        for statement in (GIVE_BACK, DROP):
            session.connection().exec_driver_sql(statement, (json.dumps(bare),))
        stale.mark_people(session, bare)

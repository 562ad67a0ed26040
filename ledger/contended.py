"""Whose a plain name is that several domains spell: the largest company's, whoever came first.

Whoever came first would own "Acme" for good otherwise, be it three people at acme.io before the
three hundred at acme.com. So whenever people of a company were weighed, or its people counted anew,
it is held against the holder of each name that its domain spells. A person's word goes before any
number, and a name that a person gave away is not contended at all.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlmodel import Session, col, select

from ledger import colleagues, stale
from ledger.bands import SURE
from ledger.known_names import Labels
from ledger.naming import rank
from ledger.tables import Company

SPELL = """
SELECT id, domain FROM company WHERE domain IS NOT NULL
 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
"""
HOLDERS = """
SELECT a.type, a.value, c.id, c.domain, c.confirmed, h.id, h.domain, h.confirmed
FROM json_each(?) asked
CROSS JOIN company_alias a ON a.type = json_extract(asked.value, '$[1]')
  AND a.value = json_extract(asked.value, '$[2]') AND a.source = 'rule'
CROSS JOIN company c ON c.id = CAST(json_extract(asked.value, '$[0]') AS BIGINT)
  AND c.id <> a.company_id
CROSS JOIN company h ON h.id = a.company_id AND h.domain IS NOT NULL
"""
# Those whose own label it is: a domain's begins with it and a dot, which "/" follows in order.
RIVALS = """
SELECT c.id FROM json_each(?) asked
CROSS JOIN company c ON c.domain > asked.value || '.' AND c.domain < asked.value || '/'
"""
HAND_ON = "UPDATE company_alias SET company_id = ? WHERE type = ? AND value = ?"


class _Rival(NamedTuple):
    """A company that spells a name; `confirmed` as `Company` has it."""

    company_id: int
    domain: str
    confirmed: int | None


class _Contest(NamedTuple):
    """A name, by its alias; who has it, and who may have it by right."""

    kind: str
    name: str
    rival: _Rival
    holder: _Rival


def settle(session: Session, company_ids: Collection[int], labels: Labels) -> None:
    """Gives these companies, by row id, the names in which they outdo whoever has them.

    Whom it concerns is weighed again, at both.
    """
    contests = list(_contests(session, company_ids, labels))
    if not contests:
        return
    rivals = {one for contest in contests for one in (contest.rival, contest.holder)}
    people = colleagues.people_at(session, {one.domain for one in rivals})
    best: dict[tuple[str, str], _Contest] = {}
    for contest in contests:
        alias = contest.kind, contest.name
        leader = best[alias].rival if alias in best else contest.holder
        if _rank(contest.rival, contest.name, people, labels) < _rank(
            leader, contest.name, people, labels
        ):
            best[alias] = contest
    for contest in best.values():
        _pass_on(session, contest)
    stale.mark_people(session, {one.holder.company_id for one in best.values()})
    stale.mark_people(session, {one.rival.company_id for one in best.values()}, SURE)


def rivals(session: Session, domains: Iterable[str], labels: Labels) -> list[int]:
    """Row ids of the companies whose domain differs from one of these by its ending alone."""
    own = sorted({spelled[0] for domain in domains if (spelled := [*labels(domain)])})
    session.flush()
    found = session.connection().exec_driver_sql(RIVALS, (json.dumps(own),))
    return sorted(set(found.scalars()))


def _contests(session: Session, company_ids: Collection[int], labels: Labels) -> Iterator[_Contest]:
    session.flush()
    read = session.connection().exec_driver_sql
    asked: list[tuple[int, str, str]] = []
    for company_id, domain in read(SPELL, (json.dumps(sorted(company_ids)),)):
        spelled = list(labels(domain))
        asked += ((company_id, "weak", name) for name in spelled)
        asked += ((company_id, "name", name) for name in spelled[:1])
    for kind, name, *both in read(HOLDERS, (json.dumps(asked),)):
        rival, holder = _Rival(*both[:3]), _Rival(*both[3:])
        if name in labels(holder.domain):
            yield _Contest(kind, name, rival, holder)


def _rank(
    one: _Rival, name: str, people: dict[str, int], labels: Labels
) -> tuple[int, tuple[bool, bool, int, str]]:
    """A person's word goes before what the domains tell."""
    word = {1: 0, None: 1, 0: 2}[one.confirmed]
    return word, rank(name, one.domain, [*labels(one.domain)], people.get(one.domain, 0))


def _pass_on(session: Session, contest: _Contest) -> None:
    """With the name goes what the company was called by it."""
    changes = contest.rival.company_id, contest.kind, contest.name
    session.connection().exec_driver_sql(HAND_ON, changes)
    holder = session.exec(select(Company).where(col(Company.id) == contest.holder.company_id)).one()
    letters = "".join(sign for sign in holder.name.lower() if sign.isalnum())
    if contest.kind == "name" and letters.startswith(contest.name):
        holder.name = contest.holder.domain
    session.flush()

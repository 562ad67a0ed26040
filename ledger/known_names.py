"""By which names companies are known: which domain a name in a profile means.

A name in a profile is worth more where a company of that name counts already, by evidence that
spells its domain. That others wrote the same name proves nothing, nor does a domain in a profile,
or in its link: a name would be evidence for itself.

Whoever asks says which names: a ledger knows a hundred thousand, and few of them are asked for.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from sqlmodel import Session

from ledger.bands import COUNTS
from ledger.weighed import ALONE

# Somebody stands for a company by evidence that spells its domain, or one that a person gave it.
# What an evidence line says against the answer is not looked at.
STANDS = """
SELECT 1 FROM affiliation f WHERE f.company_id = c.id AND f.superseded_at IS NULL
AND EXISTS (
  SELECT 1 FROM (SELECT c.domain AS value UNION ALL
    SELECT d.value FROM company_alias d
    WHERE d.company_id = c.id AND d.type = 'domain' AND d.source = 'human') own
  WHERE instr(substr(lower(f.evidence), 1, instr(f.evidence || ', although', ', although')),
    own.value) > 0)
"""
# ... as `ledger.weighed.is_word_alone` has it: what follows the last quotation mark joins nothing.
HEAD = "substr(f.evidence, 1, instr(f.evidence || ', although', ', although'))"
REST = f"substr({HEAD}, length(rtrim({HEAD}, replace({HEAD}, '\"', ''))) + 1)"
VOUCHES = f"""
{STANDS} AND f.confidence >= {COUNTS} AND NOT (
  substr(f.evidence, 1, {len(ALONE)}) = '{ALONE}'
  AND instr(replace({REST}, ' and link ', ''), ' and ') = 0)
"""
KNOWN = f"COALESCE(c.confirmed, EXISTS ({VOUCHES}))"
# With a plus before a type, or SQLite reads all names of everybody by their type.
ALL = """
SELECT a.type = 'weak', a.value, c.domain, c.id, {known} FROM company c
CROSS JOIN company_alias a ON a.company_id = c.id AND +a.type IN ('name', 'weak')
WHERE c.domain IS NOT NULL ORDER BY a.type, c.id
"""
THESE = ALL.replace("WHERE", "WHERE c.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND")
CALLED = """
SELECT a.type = 'weak', a.value, c.domain, c.id, {known} FROM json_each(?) asked
CROSS JOIN company_alias a ON a.type IN ('name', 'weak') AND a.value = asked.value
CROSS JOIN company c ON c.id = a.company_id
WHERE c.domain IS NOT NULL ORDER BY a.type, c.id
"""

Labels = Callable[[str], Collection[str]]


class Named(NamedTuple):
    """A name, and the company that it means, where that counts by its domain."""

    name: str
    domain: str
    company_id: int


class Called(NamedTuple):
    """Domains of companies by name: of those that count by their domain, and of those that do not.

    No name is in both.
    """

    known: dict[str, str]
    held: dict[str, str]


def every(session: Session, labels: Labels) -> dict[str, str]:
    """The domain of each company that counts by its domain, by every name that it goes by.

    `labels` tells what a domain spells: those are names too, where no other company has them.
    """
    return _domains(_names(session, ALL, labels))


def domains(session: Session, names: Iterable[str], labels: Labels) -> dict[str, str]:
    """The same of some names: those that mean no such company are left out."""
    return called(session, names, labels).known


def called(session: Session, names: Iterable[str], labels: Labels) -> Called:
    """The same of some names, and whose the others are that belong to a domain's company."""
    known: dict[str, str] = {}
    held: dict[str, str] = {}
    for one, is_known in _rows(session, CALLED, labels, sorted(set(names))):
        (known if is_known else held).setdefault(one.name, one.domain)
    return Called(known, {name: domain for name, domain in held.items() if name not in known})


def outdone(session: Session, names: Iterable[str], labels: Labels) -> set[Named]:
    """Who goes by one of these names although it means another company, which has it by right."""
    found = list(_names(session, CALLED, labels, sorted(set(names))))
    means = _domains(found)
    return {one for one in found if one.domain != means[one.name]}


def of_companies(session: Session, company_ids: Iterable[int], labels: Labels) -> set[Named]:
    """All names of these companies, by row id, as far as they count by their domain."""
    return set(_names(session, THESE, labels, sorted(set(company_ids))))


def _domains(names: Iterable[Named]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, domain, _ in names:
        found.setdefault(name, domain)
    return found


def _names(
    session: Session, query: str, labels: Labels, asked: Collection[object] | None = None
) -> Iterator[Named]:
    return (one for one, is_known in _rows(session, query, labels, asked) if is_known)


def _rows(
    session: Session, query: str, labels: Labels, asked: Collection[object] | None
) -> Iterator[tuple[Named, bool]]:
    """Names, and whether the company counts by its domain; the surer names first."""
    session.flush()
    told = () if asked is None else (json.dumps(asked),)
    rows = session.connection().exec_driver_sql(query.format(known=KNOWN), told)
    for is_weak, name, domain, company_id, is_known in rows:
        if not is_weak or name in labels(domain):
            yield Named(name, domain, company_id), bool(is_known)

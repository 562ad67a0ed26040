"""By which names companies are known, and whom it concerns when that changes.

A name in a profile is worth more where a company of that name counts already, by evidence that
spells its domain; that others wrote the same name proves nothing. Whoever was weighed before it did
is weighed again, so that it makes no difference who came first.

A domain lends its company the names that it spells only while somebody stands for it by that
domain. Once nobody does, not even as a candidate, those who wrote such a name are weighed again as
if the domain had never come.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator

from sqlmodel import Session

# Somebody stands for a company by evidence that spells its domain, or one that a person gave it.
# What an evidence line says against the answer is not looked at.
STANDS = """
SELECT 1 FROM affiliation f WHERE f.company_id = c.id AND f.superseded_at IS NULL
AND EXISTS (
  SELECT 1 FROM (SELECT c.domain AS value UNION ALL
    SELECT d.value FROM company_alias d
    WHERE d.company_id = c.id AND d.type = 'domain' AND d.source = 'human') own
  WHERE instr(substr(lower(f.evidence), 1, instr(f.evidence || ', although', ', although')),
    own.value))
"""
# With a plus before a type, or SQLite reads all names of everybody by their type.
NAMES = """
SELECT a.type = 'weak', a.value, c.domain, c.id, c.known FROM company_alias a JOIN (
  SELECT c.id, c.domain, COALESCE(c.confirmed, EXISTS ({stands} AND f.confidence >= 50)) AS known
  FROM company c WHERE c.domain IS NOT NULL {which}
) c ON a.company_id = c.id AND +a.type IN ('name', 'weak') ORDER BY a.type, c.id
"""
THESE = "AND c.id IN (SELECT value FROM json_each(?))"
LEFT = """
SELECT c.id FROM company c WHERE c.domain IS NOT NULL AND c.confirmed IS NULL
AND c.id IN (SELECT value FROM json_each(?)) AND NOT EXISTS ({stands})
AND NOT EXISTS (
  SELECT 1 FROM affiliation f WHERE f.company_id = c.id AND f.superseded_at IS NULL
  AND f.source = 'human')
AND NOT EXISTS (SELECT 1 FROM company_alias a WHERE a.company_id = c.id AND a.source = 'human')
"""
# A record that was taken in by another still has its key, and is the name's again.
GIVE_BACK = """
UPDATE company_alias SET company_id = (SELECT c.id FROM company c WHERE c.key = 'name:' || value)
WHERE +type = 'name' AND company_id IN (SELECT value FROM json_each(?))
AND EXISTS (SELECT 1 FROM company c WHERE c.key = 'name:' || value)
"""
DROP = """
DELETE FROM company_alias WHERE +type IN ('name', 'weak')
AND company_id IN (SELECT value FROM json_each(?))
"""
WEIGH = """
UPDATE actor SET stale = 1 WHERE NOT stale AND id IN (
  SELECT f.actor_id FROM affiliation f
  WHERE f.company_id IN (SELECT value FROM json_each(?)) AND f.superseded_at IS NULL
  AND f.confidence < ?)
"""
Labels = Callable[[str], Collection[str]]

SURE, ALL = 90, 101  # hundredths: whom a known name makes no surer; everybody


def _nothing(_: str) -> Collection[str]:
    return ()


def domains(session: Session, labels: Labels = _nothing) -> dict[str, str]:
    """The domain of each company that counts by its domain, by every name that it goes by.

    `labels` tells what a domain spells: those are names too, where no other company has them.
    """
    found: dict[str, str] = {}
    for name, domain, _, is_known in _names(session, labels, ""):
        if is_known:
            found.setdefault(name, domain)
    return found


def learn(
    session: Session,
    named: Collection[int],
    left: Collection[int],
    known: dict[str, str],
    labels: Labels = _nothing,
) -> None:
    """Brings `known` up to date with the companies of these row ids.

    `named` are those for whom somebody was found to stand, `left` those whom somebody stands for
    no longer. Whoever named one whose worth changed is weighed again.
    """
    _withdraw(session, left)
    asked = (json.dumps(sorted({*named, *left})),)
    rows = list(_names(session, labels, THESE, asked))
    gone = {domain: one for _, domain, one, is_known in rows if not is_known}
    lost = gone.keys() & {*known.values()} if gone else set()
    for name in [name for name, domain in known.items() if domain in lost] if lost else ():
        del known[name]
    new = {one for name, _, one, is_known in rows if is_known and name not in known}
    for name, domain, _, is_known in rows:
        if is_known:
            known.setdefault(name, domain)
    weigh(session, new, SURE)
    weigh(session, (gone[domain] for domain in lost))


def _names(
    session: Session, labels: Labels, which: str, asked: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, int, bool]]:
    """Names, each with domain and id of its company, and whether that counts by its domain."""
    query = NAMES.format(stands=STANDS, which=which)
    for is_weak, name, domain, one, is_known in session.connection().exec_driver_sql(query, asked):
        if not is_weak or name in labels(domain):
            yield name, domain, one, is_known


def weigh(session: Session, company_ids: Iterable[int], below: int = ALL) -> None:
    """Asks for all to be weighed again who stand for these, less sure than `below` hundredths."""
    if told := sorted(company_ids):
        session.connection().exec_driver_sql(WEIGH, (json.dumps(told), below))


def _withdraw(session: Session, left: Collection[int]) -> None:
    """Takes the names back that a domain lent, where nobody stands for it any more."""
    if not left:
        return
    run = session.connection().exec_driver_sql
    bare = sorted(run(LEFT.format(stands=STANDS), (json.dumps(sorted(left)),)).scalars())
    if bare:
        told = (json.dumps(bare),)
        run(GIVE_BACK, told)
        run(DROP, told)
        weigh(session, bare)

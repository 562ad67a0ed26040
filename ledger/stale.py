"""Asks for actors to be weighed again: the one place that says whose answer may be another by now.

Whoever is asked for in vain gets the same answer. So each function may ask for more than need be,
never for fewer.
"""

import json
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Update
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from ledger.bands import ABOVE_ALL, AGREED, COUNTS
from ledger.chunks import chunks
from ledger.tables import Actor, ActorSignal

THESE = """
UPDATE actor SET stale = TRUE
WHERE NOT stale AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
"""
PEOPLE = """
UPDATE actor SET stale = TRUE WHERE NOT stale AND id IN (
  SELECT f.actor_id FROM affiliation f
  WHERE f.company_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND f.superseded_at IS NULL
  AND f.confidence < ?)
"""
# Who wrote the name of a domain's company, or a longer name that begins like it or has it for
# initials, while that belonged to no domain.
NAMING = """
UPDATE actor SET stale = TRUE WHERE NOT stale AND id IN (
  SELECT f.actor_id FROM company k
  JOIN company_alias own ON own.company_id = k.id AND own.type IN ('name', 'weak')
  JOIN company_alias a ON a.type = own.type
    AND (a.value = own.value OR (a.type = 'name' AND a.value > own.value
      AND a.value < own.value || char(1114111)))
  JOIN company c ON c.id = a.company_id AND (c.domain IS NULL OR c.id = k.id)
  JOIN affiliation f ON f.company_id = c.id AND f.superseded_at IS NULL
    AND f.source = 'rule' AND f.confidence >= ? AND f.confidence < ?
  WHERE k.domain IN (SELECT value FROM json_each(?)))
"""


def mark(session: Session, actor_ids: Iterable[int]) -> None:
    """These actors, by row id."""
    if asked := sorted(set(actor_ids)):
        _tell(session, THESE, json.dumps(asked))


def mark_one(session: Session, actor_id: int) -> None:
    """One actor, whose row somebody may hold."""
    session.get_one(Actor, actor_id).stale = True
    session.flush()


def mark_chosen(session: Session, actor_ids: SelectOfScalar[int]) -> None:
    """All whose row ids a query chooses."""
    _run(session, _fresh().where(col(Actor.id).in_(actor_ids)))


def mark_everybody(session: Session) -> None:
    """Every actor: the rules changed, and not the evidence."""
    _run(session, _fresh())


def mark_faded(session: Session, today: date) -> None:
    """Those whose evidence is worth less from `today` on."""
    _run(session, update(Actor).where(col(Actor.weigh_on) <= today))


def mark_at(session: Session, domains: Collection[str]) -> None:
    """Whoever has a mail address at one of these registrable domains."""
    for some in chunks(sorted(domains)):
        mark_chosen(session, select(ActorSignal.actor_id).where(col(ActorSignal.domain).in_(some)))


def mark_people(session: Session, company_ids: Iterable[int], below: int = ABOVE_ALL) -> None:
    """Whoever stands for one of these companies, less sure than `below` hundredths."""
    if asked := sorted(set(company_ids)):
        _tell(session, PEOPLE, json.dumps(asked), below)


def mark_naming(session: Session, domains: Collection[str]) -> None:
    """Whom it concerns that many write from these domains by now, or no more: by their names."""
    if domains:
        _tell(session, NAMING, COUNTS, AGREED, json.dumps(sorted(domains)))


def _tell(session: Session, statement: str, *asked: object) -> None:
    session.flush()
    session.connection().exec_driver_sql(statement, asked)


def _fresh() -> Update:
    return update(Actor).where(~col(Actor.stale))


def _run(session: Session, these: Update) -> None:
    session.execute(these.values(stale=True).execution_options(synchronize_session=False))

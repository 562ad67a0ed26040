"""Who writes from one mail domain: how many there are, and who is weighed anew when that changes.

How many people are at a domain is the best evidence that it is a company's, and it is evidence for
each of them, and for whoever wrote the name. From the third on, one more changes nothing for the
others.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, literal_column, text
from sqlmodel import Session, col, select, update

from ledger.chunks import chunks
from ledger.drafts import SignalKind, Standing
from ledger.tables import Actor, ActorSignal
from ledger.veil import forgotten_people_at

NOT_PLACED = text("NOT placed")  # as the index has it, or SQLite reads every row
PLACE = "UPDATE actor_signal SET domain = ?, placed = 1 WHERE NOT placed AND value = ?"
PEOPLE_THAT_SETTLE_A_DOMAIN = 3
# Whom it concerns that a domain is settled, or no more: who wrote its company's name, or a longer
# name that begins like it or has it for initials, while that belonged to no domain.
NAMING = """
UPDATE actor SET stale = 1 WHERE NOT stale AND id IN (
  SELECT f.actor_id FROM company k
  JOIN company_alias own ON own.company_id = k.id AND own.type IN ('name', 'weak')
  JOIN company_alias a ON a.type = own.type
    AND (a.value = own.value OR (a.type = 'name' AND a.value > own.value
      AND a.value < own.value || char(1114111)))
  JOIN company c ON c.id = a.company_id AND (c.domain IS NULL OR c.id = k.id)
  JOIN affiliation f ON f.company_id = c.id AND f.superseded_at IS NULL
    AND f.source = 'rule' AND f.confidence BETWEEN 50 AND 94
  WHERE k.domain IN (SELECT value FROM json_each(?)))
"""
COUNTED = (Standing.PERSON, Standing.STAFF)
# A pseudonym stands for a mail address, which is one person in however many sources it is written.
IS_PSEUDONYM = "length(actor.key) = 32 AND actor.key NOT GLOB '*[^0-9a-f]*'"
PERSON: ColumnElement[str] = literal_column(
    f"CASE WHEN {IS_PSEUDONYM} THEN actor.key ELSE actor.id END"
)


def people_at(
    session: Session, domains: Iterable[str], only_placed: bool = False
) -> dict[str, int]:
    """How many persons were seen with a mail address at each of these domains, ever.

    An address counts once, whichever sources have it. Those who were forgotten go on vouching for
    their domain.
    A host counts for itself until `place` has said which domain it belongs to.
    """
    counted: dict[str, int] = {}
    asked = sorted(set(domains))
    for some in chunks(asked):
        query = (
            select(ActorSignal.domain, func.count(func.distinct(PERSON)))
            .join(Actor, col(Actor.id) == col(ActorSignal.actor_id))
            .where(col(ActorSignal.domain).in_(some))
            .where(col(Actor.standing).in_(COUNTED))
            .group_by(col(ActorSignal.domain))
        )
        if only_placed:
            query = query.where(col(ActorSignal.placed))
        counted.update((domain, people) for domain, people in session.exec(query) if domain)
    for domain, people in forgotten_people_at(session, asked).items():
        counted[domain] = counted.get(domain, 0) + people
    return counted


def any_by_address(session: Session, source: str) -> bool:
    """Whether anybody of that source is known by the pseudonym of a mail address."""
    known = select(Actor.id).where(Actor.source == source, text(IS_PSEUDONYM))
    return session.exec(known.limit(1)).first() is not None


def unplaced_hosts(session: Session) -> list[str]:
    """Mail hosts of evidence whose registrable domain was not told yet."""
    return list(session.exec(select(ActorSignal.value).where(NOT_PLACED).distinct()))


def place(session: Session, domains: Mapping[str, str]) -> None:
    """Says which registrable domain each mail host belongs to.

    How many people are at a domain is evidence for each of them. While they were too few to settle
    it, newcomers concern them all; so it makes no difference in which order people come.
    """
    settled = people_at(session, domains.values(), only_placed=True)
    if domains:
        session.connection().exec_driver_sql(PLACE, [(d, host) for host, d in domains.items()])
    few = {d for d in domains.values() if settled.get(d, 0) < PEOPLE_THAT_SETTLE_A_DOMAIN}
    _weigh_sharing(session, few)
    counted = people_at(session, few)
    turned = [d for d in sorted(few) if _turns(settled.get(d, 0), counted.get(d, 0))]
    if turned:
        session.connection().exec_driver_sql(NAMING, (json.dumps(turned),))


def _turns(before: int, counted: int) -> bool:
    """Whether a domain is settled now, or no more: where nobody is new, somebody was no person."""
    return counted >= PEOPLE_THAT_SETTLE_A_DOMAIN or counted == before


def weigh_faded(session: Session, today: date) -> None:
    """Asks for those to be weighed again whose evidence is worth less from `today` on."""
    faded = update(Actor).where(col(Actor.weigh_on) <= today)
    session.exec(faded.values(stale=True).execution_options(synchronize_session=False))


def count_anew(session: Session, actor_ids: Sequence[int]) -> None:
    """Whoever turns out to be no person, or to be one after all, changes what a domain counts."""
    for some in chunks(actor_ids):
        mail = update(ActorSignal).where(
            col(ActorSignal.actor_id).in_(some),
            col(ActorSignal.kind) == SignalKind.EMAIL_DOMAIN,
        )
        session.exec(mail.values(placed=False))


def weigh_all_anew(session: Session) -> None:
    """Asks for every actor to be weighed again, for the rules changed and not the evidence."""
    everybody = update(Actor).where(~col(Actor.stale)).values(stale=True)
    session.exec(everybody.execution_options(synchronize_session=False))


def _weigh_sharing(session: Session, domains: Collection[str]) -> None:
    for some in chunks(sorted(domains)):
        sharing = select(ActorSignal.actor_id).where(col(ActorSignal.domain).in_(some))
        session.exec(
            update(Actor)
            .where(~col(Actor.stale), col(Actor.id).in_(sharing))
            .values(stale=True)
            .execution_options(synchronize_session=False)
        )

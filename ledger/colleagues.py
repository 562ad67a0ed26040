"""Who writes from one mail domain: how many there are, and who is weighed anew when that changes.

How many people are at a domain is the best evidence that it is a company's, and it is evidence for
each of them. From the third on, one more changes nothing for the others.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, text
from sqlmodel import Session, col, select, update

from ledger.chunks import chunks
from ledger.drafts import SignalKind, Standing
from ledger.tables import Actor, ActorSignal
from ledger.veil import forgotten_people_at

NOT_PLACED = text("NOT placed")  # as the index has it, or SQLite reads every row
PLACE = "UPDATE actor_signal SET domain = ?, placed = 1 WHERE NOT placed AND value = ?"
PEOPLE_THAT_SETTLE_A_DOMAIN = 3
COUNTED = (Standing.PERSON, Standing.STAFF)


def people_at(
    session: Session, domains: Iterable[str], only_placed: bool = False
) -> dict[str, int]:
    """How many persons were seen with a mail address at each of these domains, ever.

    Those who were forgotten go on vouching for their domain.
    A host counts for itself until `place` has said which domain it belongs to.
    """
    counted: dict[str, int] = {}
    asked = sorted(set(domains))
    for some in chunks(asked):
        query = (
            select(ActorSignal.domain, func.count(func.distinct(ActorSignal.actor_id)))
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

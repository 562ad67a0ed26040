"""Who writes from one mail domain: how many there are, and who is weighed anew when that changes.

How many people are at a domain is the best evidence that it is a company's, and it is evidence for
each of them, and for whoever wrote the name. From the third on, one more changes nothing for the
others.

Why an actor stands for one of its addresses, the least hash, and an address for one person: so one
with a handle in three sources is one person, as is one with three addresses in one source, and
there are never more people than actors, nor than addresses. Nor does it matter to anybody's count
who else comes, so that a settled domain stays settled. To join whoever shares any address would
make one person of all who ever used a common account.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select, update

from ledger import stale
from ledger.bands import CROWD
from ledger.chunks import chunks
from ledger.drafts import SignalKind, Standing
from ledger.tables import Actor, ActorSignal
from ledger.veil import has_key, veil_of, vouchers_at

NOT_PLACED = text("NOT placed")  # as the index has it, or SQLite reads every row
PLACE = "UPDATE actor_signal SET domain = ?, placed = TRUE WHERE NOT placed AND value = ?"
COUNTED = (Standing.PERSON, Standing.STAFF)
# A pseudonym stands for a mail address, which is one person in however many sources it is written.
IS_PSEUDONYM = "length(actor.key) = 32 AND ltrim(actor.key, '0123456789abcdef') = ''"
# Of each actor that counts at a domain what it counts by there.
PERSONS = """
SELECT signal.domain, actor.id, COALESCE(MIN(signal.address_hash),
  CASE WHEN %s THEN actor.key ELSE CAST(actor.id AS TEXT) END) AS person
FROM actor_signal AS signal JOIN actor ON actor.id = signal.actor_id
WHERE signal.domain IN (SELECT value FROM json_each(?))
  AND actor.standing IN ('person', 'staff') %s
GROUP BY signal.domain, actor.id
"""
PEOPLE = "SELECT domain, COUNT(DISTINCT person) FROM (%s) counted GROUP BY domain"
# The same in half the time, and whether it holds: an actor with several hosts counts several times.
ALONE = """
SELECT signal.domain, COUNT(DISTINCT COALESCE(signal.address_hash,
  CASE WHEN %s THEN actor.key ELSE CAST(actor.id AS TEXT) END)), COUNT(*) = COUNT(DISTINCT actor.id)
FROM actor_signal AS signal JOIN actor ON actor.id = signal.actor_id
WHERE signal.domain IN (SELECT value FROM json_each(?))
  AND actor.standing IN ('person', 'staff') %s
GROUP BY signal.domain
"""
EVERYBODY = ""
UNTOUCHED = "AND actor.id NOT IN (SELECT actor_id FROM actor_signal WHERE NOT placed)"
ACTORS = """
SELECT domain, COUNT(DISTINCT actor_id) FROM actor_signal
WHERE domain IN (SELECT value FROM json_each(?)) GROUP BY domain
"""


def people_at(
    session: Session,
    domains: Iterable[str],
    among: str = EVERYBODY,
    *,
    at_least: bool = False,
) -> dict[str, int]:
    """How many persons were seen with a mail address at each of these domains, ever.

    An address counts once, whichever sources have it, and so does an actor, whichever addresses it
    has. Those who were forgotten go on vouching for their domain, unless the same address still
    counts there. A host counts for itself until `place` has said which domain it belongs to.

    Only the key tells whether it does: without one, `at_least` counts as many as there are for
    certain, where LedgerError is raised otherwise.
    """
    told = _asked(session, ALONE % (IS_PSEUDONYM, among), domains)
    counted = {domain: people for domain, people, is_exact in told if is_exact}
    others = [domain for domain, _, is_exact in told if not is_exact]
    if others:
        counted |= dict(_asked(session, PEOPLE % PERSONS % (IS_PSEUDONYM, among), others))
    for domain, vouchers in vouchers_at(session, domains).items():
        present = counted.get(domain, 0)
        if at_least and not has_key(session):
            counted[domain] = max(present, len(vouchers))
            continue
        veil, persons = veil_of(session), persons_at(session, domain, among).values()
        gone = vouchers - {veil.voucher(domain, person) for person in persons}
        counted[domain] = present + len(gone)
    return counted


def persons_at(session: Session, domain: str, among: str = EVERYBODY) -> dict[int, str]:
    """What each actor that counts at a domain counts by there: an address's hash, else its id."""
    rows = _asked(session, PERSONS % (IS_PSEUDONYM, among), [domain])
    return {actor_id: str(person) for _, actor_id, person in rows}


def any_by_address(session: Session, source: str) -> bool:
    """Whether anybody of that source is known by the pseudonym of a mail address."""
    known = select(Actor.id).where(Actor.source == source, text(IS_PSEUDONYM))
    return session.exec(known.limit(1)).first() is not None


def unplaced_hosts(session: Session) -> list[str]:
    """Mail hosts of evidence whose registrable domain was not told yet."""
    return list(session.exec(select(ActorSignal.value).where(NOT_PLACED).distinct()))


def is_unplaced(session: Session) -> bool:
    """Whether there is such a host."""
    return session.exec(select(ActorSignal.id).where(NOT_PLACED).limit(1)).first() is not None


def place(session: Session, domains: Mapping[str, str]) -> None:
    """Says which registrable domain each mail host belongs to.

    How many people are at a domain is evidence for each of them. While they were too few to settle
    it, newcomers concern them all; so it makes no difference in which order people come.
    """
    settled = people_at(session, domains.values(), UNTOUCHED)
    if domains:
        session.connection().exec_driver_sql(PLACE, [(d, host) for host, d in domains.items()])
    few = {d for d in domains.values() if settled.get(d, 0) < CROWD}
    stale.mark_at(session, few)
    actors = _actors_at(session, few)
    stale.mark_naming(session, {d for d in few if actors.get(d, 0) >= CROWD})


def _actors_at(session: Session, domains: Collection[str]) -> dict[str, int]:
    """How many people there may be at each domain at most, now or before.

    Whether one was settled before nobody can say any more once its actors turned out to be one
    person, or none. That too few ever came to it is certain.
    """
    counted: dict[str, int] = dict(_asked(session, ACTORS, domains))
    for domain, vouchers in vouchers_at(session, domains).items():
        counted[domain] = counted.get(domain, 0) + len(vouchers)
    return counted


def count_anew(session: Session, actor_ids: Sequence[int]) -> None:
    """Whoever turns out to be no person, or to be one after all, changes what a domain counts."""
    for some in chunks(actor_ids):
        mail = update(ActorSignal).where(
            col(ActorSignal.actor_id).in_(some),
            col(ActorSignal.kind) == SignalKind.EMAIL_DOMAIN,
        )
        session.exec(mail.values(placed=False))


def _asked(session: Session, query: str, domains: Iterable[str]) -> list[tuple[Any, ...]]:
    session.flush()
    asked = (json.dumps(sorted(set(domains))),)
    return [tuple(row) for row in session.connection().exec_driver_sql(query, asked)]

"""One person with several handles and addresses is one person at a domain, in whatever order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from identity.crowd import Crowd
from identity.pseudonym import Pseudonyms
from ledger import actors, colleagues, forgotten
from ledger.bands import CROWD
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from ledger.engine import Ledger, Session
from ledger.schema import open_ledger
from ledger.tables import Actor, ActorSignal, Affiliation, Company, Tombstone, Voucher
from tests.builders import NOW
from tests.conftest import UTC_ZONE

KEY = Pseudonyms(b"a key of sixteen bytes and more")
ACME = "acme.example"
LATER = NOW + timedelta(days=7)


@pytest.fixture
def hidden(ledger_url: str) -> Iterator[Ledger]:
    """A ledger that was opened with a key."""
    ledger = open_ledger(ledger_url, UTC_ZONE, KEY.of)
    yield ledger
    ledger.close()


def mail(address: str | None, host: str = ACME) -> Signal:
    """What a source tells that knows the address, or only its host."""
    known = KEY.address(f"{address}@{host}") if address else None
    return Signal(SignalKind.EMAIL_DOMAIN, host, known)


def known_as(source: str, key: str, *signals: Signal) -> ActorDraft:
    return ActorDraft(source, key, handle=key, signals=signals)


def placed(session: Session) -> None:
    """As if every mail host were read: its domain is the last two labels."""
    hosts = colleagues.unplaced_hosts(session)
    colleagues.place(session, {host: ".".join(host.split(".")[-2:]) for host in hosts})


def people(session: Session, domain: str = ACME) -> int:
    return colleagues.people_at(session, [domain]).get(domain, 0)


BY_ADDRESS = ActorDraft("site", KEY.address(f"ada@{ACME}"), signals=(mail("ada"),))
BY_ADDRESS_AS_EVER = replace(BY_ADDRESS, source="old", signals=(mail(None),))


@pytest.mark.parametrize(
    ("crowd", "how_many"),
    [
        ([known_as(source, source, mail("ada")) for source in ("a", "b", "c")], 1),
        ([known_as("a", "ada", mail("ada")), BY_ADDRESS, BY_ADDRESS_AS_EVER], 1),
        ([known_as("a", "ada", mail("ada"), mail("ada", "eu.acme.example"))], 1),
        ([known_as("a", "ada", mail("ada"), mail("a.lovelace"))], 1),
        ([known_as("a", "ada", mail("ada")), known_as("b", "bo", mail("bo"))], 2),
        ([known_as("a", "ada", mail(None)), known_as("b", "ada", mail(None))], 2),
        ([known_as("a", "ada", mail("ada")), known_as("b", "ada", mail(None))], 2),
        (
            [known_as("a", "team", *map(mail, "xyz")), *(known_as("b", k, mail(k)) for k in "xyz")],
            3,
        ),
    ],
    ids=[
        "one address in three sources",
        "an address as key and as evidence",
        "two hosts of one domain",
        "two addresses at one host",
        "two addresses",
        "two handles of whose addresses nothing is known",
        "one address, and a handle without",
        "a common account, and its people",
    ],
)
def test_how_many_people_write_from_a_domain(
    ledger: Ledger, crowd: Sequence[ActorDraft], how_many: int
) -> None:
    with ledger.write() as session:
        actors.remember(session, crowd, NOW)
        placed(session)
        assert people(session) == how_many


def test_an_address_that_is_told_later_joins_two(ledger: Ledger) -> None:
    """As in a ledger of an earlier release, once its sources are read again."""
    three = [known_as(source, "ada", mail(None)) for source in "abc"]
    with ledger.write() as session:
        actors.remember(session, three, NOW)
        placed(session)
        assert people(session) == 3
        for row in session.exec(select(Actor)):
            row.stale = False
        told = [replace(one, signals=(mail("ada"),)) for one in three]
        actors.remember(session, told, NOW)
        placed(session)
        assert people(session) == 1
        session.expire_all()
        assert {row.stale for row in session.exec(select(Actor))} == {True}
        actors.remember(session, three, LATER)  # a source that forgot to tell takes nothing back
        placed(session)
        assert people(session) == 1


DEEDS = st.lists(
    st.tuples(
        st.integers(0, 3),  # of which actor
        st.sampled_from((ACME, ACME, "eu.acme.example")),
        st.sampled_from((None, "x", "y")),
        st.sampled_from((Standing.PERSON, Standing.PERSON, Standing.PERSON, Standing.BOT)),
        st.booleans(),  # whether it is placed at once
    ),
    min_size=1,
    max_size=10,
)
_numbers = count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_the_order_makes_no_difference_and_nobody_misses_the_news(
    ledger: Ledger, deeds: list[tuple[int, str, str | None, Standing, bool]]
) -> None:
    """Whoever counts was weighed when there were as many as there are now, three being many."""
    domain = f"n{next(_numbers)}.example"  # of its own, so that one ledger serves all examples
    told = [
        (
            replace(
                known_as(domain, f"p{number}", mail(address, host.replace(ACME, domain))),
                standing=standing,
            ),
            is_placed,
        )
        for number, host, address, standing, is_placed in deeds
    ]
    weighed_with: dict[int, int] = {}
    with ledger.write() as session:
        for draft, is_placed in told:
            actors.remember(session, [draft], NOW)
            if is_placed:
                _weigh(session, domain, weighed_with)
        _weigh(session, domain, weighed_with)
        how_many = people(session, domain)
        persons = colleagues.persons_at(session, domain)
        assert {weighed_with[one] for one in persons} <= {min(how_many, CROWD)}
    by_actor = _addresses(told)
    crowd = Crowd()  # counts as whoever has no ledger does
    assert how_many == sum(
        crowd.add(domain, key, address)
        for key, known in by_actor.items()
        for address in known or {""}
    )
    assert how_many <= len(by_actor)
    untold = sum(not known for known in by_actor.values())
    assert how_many <= len(set().union(*by_actor.values())) + untold


def _weigh(session: Session, domain: str, weighed_with: dict[int, int]) -> None:
    """Places who came, and weighs whoever waits with as many people as there are."""
    placed(session)
    session.expire_all()
    many = min(people(session, domain), CROWD)
    for row in session.exec(select(Actor).where(Actor.source == domain, Actor.stale)):
        weighed_with[row.id] = many
        row.stale = False


def _addresses(told: Sequence[tuple[ActorDraft, bool]]) -> Mapping[str, set[str]]:
    """Of each actor that is a person to the end its addresses."""
    bots = {one.key for one, _ in told if one.standing is Standing.BOT}
    known: dict[str, set[str]] = {one.key: set() for one, _ in told if one.key not in bots}
    for one, _ in told:
        known.get(one.key, set()).update(filter(None, (s.address_hash for s in one.signals)))
    return known


def judged(session: Session, *crowd: ActorDraft) -> list[Actor]:
    """Has people stand for the company at the domain."""
    ids = actors.remember(session, crowd, NOW)
    placed(session)
    acme = Company(key=ACME, domain=ACME, name="Acme", created_at=NOW)
    session.add(acme)
    session.flush()
    for actor_id in ids.values():
        session.add(
            Affiliation(
                actor_id=actor_id,
                company_id=acme.id,
                evidence="text",
                confidence=95,
                source="rule",
                decided_at=NOW,
            )
        )
    return [session.get_one(Actor, actor_id) for actor_id in ids.values()]


IN_TWO = (known_as("github", "1", mail("ada")), known_as("slack", "T1:U1", mail("ada")))
BO = known_as("github", "2", mail("bo"))


@pytest.mark.parametrize("how_many", [1, 2])
def test_the_forgotten_count_once_and_no_more_than_before(hidden: Ledger, how_many: int) -> None:
    """In one source or in both; also once their sources have shown them again."""
    with hidden.write() as session:
        rows = judged(session, *IN_TWO, BO)
        assert people(session) == 2
        for row in rows[:how_many]:
            forgotten.forget(session, row, LATER)
            assert people(session) == 2
        actors.remember(session, [*IN_TWO, BO], LATER)
        placed(session)
        assert people(session) == 2
        assert len(session.exec(select(Voucher)).all()) == 1
        forgotten.forget(session, rows[2], LATER)
        assert people(session) == 2


def test_no_hash_of_a_forgotten_address_stays_or_comes_back(hidden: Ledger) -> None:
    with hidden.write() as session:
        for row in judged(session, *IN_TWO, BO)[:2]:
            forgotten.forget(session, row, LATER)
        actors.remember(session, IN_TWO, LATER)
        placed(session)
        hashes = set(session.exec(select(ActorSignal.address_hash)))
        assert hashes == {mail("bo").address_hash}
        kept = set(session.exec(select(Voucher.hash))) | set(session.exec(select(Tombstone.hash)))
        assert KEY.address(f"ada@{ACME}") not in kept


def test_a_domain_of_somebody_s_own_goes_with_them(hidden: Ledger) -> None:
    with hidden.write() as session:
        actors.remember(session, [known_as("github", "1", mail("me", "ada.example"))], NOW)
        placed(session)
        (ada,) = forgotten.find(session, "github", "1")
        forgotten.forget(session, ada, LATER)
        assert people(session, "ada.example") == 0
        assert session.exec(select(Voucher)).all() == []

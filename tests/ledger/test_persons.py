"""Which accounts are one person's, by cases that a reader can follow, and against a plain loop."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import actors, forgotten, persons
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from ledger.engine import Ledger, Session
from ledger.persons import MOST_ADDRESSES
from ledger.schema import open_ledger
from ledger.tables import Actor
from tests.builders import NOW
from tests.conftest import UTC_ZONE

_stories = count()


def account(name: str, *addresses: str, standing: Standing = Standing.PERSON) -> ActorDraft:
    """An account with these addresses, each of a host of its own; the hash is the address."""
    told = (Signal(SignalKind.EMAIL_DOMAIN, f"{one[:1]}.example", one) for one in addresses)
    return ActorDraft("files", name, handle=name, signals=tuple(told), standing=standing)


def one_person(session: Session, drafts: Sequence[ActorDraft]) -> list[set[str]]:
    """Who is one person with whom, of all who have several accounts, by name."""
    ids = actors.remember(session, drafts, NOW)
    names = {number: key for (_, key), number in ids.items()}
    found = persons.everybody(session)
    grouped: dict[int, set[str]] = defaultdict(set)
    for name, first in zip(names, found.of(np.array(list(names), np.int64)), strict=True):
        grouped[int(first)].add(names[name])
    for number in ids.values():
        alone = persons.among(session, [number])
        assert {names[one] for one in alone.several(number)} in grouped.values()
    return sorted((some for some in grouped.values() if len(some) > 1), key=sorted)


MANY = [f"{letter}@many" for letter in "abcdefgh"]


@pytest.mark.parametrize(
    ("crowd", "together"),
    [
        ([account("a", "x"), account("b", "y"), account("c")], []),
        ([account("a", "x"), account("b", "x"), account("c", "x")], [{"a", "b", "c"}]),
        ([account("a", "x"), account("b", "y"), account("c", "x", "y")], [{"a", "b", "c"}]),
        (
            [account("a", "x"), account("d", "z"), account("b", "x", "y"), account("c", "y", "z")],
            [{"a", "b", "c", "d"}],
        ),
        (
            [account("a", "x"), account("b", "x"), account("c", "y"), account("d", "y")],
            [{"a", "b"}, {"c", "d"}],
        ),
        ([account("a", "x"), account("b", "x", standing=Standing.BOT)], []),
        (
            [account("a", "x"), account("b", "x", "y", standing=Standing.BOT), account("c", "y")],
            [],
        ),
        (
            [account("guest", *MANY[: MOST_ADDRESSES + 1]), *(account(one, one) for one in MANY)],
            [],
        ),
        (
            [
                account("ada", *MANY[:MOST_ADDRESSES]),
                account("b", MANY[0]),
                account("c", *MANY[1:4]),
            ],
            [{"ada", "b", "c"}],
        ),
    ],
    ids=[
        "nobody shares any",
        "one address in three accounts",
        "two addresses, tied by an account that has both",
        "a chain",
        "two people with two each",
        "a bot is nobody",
        "a bot ties nobody",
        "an account of many addresses is several people's",
        "one of a few addresses is not",
    ],
)
def test_who_is_one_person(
    ledger: Ledger, crowd: Sequence[ActorDraft], together: list[set[str]]
) -> None:
    with ledger.write() as session:
        assert one_person(session, crowd) == together


def test_an_address_that_is_told_later_ties_two_and_one_that_changed_no_more(
    ledger: Ledger,
) -> None:
    """Of an account the least address at a host stands for it: a lesser one takes its place."""
    with ledger.write() as session:
        assert one_person(session, [account("a", "x2"), account("b")]) == []
        assert one_person(session, [account("a"), account("b", "x2")]) == [{"a", "b"}]
        assert one_person(session, [account("a"), account("b", "x1")]) == []
        assert one_person(session, [account("a", "x1"), account("b")]) == [{"a", "b"}]


def test_whoever_is_forgotten_hangs_together_with_nobody(ledger_url: str) -> None:
    ledger = open_ledger(ledger_url, UTC_ZONE, lambda *parts: "f" * 32)
    with ledger.write() as session:
        one_person(session, [account("a", "x"), account("b", "x"), account("c", "x")])
        [gone] = actors.find(session, "files", "a")
        forgotten.forget(session, gone, NOW)
        assert persons.among(session, [gone.id]).several(gone.id) == [gone.id]
        [other] = actors.find(session, "files", "b")
        named = [session.get_one(Actor, one).handle for one in _several(session, other)]
        assert named == ["b", "c"]
    ledger.close()


def _several(session: Session, actor: Actor) -> list[int]:
    return persons.everybody(session).several(actor.id)


ADDRESSES = st.lists(st.sampled_from("wxyz"), unique=True, max_size=2)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), ADDRESSES), min_size=1, max_size=12))
def test_whoever_shares_an_address_is_one_person_and_nobody_else_is(
    ledger: Ledger, told: list[tuple[int, list[str]]]
) -> None:
    """Told bit by bit and in any order; a new ledger's words are compared with a plain loop."""
    story = next(_stories)  # of its own, so that one ledger serves all examples
    known: dict[str, set[str]] = {f"{story}-{who}": set() for who, _ in told}
    with ledger.write() as session:
        for who, addresses in told:
            name, own = f"{story}-{who}", [f"{one}{story}" for one in addresses]
            known[name].update(own)
            actors.remember(session, [account(name, *own)], NOW)
        assert one_person(session, [account(name) for name in known]) == _looped(known)


def _looped(known: Mapping[str, set[str]]) -> list[set[str]]:
    """The same one account at a time, which joins all groups that have an address of it."""
    groups: list[tuple[set[str], set[str]]] = []
    for name, addresses in known.items():
        met = [one for one in groups if one[1] & addresses]
        names, hashes = ({name}, set(addresses))
        for one in met:
            names |= one[0]
            hashes |= one[1]
            groups.remove(one)
        groups.append((names, hashes))
    return sorted((names for names, _ in groups if len(names) > 1), key=sorted)

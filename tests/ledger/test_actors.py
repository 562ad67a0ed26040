"""Who acted: one row for each (source, key), its present name, and the evidence of its company."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from ledger import actors
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from ledger.engine import Ledger, Session
from ledger.tables import Actor, ActorSignal
from tests.builders import NOW, actor
from tests.ledger.waiting import stale, weighed

WEEK = timedelta(days=7)
LATER = NOW + WEEK
ACME = Signal(SignalKind.COMPANY_TEXT, "Acme")
GLOBEX = Signal(SignalKind.COMPANY_TEXT, "Globex")
STATED = Signal(SignalKind.STATED_DOMAIN, "acme.example")
ACME_MAIL = "acme.example"
PERSON, PSEUDO, BOT = Standing.PERSON, Standing.PSEUDO, Standing.BOT
STAFF, DELETED = Standing.STAFF, Standing.DELETED


def known(session: Session, key: str = "ada") -> Actor:
    found = actors.by_identity(session, "files", key)
    assert found is not None
    return found


def live(session: Session) -> set[Signal]:
    rows = session.exec(select(ActorSignal)).all()
    return {Signal(SignalKind(row.kind), row.value) for row in rows if row.ended_at is None}


def test_an_actor_is_one_row_whatever_it_is_called(ledger: Ledger) -> None:
    called = [
        actor(handle="Ada", name="Ada Lovelace"),
        actor(handle=""),
        actor(handle="Countess"),
        actor("grace"),
    ]
    with ledger.write() as session:
        ids = [actors.remember(session, [one], NOW)["files", one.key] for one in called]
        assert ids[0] == ids[1] == ids[2] != ids[3]
        row = known(session)
        assert (row.handle, row.handle_key, row.name) == ("Countess", "countess", "Ada Lovelace")
        assert row.first_seen == NOW
        assert actors.by_identity(session, "shop", "ada") is None
        assert actors.known_keys(session, "files", ["ada", "linus"]) == {"ada"}


@pytest.mark.parametrize(
    ("was", "told", "becomes"),
    [
        (PERSON, BOT, BOT),
        (BOT, PERSON, BOT),
        (BOT, DELETED, BOT),
        (BOT, STAFF, BOT),
        (PERSON, DELETED, DELETED),
        (DELETED, PERSON, DELETED),
        (DELETED, BOT, BOT),
        (STAFF, PERSON, STAFF),
        (STAFF, DELETED, DELETED),
        (STAFF, BOT, BOT),
        (PSEUDO, PERSON, PSEUDO),
        (PERSON, PERSON, PERSON),
    ],
)
@pytest.mark.parametrize("batches", [1, 2])
def test_a_source_says_bot_or_deleted_and_nothing_takes_it_back(
    ledger: Ledger, was: Standing, told: Standing, becomes: Standing, batches: int
) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor(standing=was)], NOW)
        for _ in range(batches):
            actors.remember(session, [actor(standing=told)], LATER)
        assert known(session).standing == becomes


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ada", ["1"]),
        ("ADA", ["1"]),
        (" @Ada ", ["1"]),
        ("t1:u7", ["T1:U7"]),
        ("T1:U7", ["T1:U7"]),
        ("ŽOFIE", ["žo"]),
        ("Žofie", ["žo"]),
        ("Åsa", ["Åsa"]),
        ("twin", ["2", "3"]),
        ("ad", []),
        ("a%", []),
        ("", []),
    ],
)
def test_people_are_found_as_they_are_typed(ledger: Ledger, typed: str, found: list[str]) -> None:
    named = {"1": "Ada", "T1:U7": "", "žo": "Žofie", "Åsa": "", "2": "Twin", "3": "twin"}
    elsewhere = actor("9", handle="ada", source="shop")
    with ledger.write() as session:
        actors.remember(session, [actor(key, handle=name) for key, name in named.items()], NOW)
        actors.remember(session, [elsewhere], NOW)
        assert sorted(one.key for one in actors.find(session, "files", typed)) == found


def test_a_profile_ends_the_evidence_that_it_no_longer_shows(ledger: Ledger) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor(signals=(ACME, STATED))], NOW)
        actors.record_profiles(session, [actor(signals=(GLOBEX,))], LATER, WEEK)
        assert live(session) == {GLOBEX, STATED}  # what a row's sender said is no profile's
        actors.record_profiles(session, [actor(signals=(ACME,))], LATER + WEEK, WEEK)
        assert live(session) == {ACME, STATED}
        [row] = session.exec(select(ActorSignal).where(ActorSignal.value == "Acme"))
        assert (row.first_seen, row.last_seen) == (NOW, LATER + WEEK)


@pytest.mark.parametrize(
    ("before", "shown", "concerned"),
    [
        ((), (), False),
        ((), (ACME,), True),
        ((ACME,), (ACME,), False),
        ((ACME,), (GLOBEX,), True),
        ((ACME,), (), True),
        ((STATED,), (), False),
    ],
)
def test_only_changed_evidence_is_weighed_anew(
    ledger: Ledger, before: tuple[Signal, ...], shown: tuple[Signal, ...], concerned: bool
) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor(signals=before)], NOW)
        weighed(session)
        actors.record_profiles(session, [actor(signals=shown)], LATER, WEEK)
        assert (stale(session) == {"ada"}) is concerned


def test_profiles_are_due_by_turns(ledger: Ledger) -> None:
    def person(key: str, **more: Any) -> ActorDraft:
        return actor(key, **{"node_id": f"N_{key}", **more})

    def due(session: Session, at: timedelta) -> list[str]:
        return [one.key for one in actors.profiles_due(session, "files", NOW + at, 10)]

    others = [
        person("bot", standing=BOT),
        person("ghost", standing=DELETED),
        person("nameless", node_id=None),
        person("shopper", source="shop"),
    ]
    with ledger.write() as session:
        ids = actors.remember(session, [*others, person("ada"), person("grace")], NOW)
        assert due(session, timedelta(seconds=-1)) == []
        assert due(session, timedelta(0)) == ["ada", "grace"]
        actors.record_profiles(session, [person("ada")], NOW, WEEK)
        actors.postpone_profiles(session, [ids["files", "grace"]], NOW + WEEK / 2)
        assert due(session, WEEK / 2 - timedelta(seconds=1)) == []
        assert due(session, WEEK / 2) == ["grace"]
        assert due(session, WEEK) == ["grace", "ada"]


def test_a_node_id_that_comes_later_makes_the_profile_due(ledger: Ledger) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor()], NOW)
        assert actors.profiles_due(session, "files", LATER, 10) == []
        actors.remember(session, [actor(node_id="N_1")], LATER)
        assert [one.key for one in actors.profiles_due(session, "files", LATER, 10)] == ["ada"]

"""Who writes from one mail domain: each person once, and who else it concerns."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from ledger import actors, colleagues
from ledger.drafts import Signal, SignalKind, Standing
from ledger.engine import Ledger, Session
from ledger.stale import mark_faded
from ledger.tables import Actor
from tests.builders import NOW, actor
from tests.ledger.waiting import stale, weighed

LATER = NOW + timedelta(days=7)
ACME_MAIL = "acme.example"


def placed(session: Session) -> None:
    """As if every mail host were read: its domain is the last two labels."""
    hosts = colleagues.unplaced_hosts(session)
    colleagues.place(session, {host: ".".join(host.split(".")[-2:]) for host in hosts})


def test_another_person_concerns_everybody_at_a_small_domain_only(ledger: Ledger) -> None:
    """Two colleagues vouch for each other, from whatever host; the hundredth changes nothing."""
    with ledger.write() as session:
        actors.remember(session, [actor("else", "globex.example")], NOW)
        placed(session)
        for key, concerned in [
            ("first", {"first"}),
            ("second", {"first", "second"}),
            ("third", {"first", "second", "third"}),
            ("fourth", {"fourth"}),
        ]:
            weighed(session)
            actors.remember(session, [actor(key, f"{key}.acme.example")], NOW)
            placed(session)
            assert stale(session) == concerned
        assert colleagues.unplaced_hosts(session) == []


@pytest.mark.parametrize(("people", "concerned"), [(2, True), (3, True), (4, False)])
@pytest.mark.parametrize("leaves", [Standing.BOT, Standing.DELETED])
def test_who_turns_out_no_person_vouches_for_nobody(
    ledger: Ledger, people: int, concerned: bool, leaves: Standing
) -> None:
    with ledger.write() as session:
        crowd = [f"p{number}" for number in range(people)]
        actors.remember(session, [actor(key, ACME_MAIL) for key in crowd], NOW)
        placed(session)
        weighed(session)
        actors.remember(session, [actor("p0", standing=leaves)], LATER)
        placed(session)
        assert (stale(session) >= set(crowd[1:])) is concerned
        assert colleagues.people_at(session, [ACME_MAIL]) == {ACME_MAIL: people - 1}


def test_whoever_is_a_person_after_all_vouches_again(ledger: Ledger) -> None:
    with ledger.write() as session:
        suspect = actor("robot", ACME_MAIL, standing=Standing.SUSPECT)
        ids = actors.remember(session, [actor("ada", ACME_MAIL), suspect], NOW)
        placed(session)
        weighed(session)
        assert colleagues.people_at(session, [ACME_MAIL]) == {ACME_MAIL: 1}
        robot = session.get_one(Actor, ids["files", "robot"])
        robot.standing = Standing.PERSON
        colleagues.count_anew(session, [robot.id])
        placed(session)
        assert stale(session) >= {"ada"}
        assert colleagues.people_at(session, [ACME_MAIL]) == {ACME_MAIL: 2}


@pytest.mark.parametrize(("days", "waits"), [(-1, False), (0, True), (1, True)])
def test_whose_evidence_has_faded_waits_again(ledger: Ledger, days: int, waits: bool) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor("ada"), actor("grace")], NOW)
        weighed(session)
        session.exec(select(Actor).where(Actor.key == "ada")).one().weigh_on = NOW.date()
        session.flush()
        mark_faded(session, NOW.date() + timedelta(days=days))
        assert stale(session) == ({"ada"} if waits else set())


def test_people_at_a_domain_are_persons_each_once(ledger: Ledger) -> None:
    crowd = [
        actor("ada", "acme.example", signals=(Signal(SignalKind.BLOG_DOMAIN, "globex.example"),)),
        actor("grace", "acme.example"),
        actor("bot", "acme.example", standing=Standing.BOT),
        actor("net", "acme.example", standing=Standing.PSEUDO),
    ]
    with ledger.write() as session:
        actors.remember(session, crowd, NOW)
        actors.remember(session, crowd, LATER)
        asked = {"acme.example", "globex.example"}
        assert colleagues.people_at(session, asked) == {"acme.example": 2}


@pytest.mark.parametrize(
    ("keys", "people"),
    [
        (("0123456789abcdef" * 2, "0123456789abcdef" * 2), 1),
        (("0123456789abcdef" * 2, "fedcba9876543210" * 2), 2),
        (("ada", "ada"), 2),  # one handle in two places may be two people
        (("0123456789abcdeg" * 2, "0123456789abcdeg" * 2), 2),
        (("0123456789abcdef", "0123456789abcdef"), 2),
    ],
    ids=["one address", "two addresses", "a handle", "no hexadecimals", "too short"],
)
def test_an_address_in_two_sources_is_one_person(
    ledger: Ledger, keys: tuple[str, str], people: int
) -> None:
    crowd = [
        replace(actor(key, ACME_MAIL), source=source)
        for source, key in zip(("site", "forum"), keys, strict=True)
    ]
    with ledger.write() as session:
        actors.remember(session, crowd, NOW)
        placed(session)
        assert colleagues.people_at(session, [ACME_MAIL]) == {ACME_MAIL: people}

"""Who is our own, who vouches for whom: the same answer whenever and with whomever people came."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot import passes
from bot.services import Services
from collectors.github_items import GHOST
from ledger import actors
from ledger.drafts import ActorDraft, Standing
from ledger.tables import Affiliation
from scoring.rescore import assess
from tests.bot.scene import NOW, did, github, happened, said

OURS = "rocket.example"


def level_of(services: Services, key: str) -> str | None:
    with services.ledger.read() as session:
        found = assess(session, services.rules, services.today(NOW))
    return next((one.level for one in found if one.key == key), None)


@pytest.fixture
def ours(here: Services) -> Services:
    """Two who came, and rocket.example told as our own domain since."""
    happened(here, [did(github("ada", "1", "anvil.example")), did(github("bo", "2", OURS))])
    return replace(here, own_domains=frozenset({OURS}))


def test_our_own_domain_told_later_is_never_listed(here: Services, ours: Services) -> None:
    assert level_of(here, "rocket.example") == "none"
    happened(ours, [did(github("di", "4", "eu.rocket.example"))])
    assert level_of(ours, "rocket.example") is None
    happened(here, [])
    assert level_of(here, "rocket.example") == "none"


def test_a_link_outdoes_the_rule_that_tells_staff(ours: Services) -> None:
    happened(ours, [])
    said(ours, "/oql link github:bo newco.example")
    happened(ours, [])
    assert level_of(ours, "newco.example") == "none"


@pytest.mark.parametrize("typed", ["rocket.example", "www.rocket.example", "Rocket"])
def test_a_link_to_our_own_makes_a_colleague(ours: Services, typed: str) -> None:
    happened(ours, [])
    text = said(ours, f"/oql link github:ada {typed}")
    assert text.startswith("ada is a colleague from now on: our own people never score.")
    happened(ours, [])
    with ours.ledger.read() as session:
        [ada] = actors.find(session, "github", "ada")
        assert ada.standing == Standing.STAFF
    assert level_of(ours, "rocket.example") is None


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        (ActorDraft("github", "9", "ci", standing=Standing.BOT), "ci is a bot, and bots never"),
        (GHOST, "ghost stands in for every deleted account"),
    ],
)
def test_a_link_that_would_have_no_sense_changes_nothing(
    here: Services, who: ActorDraft, answer: str
) -> None:
    happened(here, [did(who)])
    assert answer in said(here, f"/oql link github:{who.handle} newco.example")
    assert level_of(here, "newco.example") is None


HOSTS = ("acme.example", "eu.acme.example", "us.acme.example", "mail.us.acme.example")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(HOSTS), st.booleans()), min_size=1, max_size=6))
def test_colleagues_vouch_for_each_other_in_any_order_and_batch(
    here: Services, came: list[tuple[str, bool]]
) -> None:
    """`came`: each one's mail host, and whether the others were weighed before the next came."""
    with here.ledger.write() as session:
        for table in ("activity", "tally", "affiliation", "actor_signal", "actor"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    for key, (host, alone) in enumerate(came):
        with here.ledger.write() as session:
            actors.remember(session, [github(f"p{key}", str(key), host)], NOW)
        if alone:
            passes.recognise(here, lambda: NOW)
    passes.recognise(here, lambda: NOW)
    with here.ledger.read() as session:
        found = session.exec(select(Affiliation.confidence)).all()
    assert found == [{1: 50, 2: 75}.get(len(came), 95)] * len(came)

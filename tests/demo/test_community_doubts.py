"""What the made-up community leaves in doubt: asked about with a reason, settled by a word."""

from collections.abc import Iterator

import pytest

from bot.reviewing import answer
from bot.suggesting import queue
from bot.suggestion import Suggestion
from demo.community import DOUBTED, OPENING, stories
from ledger import actors, affiliations, corrections
from ledger.corrections import By
from ledger.stays import standing_rows
from ledger.tables import Actor
from scoring.rescore import assess
from tests.demo.test_community_stories import MISSPELT, NOON, World, world_of

GUEST = "granitearch.example"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_of(tmp_path_factory.mktemp("doubts"), 1, NOON) as made:
        made.play(OPENING)
        yield made


def asked(world: World) -> list[Suggestion]:
    with world.services.ledger.read() as session:
        return queue(session, world.services, world.services.today(world.clock()), 100)[0]


def test_each_kind_of_doubt_is_asked_about_with_points_and_a_reason(world: World) -> None:
    found = [(one.kind, one.subject, one.object, one.points // 100) for one in asked(world)]
    assert found == [
        ("company", DOUBTED.domain, "", 50),
        ("bot", "github:glasswharf-deploy-bot", "", 20),
        ("match", "github:noravik", "fathomline.example", 9),
        ("company", MISSPELT, "", 7),
        ("merge", MISSPELT, "tallgrassdata.example", 7),
        ("match", "slack:mae", "saltmarshgames.example", 5),
        ("match", "slack:idris", "kestrelgrid.example", 5),
        ("match", "github:ikersol", "ninebarrow.example", 5),
        ("match", "slack:gus", "agency.example", 0),
    ]
    assert all(one.reason for one in asked(world))


def test_each_answer_empties_the_queue_and_its_undoing_fills_it_again(world: World) -> None:
    before, by = asked(world), By("U1", "Dana", world.clock())
    with world.services.ledger.write() as session:
        said = [
            answer(session, world.services, one.facts()["id"], True, by).correction.id
            for one in before[:3]
        ]
    assert [one.key for one in asked(world)] == [one.key for one in before[3:]]
    with world.services.ledger.write() as session:
        for number in reversed(said):
            corrections.undo(session, number, by)
    world.judge()
    assert asked(world) == before


def test_the_doubted_company_is_in_use_and_was_told_to_nobody(world: World) -> None:
    day = world.services.today(world.clock())
    with world.services.ledger.read() as session:
        found = {one.key: one for one in assess(session, world.services.rules, day)}
    assert (found[DOUBTED.domain].level, found[DOUBTED.domain].verified) == ("OQL2", False)


def stands_for(world: World, actor: Actor | None) -> tuple[str, str]:
    """The company of somebody, and why."""
    assert actor is not None
    with world.services.ledger.read() as session:
        company = affiliations.company_of(session, actor.id, world.clock().date())
        [row] = standing_rows(session, [actor.id])[actor.id]
    assert company is not None
    return company.key, row.evidence


def test_a_handle_is_the_company_that_its_organisation_names(world: World) -> None:
    with world.services.ledger.read() as session:
        [zofia] = actors.find(session, "github", "zofiam")
    company, evidence = stands_for(world, zofia)
    assert company == stories.SECOND_EMPLOYER.domain
    assert "its organisation's domain" in evidence


def test_a_guest_in_a_shared_channel_is_of_the_company_next_door(world: World) -> None:
    guest = world.stage.slack.person("ivo")
    with world.services.ledger.read() as session:
        ivo = actors.by_identity(session, "slack", f"{guest.team_id}:{guest.id}")
    assert stands_for(world, ivo) == (GUEST, f"Slack workspace of {GUEST}")

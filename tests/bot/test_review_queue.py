"""The review queue: what is asked, in which order, with which reason."""

import pytest

from bot.services import Services
from bot.suggesting import queue
from ledger import corrections
from ledger.drafts import ActorDraft, Signal, SignalKind
from tests.bot.doubts import asked, in_doubt
from tests.bot.scene import NOW, did, happened, said


@pytest.fixture
def known(here: Services) -> Services:
    """One suggestion of each kind."""
    return in_doubt(here)


def test_everything_is_asked_by_the_points_at_stake(known: Services) -> None:
    assert [(one.kind, one.subject, one.object, one.points) for one in asked(known)] == [
        ("match", "github:jane", "janes.example", 1_500),
        ("company", "two.example", "", 1_000),
        ("merge", "lumenfreights.example", "lumen-freights.example", 500),
        ("bot", "github:acme-ci", "", 200),
    ]


def test_each_has_its_reason(known: Services) -> None:
    reasons = [one.reason for one in asked(known)]
    assert reasons[:2] == ["mail domain janes.example (1 person)", "2 people, mail domain"]
    assert reasons[2].startswith("the names ")
    assert "until somebody says it is a person" in reasons[3]


def test_the_key_of_a_company_is_shown_where_it_is_a_domain(here: Services) -> None:
    named = [
        did(ActorDraft("files", name, signals=(Signal(SignalKind.STATED_COMPANY, name),)))
        for name in ("Tallgrass Data", "Tallgras Data")
    ]
    happened(here, named)
    [pair] = [one for one in asked(here) if one.kind == "merge"]
    assert {pair.subject_name, pair.object_name} == {"Tallgrass Data", "Tallgras Data"}


def test_slack_shows_it_with_buttons(known: Services) -> None:
    lines = said(known, "/oql review 1").splitlines()
    assert lines == [
        "To review: 4",
        "Points in 30 days that hang on each. What you say can be undone.",
        "Does Jane (github:jane) work at janes.example? · 15 points",
        "mail domain janes.example (1 person)",
        "[Yes]  [No]",
        "… and 3 more",
    ]


@pytest.mark.parametrize("number", ["0", "21", "ten", "٣"])
def test_review_takes_a_number(known: Services, number: str) -> None:
    text = said(known, f"/oql review {number}")
    assert text.startswith(f"Review takes a number from 1 to 20, not {number}.")


def test_nothing_to_review(here: Services) -> None:
    assert said(here, "/oql review").startswith("Nothing to review: ")


def test_the_rest_is_counted_and_refusals_are_not(known: Services) -> None:
    with known.ledger.write() as session:
        [one] = [one for one in asked(known) if one.kind == "merge"]
        first, other = one.key.split(":")
        by = corrections.By("U1", "Dana", NOW)
        corrections.refuse(session, "merge", ":".join(sorted((first, other))), "x", by)
        corrections.refuse(session, "match", "998:999", "somebody else", by)
    with known.ledger.read() as session:
        first_two, total = queue(session, known, known.today(NOW), 2)
    assert ([one.kind for one in first_two], total) == (["match", "company"], 3)

"""The review queue: what is asked, in which order, with which reason, and what answers do."""

from datetime import timedelta

import pytest

from bot import oql_review
from bot.services import Services
from bot.suggesting import Suggestion, queue
from bot.views.plain import as_text
from ledger import corrections
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from ledger.tables import Actor
from scoring.rescore import assess
from tests.bot.scene import NOW, asker, did, happened, pulls, said


def mailed(login: str, key: str, domain: str) -> ActorDraft:
    """Somebody of whom a mail address is known, and nothing else."""
    signal = Signal(SignalKind.EMAIL_DOMAIN, domain)
    return ActorDraft("github", key, handle=login, name=login.title(), signals=(signal,))


def downloads(who: ActorDraft, days: int) -> list[ActivityDraft]:
    """One on each of so many days, as far apart as counts them all."""
    return [did(who, "download", NOW - timedelta(days=4 * n)) for n in range(days)]


@pytest.fixture
def known(here: Services) -> Services:
    """One suggestion of each kind: points at stake are 15, 10, 5 and 2."""
    happened(
        here,
        [
            *downloads(mailed("jane", "1", "janes.example"), 3),
            *downloads(mailed("ada", "2", "two.example"), 1),
            *downloads(mailed("bo", "3", "two.example"), 1),
            *pulls("lumenfreights.example", 1),
            *pulls("lumen-freights.example", 4),
            did(ActorDraft("github", "9", handle="acme-ci")),
        ],
    )
    with here.ledger.write() as session:  # as the recognising pass would find it by its name
        suspect = session.get_one(
            Actor,
            session.connection()
            .exec_driver_sql("SELECT id FROM actor WHERE key = '9'")
            .scalar_one(),
        )
        suspect.standing = "suspect"
    return here


def asked(services: Services, most: int = 10) -> list[Suggestion]:
    with services.ledger.read() as session:
        return queue(session, services, services.today(NOW), most)[0]


def points(services: Services) -> dict[str, int]:
    with services.ledger.read() as session:
        found = assess(session, services.rules, services.today(NOW))
    return {one.key: one.score(30) // 100 for one in found}


def press(services: Services, one: Suggestion, is_taken: bool, user: str = "U1") -> str:
    answer = oql_review.press(services, f"{one.kind}:{one.key}", is_taken, asker(user), NOW)
    return as_text(answer.message)


def of_kind(services: Services, kind: str) -> Suggestion:
    [one] = [one for one in asked(services) if one.kind == kind]
    return one


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


TAKEN = [
    ("match", True, "jane stands for janes.example from now on", {"janes.example": 15}),
    ("match", False, "Turned down, and not asked again: github:jane works at janes.example.", {}),
    ("company", True, "two.example is confirmed", {}),
    ("company", False, "The match of two.example is turned down", {"two.example": None}),
    (
        "merge",
        True,
        "lumenfreights.example counts as lumen-freights.example from now on: 2 people, 20 points",
        {"lumenfreights.example": None},
    ),
    (
        "merge",
        False,
        "not asked again: lumenfreights.example is the same as lumen-freights.example.",
        {},
    ),
    ("bot", True, "acme-ci is a bot, and bots never score.", {}),
    ("bot", False, "acme-ci is a person, and scores like anybody.", {}),
]


@pytest.mark.parametrize(("kind", "is_taken", "answer", "moved"), TAKEN)
def test_an_answer_is_given_once_and_stays(
    known: Services, kind: str, is_taken: bool, answer: str, moved: dict[str, int | None]
) -> None:
    one, before = of_kind(known, kind), points(known)
    assert answer in press(known, one, is_taken)
    after = points(known)
    changed = {
        key: after.get(key)
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    assert changed == moved
    assert kind not in [other.kind for other in asked(known)]
    happened(known, [])  # whatever weighs again asks no more
    assert kind not in [other.kind for other in asked(known)]
    second = press(known, one, not is_taken, "U2")
    assert second.startswith("@U1 was quicker, on 20 Nov 2026: ")
    with known.ledger.read() as session:
        assert len(corrections.listed(session, 10)) == 1


@pytest.mark.parametrize(("kind", "is_taken"), [row[:2] for row in TAKEN])
def test_an_answer_that_is_undone_is_asked_again(
    known: Services, kind: str, is_taken: bool
) -> None:
    one, before = of_kind(known, kind), points(known)
    press(known, one, is_taken)
    assert said(known, "/oql undo 1").startswith("Undone: ")
    assert points(known) == before
    assert of_kind(known, kind) == one


def test_what_a_person_said_otherwise_settles_it_too(known: Services) -> None:
    one = of_kind(known, "match")
    said(known, "/oql link github:jane none", user="U3")
    assert press(known, one, True).startswith(
        "@U3 was quicker, on 20 Nov 2026: github:jane stands for nobody."
    )


def test_two_of_a_group_are_not_taken_for_one(known: Services) -> None:
    said(known, "/oql parent lumenfreights.example is lumen-freights.example")
    assert "merge" not in [one.kind for one in asked(known)]


def test_a_second_person_settles_a_match_by_itself(known: Services) -> None:
    one = of_kind(known, "match")
    happened(known, [did(mailed("joe", "11", "janes.example"))])
    assert "match" not in [one.kind for one in asked(known)]
    assert press(known, one, True) == (
        "This is settled already: the evidence changed, or there is nothing left to ask."
    )

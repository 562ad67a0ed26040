"""What people say of companies in Slack: what follows from it, and taking it back."""

from datetime import timedelta

import pytest

from bot.services import Services
from ledger import companies, corrections, jobs
from scoring.rescore import assess
from tests.bot.scene import NOW, did, github, happened, pulls, said

LATER = NOW.replace(hour=23)


@pytest.fixture
def known(here: Services) -> Services:
    """Acme with two people and 25 points, Acme Labs with one and 10, Rocket with an issue."""
    happened(
        here,
        [
            *pulls("acme.example", 8),
            did(github("ada", "1", "acme.example"), "pull_request", NOW - timedelta(days=1)),
            *pulls("acme-labs.example", 2),
            did(github("bo", "2", "rocket.example")),
        ],
    )
    return here


def points(services: Services) -> dict[str, int]:
    with services.ledger.read() as session:
        found = assess(session, services.rules, services.today(NOW))
    return {one.key: one.score(30) // 100 for one in found}


BEFORE = {"acme.example": 30, "acme-labs.example": 10, "rocket.example": 2}

# What is typed, the first line of the answer, and the points of all companies after it.
WORDS = [
    (
        "merge labs into acme.example",
        "acme-labs.example counts as acme.example from now on: 3 people, 30 points in 30 days.",
        {"acme.example": 30, "rocket.example": 2},
    ),
    (
        "merge rocket.example into acme.example",
        "rocket.example counts as acme.example from now on: 3 people, 32 points in 30 days.",
        {"acme.example": 32, "acme-labs.example": 10},
    ),
    (
        "parent acme-labs.example is acme.example",
        "acme-labs.example belongs to acme.example: "
        "shown beside it, and each keeps its own points.",
        BEFORE,
    ),
    (
        "successor rocket.example is acme.example from 2026-11-20",
        "rocket.example counts as acme.example from 20 Nov 2026 on, and as itself before: "
        "3 people, 32 points in 30 days.",
        {"acme.example": 32, "acme-labs.example": 10},
    ),
    (
        "successor rocket.example is acme.example from 2026-11-21",
        "rocket.example counts as acme.example from 21 Nov 2026 on, and as itself before: "
        "2 people, 30 points in 30 days.",
        BEFORE,
    ),
    (
        "ignore rocket",
        "rocket.example is left out from now on: no points, no news, in no list.",
        {"acme.example": 30, "acme-labs.example": 10},
    ),
    (
        "heed rocket",
        "rocket.example is scored again: 1 person, 2 points in 30 days.",
        BEFORE,
    ),
    (
        "verify rocket",
        "rocket.example is confirmed: who counts for it counts in full: "
        "1 person, 2 points in 30 days.",
        BEFORE,
    ),
    (
        "unverify rocket",
        "The match of rocket.example is turned down: nobody counts for it any more. "
        "If it ever was an OQL, it is OQL0, unverified.",
        {"acme.example": 30, "acme-labs.example": 10},
    ),
    (
        "alias acme.example is Acme Holding",
        "Acme Holding is acme.example from now on: who names it counts there: "
        "2 people, 30 points in 30 days.",
        BEFORE,
    ),
    (
        "link github:bo acme.example",
        "bo stands for acme.example from now on, whatever the evidence says. Levels follow soon.",
        {"acme.example": 32, "acme-labs.example": 10},
    ),
    (
        "link github:bo acme.example until 2026-11-19",
        "bo stands for acme.example until 19 Nov 2026, whatever the evidence says. "
        "Other days stay as they were. Levels follow soon.",
        BEFORE,
    ),
    (
        "link github:bo own",
        "bo is a colleague from now on: our own people never score. Levels follow soon.",
        {"acme.example": 30, "acme-labs.example": 10},
    ),
    (
        "bot github:bo",
        "bo is a bot, and bots never score. Levels follow soon.",
        {"acme.example": 30, "acme-labs.example": 10},
    ),
    (
        "person github:bo",
        "bo is a person, and scores like anybody. Levels follow soon.",
        BEFORE,
    ),
]


@pytest.mark.parametrize(("line", "answer", "after"), WORDS, ids=[word[0] for word in WORDS])
def test_a_word_says_what_follows_and_is_undone(
    known: Services, line: str, answer: str, after: dict[str, int]
) -> None:
    assert points(known) == BEFORE
    assert said(known, f"/oql {line}").splitlines() == [answer, "Undo: /oql undo 1", "[Undo]"]
    assert points(known) == after
    undone = said(known, "/oql undo 1", user="U2")
    assert undone.startswith("Undone: ")
    assert undone.endswith("What stood before stands again. Levels follow soon.")
    assert points(known) == BEFORE
    assert "was undone already, on 2026-11-20 by u2." in said(known, "/oql undo #1")


@pytest.mark.parametrize(("line", "answer", "after"), WORDS, ids=[word[0] for word in WORDS])
def test_a_word_said_twice_is_one_word(
    known: Services, line: str, answer: str, after: dict[str, int]
) -> None:
    said(known, f"/oql {line}")
    again = said(known, f"/oql {line}", user="U2")
    assert again.startswith("Nothing to do: ") or "joined to itself" in again
    assert points(known) == after
    with known.ledger.read() as session:
        assert len(corrections.listed(session, 10)) == 1


@pytest.mark.parametrize(
    ("first", "then", "answer"),
    [
        (
            "link github:bo acme.example",
            "unlink github:bo",
            "The evidence decides again whom bo stands for: today rocket.example.",
        ),
        (
            "merge rocket into acme.example",
            "unmerge rocket.example",
            "rocket.example stands by itself again: 1 person, 2 points in 30 days.",
        ),
        (
            "alias acme.example is @acme-oss",
            "unalias @acme-oss",
            "@acme-oss is acme.example no more: the evidence decides again whom it names.",
        ),
        ("parent labs is acme.example", "parent labs is none", "belongs to no other company."),
        (
            "successor rocket is acme.example from 2026-01-01",
            "successor rocket.example is none",
            "rocket.example has no successor: it counts as itself on every day.",
        ),
    ],
)
def test_a_word_is_taken_back(known: Services, first: str, then: str, answer: str) -> None:
    said(known, f"/oql {first}")
    assert answer in said(known, f"/oql {then}")
    assert points(known) == BEFORE


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("merge acme into rocket", "Several companies fit. Which one?"),
        ("merge nope into rocket", "I know no company called nope: write its domain"),
        ("merge acme.example into acme.example", "cannot be joined to itself: name two companies."),
        ("ignore", "ignore takes COMPANY.\nSuch as /oql ignore acme.com"),
        ("successor rocket is acme.example", "a successor takes its first day"),
        ("unalias nowhere.example", "nobody said whose nowhere.example is"),
        ("unlink github:bo", "Nothing to do: nobody said whom github:bo stands for"),
        ("undo", "undo takes the number of a correction"),
        ("undo seven", "undo takes the number of a correction"),
        ("undo 7", "There is no correction 7"),
        ("corrections 0", "takes a number from 1 to 20, not 0"),
        ("corrections", "Nobody has corrected anything yet."),
        ("corrections acme", "Nobody has corrected anything about acme yet."),
        ("mrege labs into acme.example", "Did you mean /oql merge?"),
        ("alias acme.example gmail.com", "gmail.com is no company's domain (free)"),
        ("alias acme.example @", "@ names no organisation on GitHub: write @acme"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(
    known: Services, line: str, answer: str
) -> None:
    assert answer.lower() in said(known, f"/oql {line}").lower()
    assert points(known) == BEFORE
    with known.ledger.read() as session:
        assert corrections.listed(session, 1) == []


def test_a_circle_is_refused_by_name(known: Services) -> None:
    said(known, "/oql successor rocket is acme.example from 2030-01-01")
    answer = said(known, "/oql merge acme.example into rocket.example")
    assert "so this would go round in a circle" in answer
    assert points(known) == BEFORE


def test_the_list_tells_who_said_what_when_and_what_was_undone(known: Services) -> None:
    said(known, "/oql ignore rocket")
    said(known, "/oql link github:bo none", LATER)
    said(known, "/oql undo 1", LATER, "U2")
    assert said(known, "/oql corrections").splitlines() == [
        "Corrections, newest first",
        "2 github:bo stands for nobody",
        "@U1 · 20 Nov 2026",
        "1 rocket.example is left out",
        "@U1 · 20 Nov 2026 · undone by u2 on 20 Nov 2026",
    ]
    assert "github:bo" not in said(known, "/oql corrections rocket")
    assert "rocket" not in said(known, "/oql corrections 1")


def test_every_word_hastens_the_score(known: Services) -> None:
    for line in ("ignore rocket", "undo 1"):
        with known.ledger.write() as session:
            jobs.claim(session, "score", NOW, LATER)
        said(known, f"/oql {line}")
        with known.ledger.read() as session:
            assert jobs.is_due(session, "score", NOW)


def test_an_unquoted_part_of_a_name_means_who_is_known(known: Services) -> None:
    assert "bo stands for acme-labs.example" in said(known, "/oql link github:bo labs")
    assert "bo stands for Labs from" in said(known, '/oql link github:bo "Labs"')
    with known.ledger.read() as session:
        assert [one.key for one in companies.find(session, "name:labs")] == ["name:labs"]


def test_a_merged_company_is_found_by_the_other_ones_name(known: Services) -> None:
    said(known, "/oql merge rocket into acme.example")
    assert said(known, "/oql rocket.example").startswith("acme.example: OQL1")
    assert "Who: with rocket.example" in said(known, "/oql acme.example")


@pytest.mark.parametrize("typed", ['"Labs"', "@acme-oss", "Anvil Holding Ltd."])
def test_a_company_is_found_by_what_a_person_called_it(known: Services, typed: str) -> None:
    said(known, f"/oql alias acme.example is {typed}")
    assert said(known, f"/oql {typed}").startswith("acme.example: OQL1")


def test_the_answer_tells_how_a_company_is_known(known: Services) -> None:
    said(known, "/oql parent acme.example is rocket.example")
    said(known, "/oql link github:ada acme.example")
    said(known, "/oql successor labs is acme.example from 2026-11-20")
    text = said(known, "/oql acme.example")
    assert "Known by: 1 person, said by a person; 1 stated by the sender" in text
    assert "Who: part of rocket.example; acme-labs.example until 20 Nov 2026" in text


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "verify acme.example",
            "acme.example: OQL1 since 15 Nov 2026 · confirmed by @U1 on 20 Nov 2026",
        ),
        (
            "unverify acme.example",
            "acme.example: OQL0 (unverified) · match turned down by @U1 on 20 Nov 2026",
        ),
        (
            "ignore acme.example",
            "acme.example: left out of every list, by @U1 on 20 Nov 2026. /oql heed acme.example",
        ),
    ],
)
def test_the_answer_tells_the_word_on_a_company(known: Services, line: str, answer: str) -> None:
    said(known, f"/oql {line}")
    assert answer in said(known, "/oql acme.example")


def test_a_match_that_was_wrong_and_never_qualified(known: Services) -> None:
    said(known, "/oql unverify rocket")
    assert said(known, "/oql rocket").startswith(
        "rocket.example: match turned down by @U1 on 20 Nov 2026, so nobody counts for it."
    )

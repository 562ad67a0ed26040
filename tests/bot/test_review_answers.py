"""Answers to the review queue: each once, kept, taken back, and only to what is asked."""

from dataclasses import replace

import pytest

from bot import passes
from bot.oql import review
from bot.services import Services
from bot.suggesting import queue
from bot.suggestion import ids_of, standing
from bot.views.plain import as_text
from ledger import corrections, intake
from tests.bot.doubts import (
    TWO,
    asked,
    company_ids,
    downloads,
    in_doubt,
    listed,
    mailed,
    of_kind,
    points,
    press,
)
from tests.bot.scene import NOW, asker, did, happened, pulls, said


@pytest.fixture
def known(here: Services) -> Services:
    """One suggestion of each kind."""
    return in_doubt(here)


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


def test_what_was_never_asked_is_not_answered(known: Services) -> None:
    """Nor what is certain, what is not there, or what merely looks like an id."""
    happened(known, pulls("sure.example", 1))
    ids = company_ids(known)
    sure, two, janes = (ids[key] for key in ("sure.example", "two.example", "janes.example"))
    for one in (
        f"company:{sure}",
        f"company:{janes}",  # nobody counts for it yet
        "company:999",
        f"match:1:{sure}",
        f"merge:{sure}:{two}",
        f"merge:{two}:{two}",
        "merge:998:999",
        f"successor:{sure}",
        "bot:1",
        "bot:999",
        "match:1",
        f"company:{two}:{two}",
        "joke:1",
        "company:٣",
        f"company:{'9' * 40}",
    ):
        for is_taken in (True, False):
            answer = review.press(known, one, is_taken, asker("U1"), NOW)
            assert as_text(answer.message).startswith("This is settled already: "), one
    with known.ledger.read() as session:
        assert corrections.listed(session, 10) == []


def test_whatever_is_asked_can_be_answered(known: Services) -> None:
    """What is ranked by numbers and what is looked up by its id is the same."""
    with known.ledger.read() as session:
        first, total = queue(session, known, known.today(NOW), 10)
        assert len(first) == total == 4
        for one in first:
            kind, ids = ids_of(f"{one.kind}:{one.key}") or ("", ())
            found = standing(session, known.rules, known.today(NOW), kind, ids)
            assert found == replace(one, points=0)


@pytest.mark.parametrize("way", ["button", "word"])
def test_whoever_qualified_and_is_turned_down_is_a_former_one_before_any_score(
    here: Services, way: str
) -> None:
    """Two people at a domain, 20 points: OQL1 by evidence, and nobody has judged it yet."""
    with here.ledger.write() as session:
        drafts = [*downloads(mailed("ada", "2", TWO), 1), *downloads(mailed("bo", "3", TWO), 3)]
        intake.record(session, drafts, here.zone, NOW)
    passes.recognise(here, lambda: NOW)
    before = points(here)[TWO]
    if way == "button":
        press(here, of_kind(here, "company"), False)
    else:
        said(here, "/oql unverify two.example")
    passes.judge(here, NOW)
    [one] = listed(here)
    assert (one.key, one.level, one.note, one.score(30)) == ("two.example", "OQL0", "unverified", 0)
    said(here, "/oql undo 1")
    passes.judge(here, NOW)
    [one] = listed(here)
    assert (one.level, one.score(30) // 100) == ("OQL1", before)


def test_whoever_never_qualified_and_is_turned_down_is_gone(here: Services) -> None:
    happened(here, [*downloads(mailed("ada", "2", "two.example"), 1), did(mailed("bo", "3", TWO))])
    assert points(here)[TWO] == 7
    press(here, of_kind(here, "company"), False)
    passes.judge(here, NOW)
    assert listed(here) == ()

"""The review queue asks once of a person with several accounts, and an answer is one of each."""

import pytest

from bot.answers import Press, Say
from bot.oql.corrections import press_undo
from bot.services import Services
from bot.suggesting import queue
from bot.views.plain import as_text
from ledger import corrections, persons
from ledger.drafts import ActorDraft, Signal, SignalKind
from tests.bot.doubts import asked, downloads, listed, of_kind, points, press
from tests.bot.scene import NOW, asker, did, happened, said

HOME = "adas.example"
MAIL = (Signal(SignalKind.EMAIL_DOMAIN, HOME, "the hash of her address"),)
GITHUB = ActorDraft("github", "7", handle="ada", name="Ada", signals=MAIL)
SLACK = ActorDraft("slack", "T1:U7", handle="Ada", name="Ada Byte", signals=MAIL)
FORUM = ActorDraft("forum", "ada", handle="byte", signals=MAIL)
BARE = ActorDraft("shop", "f" * 32, signals=MAIL)


@pytest.fixture
def known(here: Services) -> Services:
    """One person with three accounts, at a domain where nobody else is."""
    happened(here, [*downloads(GITHUB, 2), *downloads(SLACK, 1), did(FORUM, "pull_request")])
    return here


def test_one_question_speaks_of_all_accounts_and_of_what_all_of_them_earn(known: Services) -> None:
    [one] = asked(known)
    assert (one.subject, one.subject_name) == ("github:ada", "Ada (github:ada, slack, forum:byte)")
    assert (one.object, one.points) == (HOME, 2_000)
    assert said(known, "/oql review").splitlines()[2] == (
        "Does Ada (github:ada, slack, forum:byte) work at adas.example? · 20 points"
    )


def test_points_at_stake_are_those_of_one_company_under_its_caps(here: Services) -> None:
    """Two downloads on a day earn the most that a day may hold, whoever made them."""
    happened(here, [did(one, "download") for one in (GITHUB, SLACK, FORUM)])
    [one] = asked(here)
    assert one.points == 1_000


@pytest.mark.parametrize(
    ("is_taken", "answer", "moved"),
    [
        (True, "ada (3 accounts) stands for adas.example from now on", {HOME: 20}),
        (False, "not asked again: github:ada works at adas.example (3 accounts).", {}),
    ],
)
def test_an_answer_is_one_of_every_account_and_goes_at_one_press(
    known: Services, is_taken: bool, answer: str, moved: dict[str, int]
) -> None:
    one = of_kind(known, "match")
    told = press(known, one, is_taken)
    assert answer in told
    assert "Undo: /oql undo 1-3" in told
    assert asked(known) == []
    happened(known, [])
    assert (asked(known), points(known)) == ([], moved)
    assert press(known, one, not is_taken, "U2").startswith("@U1 was quicker")
    undone = press_undo(known, Press("1-3", {}), asker("U1"), NOW)
    assert isinstance(undone, Say)
    assert as_text(undone.message).startswith("Undone: ")
    happened(known, [])
    assert asked(known) == [one]


def test_all_accounts_are_one_person_at_the_company(known: Services) -> None:
    press(known, of_kind(known, "match"), True)
    [one] = listed(known)
    assert (one.key, one.people) == (HOME, 1)
    text = said(known, f"/oql {HOME}")
    assert "1 person in 90 days" in text
    assert "Known by: 1 person, said by a person" in text
    assert "github:ada, slack, forum:byte" in text


def test_a_no_holds_for_an_account_that_comes_later(known: Services) -> None:
    press(known, of_kind(known, "match"), False)
    happened(known, [did(BARE, "download")])
    with known.ledger.read() as session:
        assert len(persons.everybody(session).accounts) == 4
    assert asked(known) == []


def test_a_question_that_was_shown_before_an_account_came_is_answered_for_it_too(
    known: Services,
) -> None:
    one = of_kind(known, "match")
    happened(known, [did(BARE, "download")])
    assert "(4 accounts)" in press(known, one, True)
    with known.ledger.read() as session:
        said_of = [row.subject for row in corrections.listed(session)]
        assert queue(session, known, known.today(NOW), 10) == ([], 0)
    assert len(said_of) == 4
    shown = said(known, "/oql corrections")
    assert "somebody seen by shop stands for adas.example" in shown
    assert "f" * 32 not in shown


def test_what_was_said_of_one_account_leaves_the_others_in_question(known: Services) -> None:
    said(known, f"/oql link github:ada {HOME}")
    [one] = asked(known)
    assert one.subject_name == "Ada Byte (slack:Ada, forum:byte)"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1-3", "Undone: github:ada stands for adas.example; slack:Ada stands for adas.example; "),
        ("2", "Undone: slack:Ada stands for adas.example. What stood before stands again."),
        ("1-9", "There is no correction 9: the list gives the numbers."),
        ("3-1", "Undo takes the number of a correction, which the list shows."),
    ],
)
def test_several_are_undone_by_their_numbers(known: Services, typed: str, answer: str) -> None:
    press(known, of_kind(known, "match"), True)
    assert said(known, f"/oql undo {typed}").startswith(answer)


@pytest.mark.parametrize("verb", ["ignore", "verify"])
def test_what_is_said_of_a_company_where_nobody_was_seen(here: Services, verb: str) -> None:
    """A name that was typed wrong is one of them, so it is said."""
    happened(here, [did(GITHUB, "download")])
    said(here, f"/oql link github:ada {HOME}")
    said(here, f"/oql alias {HOME} is adasfirm.example")
    assert "Nobody has been seen there yet." not in said(here, f"/oql {verb} {HOME}")
    if verb == "ignore":
        assert "Nobody has been seen there yet." in said(here, "/oql ignore nowhere.example")

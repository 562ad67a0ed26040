"""Who is a customer: by a tag, a hand-off or an outcome, until somebody says that it is none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from ledger import audits, companies, customers, handoffs, referrals, tags
from ledger.engine import Ledger, Session
from ledger.spoken import By
from ledger.tables_desk import Referral
from tests.builders import NOW
from tests.ledger.speaking import ACME, DANA, GLOBEX, TODAY, company, named, say

WON = {"sales": ["customer"]}


@pytest.fixture
def two(ledger: Ledger) -> Ledger:
    with ledger.write() as session:
        for key in (ACME, GLOBEX):
            companies.obtain(session, named(key), NOW)
    return ledger


def outcome(session: Session, company_id: int, what: str, by: By) -> None:
    handed = Referral(
        request_key=f"{what} {by.at}",
        made_at=by.at,
        person_name="Ada",
        company_id=company_id,
        team="sales",
        why="asked",
        origin="booth",
        referrer="U1",
        level=0,
        points=0,
    )
    made, _ = referrals.make(session, handed)
    for step in (referrals.ACCEPTED, referrals.OUTCOME):
        came = what if step == referrals.OUTCOME else ""
        assert referrals.advance(session, made.id, step, by.id, by.name, "", by.at, came)


def test_each_team_says_what_it_calls_won(two: Ledger) -> None:
    with two.write() as session:
        acme, globex = company(session, ACME).id, company(session, GLOBEX).id
        outcome(session, acme, "customer", DANA)
        outcome(session, globex, "opportunity", DANA)
        for won, known in (
            ({"sales": {"customer"}}, {acme}),
            ({"sales": {"customer", "opportunity"}}, {acme, globex}),
            ({"product": {"customer"}}, set()),
            (None, {acme, globex}),
        ):
            assert customers.standing(customers.words(session, won), lambda one: one) == known


def act(session: Session, company_id: int, word: str, by: By) -> None:
    """One of the words of which these stories are made."""
    says: dict[str, Callable[[], object]] = {
        "tag": lambda: tags.tag(session, company_id, "customer", by),
        "untag": lambda: customers.deny(session, company_id, by),
        "opportunity": lambda: outcome(session, company_id, "opportunity", by),
        "customer": lambda: outcome(session, company_id, "customer", by),
        "old won": lambda: handoffs.record(session, company_id, handoffs.WON, TODAY, by),
        "old lost": lambda: handoffs.record(session, company_id, handoffs.LOST, TODAY, by),
    }
    hand_off = customers.hand_off
    says.get(word, lambda: hand_off(session, company_id, word, TODAY, by))()


def known(session: Session) -> set[int]:
    return customers.standing(customers.words(session, WON), lambda one: one)


def told(two: Ledger, story: str, apart: timedelta) -> bool:
    """Whether Acme is a customer once all of a story was said."""
    words = story.replace("old ", "old_").split()
    with two.write() as session:
        acme = company(session, ACME).id
        for number, word in enumerate(words):
            act(session, acme, word.replace("_", " "), replace(DANA, at=NOW + number * apart))
        return acme in known(session)


@pytest.mark.parametrize(
    ("story", "is_one"),
    [
        ("", False),
        ("tag", True),
        ("tag untag", False),
        ("tag untag tag", True),
        ("opportunity", False),
        ("customer", True),
        ("customer untag", False),
        ("customer untag customer", True),
        ("customer untag tag", True),
        ("won", True),
        ("won untag", False),
        ("won lost", False),
        ("customer lost", False),
        ("tag lost", False),
        ("customer MQL", True),
        ("lost won", True),
        ("old won", True),  # of a ledger that put no tag beside it
        ("old won untag", False),
        ("old won old lost", False),
    ],
)
def test_the_last_word_holds(two: Ledger, story: str, is_one: bool) -> None:
    assert told(two, story, timedelta(hours=1)) is is_one


@pytest.mark.parametrize(
    ("story", "is_one"),
    [
        ("customer untag", False),
        ("tag untag tag", True),
        ("won lost", False),
        ("won lost won", True),
        ("customer lost", False),
    ],
)
def test_in_one_moment_too(two: Ledger, story: str, is_one: bool) -> None:
    assert told(two, story, timedelta()) is is_one


def test_a_hand_off_brings_the_tag_and_takes_it(two: Ledger) -> None:
    with two.write() as session:
        acme = company(session, ACME).id
        said = [
            customers.hand_off(session, acme, state, TODAY, DANA)
            for state in (handoffs.SQL, handoffs.WON, handoffs.WON, handoffs.LOST)
        ]
        assert said == [
            (True, False, False),
            (True, True, False),
            (False,) * 3,
            (True, False, True),
        ]
        told = [(row.action, row.object) for row in reversed(audits.recent(session, 9))]
        assert told[1:] == [
            ("hand-off", "won"),
            ("tag", "customer"),
            ("hand-off", "lost"),
            ("untag", "customer"),
        ]


def test_a_day_put_right_is_no_new_word(two: Ledger) -> None:
    with two.write() as session:
        acme = company(session, ACME).id
        for hours, (state, days) in enumerate([("lost", 1), ("tag", 0), ("lost", 0)]):
            by = replace(DANA, at=NOW + timedelta(hours=hours))
            if state == "tag":
                tags.tag(session, acme, "customer", by)
            else:
                day = TODAY - timedelta(days=days)
                assert customers.hand_off(session, acme, state, day, by).is_new
        assert known(session) == {acme}


def test_who_is_none_is_denied_without_a_trace(two: Ledger) -> None:
    with two.write() as session:
        acme, globex = company(session, ACME).id, company(session, GLOBEX).id
        act(session, globex, "customer", DANA)
        assert not customers.deny(session, acme, DANA)
        assert customers.deny(session, globex, replace(DANA, at=NOW + timedelta(hours=1)))
        assert not customers.deny(session, globex, replace(DANA, at=NOW + timedelta(hours=2)))
        assert len(audits.recent(session, 9)) == 1


def test_of_a_merged_company_it_is_the_survivors(two: Ledger) -> None:
    with two.write() as session:
        acme, globex = company(session, ACME).id, company(session, GLOBEX).id
        act(session, acme, "customer", DANA)
        say(session, "merge", ACME, GLOBEX)
        assert customers.deny(session, globex, replace(DANA, at=NOW + timedelta(hours=1)))
        said = customers.words(session, WON)
        assert customers.standing(said, lambda one: globex) == set()

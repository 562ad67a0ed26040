"""What people say of people: whom they stand for, from day to day, and who is a bot."""

from datetime import date

import pytest
from sqlmodel import update

from ledger import corrections
from ledger.corrections import CorrectionError
from ledger.drafts import Standing
from ledger.engine import Session
from ledger.tables import Actor
from tests.ledger.speaking import (
    ACME,
    DANA,
    DAY,
    GLOBEX,
    HOOLI,
    SPRING,
    TODAY,
    person,
    picture,
    say,
    settle,
    stands_for,
    stood,
)

LONG_AGO, SUMMER = date(2014, 1, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, {LONG_AGO: HOOLI, SPRING - DAY: HOOLI, SPRING: HOOLI, TODAY: HOOLI}),
        (SUMMER, None, {LONG_AGO: ACME, SPRING: GLOBEX, SUMMER - DAY: GLOBEX, SUMMER: HOOLI}),
        (None, LONG_AGO, {LONG_AGO: HOOLI, LONG_AGO + DAY: ACME, SPRING: GLOBEX}),
        (LONG_AGO, SUMMER, {LONG_AGO - DAY: ACME, LONG_AGO: HOOLI, SUMMER + DAY: GLOBEX}),
        (SPRING, SPRING, {SPRING - DAY: ACME, SPRING: HOOLI, SPRING + DAY: GLOBEX}),
    ],
)
def test_a_word_holds_on_its_days_and_rules_on_all_others(
    session: Session, first: date | None, last: date | None, days: dict[date, str]
) -> None:
    say(session, "link", "grace", HOOLI, first, last)
    for _ in range(2):
        assert {day: stands_for(session, "grace", day) for day in days} == days
        settle(session, "grace", stood(ACME, SPRING - DAY), stood(GLOBEX))


def test_what_rules_said_stands_again_at_once(session: Session) -> None:
    before = picture(session)
    session.exec(update(Actor).values(stale=False))
    say(session, "link", "grace", HOOLI, SUMMER, TODAY)
    say(session, "link", "grace", "own", None, None)
    assert person(session, "grace").standing == Standing.STAFF
    say(session, "unlink", "grace")
    after = picture(session)
    assert after["affiliation"] == before["affiliation"]
    assert after["actor"] == before["actor"]
    assert person(session, "grace").stale
    assert not person(session, "ada").stale


@pytest.mark.parametrize(
    ("first", "last", "is_staff"),
    [(None, None, True), (SPRING, SUMMER, False), (TODAY, None, True)],
)
def test_a_colleague_is_one_today_where_the_word_is_of_today(
    session: Session, first: date | None, last: date | None, is_staff: bool
) -> None:
    say(session, "link", "ada", "own", first, last)
    assert (person(session, "ada").standing == Standing.STAFF) is is_staff


@pytest.mark.parametrize(
    ("verb", "was", "becomes"),
    [
        ("bot", Standing.PERSON, Standing.BOT),
        ("bot", Standing.STAFF, Standing.BOT),
        ("person", Standing.BOT, Standing.PERSON),
        ("person", Standing.SUSPECT, Standing.PERSON),
        ("person", Standing.STAFF, Standing.STAFF),
        ("bot", Standing.PSEUDO, None),
        ("person", Standing.DELETED, None),
    ],
)
def test_people_say_who_is_a_bot(
    session: Session, verb: str, was: Standing, becomes: Standing | None
) -> None:
    ada = person(session, "ada")
    ada.standing = was
    if becomes is None:
        with pytest.raises(CorrectionError, match="no account of anybody's"):
            say(session, verb, "ada")
        return
    number = say(session, verb, "ada")
    assert (ada.standing, ada.bot_said) == (becomes, verb == "bot")
    corrections.undo(session, number, DANA)
    assert (ada.standing, ada.bot_said, ada.stale) == (was, None, True)


def test_rules_that_spoke_since_are_heard_when_a_word_is_undone(session: Session) -> None:
    number = say(session, "link", "ada", HOOLI, LONG_AGO, SPRING)
    settle(session, "ada", stood(ACME, SUMMER - DAY), stood(GLOBEX))
    corrections.undo(session, number, DANA)
    days = {LONG_AGO: ACME, SPRING: ACME, SUMMER - DAY: ACME, SUMMER: GLOBEX}
    assert {day: stands_for(session, "ada", day) for day in days} == days
    assert person(session, "ada").stale

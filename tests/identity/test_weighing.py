"""Evidence with its dates becomes a career: who when, how sure, and until when."""

from datetime import date, timedelta

import pytest

from identity.known import Known, Own
from identity.weighing import answer
from ledger.drafts import Signal, SignalKind
from ledger.weighed import Answer, Evidence, Recognition, Unrecognised

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
ACME, GLOBEX = "acme.example", "globex.example"
MAIL, TEXT, STATED = SignalKind.EMAIL_DOMAIN, SignalKind.COMPANY_TEXT, SignalKind.STATED_DOMAIN
KNOWN = Known(people={ACME: 9, GLOBEX: 9, "home.example": 1, "pair.example": 2})
OWN = Own.of(["rocket.example"], [])
YEAR = 365

# A kind, a value, and days back from today: first and last seen, and from when on it was gone.
Piece = tuple[SignalKind, str, int, int, int | None]


def back(days: int) -> date:
    return TODAY - days * DAY


def found(pieces: list[Piece]) -> tuple[Recognition, ...]:
    return weighed(pieces).found


def weighed(pieces: list[Piece], handle: str = "ada", today: date = TODAY) -> Answer:
    evidence = tuple(
        Evidence(Signal(kind, value), back(first), back(last), None if gone is None else back(gone))
        for kind, value, first, last, gone in pieces
    )
    return answer(Unrecognised(1, handle, evidence), KNOWN, OWN, today)


def told(pieces: list[Piece]) -> list[tuple[str | None, int, int | None]]:
    """Domain, confidence, and how many days ago it ended."""
    return [
        (
            one.company.domain if one.company else None,
            one.confidence,
            (TODAY - one.ends).days if one.ends else None,
        )
        for one in found(pieces)
    ]


@pytest.mark.parametrize(
    ("pieces", "career"),
    [
        ([], []),
        ([(MAIL, ACME, 9, 0, None)], [(ACME, 95, None)]),
        ([(MAIL, ACME, 9, 0, None), (TEXT, "Acme", 9, 0, None)], [(ACME, 95, None)]),
        (
            [(MAIL, ACME, 900, 900, 100), (MAIL, GLOBEX, 100, 0, None)],
            [(ACME, 95, 101), (GLOBEX, 95, None)],
        ),
        ([(MAIL, ACME, 900, 900, 100)], [(ACME, 95, 101), (None, 0, None)]),
        ([(MAIL, ACME, 9, 9, 9)], [(None, 0, None)]),
    ],
)
def test_each_change_of_evidence_begins_an_answer(
    pieces: list[Piece], career: list[tuple[str | None, int, int | None]]
) -> None:
    assert told(pieces) == career


def test_an_old_file_that_comes_late_says_nothing_of_today() -> None:
    """The mail host of 2019 is told after the one of 2026; each speaks of its own days."""
    old, new = (MAIL, ACME, 7 * YEAR, 7 * YEAR - 60, None), (MAIL, GLOBEX, 200, 3, None)
    assert told([old, new]) == told([new, old])
    *_, last = told([old, new])
    assert last == (GLOBEX, 95, None)
    first = told([old, new])[0]
    assert first[:2] == (ACME, 95)


@pytest.mark.parametrize(
    ("seen", "confidence"),
    [
        (date(2026, 11, 20), 95),
        (date(2026, 10, 21), 95),
        (date(2026, 10, 20), 93),
        (date(2025, 12, 20), 80),
        (date(2025, 11, 20), 79),
        (date(2023, 5, 20), 50),
    ],
)
def test_the_present_fades_by_the_month(seen: date, confidence: int) -> None:
    days = (TODAY - seen).days
    assert told([(MAIL, ACME, days, days, None)]) == [(ACME, confidence, None)]


def test_what_has_faded_to_a_candidate_stays_known_of_the_days_before() -> None:
    [known, supposed] = found([(MAIL, ACME, 5 * YEAR, 5 * YEAR, None)])
    assert (known.confidence, supposed.confidence) == (95, 38)
    assert supposed.ends is None
    words = f"mail domain {ACME} (3 or more people)"
    assert supposed.evidence == f"{words}, not seen since {back(5 * YEAR)}"
    assert known.ends is not None
    before, after = known.ends, known.ends + DAY
    day_by_day = [
        weighed([(MAIL, ACME, 5 * YEAR, 5 * YEAR, None)], today=day).found[-1].confidence
        for day in (before, after)
    ]
    assert day_by_day == [50, 49]


def test_a_statement_never_fades() -> None:
    [one] = found([(STATED, ACME, 9 * YEAR, 9 * YEAR, None)])
    answered = weighed([(STATED, ACME, 9 * YEAR, 9 * YEAR, None)])
    assert (one.confidence, answered.weigh_on) == (95, None)


@pytest.mark.parametrize(
    ("pieces", "waits"),
    [
        ([(MAIL, ACME, 9, 0, None)], True),
        ([(MAIL, ACME, 400, 400, None)], True),  # below the first band, above the second
        ([(MAIL, "home.example", 9, 0, None)], False),  # a candidate falls no deeper
        ([(MAIL, ACME, 5 * YEAR, 5 * YEAR, None)], False),
        ([(MAIL, "gmail.com", 9, 0, None)], False),
        ([(MAIL, "rocket.example", 9, 0, None)], False),
        ([(MAIL, ACME, 90, 90, 9)], False),
    ],
)
def test_it_is_weighed_again_on_the_day_that_time_changes_it(
    pieces: list[Piece], waits: bool
) -> None:
    weigh_on = weighed(pieces).weigh_on
    assert (weigh_on is not None) is waits
    if weigh_on is not None:
        before, on = (
            [one.confidence for one in weighed(pieces, today=day).found]
            for day in (weigh_on - DAY, weigh_on)
        )
        assert any(
            was >= band > becomes
            for band in (80, 50)
            for was, becomes in zip(before[-1:], on[-1:], strict=True)
        )


def test_our_own_are_staff_from_the_day_of_it() -> None:
    spans = found([(MAIL, ACME, 900, 500, 100), (MAIL, "rocket.example", 100, 0, None)])
    assert [(one.staff, one.company is None) for one in spans] == [(False, False), (True, True)]


def test_of_two_that_are_equally_good_the_later_begun_wins() -> None:
    acme, globex = (MAIL, ACME, 300, 0, None), (MAIL, GLOBEX, 200, 1, None)
    assert told([acme, globex]) == [(ACME, 95, 201), (GLOBEX, 95, None)]


@pytest.mark.parametrize(
    ("later_last", "older_last", "career"),
    [
        (200, 0, [(ACME, 95, 301), (GLOBEX, 95, 200), (ACME, 95, None)]),
        (90, 0, [(ACME, 95, 301), (GLOBEX, 95, 90), (ACME, 95, None)]),
        (89, 0, [(ACME, 95, 301), (GLOBEX, 92, None)]),
        (0, 200, [(ACME, 95, 301), (GLOBEX, 95, 200), (GLOBEX, 95, None)]),
    ],
)
def test_who_is_long_seen_with_the_older_address_alone_went_back(
    later_last: int, older_last: int, career: list[tuple[str | None, int, int | None]]
) -> None:
    older, later = (MAIL, ACME, 900, older_last, None), (MAIL, GLOBEX, 300, later_last, None)
    assert told([older, later]) == told([later, older]) == career


@pytest.mark.parametrize(("handle", "suspected"), [("acme-ci-bot", True), ("abbott", False)])
def test_names_that_look_like_a_program_are_suspected(handle: str, suspected: bool) -> None:
    assert weighed([], handle).suspected is suspected

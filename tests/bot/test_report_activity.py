"""Who is still active 90 days later: with somebody referred or introduced, and without."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reporting.activity import LATER, MONTH, still_active, still_active_facts
from bot.reporting.sentences import still_active as sentence
from bot.reporting.spans import Span, parse
from bot.services import Services
from ledger import companies, referrals
from ledger.naming import CompanyName
from tests.bot.reported import referral
from tests.bot.scene import NOW, happened, pulls

# Months run from the newest, 0, to the oldest; "x" is a month in which the company was active.
CASES = {
    "nobody was met": (["xxxxx"], {}, (0, 0), (0, 0)),
    "met, and still there": (["xxxxx"], {0: [3]}, (1, 1), (0, 0)),
    "met, and gone": (["...xx"], {0: [3]}, (1, 0), (0, 0)),
    "met in a month without activity": (["xxx.x"], {0: [3]}, (0, 0), (0, 0)),
    "its 90 days are not over": (["xxxxx"], {0: [2]}, (0, 0), (0, 0)),
    "others of the same month": (["xxxxx", "xxxxx", "...x."], {0: [3]}, (1, 1), (2, 1)),
    "others of another month": (["xxxxx", "....x"], {0: [3]}, (1, 1), (0, 0)),
    "another that is met within the 90 days": (
        ["xxxxx", "xxxxx"],
        {0: [3], 1: [1]},
        (1, 1),
        (0, 0),
    ),
    "another that is met in the last of them": (
        ["xxxxx", "xxxxx"],
        {0: [3], 1: [0]},
        (1, 1),
        (0, 0),
    ),
    "another that is met after them": (["xxxxx", "xxxxx"], {0: [4], 1: [0]}, (1, 1), (1, 1)),
    "another that was met before": (["xxxxx", "xxxxx"], {0: [3], 1: [4]}, (2, 2), (0, 0)),
    "another that was met long before": (["xxxxx", "xxxxx"], {0: [3], 1: [40]}, (1, 1), (0, 0)),
    "met twice": (["xxxxx"], {0: [3, 4]}, (2, 2), (0, 0)),
}


@pytest.mark.parametrize(("seen", "met", "with_", "without"), CASES.values(), ids=CASES)
def test_cases(
    seen: Sequence[str],
    met: Mapping[int, Sequence[int]],
    with_: tuple[int, int],
    without: tuple[int, int],
) -> None:
    found = still_active(np.array([[mark == "x" for mark in row] for row in seen]), met)
    assert found == {
        side: {"companies": counts[0], "active": counts[1]}
        for side, counts in (("with", with_), ("without", without))
    }


ROWS = st.integers(1, 5)
MET = st.dictionaries(st.integers(0, 4), st.sets(st.integers(0, 20), max_size=3))


@given(st.lists(st.lists(st.booleans(), min_size=8, max_size=8), min_size=5, max_size=5), MET)
def test_both_sides_are_counted_as_one_would_by_hand(
    rows: list[list[bool]], met: dict[int, set[int]]
) -> None:
    counts = {"with": [0, 0], "without": [0, 0]}
    for month in range(LATER, 8):
        here = [row for row in range(5) if rows[row][month] and month in met.get(row, ())]
        others = [
            row
            for row in range(5)
            if rows[row][month] and all(of < month - LATER for of in met.get(row, ()))
        ]
        for side, found in (("with", here), ("without", others if here else [])):
            counts[side][0] += len(found)
            counts[side][1] += sum(rows[row][month - LATER] for row in found)
    told = still_active(np.array(rows), met)
    assert told == {
        side: {"companies": companies, "active": active}
        for side, (companies, active) in counts.items()
    }


def test_from_the_ledger(here: Services) -> None:
    """Acme was met 100 days ago and stays, Bolt was there too and left; Cog came later."""
    then = NOW - timedelta(days=100)
    for domain, moments in (
        ("acme.example", (then, NOW)),
        ("bolt.example", (then,)),
        ("cog.example", (NOW,)),
    ):
        for at in moments:
            happened(here, pulls(domain, 2, at, key=f"{domain} {at}"))
    with here.ledger.write() as session:
        acme = companies.obtain(session, CompanyName("acme.example", "Acme", "acme"), NOW).id
        referrals.make(session, referral(1, then, company_id=acme))
    days = Span(date(2026, 7, 24), date(2026, 8, 22), "thirty days")
    later = Span(date(2026, 8, 23), NOW.date(), "the days since")
    before = Span(date(2026, 6, 24), date(2026, 7, 23), "the days before")
    with here.ledger.read() as session:
        found, early, none = (
            still_active_facts(session, here.zone, span, NOW.date())
            for span in (days, later, before)
        )
    assert found == {
        "with": {"companies": 1, "active": 1},
        "without": {"companies": 1, "active": 0},
        "from": "2026-07-24",
        "to": "2026-08-22",
    }
    assert sentence(found) == (
        "From 24 July 2026 to 22 August 2026 there was 1 case of a company that was active in a "
        "month in which somebody of it was referred or introduced; 90 days later it was still "
        "active in 1. Of other companies in the same months there was 1 case, with 0 still "
        "active. A month is 30 days, and a company is a case in each. This is no proof: whoever "
        "meets us was often the more active one before."
    )
    assert sentence(early) == (
        "It is too early to say whether they stay: no month of these is 90 days past."
    )
    assert sentence(none) == (
        "Whether they stay cannot be said: from 24 June 2026 to 23 July 2026 no company was "
        "active in a month in which somebody of it was referred or introduced."
    )


@pytest.mark.parametrize(
    ("typed", "today", "looked_at"),
    [
        # Of a quarter that is over, its own months as soon as their 90 days are over.
        ("2026-Q3", "2026-11-22", ("2026-06-26", "2026-08-24")),
        ("2026-Q3", "2027-06-01", ("2026-07-03", "2026-09-30")),
        ("2026-Q3", "2026-09-28", (None, None)),
        ("2026-Q4", "2026-11-22", (None, None)),
        ("2026-Q4", "2027-01-10", ("2026-09-13", "2026-10-12")),
        ("2026-02", "2026-11-22", ("2026-01-30", "2026-02-28")),
        ("from 2026-03-02 to 2026-03-08", "2026-11-22", ("2026-02-07", "2026-03-08")),
        ("2025", "2026-11-22", ("2025-01-06", "2025-12-31")),
        ("from 2023-01-01 to 2025-12-31", "2026-11-22", ("2025-01-06", "2025-12-31")),
    ],
)
def test_the_reports_own_months_are_looked_at(
    here: Services, typed: str, today: str, looked_at: tuple[str | None, str | None]
) -> None:
    day = date.fromisoformat(today)
    with here.ledger.read() as session:
        found = still_active_facts(session, here.zone, parse(typed, day), day)
    assert (found["from"], found["to"]) == looked_at


@pytest.mark.parametrize(("companies", "shown"), [(9, "active in 7."), (10, "active in 7 (70%).")])
def test_few_companies_have_no_percentage(companies: int, shown: str) -> None:
    facts = {
        "with": {"companies": companies, "active": 7},
        "without": {"companies": 3, "active": 1},
        "from": "2026-07-24",
        "to": "2026-08-22",
    }
    assert shown in sentence(facts)
    assert ("%" in sentence(facts)) == (companies >= 10)


def test_a_month_is_thirty_days() -> None:
    assert (date(2026, 11, 20) - date(2026, 8, 12)).days == 100
    assert 100 // MONTH == LATER

"""Who is still active 90 days later: with somebody referred or introduced, and without."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reporting.activity import LATER, MONTH, still_active, still_active_facts
from bot.reporting.sentences import still_active as sentence
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
    with here.ledger.read() as session:
        found = still_active_facts(session, here.zone, NOW.date())
        early = still_active_facts(session, here.zone, NOW.date() - 30 * timedelta(days=1))
    assert found == {
        "with": {"companies": 1, "active": 1},
        "without": {"companies": 1, "active": 0},
    }
    assert early["with"]["companies"] == 0
    assert sentence(found) == (
        "Of 1 company of which somebody was referred or introduced, 1 was still active 90 days "
        "later; of 1 other that was active in the same months, 0. This is no proof: whoever meets "
        "us was often the more active one before."
    )
    assert "too early to say" in sentence(early)


@pytest.mark.parametrize(
    ("companies", "shown"), [(9, "7;"), (10, "7 were still active 90 days later (70%);")]
)
def test_few_companies_have_no_percentage(companies: int, shown: str) -> None:
    facts = {
        "with": {"companies": companies, "active": 7},
        "without": {"companies": 3, "active": 1},
    }
    assert shown.removesuffix(";") in sentence(facts)
    assert ("%" in sentence(facts)) == (companies >= 10)


def test_a_month_is_thirty_days() -> None:
    assert (date(2026, 11, 20) - date(2026, 8, 12)).days == 100
    assert 100 // MONTH == LATER

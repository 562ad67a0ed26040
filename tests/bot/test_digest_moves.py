"""The lists of a digest: what moved furthest stands first, who is snoozed is left out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests import moves
from bot.digests.facts import Facts, digest_facts
from bot.services import Services
from bot.views.digest import MOST, digest
from bot.views.plain import as_text
from ledger import companies, hushes, spoken
from scoring.rescore import Assessment
from scoring.rules import read_rules
from scoring.standing import Standing
from tests.bot.scene import happened, pulls

LAST = datetime(2026, 11, 15, 12, tzinfo=UTC)
UNTIL = date(2026, 11, 16)
DANA = spoken.By("U1", "dana", LAST)
RULES = read_rules()

Was = tuple[int, int]  # code and points


def stood(number: int, name: str, code: int, points: int) -> Assessment:
    rules = RULES
    standing = Standing(max(code, 0), code < 0, None, {rules.window_days: points}, {})
    level = rules.level_name(max(code, 0), former=code < 0)
    return Assessment(number, name, name, standing, level, 1, None, verified=True)


def lists(rows: dict[str, tuple[Was, Was]]) -> dict[str, list[str]]:
    """Names by list, of companies as they were and as they are."""
    now, before = {}, {}
    for number, (name, (was, is_)) in enumerate(rows.items()):
        before[number], now[number] = stood(number, name, *was), stood(number, name, *is_)
    return {
        of: [one["name"] for one in found]
        for of, found in moves.moves(RULES, now, before).items()
        if found
    }


@pytest.mark.parametrize(
    ("rows", "of", "order"),
    [
        # By levels lost, though it has more points left; OQL0 is no level below none.
        (
            {
                "two": ((2, 4_000), (1, 100)),
                "three": ((3, 7_500), (-1, 900)),
                "one": ((1, 2_000), (-1, 0)),
            },
            "fallers",
            ["three", "two", "one"],
        ),
        # By points lost, then by name.
        (
            {
                "B": ((2, 4_000), (1, 2_000)),
                "a": ((2, 4_000), (1, 2_000)),
                "c": ((2, 9_000), (1, 2_100)),
            },
            "fallers",
            ["c", "a", "B"],
        ),
        (
            {
                "one": ((1, 2_000), (2, 9_000)),
                "two": ((1, 2_000), (3, 7_500)),
                "back": ((-1, 0), (1, 8_000)),
            },
            "risers",
            ["two", "back", "one"],
        ),
        ({"low": ((0, 0), (1, 9_000)), "high": ((0, 0), (3, 7_500))}, "new", ["high", "low"]),
        ({"x": ((1, 2_000), (1, 2_100)), "y": ((1, 2_000), (1, 2_900))}, "gained", ["y", "x"]),
        (
            {
                "x": ((1, 2_900), (1, 2_800)),
                "y": ((3, 9_900), (3, 7_600)),
                "none": ((0, 900), (0, 0)),
                "former": ((-1, 900), (-1, 0)),
            },
            "lost",
            ["y", "x"],
        ),
    ],
)
def test_what_moved_furthest_stands_first(
    rows: dict[str, tuple[Was, Was]], of: str, order: list[str]
) -> None:
    assert lists(rows) == {of: order}


STANDS = st.tuples(st.integers(-1, 3), st.integers(0, 10_000))


@given(st.lists(st.tuples(STANDS, STANDS), max_size=12))
def test_nobody_stands_in_two_lists(found: list[tuple[Was, Was]]) -> None:
    told = lists({f"n{number}": both for number, both in enumerate(found)})
    named = [name for names in told.values() for name in names]
    assert len(named) == len(set(named))
    moved = {f"n{at}" for at, (was, is_) in enumerate(found) if was[0] != is_[0]}
    assert moved - set(named) <= {f"n{at}" for at, (w, i) in enumerate(found) if w[0] <= i[0] <= 0}


def test_who_fell_furthest_is_shown_among_many(here: Services) -> None:
    """By points left they would stand last: it has none."""
    long_ago = LAST - timedelta(days=32)
    for number in range(MOST):
        happened(here, pulls(f"low{number}.example", 4, long_ago), LAST)
        happened(here, pulls(f"low{number}.example", 1, LAST, key=f"late{number}"), LAST)
    happened(here, pulls("top.example", 8, long_ago), LAST)
    told = facts(here)
    assert told["counts"]["fallers"] == MOST + 1
    assert told["fallers"][0]["name"] == "top.example"


def facts(services: Services) -> Facts:
    with services.ledger.read() as session:
        return digest_facts(session, services, UNTIL)


def hush(services: Services, name: str, until: date) -> None:
    with services.ledger.write() as session:
        [found] = companies.find(session, name)
        hushes.hush(session, found.id or 0, until, DANA)


@pytest.mark.parametrize("name", ["faller.example", "quiet.example", "new.example"])
def test_a_snoozed_company_is_left_out_and_counted(here: Services, name: str) -> None:
    happened(here, pulls("faller.example", 4, LAST - timedelta(days=32)), LAST)
    happened(here, pulls("quiet.example", 4, LAST - timedelta(days=20)), LAST)
    happened(here, pulls("new.example", 4, LAST), LAST)
    happened(here, pulls("idle.example", 1, LAST - timedelta(days=20)), LAST)
    assert facts(here)["snoozed"] == 0
    assert name in as_text(digest(facts(here)))
    hush(here, name, UNTIL)
    hush(here, "idle.example", UNTIL)  # of which nothing would be told anyhow
    text = as_text(digest(facts(here)))
    assert name not in text
    assert "1 snoozed company is left out." in text
    hush(here, name, UNTIL - timedelta(days=1))
    assert name in as_text(digest(facts(here)))


def test_fewer_points_at_one_level_are_told(here: Services) -> None:
    happened(here, pulls("less.example", 3, LAST - timedelta(days=32)), LAST)
    happened(here, pulls("less.example", 4, LAST - timedelta(days=20), key="later"), LAST)
    told = facts(here)
    assert [(one["name"], one["from"], one["to"]) for one in told["lost"]] == [
        ("less.example", "OQL1", "OQL1")
    ]
    assert "Fewer points, same level\n• less.example: OQL1 · 20 points (-15)" in as_text(
        digest(told)
    )

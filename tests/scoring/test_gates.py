"""Each metric of a gate, by cases that a reader can count, and against the plain reference."""

import random
from dataclasses import replace

import numpy as np
import pytest

from scoring.gates import allow, gate_figures
from scoring.metrics import LONG_AGO, NO_SPAN
from scoring.rules_model import Rules
from tests.scoring.reference import (
    COMPANIES,
    LAST_DAY,
    METRICS,
    Activity,
    columns,
    draw_activities,
    draw_gate,
    draw_rules,
    figure,
)

NOTHING = {"span_days": NO_SPAN, "days_since": LONG_AGO}


def gated(*gates: dict[str, object]) -> Rules:
    """Rules of one level that is all gates."""
    rules = draw_rules(random.Random(0)).model_dump(mode="json", by_alias=True)
    content = rules | {
        "categories": {
            "docs": {"title": "Docs", "kinds": {"doc_view": 1, "doc_search": 0}},
            "download": {"title": "Downloads", "kinds": {"download": 5}},
            "community": {"title": "C", "kinds": {"issue": 2, "star": 0, "slack_message": 0}},
        },
        "levels": [{"name": "L0", "meaning": "all gates", "gates": gates}],
        "announce": {"level": "L0"},
    }
    return Rules.model_validate(content)


def ago(*days: int, actor: int = 0, kind: str = "issue", topic: str = "") -> list[Activity]:
    return [Activity(0, actor, LAST_DAY - one, kind, topic) for one in days]


@pytest.mark.parametrize(
    ("need", "done", "expected"),
    [
        ("count >= 1", [], 0),
        ("count >= 1", ago(0, 0, 29), 3),
        ("count >= 1", ago(29, 30), 1),
        ("days >= 1", ago(0, 0, 29, 30), 2),
        ("span_days >= 1", [], NO_SPAN),
        ("span_days >= 1", ago(5), 0),
        ("span_days >= 1", ago(1, 5), 4),
        ("span_days >= 1", ago(0, 29, 30), 29),
        ("people >= 1", ago(0, 3), 1),
        ("people >= 1", ago(0, 3) + ago(9, actor=2), 2),
        ("people >= 1", ago(0, actor=1), 0),
        ("people >= 1", ago(0) + ago(30, actor=2), 1),
        ("channels >= 1", ago(0, kind="star") + ago(0, kind="doc_view"), 0),
        ("channels >= 1", ago(0) + ago(9, kind="star"), 1),
        ("channels >= 1", ago(0) + ago(9, kind="slack_message"), 2),
        ("channels >= 1", ago(0) + ago(30, kind="slack_message"), 1),
        ("days_since <= 9", [], LONG_AGO),
        ("days_since <= 9", ago(7, 12), 7),
        ("days_since <= 9", ago(30), LONG_AGO),
        ("months >= 1", [], 0),
        ("months >= 1", ago(29), 1),
        ("months >= 1", ago(30), 0),
    ],
)
def test_figures_of_thirty_days(need: str, done: list[Activity], expected: int) -> None:
    [gate] = gate_figures(gated({"needs": need, "window_days": 30}), columns(done), LAST_DAY)
    assert gate.needs[0].figures[0] == expected


@pytest.mark.parametrize(
    ("days", "months"),
    [((0, 30, 60), 3), ((29, 59, 89), 3), ((0, 60, 89), 1), ((30, 60), 0), ((0, 30, 90), 2)],
)
def test_months_are_blocks_of_30_days_back_to_the_first_empty_one(
    days: tuple[int, ...], months: int
) -> None:
    [gate] = gate_figures(gated({"needs": "months >= 3"}), columns(ago(*days)), LAST_DAY)
    assert (gate.needs[0].figures[0], gate.holds[0]) == (months, months >= 3)


def test_a_block_of_30_days_may_part_two_neighbours_in_silence() -> None:
    rules, done = gated({"needs": "months >= 2"}), columns(ago(28, 29))
    found = [gate_figures(rules, done, LAST_DAY + later)[0].needs[0].figures[0] for later in (0, 1)]
    assert found == [1, 2]


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        ({}, 5),
        ({"category": "community"}, 2),
        ({"kinds": ["issue", "download"]}, 2),
        ({"topic": "pricing"}, 2),
        ({"category": "docs", "topic": "pricing"}, 1),
    ],
)
def test_scopes(scope: dict[str, object], count: int) -> None:
    """Of any kind means of kinds, too, that no rule knows."""
    done = ago(0, topic="pricing") + ago(1, kind="doc_view", topic="pricing")
    done += ago(2, kind="unheard_of") + ago(3, kind="download") + ago(4, kind="star", topic="sso")
    [gate] = gate_figures(gated({"needs": "count >= 1", **scope}), columns(done), LAST_DAY)
    assert (gate.level, gate.needs[0].figures.tolist()) == (1, [count, 0, 0, 0])
    assert gate.holds.tolist() == [True, False, False, False]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("seed", range(25))
def test_figures_are_the_references(metric: str, seed: int) -> None:
    """On the day itself, and as what the levels of every day of a span follow from."""
    chance = random.Random(f"{metric} {seed}")
    rules = gated(draw_gate(chance, metric))
    [(_, gate)] = rules.gates
    [need] = gate.needs
    activities = draw_activities(chance, LAST_DAY - 230, LAST_DAY + 5)
    first = LAST_DAY - 20
    levels = np.ones((COMPANIES, 21), np.int32)
    allow(rules, columns(activities), levels, first, LAST_DAY)
    for day in (first, first + 7, LAST_DAY):
        [found] = gate_figures(rules, columns(activities), day)
        for company in range(COMPANIES):
            own = [one for one in activities if one.company == company]
            expected = figure(rules, gate, metric, own, day)
            figures = found.needs[0].figures
            assert figures[company] == (NOTHING[metric] if expected is None else expected)
            holds = expected is not None and need.holds(expected)
            assert (found.holds[company], levels[company, day - first]) == (holds, holds)


def test_a_flood_is_counted_without_overflow() -> None:
    flood = [Activity(0, 0, LAST_DAY - one, "issue", count=2**40) for one in range(9)]
    [gate] = gate_figures(gated({"needs": "count >= 1000000"}), columns(flood), LAST_DAY)
    assert gate.needs[0].figures[0] == 2_000_000_000


@pytest.mark.parametrize(
    ("gate", "unread"),
    [
        ({"needs": "count >= 1", "kinds": ["issue", "star"]}, "kinds of a gate: star"),
        ({"needs": "count >= 1", "topic": "support"}, "topic of a gate: support"),
    ],
)
def test_columns_that_do_not_tell_what_a_gate_asks_are_refused(
    gate: dict[str, object], unread: str
) -> None:
    counts = replace(columns(ago(0)), kinds=("doc_view", "download", "issue", "slack_message"))
    with pytest.raises(ValueError, match=f"{unread}$"):
        gate_figures(gated(gate), counts, LAST_DAY)

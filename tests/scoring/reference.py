"""Scores, gates and levels anew, slowly and plainly: sets and loops over single activities.

Shares nothing with the product but the rules. One company, one day, one question at a time.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from scoring.counts import Counts
from scoring.rules_model import Gate, Rules

Limits = tuple[int | None, int | None, int | None]
UNKNOWN = "unheard_of"
LAST_DAY = 20_400
COMPANIES = 4
ACTORS = 5
KINDS = ("doc_view", "doc_search", "download", "issue", "star", "slack_message")
TOPICS = ("", "pricing", "sso")
METRICS = ("count", "days", "span_days", "people", "channels", "months", "days_since")


@dataclass(frozen=True)
class Activity:
    """The same thing done `count` times on a day. Actors with even numbers are persons."""

    company: int
    actor: int
    day: int
    kind: str
    topic: str = ""
    count: int = 1


def best_credit(raw: Iterable[int], limits: Limits) -> int:
    """The most that consecutive days can earn, each taking what the caps have left."""
    day, week, month = limits
    credit: list[int] = []
    for points in raw:
        room = [points]
        if day is not None:
            room.append(day)
        if week is not None:
            room.append(week - sum(credit[-6:]))
        if month is not None:
            room.append(month - sum(credit[-29:]))
        credit.append(min(room))
    return sum(credit)


def score(rules: Rules, done: Iterable[Activity], day: int, window: int) -> list[int]:
    """One company's hundredths at the end of a day, a figure a category."""
    totals = []
    done = list(done)
    for name, limits in zip(rules.categories, rules.caps, strict=True):
        kinds = rules.categories[name].kinds
        earned: Counter[int] = Counter()
        for one in done:
            earned[one.day] += kinds.get(one.kind, 0) * one.count
        days = range(day - window + 1, day + 1)
        totals.append(best_credit([earned[today] for today in days], limits))
    return totals


def figure(rules: Rules, gate: Gate, metric: str, done: Iterable[Activity], day: int) -> int | None:
    """What one company's activities come to; None for a recency or a span of nothing."""
    window = rules.gate_window(gate)
    kinds = set(gate.kinds) or set(KINDS) | {UNKNOWN}
    if gate.category is not None:
        kinds = set(rules.categories[gate.category].kinds)
    seen = [
        one
        for one in done
        if day - window < one.day <= day and one.kind in kinds and gate.topic in ("", one.topic)
    ]
    days = {one.day for one in seen}
    places = {place for place, of in rules.channels.items() if {one.kind for one in seen} & set(of)}
    blocks = {(day - active) // 30 for active in days}
    months = 0
    while months in blocks and months < window // 30:
        months += 1
    figures = {
        "count": sum(one.count for one in seen),
        "days": len(days),
        "people": len({one.actor for one in seen if one.actor % 2 == 0}),
        "channels": len(places),
        "months": months,
        "span_days": max(days) - min(days) if days else None,
        "days_since": day - max(days) if days else None,
    }
    return figures[metric]


def level(rules: Rules, done: Sequence[Activity], day: int, points: int) -> int:
    """One company's level at the end of a day, by its points and its gates."""
    for number, one in enumerate(rules.levels):
        enough = points > one.above if one.above is not None else points >= (one.from_ or 0)
        for gate in one.gates:
            for need in gate.needs:
                found = figure(rules, gate, need.metric, done, day)
                enough = enough and found is not None and need.holds(found)
        if not enough:
            return number
    return len(rules.levels)


def columns(done: Sequence[Activity], companies: int = COMPANIES) -> Counts:
    """The activities as columns, in the order in which they come."""
    numbers = [
        (
            one.company,
            one.actor,
            one.day,
            KINDS.index(one.kind) if one.kind in KINDS else len(KINDS),
            TOPICS.index(one.topic),
        )
        for one in done
    ]
    company, actor, day, kind, topic = np.array(numbers, np.int32).reshape(-1, 5).T
    count = np.array([one.count for one in done], np.int64)
    ids = np.arange(companies, dtype=np.int64) + 100
    return Counts(ids, KINDS, TOPICS, company, actor, actor % 2 == 0, day, kind, topic, count)


def draw_activities(chance: random.Random, first_day: int, last_day: int) -> list[Activity]:
    """What a few companies' people did, some of them hardly anything, some of it in sittings."""
    done = [
        Activity(
            chance.randrange(COMPANIES),
            chance.randrange(ACTORS),
            chance.randint(first_day, last_day),
            chance.choice((*KINDS, UNKNOWN)),
            chance.choice(TOPICS),
            chance.choice((1, 1, 1, 2, 9, 40)),
        )
        for _ in range(chance.choice((0, 5, 40, 90)))
    ]
    again = [replace(one, day=min(one.day + chance.choice((0, 0, 1, 7)), last_day)) for one in done]
    return done + chance.sample(again, len(again) // 3)


def draw_rules(chance: random.Random) -> Rules:
    """Random caps, points, window, thresholds and gates of every metric and scope."""
    levels: list[dict[str, Any]] = []
    least = 0
    for number in range(chance.randint(1, 3)):
        gates = [draw_gate(chance) for _ in range(chance.choice((0, 0, 1, 2)))]
        levels.append({"name": f"L{number}", "meaning": "a level", "gates": gates})
        if chance.random() < 0.6 or not gates:
            least += chance.randint(1, 15)
            levels[-1][chance.choice(("above", "from"))] = least
    return Rules.model_validate(
        {
            "name": "drawn",
            "window_days": chance.choice((30, 60, 90)),
            "categories": {
                "docs": draw_category(chance, ("doc_view", "doc_search")),
                "download": draw_category(chance, ("download",)),
                "community": draw_category(chance, ("issue", "star", "slack_message")),
            },
            "levels": levels,
            "channels": {"GitHub": ["issue"], "Slack": ["slack_message"]},
            "announce": {"level": "L0"},
            "teams": {"sales": {"channel": "#sales", "outcomes": ["customer"]}},
        }
    )


def draw_category(chance: random.Random, kinds: Sequence[str]) -> dict[str, Any]:
    points = [Decimal(chance.choice((0, 10, 25, 100, 500))) / 100 for _ in kinds]
    caps = {"day": (1, 5, 10), "week": (0, 7, 20), "month": (5, 20, 50)}
    kept = {name: chance.choice(some) for name, some in caps.items() if chance.random() < 0.6}
    return {"title": "A category", "kinds": dict(zip(kinds, points, strict=True)), **kept}


def draw_gate(chance: random.Random, metric: str | None = None) -> dict[str, Any]:
    """A gate as a rules file has it."""
    most = {"count": 12, "days": 5, "span_days": 25, "people": 3, "channels": 2, "months": 3}
    metrics = [metric] if metric else chance.sample(METRICS, chance.choice((1, 1, 2, 3)))
    needs = [
        f"days_since <= {chance.randint(0, 30)}"
        if name == "days_since"
        else f"{name} >= {chance.randint(1, most[name])}"
        for name in metrics
    ]
    scope = chance.choice(
        (
            {},
            {"category": chance.choice(("docs", "download", "community"))},
            {"kinds": chance.sample(KINDS, 2)},
            {"topic": chance.choice(TOPICS[1:])},
            {"category": "docs", "topic": "sso"},
        )
    )
    shortest = 90 if "months" in metrics else 31
    window = {"window_days": chance.randint(shortest, 180)} if chance.random() < 0.7 else {}
    return {"needs": needs, **scope, **window}

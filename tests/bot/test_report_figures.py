"""The report's figures agree with the ledger, counted once more by hand, on any span."""

import csv
import io
from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reporting.csv_file import csv_text
from bot.reporting.report import Report, report
from bot.reporting.spans import Span, days
from ledger import referrals
from ledger.engine import Ledger
from scoring.rules import Rules
from tests.bot.reported import BEGIN, Draft, Move, Told, play

ZONE = ZoneInfo("Pacific/Auckland")
TODAY = date(2027, 6, 1)
DAY = timedelta(days=1)

COMMON = (referrals.OUTCOME, referrals.OUTCOME, referrals.CORRECTED)
MOVES = st.builds(
    Move,
    st.sampled_from([*sorted(referrals.FOLLOWS.keys() - {referrals.ASKED}), *COMMON]),
    st.integers(0, 1_500),
    st.integers(0, 2),
    st.none() | st.integers(0, 10_000_000),
)
DRAFTS = st.builds(
    Draft,
    st.integers(0, 5_000),
    st.integers(0, 2),
    st.integers(0, 3),
    st.none() | st.integers(0, 2),
    st.sampled_from([0, 0, 0, 1, -1]),
    st.lists(MOVES, max_size=6).map(
        lambda moves: (
            (Move(referrals.ACCEPTED, 30, 0, None), *moves) if len(moves) % 3 else (*moves,)
        )
    ),
)
SPANS = st.tuples(st.integers(0, 400), st.integers(0, 200)).map(
    lambda pair: days(BEGIN.date() + pair[0] * DAY, BEGIN.date() + (pair[0] + pair[1]) * DAY, TODAY)
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DRAFTS, max_size=10).map(tuple), SPANS)
def test_figures_agree_with_the_ledger(
    ledger: Ledger, rules: Rules, drafts: tuple[Draft, ...], span: Span
) -> None:
    with ledger.write() as session:
        told = play(session, drafts)
        found = report(session, rules, ZONE, span, TODAY)
        session.rollback()  # the next history begins with nothing again
    counted = [one for one in told if one.state != "withdrawn"]
    cohort = [one for one in counted if within(one.made, span)]
    recorded = [(one, came) for one in counted if (came := latest(one, span))]
    assert_standing(found.facts["cohort"], cohort)
    assert_recorded(found.facts, recorded, counted)
    assert_teams(found.facts, cohort, recorded)
    assert_origins(found.facts, cohort, recorded)
    assert sum(m["made"] for m in found.facts["months"]) == len(cohort)
    assert_months(found.facts, counted, span)
    assert_months(found.facts, counted, span)
    assert_file_says_the_same(found, span)


def assert_months(figures: Any, counted: list[Told], span: Span) -> None:
    """A month has the figure that a report of that month alone has."""
    came = Counter(
        label
        for one in counted
        for label in {
            f"{at.astimezone(ZONE):%b %Y}"
            for step, at, *_ in one.steps
            if step == "outcome" and within(at, span)
        }
    )
    assert {row["label"]: row["outcomes"] for row in figures["months"] if row["outcomes"]} == came
    assert bool(figures["months_note"]) == (came.total() > figures["recorded"]["outcomes"])


def within(at: datetime, span: Span) -> bool:
    return span.first <= at.astimezone(ZONE).date() <= span.last


def latest(one: Told, span: Span) -> tuple[str, int | None] | None:
    """The kind and value of the last outcome of the span."""
    came = [
        (kind, value)
        for step, at, kind, value in one.steps
        if step == "outcome" and within(at, span)
    ]
    return came[-1] if came else None


def assert_standing(figures: Any, cohort: list[Told]) -> None:
    states = Counter(one.state for one in cohort)
    assert figures["made"] == len(cohort)
    assert figures["waiting"] == states["open"]
    assert figures["declined"] == states["declined"]
    assert figures["in_work"] == states["accepted"]
    assert figures["no_outcome"] == states["no outcome"]
    assert figures["outcomes"] == states["outcome"]
    assert figures["accepted"] == sum(states[s] for s in ("accepted", "no outcome", "outcome"))
    assert figures["made"] == figures["waiting"] + figures["declined"] + figures["accepted"]
    assert figures["days_to_accept"] == middle(filter(None, map(accepted_after, cohort)))
    assert figures["days_to_outcome"] == middle(
        next(at for step, at, *_ in one.steps if step == "outcome") - one.made
        for one in cohort
        if any(step == "outcome" for step, *_ in one.steps)
    )


def accepted_after(one: Told) -> timedelta | None:
    """How long its present team took; a hand-over begins anew."""
    since, took = one.made, None
    for step, at, *_ in one.steps:
        if step == "handed on":
            since, took = at, None
        if step == "accepted":
            took = max(at - since, timedelta(microseconds=1))
    return took


def middle(spans: Any) -> float | None:
    found = [span.total_seconds() / 86_400 for span in spans]
    return round(median(found), 1) if found else None


def assert_recorded(figures: Any, recorded: list[Any], counted: list[Told]) -> None:
    assert figures["recorded"]["outcomes"] == len(recorded)
    assert figures["recorded"]["kinds"] == Counter(kind for _, (kind, _) in recorded)
    worth: dict[tuple[str, str, str], list[int | None]] = {}
    for one, (kind, value) in recorded:
        earlier = any(
            other.firm == one.firm and (other.made, other.id) < (one.made, one.id)
            for other in counted
            if one.firm is not None
        )
        is_news = one.firm is not None and one.level == 0 and not earlier
        side = "sourced" if is_news else "influenced"
        worth.setdefault((one.teams[-1], kind, side), []).append(value)
    shown = {
        (row["team"], row["outcome"], side): (row[side]["count"], row[side]["value"])
        for row in figures["value"]
        for side in ("sourced", "influenced")
        if row[side]["count"]
    }
    assert shown == {
        key: (
            len(values),
            sum(v for v in values if v is not None) / 100
            if any(v is not None for v in values)
            else None,
        )
        for key, values in worth.items()
    }


def assert_teams(figures: Any, cohort: list[Told], recorded: list[Any]) -> None:
    rows = {row["team"]: row for row in figures["teams"]}
    assert rows.keys() == {one.teams[-1] for one in [*cohort, *(one for one, _ in recorded)]}
    for team, row in rows.items():
        assert_standing(row, [one for one in cohort if one.teams[-1] == team])
        own = [kind for one, (kind, _) in recorded if one.teams[-1] == team]
        assert (row["recorded"], row["kinds"], row["goal"]) == (len(own), Counter(own), None)


def assert_origins(figures: Any, cohort: list[Told], recorded: list[Any]) -> None:
    made = Counter(" ".join(one.origin[1].split()) + one.origin[0] for one in cohort)
    came = Counter(" ".join(one.origin[1].split()) + one.origin[0] for one, _ in recorded)
    rows = {
        row["which"].casefold() + origin["origin"]: row
        for origin in figures["origins"]
        for row in origin["which"]
    }
    assert rows.keys() == made.keys() | came.keys()
    assert {key: row["made"] for key, row in rows.items()} == {key: made[key] for key in rows}
    assert {key: row["recorded"] for key, row in rows.items()} == {key: came[key] for key in rows}
    for origin in figures["origins"]:
        for name in ("made", "accepted", "outcomes", "recorded"):
            assert origin[name] == sum(row[name] for row in origin["which"])


def assert_file_says_the_same(found: Report, span: Span) -> None:
    """Whoever sums up the file meets the page's figures."""
    text = csv_text(found.handed, span, ZONE, names=False)
    rows = list(csv.DictReader(io.StringIO(text)))
    cohort = [row for row in rows if row["in_cohort"] == "yes"]
    facts = found.facts
    assert len(cohort) == facts["cohort"]["made"]
    assert sum(row["state"] == "outcome" for row in cohort) == facts["cohort"]["outcomes"]
    waited = [float(row["days_to_accept"]) for row in cohort if row["days_to_accept"]]
    assert (round(median(waited), 1) if waited else None) == facts["cohort"]["days_to_accept"]
    kinds = Counter(row["recorded_outcome"] for row in rows if row["recorded_outcome"])
    assert kinds == facts["recorded"]["kinds"]
    for row in facts["value"]:
        for side in ("sourced", "influenced"):
            values = [
                float(one["recorded_value"])
                for one in rows
                if one["recorded_value"]
                and (one["team"], one["recorded_outcome"], one["source"])
                == (row["team"], row["outcome"], side)
            ]
            assert round(sum(values), 2) == (row[side]["value"] or 0)
    assert not any(row["person"] for row in rows)

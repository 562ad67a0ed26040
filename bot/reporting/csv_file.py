"""The report's referrals as a file for a spreadsheet, from which each of its figures follows."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cells import table
from bot.reporting.counting import cohort_of, recorded_in
from bot.reporting.spans import Span
from ledger.reporting import Came, Handed
from ledger.types import day_in

COLUMNS: Final = (
    "number",
    "person",
    "company",
    "team",
    "origin",
    "which",
    "made",
    "in_cohort",
    "state",
    "days_to_accept",
    "days_to_outcome",
    "recorded_on",
    "recorded_outcome",
    "recorded_value",
    "source",
)
DAY: Final = timedelta(days=1)


def csv_text(handed: Iterable[Handed], span: Span, zone: ZoneInfo, *, names: bool) -> str:
    """A line for each referral that was made in the span or has an outcome recorded in it.

    `in_cohort` is yes for those made in it, the columns `recorded_` hold the outcome by which it
    counts in the span. `person` is filled only with `names`.
    """
    rows = list(handed)
    made = {one.id for one in cohort_of(rows, span, zone)}
    came = {done.of.id: done.came for done in recorded_in(rows, span, zone)}
    return table(COLUMNS, (_row(one, made, came.get(one.id), zone, names) for one in rows))


def _row(
    one: Handed, made: Collection[int], outcome: Came | None, zone: ZoneInfo, names: bool
) -> Sequence[object]:
    return (
        f"DQL-{one.id}",
        one.person if names else "",
        one.company,
        one.team,
        one.origin,
        one.origin_detail,
        day_in(zone, one.made_at),
        "yes" if one.id in made else "no",
        one.state,
        _days(one.reached_at, one.accepted_at),
        _days(one.made_at, one.outcomes[0].at if one.outcomes else None),
        day_in(zone, outcome.at) if outcome else "",
        outcome.kind if outcome else "",
        _value(outcome.value) if outcome else "",
        "sourced" if one.is_sourced else "influenced",
    )


def _days(first: datetime, last: datetime | None) -> str:
    return "" if last is None else f"{(last - first) / DAY:.5f}"


def _value(value: int | None) -> str:
    return "" if value is None else f"{value / 100:.2f}"

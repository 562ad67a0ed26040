"""The report's referrals as a file for a spreadsheet, from which each of its figures follows."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.reporting.counting import cohort_of, recorded_in
from bot.reporting.spans import Span
from ledger.reporting import Handed
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
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # as a cell begins that a spreadsheet would run
DAY: Final = timedelta(days=1)


def csv_text(handed: Iterable[Handed], span: Span, zone: ZoneInfo, *, names: bool) -> str:
    """A line for each referral that was made in the span or has an outcome recorded in it.

    `in_cohort` is yes for those made in it, the columns `recorded_` hold the outcome by which it
    counts in the span. `person` is filled only with `names`.
    """
    rows = list(handed)
    made = {one.id for one in cohort_of(rows, span, zone)}
    came = {done.of.id: done.came for done in recorded_in(rows, span, zone)}
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        outcome = came.get(one.id)
        writer.writerow(
            (
                f"DQL-{one.id}",
                _text(one.person) if names else "",
                _text(one.company),
                _text(one.team),
                _text(one.origin),
                _text(one.origin_detail),
                day_in(zone, one.made_at),
                "yes" if one.id in made else "no",
                one.state,
                _days(one.reached_at, one.accepted_at),
                _days(one.made_at, one.outcomes[0].at if one.outcomes else None),
                day_in(zone, outcome.at) if outcome else "",
                _text(outcome.kind) if outcome else "",
                _value(outcome.value) if outcome else "",
                "influenced" if one.is_known else "sourced",
            )
        )
    return file.getvalue()


def _text(typed: str) -> str:
    """What people typed, on one line, and never a formula."""
    line = " ".join(typed.split())
    return f"'{line}" if typed.startswith(FORMULA) else line


def _days(first: datetime, last: datetime | None) -> str:
    return "" if last is None else f"{(last - first) / DAY:.5f}"


def _value(value: int | None) -> str:
    return "" if value is None else f"{value / 100:.2f}"

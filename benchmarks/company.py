"""How soon one company's card is there: level, why, gates, 90 days of history, the way up."""

from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.judged import daily
from benchmarks.plan import Plan, medians
from benchmarks.table import Row, under
from benchmarks.traffic import LAST
from ledger.engine import DRIVER, Session
from ledger.types import day_number
from scoring.counts import Counts
from scoring.rescore import card, reading, shares
from scoring.rules import read_rules
from scoring.rules_model import Rules

WINDOW_DAYS = 90
TALLIES = """
SELECT t.day, t.kind, t.count FROM affiliation f JOIN tally t ON t.actor_id = f.actor_id
WHERE f.company_id = ? AND f.superseded_at IS NULL AND t.day BETWEEN ? AND ?
"""


def rows(plan: Plan) -> list[Row]:
    """A company in the middle by its days, one of the hundred largest, and the largest of all."""
    path, rules = plan.built(plan.size), read_rules()
    found = []
    with plan.copied(path) as ledger:
        daily(ledger, rules, 1)()  # cards tell what is on record, too
        with ledger.read() as session:
            for which, company_id in _by_size(session, rules).items():
                ours, reading_ = medians(
                    plan.runs,
                    partial(_whole_card, session, rules, company_id),
                    partial(_read_rows, path, company_id),
                )
                what = f"card, why and 90-day history of {which} (reading its rows)"
                target = under(20) if which == "a median company" else None
                found.append(Row(what, ours * 1e3, reading_ * 1e3, "ms", target))
    return found


def _by_size(session: Session, rules: Rules) -> dict[str, int]:
    """Ids of companies by the rows of their last 90 days."""
    last = day_number(LAST)
    counts: Counts = reading.counts(session, rules, last - WINDOW_DAYS + 1, last)
    order = np.argsort(np.bincount(counts.company, minlength=counts.companies), kind="stable")
    ids = counts.ids[order].tolist()
    return {
        "a median company": ids[len(ids) // 2],
        "the hundredth largest": ids[max(0, len(ids) - 100)],
        "the largest": ids[-1],
    }


def _whole_card(session: Session, rules: Rules, company_id: int) -> None:
    card(session, rules, company_id, LAST)
    shares(session, rules, company_id, LAST)


def _read_rows(path: Path, company_id: int) -> int:
    last = day_number(LAST)
    values = (company_id, last - WINDOW_DAYS + 1, last)
    with closing(DRIVER.connect(path)) as connection:
        return sum(1 for _ in connection.execute(TALLIES, values))

"""A ledger that is judged day by day, and the least that any judging has to do: read the rows."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.traffic import LAST
from ledger.engine import DRIVER, Ledger
from ledger.types import day_number
from scoring.rescore import Rescored, rescore
from scoring.rules_model import Rules

SETTLED_DAYS = 30  # after so many, what the first rescore found is no news any more
TALLIES = "SELECT day, actor_id, kind, topic, count FROM tally WHERE day BETWEEN ? AND ?"
ACTORS = "SELECT id, standing FROM actor"
AFFILIATIONS = """
SELECT actor_id, company_id, confidence, valid_from, valid_until FROM affiliation
WHERE superseded_at IS NULL AND company_id IS NOT NULL
"""


def noon(day: date) -> datetime:
    """A moment of the day, as the clock would say it."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def daily(ledger: Ledger, rules: Rules, runs: int) -> Callable[[], Rescored]:
    """A rescore of the next day at each call, `runs` of them, as a service does it for years.

    The first rescore of all, which looks at the whole past, and one more are done here.
    """
    days = iter([LAST - timedelta(days=ago) for ago in range(runs - 1, -1, -1)])

    def judge(day: date) -> Rescored:
        return rescore(ledger, rules, day, day, noon(day))

    judge(LAST - timedelta(days=runs + SETTLED_DAYS))
    judge(LAST - timedelta(days=runs))
    return lambda: judge(next(days))


def read_rows(path: Path, rules: Rules) -> int:
    """Iterates the rows that a rescore needs, through the driver alone; how many they are."""
    last = day_number(LAST)
    window = (last - rules.longest_window + 1, last)
    with closing(DRIVER.connect(path)) as connection:
        return sum(
            sum(1 for _ in connection.execute(query, values))
            for query, values in ((TALLIES, window), (ACTORS, ()), (AFFILIATIONS, ()))
        )

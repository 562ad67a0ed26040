"""What looking back costs: history and replay of 400 days, against one rescore of the same ledger.

The ledger has a tenth of the companies and all of the activities, so that each company has much of
a past. A replay judges all of it twice, by the packaged rules and by others that are built of
gates.
"""

from datetime import timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.judged import daily
from benchmarks.plan import Plan, medians
from benchmarks.table import Row, times
from benchmarks.traffic import DAYS, LAST, Size
from bot.replay import replay_facts
from ledger.engine import Session
from ledger.types import day_number
from scoring.past import Past, look_back
from scoring.rescore.looking_back import whole_past
from scoring.rules import read_rules
from scoring.rules_model import Rules
from scoring.series import series

FIRST = LAST - timedelta(days=DAYS - 1)


def rows(plan: Plan) -> list[Row]:
    """Both, interleaved with rescores."""
    size = Size(plan.size.activities, plan.size.actors, plan.size.companies // 10)
    rules = read_rules()
    other = read_rules(Path(str(files("rules") / "signals.toml")))
    with plan.copied(plan.built(size, raw=False)) as ledger, ledger.read() as session:
        judge = daily(ledger, rules, plan.runs)
        rescore, back, replay = medians(
            plan.runs,
            judge,
            partial(history, session, rules),
            partial(replay_facts, session, ZoneInfo("UTC"), rules, other, FIRST, LAST, 20),
        )
    what = f"of {DAYS} days, {size.companies:,} companies (one rescore)"
    return [
        Row(f"history {what}", back, rescore, "s", times(10)),
        Row(f"replay {what}", replay, rescore, "s", times(10)),
    ]


def history(session: Session, rules: Rules) -> Past:
    """Levels of every company on every day, summed up by week, with who fell."""
    begin, last = day_number(FIRST), day_number(LAST)
    counts = whole_past(session, rules, LAST)
    blocks = series(rules, counts, begin - 1, last)
    return look_back(blocks, begin - 1, begin, last, len(rules.levels))

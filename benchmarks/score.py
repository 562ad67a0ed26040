"""What a rescore of everybody costs: against reading its rows, against objects, as a ledger grows.

A rescore is the whole of it, as the service does it every day: read, judge in three windows, keep
the level changes, queue what is news.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks import memory, objects
from benchmarks.judged import daily, read_rows
from benchmarks.plan import Plan, in_new_process, medians, opened
from benchmarks.table import Row, times, under
from benchmarks.traffic import LAST
from scoring.rescore import board
from scoring.rules import read_rules


def rows(plan: Plan) -> list[Row]:
    """All but the largest ledger."""
    return [against_reading(plan), memory_held(plan), against_objects(plan), doubled(plan)]


def against_reading(plan: Plan) -> Row:
    """Seconds of a rescore, and of merely iterating the rows it needs."""
    path, rules = plan.built(plan.size), read_rules()
    with plan.copied(path) as ledger:
        judge = daily(ledger, rules, plan.runs)
        ours, reading = medians(plan.runs, judge, partial(read_rows, path, rules))
    what = f"full rescore, {plan.size.companies:,} companies (merely reading the rows)"
    return Row(what, ours, reading, "s", times(1.4))


def memory_held(plan: Plan) -> Row:
    """Megabytes of a process that rescores over one that has only imported what it needs."""
    with plan.copied(plan.built(plan.size)) as ledger:
        imported, most = in_new_process(_held_by_rescores, str(ledger.path))
    over = (most - imported) / 1e6
    return Row("its memory, over the imports (the imports)", over, imported / 1e6, "MB", under(400))


def _held_by_rescores(path: str) -> tuple[int, int]:
    """Bytes after the imports, and at most; a daily rescore, the first of all before it."""
    imported = memory.held()
    with opened(Path(path)) as ledger:
        daily(ledger, read_rules(), 1)()
    return imported, memory.peak()


def against_objects(plan: Plan) -> Row:
    """A rescore and the loop over objects, on a tenth; both must find the same points.

    The loop takes minutes, so it runs once, between the rescores.
    """
    size, rules = plan.size.tenth, read_rules()
    with plan.copied(plan.built(size)) as ledger, ledger.read() as session:
        judge = daily(ledger, rules, 2 * plan.runs)
        [before] = medians(plan.runs, judge)
        found: list[objects.Scores] = []
        [loop] = medians(1, lambda: found.append(objects.scores(session, rules, LAST)))
        [after] = medians(plan.runs, judge)
        if not objects.agrees(found[0], board(session, rules, LAST)):
            raise ValueError("the loop over objects found other scores than the rescore")
    what = f"rescore, {size.activities:,} activities (a loop over ORM objects)"
    return Row(what, (before + after) / 2, loop, "s", times(0.01))


def doubled(plan: Plan) -> Row:
    """Each activity twice, by the same actors on the same days, on a tenth."""
    once = plan.size.tenth
    first, second = plan.built(once), plan.built(replace(once, repeats=2))
    rules = read_rules()
    with plan.copied(second) as twice, plan.copied(first) as single:
        ours, before = medians(
            plan.runs, daily(twice, rules, plan.runs), daily(single, rules, plan.runs)
        )
    what = "rescore, activities doubled at the same actors and days (before)"
    return Row(what, ours, before, "s", times(1.1))


def largest(plan: Plan) -> list[Row]:
    """Ten times as many activities of the same companies, as tallies alone."""
    more, rules = replace(plan.size, activities=10 * plan.size.activities), read_rules()
    with (
        plan.copied(plan.built(more, raw=False)) as tenfold,
        plan.copied(plan.built(plan.size)) as single,
    ):
        ours, before = medians(
            plan.runs, daily(tenfold, rules, plan.runs), daily(single, rules, plan.runs)
        )
    what = f"rescore, {more.activities:,} activities, same companies (a tenth of them)"
    return [Row(what, ours, before, "s", times(15))]

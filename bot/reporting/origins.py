"""Outcomes by the DevRel activity that they came from: which of our activities work."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

from bot.reporting.counting import Recorded
from ledger.referrals import ACCEPTED, NO_OUTCOME, OUTCOME
from ledger.reporting import Handed

Facts = dict[str, Any]

COUNTED: Final = ("made", "accepted", "outcomes", "recorded")


def origins(cohort: Sequence[Handed], recorded: Sequence[Recorded]) -> list[Facts]:
    """By activity, the one of which most came first; within it by which one it was.

    Two spellings that differ in case or spaces alone are one, called as it was first. `made`,
    `accepted` and `outcomes` are of the cohort, `recorded` goes by the date of the outcome.
    """
    everybody = {one.id: one for one in (*cohort, *(done.of for done in recorded))}
    called = {_key(one): _which(one) for _, one in sorted(everybody.items(), reverse=True)}
    counted: dict[tuple[str, str], Counter[str]] = {key: Counter() for key in called}
    for one in cohort:
        counted[_key(one)].update(
            made=1,
            accepted=int(one.state in (ACCEPTED, NO_OUTCOME, OUTCOME)),
            outcomes=int(one.state == OUTCOME),
        )
    for done in recorded:
        counted[_key(done.of)].update(recorded=1)
    of: dict[str, list[Facts]] = defaultdict(list)
    for key, counts in counted.items():
        of[key[0]].append({"which": called[key], **{name: counts[name] for name in COUNTED}})
    summed = [
        {
            "origin": origin,
            **{name: sum(row[name] for row in rows) for name in COUNTED},
            "which": _most_first(rows, "which"),
        }
        for origin, rows in of.items()
    ]
    return _most_first(summed, "origin")


def _most_first(rows: Sequence[Facts], name: str) -> list[Facts]:
    return sorted(
        rows, key=lambda row: (-row["recorded"], -row["outcomes"], -row["made"], row[name])
    )


def _which(one: Handed) -> str:
    return " ".join(one.origin_detail.split())


def _key(one: Handed) -> tuple[str, str]:
    return one.origin, _which(one).casefold()

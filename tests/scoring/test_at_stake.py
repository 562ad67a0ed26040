"""What hangs on a doubt: the points that somebody's activities earn by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.engine import Ledger
from ledger.suggestions import Done
from ledger.types import day_number
from scoring.rescore.at_stake import Earned, by_themselves, earned, earning
from scoring.rules import Rules, read_rules
from tests.scoring.judging import ACME, Judging, day, uncapped

TODAY = date(2026, 11, 20)
PACKAGED = read_rules()
ADA, BO, CY, DEE = 3, 5, 7, 11


@dataclass(frozen=True)
class Did:
    """Who did a kind of thing so often, so many days ago."""

    who: int
    ago: int
    kind: str
    count: int = 1


def done(rules: Rules, rows: Sequence[Did]) -> Done:
    kinds = earning(rules)
    today = day_number(TODAY)
    known = [kinds.index(one.kind) if one.kind in kinds else len(kinds) for one in rows]
    columns = (
        [one.who for one in rows],
        [today - one.ago for one in rows],
        known,
        [one.count for one in rows],
    )
    return Done(*(np.array(column, np.int64) for column in columns))


def alone(rules: Rules, rows: Sequence[Did], *whose: int) -> list[int]:
    asked = np.array(whose, np.int64)
    found: list[int] = by_themselves(rules, TODAY, asked, done(rules, rows)).tolist()
    return found


def test_caps_hold_for_each_alone(rules: Rules) -> None:
    rows = [
        Did(ADA, 0, "download", 9),  # 10 a day
        Did(ADA, 1, "download", 9),  # 20 a week
        Did(ADA, 2, "download", 9),
        Did(ADA, 0, "issue"),
        Did(BO, 0, "doc_view", 3),
        Did(BO, 29, "doc_view"),
        Did(BO, 30, "doc_view"),  # out of the window
        Did(CY, 0, "star", 4),  # earns nothing
        Did(DEE, 0, "unheard_of", 4),
    ]
    assert alone(rules, rows, ADA, BO, CY, DEE) == [2_200, 100, 0, 0]
    assert alone(rules, rows, BO) == [100]  # the others are none of those who are asked for
    assert alone(rules, rows, 1, 4, BO, 12) == [0, 0, 100, 0]


def test_nobody_did_anything(rules: Rules) -> None:
    assert alone(rules, [], ADA) == [0]
    assert alone(rules, [Did(ADA, 0, "issue")]) == []


DONE = st.builds(
    Did,
    who=st.sampled_from((ADA, BO, CY)),
    ago=st.integers(0, 40),
    kind=st.sampled_from(("download", "issue", "doc_view", "star")),
    count=st.integers(1, 50),
)
WHOSE = st.lists(DONE, max_size=25)


@given(WHOSE, DONE)
def test_more_is_never_less_and_nobodys_else(rows: list[Did], more: Did) -> None:
    ada, *others = alone(PACKAGED, rows, ADA, BO, CY)
    after, *still = alone(PACKAGED, [*rows, replace(more, who=ADA)], ADA, BO, CY)
    assert after >= ada
    assert still == others


@given(WHOSE)
def test_together_they_earn_no_more_than_each_alone(rows: list[Did]) -> None:
    together = alone(PACKAGED, [replace(one, who=ADA) for one in rows], ADA)
    assert sum(together) <= sum(alone(PACKAGED, rows, ADA, BO, CY))


def test_what_companies_have_and_of_which_nothing_is_sure(ledger: Ledger, tmp_path: Path) -> None:
    story = Judging(ledger, uncapped(tmp_path))
    story.earn(0, 75)
    story.earn(1, 10, "globex.example", "bo", confidence=60)
    ids = {key: one.company_id for key, one in story.assess(1).items()}
    acme, globex = ids[ACME], ids["globex.example"]
    with ledger.read() as session:
        found = earned(session, story.rules, day(1))
        alone = earned(session, story.rules, day(1), [globex])
    assert found.of(np.array([globex, 99, acme, 0])).tolist() == [1_000, 0, 7_500, 0]
    assert found.ids[found.doubted].tolist() == [globex]
    assert (alone.ids.tolist(), alone.points.tolist()) == ([globex], [1_000])


def test_nobody_has_anything() -> None:
    nothing = np.zeros(0, np.int64)
    assert Earned(nothing, nothing, nothing > 0).of(np.array([4, 2])).tolist() == [0, 0]

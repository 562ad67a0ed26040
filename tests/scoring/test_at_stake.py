"""What hangs on a doubt: the points that somebody's activities earn by themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.types import day_number
from scoring.rescore.at_stake import by_themselves
from scoring.rules import Rules, read_rules

TODAY = date(2026, 11, 20)
PACKAGED = read_rules()


@dataclass(frozen=True)
class Did:
    """A kind of thing so often, so many days ago."""

    ago: int
    kind: str
    count: int = 1

    @property
    def day(self) -> int:
        return day_number(TODAY - timedelta(days=self.ago))


def test_caps_hold_for_each_alone(rules: Rules) -> None:
    done = [
        ("ada", Did(0, "download", 9)),  # 10 a day
        ("ada", Did(1, "download", 9)),  # 20 a week
        ("ada", Did(2, "download", 9)),
        ("ada", Did(0, "issue")),
        ("bo", Did(0, "doc_view", 3)),
        ("bo", Did(29, "doc_view")),
        ("bo", Did(30, "doc_view")),  # out of the window
        ("cy", Did(0, "star", 4)),  # earns nothing
        ("dee", Did(0, "unheard_of", 4)),
    ]
    assert by_themselves(rules, TODAY, done) == {"ada": 2_200, "bo": 100, "cy": 0, "dee": 0}


def test_nobody_did_anything(rules: Rules) -> None:
    assert by_themselves(rules, TODAY, []) == {}


DONE = st.builds(
    Did,
    ago=st.integers(0, 40),
    kind=st.sampled_from(("download", "issue", "doc_view", "star")),
    count=st.integers(1, 50),
)
WHOSE = st.lists(st.tuples(st.sampled_from("abc"), DONE), max_size=25)


@given(WHOSE, DONE)
def test_more_is_never_less_and_nobodys_else(done: list[tuple[str, Did]], more: Did) -> None:
    before = by_themselves(PACKAGED, TODAY, done)
    after = by_themselves(PACKAGED, TODAY, [*done, ("a", more)])
    assert after["a"] >= before.get("a", 0)
    assert {who: after[who] for who in before if who != "a"} == {
        who: points for who, points in before.items() if who != "a"
    }


@given(WHOSE)
def test_together_they_earn_no_more_than_each_alone(done: list[tuple[str, Did]]) -> None:
    together = by_themselves(PACKAGED, TODAY, [("all", one) for _, one in done])
    assert together.get("all", 0) <= sum(by_themselves(PACKAGED, TODAY, done).values())

"""Two streams of rows are the same, or the keys of those that are not are named."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.moving_compare import MOST, differences
from ledger.moving_values import Row

TABLES = st.dictionaries(
    st.tuples(st.integers(0, 12), st.sampled_from(["a", "é", "\ufffd", "\U0001f33b"])),
    st.tuples(st.sampled_from([None, 0, 1])),
)


def rows(table: dict[tuple[int, str], tuple[int | None]]) -> list[Row]:
    return [(*key, *rest) for key, rest in sorted(table.items())]


@given(TABLES, TABLES)
def test_it_is_what_comparing_the_whole_says(
    ours: dict[tuple[int, str], tuple[int | None]], theirs: dict[tuple[int, str], tuple[int | None]]
) -> None:
    unlike = [
        key for key in sorted(ours.keys() | theirs.keys()) if ours.get(key) != theirs.get(key)
    ]
    assert differences(rows(ours), rows(theirs), 2) == unlike


@given(TABLES, st.integers(0, 12))
def test_a_row_that_stands_elsewhere_is_found(
    table: dict[tuple[int, str], tuple[int | None]], at: int
) -> None:
    ours = rows(table)
    assert differences(ours, ours[at:] + ours[:at], 2) == []


def test_of_tables_with_nothing_in_common_some_are_named() -> None:
    ours = ((number, 1) for number in range(2 * MOST))
    theirs = ((number, 2) for number in range(10 * MOST))
    assert len(differences(ours, theirs, 1)) == MOST + 1
    assert next(theirs)[0] < 2 * MOST  # nobody read on

"""A spreadsheet runs nothing of what others typed, in a cell or in the head of a column.

Whole files, and that import takes the marks away again: tests/bot/test_export_command.py.
"""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cells import FORMULA, cell, exact, table

BEGINS = st.sampled_from([*FORMULA, "'", "'=", " =", "\u00a0@", "=cmd|' /C calc'!A0", ""])
TYPED = st.builds("".join, st.tuples(BEGINS, st.text(max_size=10)))


@settings(max_examples=100)
@given(st.lists(TYPED, min_size=50, max_size=50))  # 5,000 strings
def test_threat_04_no_cell_and_no_head_is_a_formula(typed: list[str]) -> None:
    text = table(typed, [typed])
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert head == row == [cell(one) for one in typed]
    assert not [one for one in row if one.startswith(FORMULA)]
    quoted = ['"{}"'.format('","'.join(one.replace('"', '""') for one in row))] * 2
    assert text == "\r\n".join([*quoted, ""])
    assert not [one for one in map(exact, typed) if one.startswith(FORMULA)]

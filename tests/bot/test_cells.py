"""Cells of a spreadsheet's file: one line each, and nothing that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cells import FORMULA, cell, table


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("acme.example", "acme.example"),
        ("=1+1", "'=1+1"),
        (" =1+1", "'=1+1"),
        ("\t=1+1", "'=1+1"),
        ("\u00a0@SUM(A1)", "'@SUM(A1)"),
        ("\tindented", "'indented"),
        ("two\nlines", "two lines"),
        ("", ""),
        (None, ""),
        (-3, -3),
        (1.5, 1.5),
    ],
)
def test_a_cell(value: object, shown: object) -> None:
    assert cell(value) == shown


@given(st.text())
def test_nothing_that_was_typed_is_run(typed: str) -> None:
    shown = str(cell(typed))
    assert not shown.startswith(FORMULA)
    assert "\n" not in shown
    [[_], [read]] = csv.reader(io.StringIO(table(("typed",), [(f"{typed}.",)]), newline=""))
    assert read == cell(f"{typed}.")

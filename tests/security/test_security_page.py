"""SECURITY.md names a guard and a test for each threat, and those tests are there."""

import ast
import re

import pytest

from tests.security.product import ROOT
from tests.test_documents import missing

PAGE = ROOT / "SECURITY.md"
ROW = re.compile(r"^\| (T\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.M)
TEST = re.compile(r"`([\w/.]*)::(\w+)`")
ROWS = ROW.findall(PAGE.read_text("utf-8"))


def held_by(path: str) -> set[str]:
    """The tests that a file holds."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_its_row() -> None:
    assert [name for name, *_ in ROWS] == [f"T{number}" for number in range(1, 18)]
    assert missing(PAGE) == []


@pytest.mark.parametrize(("name", "threat", "guard", "tests"), ROWS, ids=lambda one: one[:3])
def test_each_named_test_is_there(name: str, threat: str, guard: str, tests: str) -> None:
    named, path = TEST.findall(tests), ""
    assert threat
    assert guard
    assert named
    for file, test in named:
        path = file or path
        assert test in held_by(path), f"{name}: {path}"
    assert TEST.sub("", tests).strip(", ") == ""


def test_whatever_is_named_after_a_threat_is_of_one() -> None:
    numbers = {path.name[12:14] for path in (ROOT / "tests" / "security").glob("test_threat_*.py")}
    assert numbers <= {name[1:].zfill(2) for name, *_ in ROWS}

"""Whatever becomes of a rules file, it is read, or refused with lines: never a traceback."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import Rules, RulesError, read_rules

FILES = tuple((Path(__file__).parents[2] / "rules").glob("*.toml"))
LINES = tuple(
    line
    for file in FILES
    for line in file.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)
VALUES = (
    *('""', '"x"', "0", "-1", "1.5", "1e400", "nan", "true", "[]", "{}", "[1]", '["count >= 1"]'),
    *("{ a = 1 }", "2026-11-20", '"count > 9999999"', '["a", 1, []]', "9" * 5000),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The lines of a packaged file with some dropped, doubled, moved or given other values."""
    lines = draw(st.sampled_from(FILES)).read_text("utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        act = draw(st.sampled_from(["drop", "double", "insert", "value", "key", "cut"]))
        key, equals, _ = lines[at].partition("=")
        if act == "drop":
            del lines[at]
        elif act == "double":
            lines.insert(draw(st.integers(0, len(lines))), lines[at])
        elif act == "insert":
            lines.insert(at, draw(st.sampled_from(LINES)))
        elif act == "value" and equals:
            lines[at] = f"{key}= {draw(st.sampled_from(VALUES))}"
        elif act == "key" and equals:
            lines[at] = draw(st.text("abc_-.\"' ", max_size=6)) + lines[at]
        else:
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return "\n".join(lines)


def read_or_refused(file: Path, content: bytes) -> Rules | RulesError:
    file.write_bytes(content)
    try:
        return read_rules(file)
    except RulesError as error:
        lines = content.count(b"\n") + 1
        assert error.problems
        for problem in error.problems:
            assert 1 <= problem.line <= lines
            assert problem.wrong
            assert "Input should" not in problem.wrong
        return error


@given(text=mutated())
def test_a_mutated_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "mutated.toml"
    read = read_or_refused(file, text.encode())
    if isinstance(read, Rules):
        assert len(read.version) == 12
        assert all(1 <= read.gate_window(gate) <= 180 for _, gate in read.gates)
        assert all(gate.sentence for _, gate in read.gates)
        assert list(read.thresholds) == sorted(read.thresholds)


def test_bytes_at_random_in_a_file_are_read_or_refused(tmp_path: Path) -> None:
    dice = random.Random(4)
    refused = 0
    for _ in range(150):
        content = bytearray((FILES[0]).read_bytes())
        for _ in range(dice.randint(1, 4)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        refused += isinstance(read_or_refused(tmp_path / "f.toml", bytes(content)), RulesError)
    assert refused > 20


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"a = " + b"[" * 100_000, "is nested too deeply"),
        (b"a = " + b"9" * 5000, "is not TOML"),
        (b"a = 2026-13-45", "is not TOML"),
        (b"levels.gates.needs = 3", '"levels" must be a list'),
        (b"[[levels.gates]]", '"levels" must be a list'),
        (b"[[categories]]", '"categories" must be a table'),
    ],
)
def test_what_other_readers_stumble_over(tmp_path: Path, content: bytes, wrong: str) -> None:
    refused = read_or_refused(tmp_path / "f.toml", content)
    assert isinstance(refused, RulesError)
    assert any(wrong in problem.wrong for problem in refused.problems)

"""Gates as the file writes them: conditions, what they look at, how far back, in words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import Gate, Need, Rules, read_rules
from scoring.rules_gates import METRICS, MOST_WINDOW, Metric, need

TEXT = (Path(__file__).parents[2] / "rules" / "points.toml").read_text("utf-8")


def gated(folder: Path, gate: str) -> Rules:
    """The packaged rules with one gate on the second level."""
    third = '[[levels]]\nname = "OQL3"'
    file = folder / "gated.toml"
    file.write_text(TEXT.replace(third, f"[[levels.gates]]\n{gate}\n{third}"), "utf-8")
    return read_rules(file)


def only_gate(rules: Rules) -> Gate:
    [(level, gate)] = rules.gates
    assert level == 2
    return gate


@pytest.mark.parametrize(
    ("written", "text", "enough", "too_little"),
    [
        ("count >= 2", "count >= 2", 2, 1),
        ("count > 2", "count > 2", 3, 2),
        ("  span_days>3 ", "span_days > 3", 4, 3),
        ("days\t>=\t1", "days >= 1", 1, 0),
        ("people >= 03", "people >= 3", 3, 2),
        ("channels >= 1", "channels >= 1", 7, 0),
        ("months > 2", "months > 2", 3, 2),
        ("days_since <= 31", "days_since <= 31", 31, 32),
        ("days_since < 31", "days_since < 31", 30, 31),
        ("days_since <= 0", "days_since <= 0", 0, 1),
    ],
)
def test_a_condition_holds_from_its_bound_on(
    written: str, text: str, enough: int, too_little: int
) -> None:
    read = need(written)
    assert read.text == text
    assert read.holds(enough)
    assert not read.holds(too_little)


@given(st.sampled_from(METRICS), st.integers(1, 170), st.integers(-1, 200))
def test_a_condition_and_its_text_say_the_same(metric: Metric, bound: int, figure: int) -> None:
    recency = metric == "days_since"
    made = Need(metric, most=bound) if recency else Need(metric, least=bound)
    strict = f"{metric} < {bound + 1}" if recency else f"{metric} > {bound - 1}"
    expected = figure <= bound if recency else figure >= bound
    again = [need(made.text)] + ([need(strict)] if recency or bound > 1 else [])
    assert {one.holds(figure) for one in [made, *again]} == {expected}


@pytest.mark.parametrize(
    ("gate", "needs", "window"),
    [
        ('needs = "count >= 1"', ["count >= 1"], 30),
        ('needs = ["count >= 2", "span_days > 3"]', ["count >= 2", "span_days > 3"], 30),
        ('needs = "count >= 1"\nwindow_days = 7', ["count >= 1"], 7),
        ('needs = "months >= 3"', ["months >= 3"], 90),
        ('needs = "months > 3"', ["months > 3"], 120),
        ('needs = "months >= 3"\nwindow_days = 100', ["months >= 3"], 100),
        ('needs = "days_since <= 31"', ["days_since <= 31"], 32),
        ('needs = ["days_since <= 31", "days >= 40"]', ["days_since <= 31", "days >= 40"], 40),
        ('needs = "span_days >= 179"', ["span_days >= 179"], MOST_WINDOW),
    ],
)
def test_a_gate_looks_back_as_far_as_it_says_or_needs(
    tmp_path: Path, gate: str, needs: list[str], window: int
) -> None:
    rules = gated(tmp_path, gate)
    assert [one.text for one in only_gate(rules).needs] == needs
    assert rules.gate_window(only_gate(rules)) == window
    assert rules.longest_window == max(90, window)
    assert rules.has_gates


@pytest.mark.parametrize(
    ("given_scope", "scope", "kinds"),
    [
        ("", "any activity", None),
        ('category = "download"', "downloads", {"download"}),
        ('category = "blog"', "blog and tutorials", {"blog_view", "blog_view_high_value"}),
        ('kinds = ["issue"]', "issue", {"issue"}),
        ('kinds = ["issue", "star", "fork"]', "issue, star or fork", {"issue", "star", "fork"}),
        ('kinds = ["doc_view_high_value"]', "doc view of high value", {"doc_view_high_value"}),
        ('topic = "pricing"', "topic pricing", None),
        ('category = "download"\ntopic = "sso"', "downloads, topic sso", {"download"}),
    ],
)
def test_what_a_gate_looks_at(
    tmp_path: Path, given_scope: str, scope: str, kinds: set[str] | None
) -> None:
    rules = gated(tmp_path, f'{given_scope}\nneeds = "count >= 1"')
    assert only_gate(rules).scope == scope
    assert rules.gate_kinds(only_gate(rules)) == kinds


def test_a_title_that_begins_with_capitals_keeps_them(tmp_path: Path) -> None:
    text = TEXT.replace('title = "Downloads"', 'title = "API calls"')
    text += '\n[[levels]]\nname = "OQL4"\nmeaning = "calls"\n'
    text += '[[levels.gates]]\ncategory = "download"\nneeds = "days >= 2"\n'
    (tmp_path / "api.toml").write_text(text, "utf-8")
    [(level, gate)] = read_rules(tmp_path / "api.toml").gates
    assert (level, gate.scope) == (4, "API calls")


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ('"count >= 1"', "any activity: at least 1 time"),
        (
            '["count > 1", "span_days > 3"]',
            "any activity: at least 2 times, and at least 4 days from the first to the last",
        ),
        (
            '["days >= 2", "people >= 3"]',
            "any activity: on at least 2 days, and by at least 3 people",
        ),
        (
            '["channels >= 2", "people >= 1"]',
            "any activity: in at least 2 channels, and by at least 1 person",
        ),
        ('"months >= 3"', "any activity: in each of the last 3 months"),
        ('"months > 0"', "any activity: in the last month"),
        ('"days_since < 2"', "any activity: last seen at most 1 day ago"),
    ],
)
def test_a_gate_reads_as_a_sentence(tmp_path: Path, conditions: str, sentence: str) -> None:
    assert only_gate(gated(tmp_path, f"needs = {conditions}")).sentence == sentence


def test_topics_are_those_of_gates_and_pages_after_none(tmp_path: Path) -> None:
    rules = gated(tmp_path, 'topic = "sso"\nneeds = "count >= 1"')
    assert rules.topics == ("", "sso", "pricing", "signup", "contact", "support")

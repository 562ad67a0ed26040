"""The packaged rules are the published point system; a file's content decides its version."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from scoring.rules import Rules, read_rules

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "rules" / "points.toml").read_text("utf-8")
THIRD = '[[levels]]\nname = "OQL3"'
GATE = '[[levels.gates]]\nneeds = "days >= 2"\n'


def variant(folder: Path, *changes: tuple[str, str]) -> Rules:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "points.toml"
    file.write_text(text, "utf-8")
    return read_rules(file)


@pytest.mark.parametrize(
    ("category", "day", "week", "month", "kinds"),
    [
        ("docs", 500, None, 2000, {"doc_view": 25, "doc_view_high_value": 100}),
        ("blog", 200, None, 500, {"blog_view": 25, "blog_view_high_value": 100}),
        ("website", 500, None, 2000, {"web_view": 10, "web_view_high_value": 100}),
        ("download", 1000, 2000, 5000, {"download": 500}),
        ("community", 500, None, 2000, {"issue": 200, "pull_request": 500, "slack_signup": 500}),
    ],
)
def test_packaged_points_and_caps_are_the_published_ones(
    category: str, day: int, week: int | None, month: int, kinds: dict[str, int]
) -> None:
    read = read_rules().categories[category]
    assert (read.day, read.week, read.month) == (day, week, month)
    assert {kind: points for kind, points in read.kinds.items() if points} == kinds


def test_packaged_levels_window_and_teams_are_the_published_ones() -> None:
    rules = read_rules()
    assert list(rules.categories) == ["docs", "blog", "website", "download", "community"]
    assert rules.window_days == 30
    assert rules.level_names == ("none", "OQL1", "OQL2", "OQL3")
    assert rules.thresholds == (1001, 4000, 7000)
    assert (rules.announce.level, rules.announce.again_after_days) == ("OQL3", 14)
    assert {team: set(rules.teams[team].outcomes) for team in rules.teams} == {
        "marketing": {"case study", "guest content", "testimonial"},
        "product": {"feedback session", "beta tester"},
        "engineering": {"hard bug solved together"},
        "partnerships": {"integration built"},
        "recruiting": {"applied", "hired"},
        "sales": {"opportunity", "customer"},
    }


def test_evidence_without_points_is_known_and_earns_nothing() -> None:
    rules = read_rules()
    evidence = {"slack_message", "slack_reaction", "issue_comment", "discussion", "forum_post"}
    evidence |= {"star", "fork", "doc_search"}
    assert {kind for kind in rules.kinds if not rules.earns(kind)} == evidence
    assert rules.kinds["pull_request"] == ("community", 500)
    assert not rules.earns("unheard_of")


@pytest.mark.parametrize(
    ("level", "former", "name"),
    [(0, False, "none"), (0, True, "OQL0"), (1, True, "OQL1"), (3, False, "OQL3")],
)
def test_names_of_levels(level: int, former: bool, name: str) -> None:
    assert read_rules().level_name(level, former=former) == name


def test_the_packaged_rules_are_the_file_in_the_tree() -> None:
    assert read_rules() == read_rules(ROOT / "rules" / "points.toml")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("day = 5\n", "day = 5.00\n"), id="another way to write a number"),
        pytest.param(("# Change a figure", "# Alter a figure"), id="a comment"),
        pytest.param(("doc_view = 0.25\n", "\ndoc_view = 0.250\n"), id="layout"),
        pytest.param(("issue = 2\npull_request = 5", "pull_request = 5\nissue = 2"), id="order"),
        pytest.param(('channel = "#dql-sales"', 'channel = "C0SALES"'), id="who is written to"),
        pytest.param(('team = "sales"', 'team = "marketing"'), id="who is referred to"),
        pytest.param(("fall_after_days = 7 ", "fall_after_days = 8 "), id="when it is told"),
        pytest.param(('match = "/pricing*"', 'match = "/prices*"'), id="a page"),
        pytest.param(('name = "points"', 'name = "ours"'), id="the name"),
    ],
)
def test_the_version_is_the_contents(tmp_path: Path, change: tuple[str, str]) -> None:
    assert variant(tmp_path, change).version == read_rules().version


@pytest.mark.parametrize(
    "change",
    [
        ("doc_view = 0.25\n", "doc_view = 0.26\n"),
        ("above = 10\n", "from = 10\n"),
        ("window_days = 30", "window_days = 60"),
        ("week = 20\n", ""),
        ('Forum = ["forum_post"]', 'Forum = ["forum_post", "star"]'),
        (THIRD, f"{GATE}{THIRD}"),
    ],
)
def test_another_content_is_another_version(tmp_path: Path, change: tuple[str, str]) -> None:
    version = variant(tmp_path, change).version
    assert version != read_rules().version
    assert len(version) == 12
    assert set(version) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("change", "judging", "pages"),
    [
        (('match = "/pricing*"', 'match = "/prices*"'), False, True),
        (("news_days = 7 ", "news_days = 8 "), False, False),
        (("doc_view = 0.25\n", "doc_view = 0.26\n"), True, False),
        (('Forum = ["forum_post"]\n', ""), True, False),
        ((THIRD, f"{GATE}{THIRD}"), True, False),
    ],
)
def test_what_judges_and_what_classifies_have_versions_of_their_own(
    tmp_path: Path, change: tuple[str, str], judging: bool, pages: bool
) -> None:
    here, before = variant(tmp_path, change), read_rules()
    assert (here.version != before.version) is judging
    assert (here.pages_version != before.pages_version) is pages


def test_levels_without_points_never_break_the_rise_of_thresholds(tmp_path: Path) -> None:
    middle = variant(tmp_path, ("from = 40\n", ""), (THIRD, f"{GATE}{THIRD}"))
    assert middle.thresholds == (1001, 1001, 7000)
    assert [middle.level_of(points) for points in (0, 1000, 1001, 6999, 7000)] == [0, 0, 2, 2, 3]
    assert read_rules("signals").thresholds == (0, 0, 0)
    assert read_rules("signals").level_of(0) == 3


def test_a_file_may_say_nothing_of_channels_pages_and_gates(tmp_path: Path) -> None:
    text = TEXT[: TEXT.index("# --- Channels")] + TEXT[TEXT.index("# --- Levels") :]
    (tmp_path / "bare.toml").write_text(text, "utf-8")
    rules = read_rules(tmp_path / "bare.toml")
    assert (dict(rules.channels), rules.pages, rules.gates) == ({}, (), ())
    assert (rules.has_gates, rules.longest_window, rules.topics) == (False, 90, ("",))


def test_a_file_may_leave_out_caps_and_have_its_own_levels(tmp_path: Path) -> None:
    rules = variant(
        tmp_path,
        ("day = 5\nmonth = 20\n", ""),
        ('name = "OQL1"\nabove = 10', 'name = "Curious"\nabove = 0.10'),
        ("again_after_days = 14", "again_after_days = 30"),
    )
    assert rules.caps[0] == (None, None, None)
    assert [rules.level_name(rules.level_of(points)) for points in (10, 11)] == ["none", "Curious"]
    assert rules.announce.again_after_days == 30


def test_a_file_saved_by_an_editor_that_marks_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "marked.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert read_rules(str(file)) == read_rules()


def test_rules_are_frozen_all_the_way_down() -> None:
    rules = read_rules()
    with pytest.raises(ValidationError):
        rules.categories["docs"].day = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        rules.categories["docs"].kinds["doc_view"] = 1  # type: ignore[index]
    with pytest.raises(TypeError):
        rules.kinds["doc_view"] = ("docs", 1)  # type: ignore[index]

"""Mistakes in gates, channels, pages and announcing: each with its line, and what is allowed."""

from pathlib import Path

import pytest

from scoring.rules import RulesError, read_rules

TEXT = (Path(__file__).parents[2] / "rules" / "points.toml").read_text("utf-8")
THIRD = '[[levels]]\nname = "OQL3"'


def mistakes(folder: Path, text: str) -> list[tuple[int, str]]:
    file = folder / "rules.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RulesError) as caught:
        read_rules(file)
    return [(problem.line, problem.wrong) for problem in caught.value.problems]


def here(text: str) -> int:
    assert text.count("# here") == 1
    return text[: text.index("# here")].count("\n") + 1


@pytest.mark.parametrize(
    ("gate", "wrong"),
    [
        (
            'needs = "views >= 2" # here',
            'knows no "views"; allowed: count, days, span_days, people',
        ),
        ('needs = "count == 2" # here', 'knows no "count =="; allowed: count >= or >'),
        ('needs = "count < 2" # here', 'knows no "count <"; allowed: count >= or >'),
        ('needs = "days_since >= 2" # here', "allowed: days_since <= or <"),
        ('needs = "count >= 0" # here', 'asks for "count >= 0", which always holds'),
        ('needs = "days_since < 0" # here', 'asks for "days_since < 0", which never holds'),
        ('needs = "count > 1000000" # here', "figures go up to 1000000"),
        ('needs = "count >= -2" # here', "must be a condition in quotes"),
        ('needs = "count >= 1.5" # here', "must be a condition in quotes"),
        ("needs = 3 # here", '"needs" must be a list'),
        ("needs = [3] # here", '"needs" must be a condition in quotes'),
        ("needs = ['count >= 1', 3] # here", "not 3"),
        ('needs = "count > = 1" # here', 'not "count > = 1"'),
        ("needs = [] # here", '"needs" must not be empty'),
        ('need = "count >= 2" # here', "allowed: category, kinds, topic, needs, window_days; did"),
        ('needs = "channels > 3" # here', '"channels > 3" cannot hold: [channels] has 3'),
        ('needs = "months >= 7" # here', "needs 210 days, and a window has 180 at most"),
        ('needs = "days_since <= 180" # here', "needs 181 days, and a window has 180 at most"),
        (
            'window_days = 60 # here\nneeds = "months >= 3"',
            'is too short for "months >= 3": say 90 or more',
        ),
        ('window_days = 181 # here\nneeds = "count >= 1"', "must be less than or equal to 180"),
        ('window_days = 0 # here\nneeds = "count >= 1"', "must be greater than or equal to 1"),
        ('window_days = "30" # here\nneeds = "count >= 1"', "must be a whole number"),
        (
            'category = "downloads" # here\nneeds = "count >= 1"',
            'no category "downloads"; allowed: docs, blog, website, download, community; did you',
        ),
        (
            'kinds = ["issue", "issues"] # here\nneeds = "count >= 1"',
            'no kind "issues"; allowed: doc_view, doc_view_high_value',
        ),
        ('kinds = [] # here\nneeds = "count >= 1"', '"kinds" must not be empty'),
        ('topic = "Pricing page" # here\nneeds = "count >= 1"', '"topic" is no name'),
    ],
)
def test_a_gate_that_cannot_be(tmp_path: Path, gate: str, wrong: str) -> None:
    text = TEXT.replace(THIRD, f"[[levels.gates]]\n{gate}\n{THIRD}")
    found = mistakes(tmp_path, text)
    assert any(line == here(text) and wrong in told for line, told in found), found


@pytest.mark.parametrize(
    ("gate", "wrong"),
    [
        ("", '"needs" is missing in "levels.gates"'),
        ('category = "docs"\nkinds = ["issue"]\nneeds = "count >= 1"', "keep one"),
    ],
)
def test_a_gate_that_lacks_something_is_named_by_its_own_line(
    tmp_path: Path, gate: str, wrong: str
) -> None:
    text = TEXT.replace(THIRD, f"[[levels.gates]] # here\n{gate}\n{THIRD}")
    assert any(line == here(text) and wrong in told for line, told in mistakes(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('["forum_post"]', '["forum_posts"] # here', 'no kind "forum_posts"; allowed: doc_view'),
        ('["forum_post"]', '["issue"] # here', '"issue" is already in "GitHub"; keep one'),
        ('["forum_post"]', "[] # here", '"Forum" must not be empty'),
        ('["forum_post"]', '"forum_post" # here', '"Forum" must be a list'),
        ('kind = "web_view_high_value"', 'kind = "pricing" # here', 'no kind "pricing"; allowed:'),
        ('match = "/pricing*"', 'match = "https://acme.example/" # here', "without https://"),
        ('match = "/pricing*"', 'match = "/pricing?plan=*" # here', "write /pricing* for any host"),
        ('match = "/pricing*"', 'match = "/our pricing" # here', "write %20"),
        ('match = "/pricing*"', 'match = "pricing" # here', 'did you mean "/pricing"?'),
        ('match = "/pricing*"', 'match = "" # here', '"match" must not be empty'),
        ('match = "/pricing*"', 'path = "/pricing*" # here', "allowed: match, kind, topic"),
        ('topic = "pricing"', "topic = 3 # here", '"topic" must be a text in quotes'),
        ('team = "sales" ', 'team = "sells" # here ', 'no team "sells"; allowed: marketing'),
        ("fall_after_days = 7 ", "fall_after_days = 366 # here", "less than or equal to 365"),
        ("fall_after_days = 7 ", "fall_after_days = -1 # here", "greater than or equal to 0"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, wrong: str
) -> None:
    text = TEXT.replace(old, new, 1)
    found = mistakes(tmp_path, text)
    assert any(line == here(text) and wrong in told for line, told in found), found


@pytest.mark.parametrize("match", ["docs.acme.example", "*", "/", "localhost/docs", "docs*"])
def test_a_host_without_a_path_is_a_pattern(tmp_path: Path, match: str) -> None:
    (tmp_path / "rules.toml").write_text(
        TEXT.replace('match = "/pricing*"', f'match = "{match}"', 1), "utf-8"
    )
    assert read_rules(tmp_path / "rules.toml").pages[0].match == match


def test_a_file_without_sales_says_who_it_refers_to(tmp_path: Path) -> None:
    text = TEXT[: TEXT.index("[teams.sales]")].replace('team = "sales"', "#")
    line = text[: text.index("[announce]")].count("\n") + 1
    told = 'no team "sales"; allowed: marketing, product, engineering, partnerships, recruiting'
    assert mistakes(tmp_path, text) == [(line, told)]
    text = text.replace("[announce]", '[announce]\nteam = "product"')
    (tmp_path / "mended.toml").write_text(text, "utf-8")
    assert read_rules(tmp_path / "mended.toml").announce.team == "product"


def test_kinds_and_topics_have_a_most(tmp_path: Path) -> None:
    known = len(read_rules().kinds)
    kinds = "".join(f"kind{number} = 0\n" for number in range(60 - known))
    fits = TEXT.replace("fork = 0\n", f"fork = 0\n{kinds}")
    (tmp_path / "fits.toml").write_text(fits, "utf-8")
    assert len(read_rules(tmp_path / "fits.toml").kinds) == 60
    over = fits.replace("fork = 0\n", "fork = 0\n", 1).replace(kinds, f"{kinds}more = 0 # here\n")
    assert mistakes(tmp_path, over) == [
        (here(over), "is one too many: a file has 60 kinds at most")
    ]
    page = '\n[[pages]]\nmatch = "/{0}"\nkind = "doc_view"\ntopic = "topic{0}"'
    topics = "".join(page.format(number) for number in range(55))
    (tmp_path / "fits.toml").write_text(TEXT + topics, "utf-8")
    assert len(read_rules(tmp_path / "fits.toml").topics) == 60
    over = TEXT + topics + page.format(55) + " # here"
    assert mistakes(tmp_path, over) == [
        (here(over), '"topic55" is one too many: a file has 59 topics at most')
    ]


def test_mistakes_in_several_gates_are_named_at_once(tmp_path: Path) -> None:
    gates = """\
[[levels.gates]]
category = "dogs"
needs = "cuont >= 2"
[[levels.gates]]
kinds = ["isue"]
needs = ["days => 2", "months >= 3"]
window_days = 30
"""
    text = TEXT.replace(THIRD, f"{gates}{THIRD}")
    first = text[: text.index(gates)].count("\n") + 1
    told = [(line - first, wrong.split(";")[0]) for line, wrong in mistakes(tmp_path, text)]
    assert told == [
        (1, 'no category "dogs"'),
        (2, '"needs" knows no "cuont"'),
        (4, 'no kind "isue"'),
        (5, '"needs" knows no "days =>"'),
        (6, '"window_days" is too short for "months >= 3": say 90 or more, or leave it out'),
    ]

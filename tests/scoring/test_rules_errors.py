"""A rules file with mistakes: each is named, with its line, what is wrong and the mend."""

from pathlib import Path

import pytest

from scoring.rules import RulesError, read_rules

TEXT = (Path(__file__).parents[2] / "rules" / "points.toml").read_text("utf-8")


def problems(file: Path) -> list[tuple[int, str]]:
    with pytest.raises(RulesError) as caught:
        read_rules(file)
    assert {problem.file for problem in caught.value.problems} == {str(file)}
    return [(problem.line, problem.wrong) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("name = ", "hue = 1 # here\nname = ", 'unknown key "hue"; allowed: name, window_days'),
        ("month = 5\n", "mnth = 5 # here\n", 'did you mean "month"?'),
        (
            "above = 10\n",
            "abov = 10 # here\n",
            "allowed: name, above, from, meaning, gates; did you",
        ),
        ("news_days = 7", "new_days = 7 # here\n#", 'did you mean "news_days"?'),
        ('channel = "#dql-sales"', 'chanel = "#s" # here', 'did you mean "channel"?'),
        ("[announce]", "[announcement] # here", 'did you mean "announce"?'),
        ("window_days = 30", "window_days = 45 # here", "must be one of 30, 60, 90"),
        ("doc_view = 0.25", "doc_view = 0.255 # here", "more than two decimals: 0.255"),
        ("blog_view = 0.25", "blog_view = -1 # here", "must be from 0 to 10000 points"),
        ("download = 5", "download = nan # here", "must be from 0 to 10000 points"),
        ("download = 5", f"download = 1e{9**25} # here", "must be from 0 to 10000 points"),
        (
            "day = 2\n",
            "day = 5.01 # here\n",
            '"day" never cuts: "month" allows only 5; say 5 or less',
        ),
        ("week = 20", "week = 50.01 # here", '"week" never cuts: "month" allows only 50'),
        ("day = 10\n", "day = 21 # here\n", '"day" never cuts: "week" allows only 20'),
        ("issue = 2", "issue = true # here", '"issue" must be a number of points'),
        ("week = 20", 'week = "20" # here', '"week" must be a number of points'),
        ("month = 50", "month = 10001 # here", "must be from 0 to 10000 points"),
        ("star = 0", "Star = 0 # here", '"Star" is no name: lower-case letters'),
        ("fork = 0", "doc_view = 0 # here", 'already in "docs"; keep one of the two'),
        ('title = "Website"', 'title = "" # here', '"title" must not be empty'),
        ('title = "Website"', "title = 4 # here", '"title" must be a text in quotes'),
        (
            '[categories.website]\ntitle = "Website"',
            "[categories.website] # here",
            '"title" is missing in "categories.website"',
        ),
        (
            '[[levels]]\nname = "OQL1"\nabove = 10',
            '[[levels]] # here\nname = "OQL1"\nabove = 10\nfrom = 11',
            'has both "above" and "from": keep one',
        ),
        (
            '[[levels]]\nname = "OQL2"\nfrom = 40',
            '[[levels]] # here\nname = "OQL2"',
            'needs "above", "from" or gates: say `above = 10`',
        ),
        (
            "[announce]",
            "[levels.gate] # here\nn = 2\n[announce]",
            'unknown key "gate"; allowed: name',
        ),
        ("above = 10\n", "from = 0 # here\n", "must be higher than 0 points: levels stand lowest"),
        ("from = 40\n", "from = 10 # here\n", 'must be higher than "OQL1" (above = 10)'),
        ("from = 70", "from = 40 # here", 'must be higher than "OQL2" (from = 40)'),
        ('name = "OQL2"', 'name = "OQL1" # here', '"OQL1" is taken: it names level 1'),
        ('name = "OQL1"', 'name = "OQL0" # here', '"OQL0" is taken: it names a former level'),
        ('name = "OQL1"', 'name = "none" # here', '"none" is taken: it names watching'),
        ('level = "OQL3"', 'level = "OQL4" # here', 'no level "OQL4"; allowed: OQL1, OQL2, OQL3'),
        ("after_days = 14", "after_days = 0 # here\n#", "must be greater than or equal to 1"),
        ("after_days = 14", "after_days = 1.5 # here\n#", "must be a whole number"),
        ('won = ["customer"]', 'won = ["custmer"] # here', 'no outcome "custmer"; allowed: opp'),
        ('won = ["customer"]', 'won = "customer" # here', '"won" must be a list'),
        ('["applied", "hired"]', "[] # here", '"outcomes" must not be empty'),
        ('["applied", "hired"]', '"hired" # here', '"outcomes" must be a list'),
        ('["applied", "hired"]', '["a", ""] # here', '"outcomes" must not be empty'),
        ("[teams.sales]", "[teams]\nx = 3 # here\n[teams.y]", '"x" must be a table'),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text.count("# here") == 1
    file = tmp_path / "rules.toml"
    file.write_text(text, "utf-8")
    here = text[: text.index("# here")].count("\n") + 1
    assert any(line == here and wrong in told for line, told in problems(file))


def test_caps_may_be_equal(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(TEXT.replace("week = 20", "week = 50"), "utf-8")
    assert read_rules(tmp_path / "rules.toml").categories["download"].week == 5000


def test_a_former_level_is_not_offered_to_be_announced(tmp_path: Path) -> None:
    text = TEXT.replace('name = "OQL1"', 'name = "OQL0"').replace('level = "OQL3"', 'level = "X"')
    (tmp_path / "rules.toml").write_text(text, "utf-8")
    told = [wrong for _, wrong in problems(tmp_path / "rules.toml")]
    assert 'no level "X"; allowed: OQL2, OQL3' in told


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        """\
name = "mine"
window_days = 31
[categories.docs]
title = "Docs"
dya = 5
kinds = { doc_view = 0.255, "doc_search" = 0 }
[categories.blog]
title = "Blog"
[categories.blog.kinds]
doc_view = 1
[[levels]]
name = "A"
from = 40
meaning = "in use"
[[levels]]
name = "B"
above = 10
meaning = "curious"
[announce]
level = "C"
[teams.sales]
outcomes = ["customer"]
""",
        "utf-8",
    )
    told = [(line, wrong.split('"')[1]) for line, wrong in problems(file) if '"' in wrong]
    assert told == [
        (2, "window_days"),
        (5, "dya"),
        (6, "doc_view"),
        (10, "doc_view"),
        (17, "A"),
        (20, "C"),
        (21, "channel"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "wrong"),
    [
        (b'name = "a"\nname = "b"\n', 2, "is not TOML: Cannot overwrite a value"),
        (b"window_days = 30\nname =", 2, "is not TOML"),
        (b"name = [", 1, "is not TOML"),
        (b'name = "a"\n# caf\xe9\n', 2, "is not UTF-8; save it as UTF-8"),
        (b"", 1, '"levels" is missing'),
        (b"name = 'a'\nlevels = 3\n", 2, '"levels" must be a list'),
        (b"name = 'a'\ncategories = []\n", 2, '"categories" must be a table'),
        (b"name = 'a'\nlevels = [1]\n", 2, "must be a table"),
    ],
)
def test_what_is_no_rules_file_at_all(
    tmp_path: Path, content: bytes, line: int, wrong: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_bytes(content)
    assert any(at == line and wrong in told for at, told in problems(file))


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    assert problems(missing) == [
        (0, "cannot be read (No such file or directory); check the path and its permissions")
    ]
    with pytest.raises(RulesError, match=r"missing\.toml: cannot be read"):
        read_rules(missing)
    assert problems(tmp_path)[0][1].startswith("cannot be read (")


def test_the_error_reads_as_one_line_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        TEXT.replace("month = 5\n", "mnth = 5\n").replace("day = 2\n", "dy = 2\n"), "utf-8"
    )
    with pytest.raises(RulesError) as caught:
        read_rules(file)
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{file}:{TEXT[: TEXT.index('day = 2')].count(chr(10)) + 1}: unknown")
    assert second.endswith('did you mean "month"?')

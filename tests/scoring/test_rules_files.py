"""The packaged files: what each says, and that each of their levels can be reached as they say."""

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring import series
from scoring.counts import Counts
from scoring.rules import PACKAGED, Rules, RulesError, read_rules
from scoring.rules_checks import findings
from scoring.rules_gates import METRICS, need

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "rules"
TABLES, RECIPES = (ROOT / "docs" / "rules.md").read_text("utf-8").split("\n## Recipes\n")
BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)
TODAY = 20_000  # days since 1970-01-01

# A kind, how many days ago, and who.
Act = tuple[str, int, int]


def level(rules: Rules, acts: Sequence[Act]) -> str:
    """The level of one company on `TODAY`, of the activities of persons numbered from 0."""
    ints, number = np.int32, {kind: at for at, kind in enumerate(rules.kinds)}
    counts = Counts(
        ids=np.array([1]),
        kinds=tuple(rules.kinds),
        topics=rules.topics,
        company=np.zeros(len(acts), ints),
        actor=np.array([who for _, _, who in acts], ints),
        person=np.ones(len(acts), np.bool_),
        day=np.array([TODAY - ago for _, ago, _ in acts], ints),
        kind=np.array([number.get(kind, len(number)) for kind, _, _ in acts], ints),
        topic=np.zeros(len(acts), ints),
        count=np.ones(len(acts), np.int64),
    )
    return rules.level_names[int(series.day(rules, counts, TODAY).levels[0])]


@pytest.mark.parametrize("name", PACKAGED)
def test_a_bare_name_is_the_packaged_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_rules(name) == read_rules(Path(name)) == read_rules(FOLDER / f"{name}.toml")
    assert read_rules(name).name == name
    with pytest.raises(RulesError, match=r"^\./signals: cannot be read"):
        read_rules("./signals")


def test_every_packaged_file_has_a_name() -> None:
    assert {file.stem for file in FOLDER.glob("*.toml")} == set(PACKAGED)


@pytest.mark.parametrize("table", ["channels", "pages", "announce", "teams"])
def test_what_the_files_share_is_the_same_in_all(table: str) -> None:
    one, *others = (tomllib.loads((FOLDER / f"{n}.toml").read_text("utf-8")) for n in PACKAGED)
    assert all(other[table] == one[table] for other in others)


def test_signals_counts_points_as_the_point_system_does() -> None:
    assert read_rules("signals").categories == read_rules("points").categories
    assert [one.meaning for one in read_rules("signals").levels] == [
        "Interest",
        "Ongoing user",
        "Commercial interest",
    ]


def test_signals_are_the_practical_example() -> None:
    rules = read_rules("signals")
    assert [
        (number, gate.scope, *(one.text for one in gate.needs)) for number, gate in rules.gates
    ] == [
        (1, "downloads", "count >= 2", "span_days > 3"),
        (1, "documentation", "days >= 2"),
        (1, "any activity", "channels >= 1"),
        (1, "any activity", "days_since <= 31"),
        (2, "any activity", "months >= 3"),
        (
            3,
            "doc view of high value, web view of high value or blog view of high value",
            "count >= 1",
        ),
    ]
    assert {rules.gate_window(gate) for _, gate in rules.gates} == {90}


INTEREST: tuple[Act, ...] = (
    ("download", 9, 0),
    ("download", 5, 0),
    ("doc_view", 8, 0),
    ("doc_view", 7, 1),
    ("slack_message", 6, 1),
)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        (INTEREST, "OQL1"),
        (INTEREST[1:], "none"),  # downloaded once
        ((("download", 8, 0), *INTEREST[1:]), "none"),  # over 3 days, and not over more than 3
        ((*INTEREST[:3], *INTEREST[4:]), "none"),  # read the docs on one day
        (INTEREST[:4], "none"),  # takes part nowhere
        ((*INTEREST[:4], ("star", 6, 1)), "none"),  # a star is no taking part
        ((*INTEREST[:4], ("issue", 6, 1)), "OQL1"),
        (tuple((kind, ago + 26, who) for kind, ago, who in INTEREST), "OQL1"),  # 31 days ago
        (tuple((kind, ago + 27, who) for kind, ago, who in INTEREST), "none"),  # 32 days ago
        ((*INTEREST, ("doc_view", 40, 0), ("star", 89, 0)), "OQL2"),
        ((*INTEREST, ("doc_view", 40, 0), ("star", 90, 0)), "OQL1"),
        ((*INTEREST, ("web_view_high_value", 4, 0)), "OQL1"),  # not for three months
        (
            (*INTEREST, ("doc_view", 40, 0), ("star", 89, 0), ("web_view_high_value", 4, 0)),
            "OQL3",
        ),
        ((("web_view_high_value", 4, 0), ("doc_view", 40, 0), ("star", 89, 0)), "none"),
    ],
)
def test_levels_by_signals(acts: Sequence[Act], expected: str) -> None:
    assert level(read_rules("signals"), acts) == expected


def team(people: int, weeks: int, *, kind: str = "issue_comment", each: int = 3) -> list[Act]:
    """So many people who do a thing a few times in each of the last weeks, on days of their own."""
    return [
        (kind, 7 * week + (2 * who + turn) % 7, who)
        for week in range(weeks)
        for who in range(people)
        for turn in range(each)
    ]


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        (team(3, 13), "OQL3"),
        (team(3, 13, kind="slack_message", each=6), "OQL3"),  # Slack alone
        (team(3, 13, kind="pull_request", each=1), "OQL3"),  # GitHub alone
        (team(2, 13, each=5), "OQL2"),  # two people, whatever they do
        (team(1, 13, each=7), "OQL1"),
        (team(4, 8, each=7), "OQL2"),  # not for three months
        (team(3, 4, each=1), "OQL1"),
        (team(3, 13, kind="star"), "none"),
    ],
)
def test_github_and_slack_alone_reach_oql3_by_community(acts: Sequence[Act], expected: str) -> None:
    assert level(read_rules("community"), acts) == expected


def test_by_points_the_same_never_do() -> None:
    busy = [(kind, ago, ago % 5) for kind in read_rules().channels["GitHub"] for ago in range(90)]
    busy += [("slack_signup", ago, ago % 5) for ago in range(90)]
    assert level(read_rules("points"), busy) == "OQL1"
    assert level(read_rules("community"), busy) == "OQL3"


def parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def merged(old: Any, new: Any) -> Any:
    """What a reader makes of a snippet: tables grow, lists get longer, gates join a level."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: merged(old[key], new[key]) if key in old else new[key] for key in new}
    if isinstance(old, list) and isinstance(new, dict):
        return [*old[:-1], merged(old[-1], new)]
    return [*old, *new] if isinstance(old, list) else new


def test_the_documented_tables_are_a_whole_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("\n".join(BLOCK.findall(TABLES)), "utf-8")
    rules = read_rules(tmp_path / "mine.toml")
    assert set(Rules.model_fields) == set(parsed("\n".join(BLOCK.findall(TABLES))))
    assert rules.thresholds == (1001, 4000, 7000)
    assert [gate.sentence for _, gate in rules.gates] == [
        "documentation, topic sso: on at least 2 days, and by at least 2 people"
    ]


@pytest.mark.parametrize("recipe", BLOCK.findall(RECIPES))
def test_a_documented_recipe_changes_the_packaged_rules(recipe: str) -> None:
    before = parsed((FOLDER / "points.toml").read_text("utf-8"))
    after = merged(before, parsed(recipe))
    assert list(findings(after)) == []
    assert Rules.model_validate(after) != read_rules()


def test_the_documented_needs_are_all_there_are() -> None:
    told = re.findall(r"^\| `(\w+ [<>=]+ \d+)` \|", TABLES, re.MULTILINE)
    assert tuple(need(one).metric for one in told) == METRICS

"""What sources can reach: the seed's caps make OQL3 impossible for GitHub and Slack alone."""

import pytest

from scoring.reach import Reach, reach, reach_sentence
from scoring.rules import read_rules

RULES = read_rules()
GITHUB_AND_SLACK = {"issue", "pull_request", "slack_signup", "slack_message", "star"}


def test_github_and_slack_alone_reach_20_40_60() -> None:
    assert reach(RULES, GITHUB_AND_SLACK) == (
        Reach(30, 2000, 1, (("community", 2000),)),
        Reach(60, 4000, 2, (("community", 4000),)),
        Reach(90, 6000, 2, (("community", 6000),)),
    )


@pytest.mark.parametrize(
    ("kinds", "points", "level"),
    [
        (set(), 0, "none"),
        ({"star", "slack_message", "doc_search", "unheard_of"}, 0, "none"),
        ({"blog_view"}, 500, "none"),
        ({"issue", "download"}, 7000, "OQL3"),
        ({"doc_view", "web_view"}, 4000, "OQL2"),
        (set(RULES.kinds), 11500, "OQL3"),
    ],
)
def test_reach_in_the_window_that_decides(kinds: set[str], points: int, level: str) -> None:
    month = reach(RULES, kinds)[0]
    assert (month.points, RULES.level_name(month.level)) == (points, level)


def test_the_sentence_names_the_reason() -> None:
    assert reach_sentence(RULES, GITHUB_AND_SLACK, "GitHub and Slack") == (
        "GitHub and Slack: at most 20 points in 30 days (Community 20), which is OQL1. "
        "Out of reach: OQL2 needs 40, OQL3 needs 70. "
        "Nothing enabled earns points for Documentation, Blog and tutorials, Website, Downloads."
    )


def test_the_sentence_where_everything_can_be_reached_and_where_nothing_can() -> None:
    assert reach_sentence(RULES, {"issue", "download"}, "GitHub and files") == (
        "GitHub and files: at most 70 points in 30 days (Downloads 50, Community 20), "
        "which is OQL3."
    )
    nothing = reach_sentence(RULES, {"star"}, "Stars")
    assert nothing.startswith("Stars: at most 0 points in 30 days, which is no level.")
    assert "OQL1 needs more than 10" in nothing

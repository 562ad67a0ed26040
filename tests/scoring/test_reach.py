"""What sources can reach: the seed's caps make OQL3 impossible for GitHub and Slack alone."""

import random
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.pages import page_rule
from scoring.reach import Reach, arriving, reach, reach_sentence
from scoring.rules import read_rules
from scoring.rules_model import Rules
from tests.scoring import reference

RULES = read_rules()
GITHUB_AND_SLACK = frozenset(
    {"issue", "pull_request", "issue_comment", "discussion", "star", "fork"}
    | {"slack_signup", "slack_message", "slack_reaction"}
)
VIEWS = frozenset({"doc_view", "web_view"})


def packaged(name: str) -> Rules:
    return read_rules(Path(str(files("rules") / f"{name}.toml")))


def levels(rules: Rules, kinds: frozenset[str]) -> list[tuple[int, int, str]]:
    """Window, hundredths, level."""
    return [(one.window, one.points, rules.level_name(one.level)) for one in reach(rules, kinds)]


def here(rules: Rules, kinds: frozenset[str]) -> Reach:
    """The reach in the window that decides."""
    return next(one for one in reach(rules, kinds) if one.window == rules.window_days)


def lacking(rules: Rules, kinds: frozenset[str]) -> dict[str, tuple[int, list[str]]]:
    """By level out of reach: hundredths missing, and what the closed gates look at."""
    beyond = here(rules, kinds).beyond
    return {one.level.name: (one.points, [g.gate.scope for g in one.gates]) for one in beyond}


def gated(*gates: Mapping[str, Any], pages: tuple[Mapping[str, str], ...] = ()) -> Rules:
    """The packaged points, with one level that is all gates."""
    content = RULES.model_dump(mode="json", by_alias=True)
    level = {"name": "OQL1", "meaning": "all gates", "gates": gates}
    announce = {"level": "OQL1"}
    return Rules.model_validate(
        content | {"levels": [level], "announce": announce, "pages": list(pages)}
    )


def test_github_and_slack_alone_reach_20_40_60() -> None:
    assert levels(RULES, GITHUB_AND_SLACK) == [
        (30, 2000, "OQL1"),
        (60, 4000, "OQL2"),
        (90, 6000, "OQL2"),
    ]
    assert here(RULES, GITHUB_AND_SLACK).by_category == (("community", 2000),)
    assert lacking(RULES, GITHUB_AND_SLACK) == {"OQL2": (2000, []), "OQL3": (5000, [])}


@pytest.mark.parametrize(
    ("kinds", "points", "level"),
    [
        (set(), 0, "none"),
        ({"star", "slack_message", "doc_search", "unheard_of"}, 0, "none"),
        ({"blog_view"}, 500, "none"),
        ({"issue", "download"}, 7000, "OQL3"),
        (VIEWS, 4000, "OQL2"),
        (set(RULES.kinds), 11500, "OQL3"),
    ],
)
def test_reach_in_the_window_that_decides(kinds: set[str], points: int, level: str) -> None:
    month = reach(RULES, kinds)[0]
    assert (month.points, RULES.level_name(month.level)) == (points, level)


def test_the_community_rules_are_reachable_with_github_and_slack_alone() -> None:
    rules = packaged("community")
    assert here(rules, GITHUB_AND_SLACK).level == 3
    assert "which is OQL3." in reach_sentence(rules, GITHUB_AND_SLACK, "GitHub and Slack")
    assert here(rules, frozenset()).level == 0


def test_the_signals_need_downloads_docs_and_pages_of_high_value() -> None:
    rules = packaged("signals")
    assert here(rules, frozenset(rules.kinds)).level == 3
    assert lacking(rules, GITHUB_AND_SLACK) == {
        "OQL1": (0, ["downloads", "documentation"]),
        "OQL2": (0, []),
        "OQL3": (0, ["doc view of high value, web view of high value or blog view of high value"]),
    }
    # Views of the website bring its pages of high value, by the patterns of the file.
    assert here(rules, GITHUB_AND_SLACK | {"download"} | VIEWS).level == 3
    # Those of the docs do not: no pattern says which of these are worth more.
    assert lacking(rules, GITHUB_AND_SLACK | {"download", "doc_view"}).keys() == {"OQL3"}
    # And somebody has to take part.
    assert lacking(rules, VIEWS | {"download"})["OQL1"] == (0, ["any activity"])


def test_what_page_patterns_make_of_views() -> None:
    assert arriving(RULES, {"web_view"}) == {"web_view", "web_view_high_value"}
    assert arriving(RULES, {"doc_search", "star", "unheard_of"}) == {
        "doc_search",
        "star",
        "unheard_of",
    }


SSO = {"match": "/sso/*", "kind": "doc_view_high_value", "topic": "sso"}


@pytest.mark.parametrize(
    ("gate", "pages", "kinds", "why"),
    [
        # A topic comes by a page pattern, of a kind that a source brings and the gate looks at.
        ({"topic": "sso", "needs": "count >= 1"}, (SSO,), {"doc_view"}, None),
        ({"topic": "sso", "needs": "count >= 1"}, (SSO,), {"web_view"}, "no source brings any"),
        (
            {"topic": "sso", "needs": "count >= 1"},
            (),
            {"doc_view"},
            'no [[pages]] of such a kind has the topic "sso"',
        ),
        (
            {"topic": "sso", "category": "website", "needs": "count >= 1"},
            (SSO,),
            {"doc_view", "web_view"},
            'no [[pages]] of such a kind has the topic "sso"',
        ),
        # Channels are named one by one.
        ({"needs": "channels >= 2"}, (), {"issue", "slack_message"}, None),
        ({"needs": "channels >= 3"}, (), {"issue"}, "no source brings Slack, Forum"),
        (
            {"kinds": ["issue", "forum_post"], "needs": "channels >= 2"},
            (),
            {"issue", "slack_message"},
            "no source brings Slack, Forum",
        ),
        # However much a gate asks for of what does come, somebody may do it.
        ({"needs": "people >= 100000"}, (), {"star"}, None),
        ({"category": "download", "needs": "count >= 1000000"}, (), {"download"}, None),
        ({"needs": ["months >= 6", "days >= 180", "days_since <= 0"]}, (), {"star"}, None),
        ({"category": "blog", "needs": "days >= 1"}, (), {"star"}, "no source brings any"),
    ],
)
def test_gates_that_cannot_hold(
    gate: dict[str, Any], pages: tuple[dict[str, str], ...], kinds: set[str], why: str | None
) -> None:
    rules = gated(gate, pages=pages)
    said = reach_sentence(rules, kinds, "All")
    if why is None:
        assert said.endswith("which is OQL1.")
    else:
        assert said.endswith(f", in {rules.gate_window(rules.gates[0][1])} days ({why}).")
        assert "which is no level. Out of reach: OQL1 needs " in said


DOCS = {"match": "/docs/*", "kind": "doc_view_high_value"}
EVIDENCE = {"doc_view": 0, "doc_view_high_value": 100, "doc_search": 0}  # docs views earn nothing


@pytest.mark.parametrize(
    ("kind", "page", "made", "earns"),
    [
        # Evidence that earns nothing becomes what is worth more of the same thing,
        ("doc_view", DOCS, ("doc_view_high_value", ""), True),
        # and a search of the docs is no view, whatever it is about.
        ("doc_search", DOCS | {"topic": "sso"}, ("doc_search", "sso"), False),
        ("doc_view_high_value", SSO | {"kind": "doc_view"}, ("doc_view_high_value", "sso"), True),
        ("web_view", DOCS, ("web_view", ""), True),
    ],
)
def test_reach_and_pages_agree_on_what_patterns_make(
    kind: str, page: dict[str, str], made: tuple[str, str], earns: bool
) -> None:
    content = RULES.model_dump(mode="json", by_alias=True)
    content["categories"]["docs"]["kinds"] = EVIDENCE
    topic = {"topic": page["topic"]} if page.get("topic") else {}
    gate = {"kinds": [made[0]], "needs": "count >= 1", **topic}
    level = {"name": "OQL1", "meaning": "all gates", "gates": [gate]}
    rules = Rules.model_validate(
        content | {"pages": [page], "levels": [level], "announce": {"level": "OQL1"}}
    )
    assert page_rule(rules)(page["match"].replace("*", "any"), kind) == made
    assert made[0] in arriving(rules, {kind})
    most = here(rules, frozenset({kind}))
    assert (most.level, most.points > 0) == (1, earns)


@pytest.mark.parametrize(
    ("gate", "by_people", "why"),
    [
        ({"needs": "people >= 3"}, set(), "no source says by whom"),
        ({"category": "download", "needs": "people >= 3"}, {"star"}, "no source says by whom"),
        ({"category": "download", "needs": "people >= 3"}, {"download"}, None),
        ({"needs": "people >= 3"}, {"star"}, None),
        # An access log tells how often, and on how many days.
        ({"category": "download", "needs": ["count >= 9", "days >= 9"]}, set(), None),
        ({"category": "blog", "needs": "people >= 3"}, {"star"}, "no source brings any"),
    ],
)
def test_networks_alone_are_no_people(
    gate: dict[str, Any], by_people: set[str], why: str | None
) -> None:
    said = reach_sentence(gated(gate), {"download", "star"}, "All", by_people)
    assert said.endswith(f"({why})." if why else "which is OQL1.")


def test_a_closed_gate_names_kinds_and_channels_that_nothing_brings() -> None:
    rules = gated({"category": "docs", "needs": "days >= 2"}, {"needs": "channels >= 3"})
    [level] = here(rules, frozenset({"issue", "slack_message"})).beyond
    docs, channels = level.gates
    assert (docs.kinds, docs.channels, [need.text for need in docs.needs]) == (
        ("doc_view", "doc_view_high_value", "doc_search"),
        (),
        ["days >= 2"],
    )
    assert channels.channels == ("Forum",)
    assert not channels.pages


def test_the_sentence_names_the_reason() -> None:
    assert reach_sentence(RULES, GITHUB_AND_SLACK, "GitHub and Slack") == (
        "GitHub and Slack: at most 20 points in 30 days (Community 20), which is OQL1. "
        "Out of reach: OQL2 needs 40, OQL3 needs 70. "
        "Nothing enabled earns points for Documentation, Blog and tutorials, Website, Downloads."
    )
    assert reach_sentence(packaged("signals"), GITHUB_AND_SLACK, "GitHub and Slack") == (
        "GitHub and Slack: at most 20 points in 30 days (Community 20), which is no level. "
        "Out of reach: OQL1 needs downloads: at least 2 times, and at least 4 days from the first "
        "to the last, in 90 days (no source brings any) and documentation: on at least 2 days, in "
        "90 days (no source brings any); OQL2 stands above it; OQL3 needs doc view of high value, "
        "web view of high value or blog view of high value: at least 1 time, in 90 days (no source "
        "brings any)."
    )


def test_the_sentence_where_everything_can_be_reached_and_where_nothing_can() -> None:
    assert reach_sentence(RULES, {"issue", "download"}, "GitHub and files") == (
        "GitHub and files: at most 70 points in 30 days (Downloads 50, Community 20), "
        "which is OQL3."
    )
    nothing = reach_sentence(RULES, {"star"}, "Stars")
    assert nothing.startswith("Stars: at most 0 points in 30 days, which is no level.")
    assert "OQL1 needs more than 10" in nothing


def drawn(chance: random.Random) -> Rules:
    """Any rules at all, in which every kind may be about every topic."""
    content = reference.draw_rules(chance).model_dump(mode="json", by_alias=True)
    pages = [
        {"match": f"/{kind}/{topic}", "kind": kind, "topic": topic}
        for kind in reference.KINDS
        for topic in reference.TOPICS[1:]
    ]
    return Rules.model_validate(content | {"pages": pages})


@given(st.integers(0, 2**32))
def test_nobody_gets_further_and_what_is_beyond_has_a_reason(seed: int) -> None:
    chance = random.Random(seed)
    rules, last = drawn(chance), reference.LAST_DAY
    everything = reference.draw_activities(chance, last - 200, last)
    one = [each for each in everything if each.company == 0]
    most = reach(rules, {each.kind for each in one})
    for at in most:
        assert sum(reference.score(rules, one, last, at.window)) <= at.points
        assert at.points == sum(points for _, points in at.by_category)
        assert len(at.beyond) == len(rules.levels) - at.level
        if at.beyond:
            assert at.beyond[0].points or at.beyond[0].gates
    decides = next(at for at in most if at.window == rules.window_days)
    points = sum(reference.score(rules, one, last, rules.window_days))
    assert reference.level(rules, one, last, points) <= decides.level
    assert reach_sentence(rules, {each.kind for each in one}, "All").startswith("All: at most ")


def test_levels_above_one_that_is_out_of_reach_are_told_together() -> None:
    """A fourth level, so that two stand above the one with a reason."""
    content = RULES.model_dump(mode="json", by_alias=True)
    gate = {"kinds": ["download"], "needs": "count >= 1"}
    one, two, three = ({"name": f"L{n}", "meaning": "x", "gates": []} for n in (1, 2, 3))
    levels = [one | {"gates": [gate]}, two | {"above": 1}, three | {"above": 2}]
    rules = Rules.model_validate(content | {"levels": levels, "announce": {"level": "L1"}})
    assert "; L2 and L3 stand above it." in reach_sentence(rules, {"issue"}, "GitHub")

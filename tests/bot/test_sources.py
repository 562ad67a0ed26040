"""Sources: what each brings, when one fell silent, who hears of it, and what `doctor` says."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot import deliveries, feeds
from bot.services import Services
from bot.settings import Settings
from bot.sources import Source, reach_line, source_facts, sources, watch, without_source
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from bot.views.sources import listing
from demo.slack import problems
from ledger import cursors, intake, notices
from ledger.drafts import ActivityDraft
from tests.bot.scene import NOW
from tests.builders import draft

TODAY = NOW.date()


def came(services: Services, source: str, days: Iterable[int], kind: str = "download") -> None:
    """Something of a source for each of so many days ago."""
    drafts = [
        draft(f"{kind}:{source}:{ago}", kind, NOW - timedelta(days=ago), source=source)
        for ago in days
    ]
    record(services, drafts)


def record(services: Services, drafts: list[ActivityDraft]) -> None:
    with services.ledger.write() as session:
        intake.record(session, drafts, services.zone, NOW)


def fed(services: Services, source: str, days: Iterable[int], kind: str = "download") -> None:
    """The same as a feed: it came in day by day, and the service looked each day."""
    for ago in sorted(days, reverse=True):
        came(services, source, [ago], kind)
        watch(services, NOW - timedelta(days=ago))


def found(services: Services, day: date = TODAY) -> dict[str, Source]:
    with services.ledger.read() as session:
        return {one.name: one for one in sources(session, services, day)}


def told(services: Services) -> list[str]:
    with services.ledger.read() as session:
        return [one.key for one in notices.with_prefix(session, "silent:")]


@pytest.mark.parametrize(
    ("days", "usual", "silent_after"),
    [
        # Every day: after four days without, so that a weekend is no silence.
        (range(60), 1, 5),
        # Working days, seen on a Friday: gaps of 1, 1, 1, 1, 3.
        ([ago for ago in range(60) if ago % 7 not in (5, 6)], 1, 5),
        # Once a week: after four weeks.
        (range(0, 60, 7), 7, 29),
        # Every other day, once with a long gap, which is not its usual one.
        ([0, 2, 4, 6, 26, 28, 30], 2, 9),
    ],
)
def test_silence_is_measured_by_the_source_itself(
    here: Services, days: Iterable[int], usual: int, silent_after: int
) -> None:
    fed(here, "registry", days)
    for later in (0, silent_after - 1, silent_after):
        one = found(here, TODAY + timedelta(days=later))["registry"]
        assert (one.usual, one.quiet) == (usual, later)
        assert one.is_silent == (later == silent_after)


def test_what_was_imported_at_once_is_no_feed(here: Services) -> None:
    came(here, "export", range(60))
    assert watch(here, NOW) == 0
    for later in range(1, 80):
        assert watch(here, NOW + timedelta(days=later)) == 0
    assert told(here) == []


def test_what_comes_once_a_week_with_all_its_days_is_not_missed_on_the_fifth(
    here: Services,
) -> None:
    for week in range(6, -1, -1):
        came(here, "report", range(week * 7, week * 7 + 7))
        watch(here, NOW - timedelta(days=week * 7))
    last = found(here)["report"]
    assert (last.usual, last.last, last.is_silent) == (7, TODAY, False)
    assert not found(here, TODAY + timedelta(days=28))["report"].is_silent
    assert found(here, TODAY + timedelta(days=29))["report"].is_silent


def test_five_days_of_intake_make_a_feed(here: Services) -> None:
    fed(here, "four", range(4))
    fed(here, "five", range(5))
    later = found(here, TODAY + timedelta(days=10))
    assert [later[name].is_silent for name in ("four", "five")] == [False, True]


def test_a_silence_is_told_once(here: Services) -> None:
    fed(here, "registry", range(20))
    fed(here, "website", range(20), "web_view")
    assert watch(here, NOW + timedelta(days=4)) == 0
    assert watch(here, NOW + timedelta(days=5)) == 2
    assert [watch(here, NOW + timedelta(days=later)) for later in range(5, 30)] == [0] * 25
    assert told(here) == ["silent:registry:2026-11-20", "silent:website:2026-11-20"]
    came(here, "registry", [-40])
    assert watch(here, NOW + timedelta(days=40)) == 0
    assert watch(here, NOW + timedelta(days=60)) == 1
    assert told(here)[2:] == ["silent:registry:2026-12-30"]


def test_what_is_told_of_a_silence(here: Services) -> None:
    fed(here, "registry", range(20))
    watch(here, NOW + timedelta(days=12))
    with here.ledger.read() as session:
        notice = notices.by_key(session, "silent:registry:2026-11-20")
    assert notice is not None
    assert (notice.kind, notice.channel) == ("silent", notices.LEADS)
    said = as_text(VIEWS["silent"](notice.facts))
    for part in (
        "registry fell silent",
        "Nothing came from registry for 12 days, the last on 2026-11-20.",
        "Usually something comes every day. It feeds Downloads.",
        "Silence looks like churn: while it lasts, levels may fall without anybody leaving.",
    ):
        assert part in said


def test_a_source_that_is_off_is_not_missed(here: Services) -> None:
    read = replace(here, github=True)
    fed(read, "github", range(20), "issue")
    assert found(here).keys() == {"slack:T1"}
    assert watch(here, NOW + timedelta(days=30)) == 0
    assert watch(read, NOW + timedelta(days=30)) == 1


def test_what_is_noted_is_what_a_look_at_everything_finds(here: Services) -> None:
    fed(here, "registry", [80, 50, 20, 3])
    came(here, "registry", [2, 95], "doc_view")
    with here.ledger.read() as session:
        noted = deliveries.known(session, TODAY)
        cursor = cursors.read(session, deliveries.CURSOR)
    assert cursor is not None
    with here.ledger.write() as session:
        cursors.save(session, deliveries.CURSOR, json.dumps({}), NOW)
    with here.ledger.read() as session:
        anew = deliveries.known(session, TODAY)
    assert (anew.last_id, anew.sources["registry"].days) == (6, noted.sources["registry"].days)
    assert anew.sources["registry"].kinds == noted.sources["registry"].kinds
    assert len(noted.sources["registry"].intake) == 5
    assert len(anew.sources["registry"].intake) == 1


def test_what_is_older_than_90_days_is_forgotten(here: Services) -> None:
    fed(here, "registry", [89, 90])
    assert found(here)["registry"].last == TODAY - timedelta(days=89)
    assert "registry" not in found(here, TODAY + timedelta(days=1))


def test_what_each_source_brings_and_when_it_was_read(here: Services) -> None:
    services = replace(here, github=True, community_team_ids=("T8", "T9"))
    came(services, "github", [3], "pull_request")
    message = draft("message:T9:C1:1.1", "slack_message", NOW, source="slack")
    record(services, [message, draft("1", "talk_view", source="talks")])
    with services.ledger.write() as session:
        cursors.save(session, "github:acme/anvil", "1", NOW - timedelta(hours=2))
        cursors.save(session, "github:acme/anvil:stars", "1", NOW - timedelta(hours=1))
        cursors.save(session, "slack:T9:users", "1", NOW)
    seen = found(services)
    assert [(one.title, one.last, one.read_at) for one in seen.values()] == [
        ("GitHub", TODAY - timedelta(days=3), NOW - timedelta(hours=1)),
        ("Slack T8", None, None),
        ("Slack T9", TODAY, NOW),
        ("talks", TODAY, None),
    ]
    brought = {name: source_facts(here.rules, one)["categories"] for name, one in seen.items()}
    assert brought["github"] == brought["slack:T8"] == ["Community"]
    assert brought["talks"] == []
    assert without_source(here.rules, seen.values()) == [
        "Documentation",
        "Blog and tutorials",
        "Website",
        "Downloads",
    ]


def test_what_they_reach_together(here: Services) -> None:
    services = replace(here, github=True)

    def line() -> str:
        with services.ledger.read() as session:
            return reach_line(session, services, TODAY)

    assert line().startswith("GitHub and Slack: at most 20 points in 30 days")
    came(services, "registry", [5])
    assert line().startswith("GitHub, Slack and registry: at most 70 points in 30 days")
    assert line().endswith("which is OQL3.")
    for name in ("a", "b", "c"):
        came(services, name, [5])
    assert line().startswith("GitHub, Slack, a and 3 more: at most 70")
    with replace(here, team_id="").ledger.read() as session:
        none = reach_line(session, replace(here, team_id=""), TODAY - timedelta(days=400))
    assert none.startswith("a, b, c and registry: ")


def settings(**more: Any) -> Settings:
    return Settings.model_validate({"github_repos": "acme/anvil", **more})


def test_doctor_has_a_line_a_source_and_a_category_without_one(here: Services) -> None:
    fed(here, "registry", range(20))
    with here.ledger.write() as session:
        cursors.save(session, "access-log:/var/log/nginx/access.log", "{}", NOW)
    given = settings()
    later = TODAY + timedelta(days=9)
    lines = list(feeds.feeds(given, here.ledger, here.rules, [], later))
    assert [(one.what, one.fine, one.saw) for one in lines] == [
        ("source GitHub", True, "Community; nothing yet"),
        (
            "source registry",
            False,
            "Downloads; last on 2026-11-20, 9 days ago; silent for 9 days, "
            "usually something every day",
        ),
        ("log access.log", False, "followed, read until 2026-11-20 12:00 UTC"),
        *(
            (f"category {title}", True, "no source brings points for it")
            for title in ("Documentation", "Blog and tutorials", "Website")
        ),
    ]
    assert "silence looks like churn" in lines[1].mend


AWKWARD = ("registry", "x" * 3_000, "<!channel> & *Sons*", "株式会社")


def facts(title: str, silent: bool = True) -> dict[str, Any]:
    return {
        "title": title,
        "categories": [title] * 5,
        "last": "2026-11-20",
        "quiet": 12,
        "usual": 2,
        "silent": silent,
    }


@pytest.mark.parametrize("title", AWKWARD)
def test_slack_takes_what_is_said_of_sources(title: str) -> None:
    message = VIEWS["silent"](facts(title))
    assert problems(message.blocks) == []
    for many in (0, 1, 50):
        rows = listing([facts(title, n % 2 > 0) for n in range(many)], [title] * many)
        assert len(rows) == 2 * (many > 0)
        assert problems(rows) == []


def test_the_line_of_a_digest() -> None:
    one = {**facts("registry"), "categories": ["Downloads"]}
    other = {**facts("GitHub", silent=False), "categories": ["Community"]}
    never = {**other, "title": "Slack", "last": None}
    rows = listing([other, never, one], ["Website"])
    assert [row["elements"][0]["text"] for row in rows] == [
        "Sources: GitHub (Community) 2026-11-20 · Slack (Community) nothing yet · "
        "registry (Downloads) *silent for 12 days*",
        "No source for Website.",
    ]

"""Sources that are on and brought nothing, feeds that come by the month, and what is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import feeds
from bot.services import Services
from bot.settings import Settings
from bot.sources import ON, awaited, reach_line, sources, watch, without_source
from ledger import intake
from tests.bot.command_line import Leadlight
from tests.bot.scene import NOW
from tests.builders import draft

TODAY = NOW.date()
OTHERS = ["Documentation", "Blog and tutorials", "Website", "Downloads"]


def came(services: Services, source: str, ago: int, kind: str = "download") -> None:
    at = NOW - timedelta(days=ago)
    with services.ledger.write() as session:
        one = draft(f"{source}:{ago}", kind, at, source=source)
        intake.record(session, [one], services.zone, at)


def fed(services: Services, source: str, days: list[int]) -> None:
    for ago in sorted(days, reverse=True):
        came(services, source, ago)
        watch(services, NOW - timedelta(days=ago))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (set(), []),
        ({"ingest"}, OTHERS),
        ({"beacon"}, OTHERS[:3]),
        ({"ingest", "beacon"}, OTHERS),
    ],
)
def test_what_is_on_is_awaited_and_not_missing(
    here: Services, on: set[str], expected: list[str]
) -> None:
    services = replace(here, ingest="ingest" in on, beacon="beacon" in on)
    with here.ledger.read() as session:
        found = sources(session, services, TODAY)
        told = reach_line(session, services, TODAY)
    assert awaited(here.rules, found) == expected
    missing = without_source(here.rules, found)
    assert sorted(missing + expected) == sorted(OTHERS)
    assert [one.state for one in found if one.name in ("http", "beacon")] == [ON] * len(on)
    assert ("On, nothing delivered yet: " + ", ".join(expected) in told) == bool(expected)
    for title in expected:
        assert title not in told.partition("Nothing enabled earns")[2].partition("On, ")[0]


def test_once_something_came_it_is_not_awaited(here: Services) -> None:
    services = replace(here, ingest=True, beacon=True)
    came(services, "beacon", 2, "doc_view")
    with here.ledger.read() as session:
        found = {one.name: one for one in sources(session, services, TODAY)}
    assert list(found) == ["slack:T1", "http", "beacon"]
    assert found["beacon"].last == TODAY - timedelta(days=2)
    assert found["http"].state == "on, what comes is listed by its own source"
    assert awaited(here.rules, found.values()) == ["Downloads"]


@pytest.mark.parametrize(
    ("days", "silent_after"),
    [([0, 30, 61], 125), ([0, 20, 40], 81), ([0, 19, 38], None), ([0, 30], None)],
)
def test_three_intakes_make_a_feed_of_what_comes_by_the_month(
    here: Services, days: list[int], silent_after: int | None
) -> None:
    fed(here, "report", days)
    for later in range(0, 330, 1):
        with here.ledger.read() as session:
            found = sources(session, here, TODAY + timedelta(days=later))
        silent = [one.is_silent for one in found if one.name == "report"]
        if silent_after is None:
            assert silent == [False] * (later < 90)
        elif later > 120:
            assert silent == [later >= silent_after] * (later >= silent_after)


def test_a_silent_source_stays_listed_and_reaches_nothing(here: Services) -> None:
    fed(here, "registry", list(range(10)))
    with here.ledger.read() as session:
        later = TODAY + timedelta(days=200)
        (one,) = [each for each in sources(session, here, later) if each.name == "registry"]
        assert "Downloads" not in reach_line(session, here, later).partition("Nothing")[0]
    assert (one.quiet, one.is_silent) == (200, True)


def lines(services: Services, days: int = 0, **more: str) -> dict[str, str]:
    given = Settings.model_validate(more)
    today = TODAY + timedelta(days=days)
    found = feeds.feeds(given, services.ledger, services.rules, [], today)
    return {one.what: one.saw for one in found}


def test_what_doctor_says_of_them(here: Services) -> None:
    came(here, "talks", 1, "star")
    told = lines(here, http_port="8080", ingest_token="0123456789abcdef", site_key="k" * 32)
    assert told["source talks"] == "evidence only; last on 2026-11-19, yesterday"
    assert told["source beacon"] == (
        "Documentation, Blog and tutorials, Website; on, nothing delivered yet"
    )
    assert told["category Downloads"] == "a source is on, and has brought none of it yet"
    assert told["HTTP"] == "port 8080 takes activities and views of your sites"
    came(here, "registry", 0)
    assert lines(here)["source registry"] == "Downloads; last on 2026-11-20, today"
    assert lines(here, 25)["source registry"] == "Downloads; last on 2026-11-20, 25 days ago"


def test_doctor_tells_the_reach_without_slack(leadlight: Leadlight) -> None:
    told = leadlight("doctor", GITHUB_REPOS="", HTTP_PORT="8080", INGEST_TOKEN="t" * 16)
    assert "reach: HTTP: at most 95 points in 30 days" in told.out

"""By which rules activities come in while it runs: RULES_FILE's, or those adopted since."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from bot import adopted, passes
from bot.service import Service
from bot.services import Services
from bot.settings import Settings, SettingsError
from demo.slack import Slack
from scoring.rules import read_rules, text_of
from tests.bot.http_door import BEARER, NOW, TOKEN, Site, download, opened_site
from tests.kept import where_is


@pytest.fixture
def other(tmp_path: Path) -> str:
    """A rules file with a kind and a page of its own."""
    _, text = text_of(None)
    text = text.replace("forum_post", "webinar").replace(
        'match = "/pricing*"', 'match = "/preise*"'
    )
    path = tmp_path / "other.toml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    adopted.begin(services.ledger, services.rules, None)
    with opened_site(services) as opened:
        yield opened


def kinds(site: Site) -> list[str]:
    """What comes in of a row of each file's own kind, and of a page of the other's."""
    rows = [
        download(1, kind="webinar"),
        download(2, kind="forum_post"),
        download(3, kind="web_view", url="https://www.acme.example/preise"),
    ]
    site.post("/v1/activities", rows)
    found = [kind for (kind,) in site.rows("SELECT kind FROM activity ORDER BY external_id")]
    with site.services.ledger.write() as session:
        for table in ("activity", "tally"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    return found


def test_rules_that_are_adopted_while_it_runs_reach_http(site: Site, other: str) -> None:
    assert kinds(site) == ["forum_post", "web_view"]
    with site.services.ledger.write() as session:
        adopted.adopt(session, other)
    adopted.refresh(site.services)
    assert kinds(site) == ["webinar", "web_view_high_value"]


def test_what_rules_file_says_of_kinds_and_pages_holds_before_it_judges(
    services: Services, other: str
) -> None:
    """As for an import: what came in is there when the rules are adopted."""
    adopted.begin(services.ledger, services.rules, None)
    offered = read_rules(other)
    waiting = replace(services, offered=offered, intake=offered)
    waiting.rules = adopted.begin(services.ledger, offered, other)
    assert "webinar" not in waiting.rules.kinds
    with opened_site(waiting) as site:
        assert kinds(site) == ["webinar", "web_view_high_value"]
        adopted.refresh(waiting)
        assert kinds(site) == ["webinar", "web_view_high_value"]
        site.post("/v1/activities", download(4, kind="webinar"))
        passes.recognise(waiting, lambda: NOW)
        passes.judge(waiting, NOW)  # does not know the kind, and is not put out by it


def test_a_service_has_one_bundle_for_http_and_the_rest(
    services: Services, slack: Slack, other: str
) -> None:
    """It listens before Slack has answered, and what it learns afterwards holds there too."""
    given = {
        **where_is(services.ledger),
        "slack_bot_token": slack.bot_token,
        "slack_app_token": "xapp-another",  # refused at the very end of the start
        "slack_api_url": slack.api_url,
        "leads_channel": "#leads",
        "http_port": "0",
        "ingest_token": TOKEN,
    }
    service = Service(Settings.model_validate(given), services.ledger, services.rules)
    with pytest.raises(SettingsError, match="app-level token"):
        service.start()
    try:
        with services.ledger.write() as session:
            adopted.adopt(session, other)
        adopted.refresh(service.services)
        assert service.http is not None
        url = f"http://127.0.0.1:{service.http.port}/v1/activities"
        row = download(occurred_at="2025-11-20T09:30:00Z", kind="webinar")
        assert requests.post(url, json=row, headers=BEARER, timeout=10).json()["accepted"] == 1
        assert service.services.team_id
    finally:
        service.stop()

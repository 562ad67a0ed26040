"""What an operator sees of a service: its figures, its log, its answers, and the page of alarms."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.services import Services
from bot.slack_app import build_app
from ledger.schema import open_ledger
from scoring.rules import Rules
from tests.bot.http_door import Site, opened_site
from tests.conftest import UTC_ZONE
from tests.promises.listening import TEAM, workspace
from tests.promises.served import logged

PAGE: Final = (Path(__file__).parents[2] / "docs" / "operating.md").read_text("utf-8")
QUOTED: Final = re.compile(r"`([^`\n]+)`")


@pytest.fixture
def site(tmp_path: Path, rules: Rules) -> Iterator[Site]:
    """The routes, over a ledger that nobody else will use."""
    with closing(open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", UTC_ZONE)) as ledger:
        services = Services(ledger, rules, UTC_ZONE, "#leads", "#digest", team_id=TEAM)
        with opened_site(
            services, ingest_token=None, site_key=None, github_webhook_secret=None
        ) as opened:
            yield opened


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the service would write, a line of JSON a record."""
    with logged() as stream:
        yield stream


def lines(log: StringIO) -> list[dict[str, Any]]:
    """What was logged, oldest first."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def figures(site: Site) -> dict[str, float]:
    """Every figure, by its name and labels."""
    text = site.ask("GET", "/metrics", headers={}).body.decode()
    return {
        " ".join((sample.name.removeprefix("leadlight_"), *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def causes(site: Site) -> list[str]:
    """Why it is not ready, as `/readyz` says."""
    told: list[str] = site.ask("GET", "/readyz", headers={}).json["causes"]
    return told


def is_documented(line: str) -> bool:
    """Whether the page of alarms has these words, among those that it quotes."""
    return any(_meant(quoted).search(line) for quoted in QUOTED.findall(PAGE) if len(quoted) > 8)


def _meant(quoted: str) -> re.Pattern[str]:
    """What the page shortens by dots may be anything; numbers and ids are examples."""
    words = re.escape(quoted).replace("…", ".*")
    return re.compile(re.sub(r"\d+", r"\\d+", words))


def hear(site: Site, payload: dict[str, Any]) -> int:
    """The status that the app answers an event with."""
    with ThreadPoolExecutor(1) as later:
        app = build_app(workspace(), site.services, lambda: site.now, later, later)
        return app.hear(payload).result().status

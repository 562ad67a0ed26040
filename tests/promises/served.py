"""The whole service in this process, before a Slack that pretends, and what an operator sees."""

import io
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from prometheus_client.parser import text_string_to_metric_families

from bot import logs
from bot.logs import RedactingHandler
from bot.service import Service
from bot.settings import Settings
from bot.telling import Lines, as_json
from demo.slack import Slack
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.bot.canaries import restored
from tests.bot.signed import SECRET, SlackByHttp
from tests.conftest import UTC_ZONE
from tests.promises.listening import joined
from tests.story.conftest import until


@dataclass
class Served:
    """A service that runs, and its Slack."""

    slack: Slack
    service: Service
    ledger: Ledger
    log: io.StringIO = field(repr=False)

    @property
    def base(self) -> str:
        """Where it serves HTTP, once it does."""
        until(lambda: self.service.http, "HTTP")
        assert self.service.http is not None
        return f"http://127.0.0.1:{self.service.http.port}"

    def causes(self) -> list[str]:
        """Why it is not ready, as `/readyz` says."""
        answered = requests.get(f"{self.base}/readyz", timeout=30)
        told: list[str] = answered.json()["causes"]
        assert (answered.status_code, answered.json()["ready"]) == (503 if told else 200, not told)
        return told

    def figures(self) -> dict[str, float]:
        """What `/metrics` says, by name and labels."""
        text = requests.get(f"{self.base}/metrics", timeout=30).text
        return {
            " ".join((sample.name.removeprefix("leadlight_"), *sample.labels.values())): (
                sample.value
            )
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def tell(self, number: int, **more: Any) -> int:
        """Sends a sign-up over HTTP, signed; the status of the answer."""
        event = {**joined(number), "team_id": self.slack.workspace.team, **more}
        return SlackByHttp(f"{self.base}/slack/events").event(event).status_code

    def stored(self) -> list[str]:
        """The ids of the events in the inbox."""
        return [str(one) for (one,) in self.rows("SELECT event_id FROM inbox_event ORDER BY id")]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the ledger holds."""
        with self.ledger.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]


def settings_of(slack: Slack, folder: Path, **more: str) -> dict[str, str]:
    """What runs the service in that workspace, over its socket."""
    return {
        "database_url": f"sqlite:///{folder / 'ledger.db'}",
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_api_url": slack.api_url,
        "leads_channel": "#leads",
        "http_port": "0",
        **more,
    }


def by_http(slack: Slack, folder: Path, **more: str) -> dict[str, str]:
    """The same, with Slack's requests coming in over HTTP."""
    given = settings_of(slack, folder, slack_signing_secret=SECRET, **more)
    del given["slack_app_token"]
    return given


def _at_once(_: Served) -> None:
    """Nothing is looked at while it begins."""


@contextmanager
def running(
    slack: Slack, given: dict[str, str], meanwhile: Callable[[Served], None] = _at_once
) -> Iterator[Served]:
    """A service with these settings, for as long as the block lasts; it has begun.

    `meanwhile` may look at it while it begins.
    """
    settings = Settings.model_validate(given)
    with ExitStack() as closes:
        stream = closes.enter_context(logged())
        ledger = closes.enter_context(closing(open_ledger(settings.database_url, UTC_ZONE)))
        closes.enter_context(ledger.only_service())
        service = Service(settings, ledger, read_rules())
        closes.callback(service.stop)
        served = Served(slack, service, ledger, stream)
        with ThreadPoolExecutor(1) as threads:
            begun = threads.submit(service.start)
            meanwhile(served)
            begun.result()
        yield served


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """All that is logged within the block at DEBUG, as JSON, as the service would write it."""
    stream = io.StringIO()
    with restored():
        logs.set_up("DEBUG")
        handler = RedactingHandler(stream)
        handler.setFormatter(Lines(as_json))
        logging.getLogger().handlers[:] = [handler]
        yield stream

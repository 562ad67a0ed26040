"""The service's GitHub job: whoever is new is known as well as GitHub knows them, then judged."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.clock import now
from bot.leading import instance_of
from bot.schedule import run_if_due
from bot.services import Services
from bot.settings import Settings
from bot.work import Work
from bot.workspaces import open_workspaces
from demo.github import GitHub
from demo.serve import serving
from demo.slack import Person, open_workspace
from scoring.rescore import assess

REPO, TOKEN = "lantern/lantern", "ghp_work-example-secret"


@dataclass
class Running:
    """The jobs of a service that reads a repository."""

    services: Services
    work: Work

    def run(self, name: str) -> None:
        """One job, as the ticker would start it."""
        [job] = [job for job in self.work.jobs() if job.name == name]
        assert run_if_due(self.services, job, now)

    def listed(self) -> dict[str, str]:
        """The level of every company that is listed today."""
        with self.services.ledger.read() as session:
            found = assess(session, self.services.rules, self.services.today(now()))
        return {one.key: one.level for one in found}


@pytest.fixture
def running(services: Services) -> Iterator[Running]:
    """Somebody whose profile names an organisation earned OQL1 in the repository."""
    github = GitHub()
    github.hub.token(TOKEN, "read:user")
    github.hub.account("plcn", type="Organization", name="Pelican", email="hi@pelican.example")
    ada = github.hub.account("ada", company="@plcn")
    for weeks in range(3):
        at = now() - timedelta(weeks=weeks, hours=1)
        github.hub.repository(REPO).open("Mend it", ada, pull=True, at=at)
    with (
        open_workspace(people=[Person("ann")], channels=["#leads"]) as slack,
        serving(github) as url,
    ):
        settings = Settings.model_validate(
            {
                "slack_bot_token": slack.bot_token,
                "slack_api_url": slack.api_url,
                "github_repos": REPO,
                "github_token": TOKEN,
                "github_api_url": url,
            }
        )
        spaces = open_workspaces(settings)
        instance = instance_of(services.ledger, services.metrics)
        work = Work(settings, services, spaces, [], threading.Event(), instance)
        work.lead()
        yield Running(services, work)
        instance.end()


def test_a_new_profiles_organisation_is_known_before_anybody_is_judged(running: Running) -> None:
    running.run("github")
    running.run("score")
    assert running.listed() == {"pelican.example": "OQL1"}

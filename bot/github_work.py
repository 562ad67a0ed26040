"""What the service reads of GitHub by itself: what scores within minutes, the rest by the hour."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot import lesser_lists, organisations, passes, profiles
from bot.asking import Asking
from bot.clock import now
from bot.github_client import github_access
from bot.schedule import Job
from bot.services import Services
from bot.settings import Settings
from collectors.errors import SourceError
from collectors.github_access import GitHubAccess

log = logging.getLogger(__name__)

# In an hour, of each list: a first reading leaves most of GitHub's 5,000 requests to what scores.
EVIDENCE_PAGES: Final = 300


class GitHubWork:
    """The jobs of the repositories that are set; `sleep` takes seconds, `stop` ends one early."""

    def __init__(
        self,
        settings: Settings,
        services: Services,
        sleep: Callable[[float], None],
        stop: Callable[[], bool],
    ) -> None:
        self._settings, self._services = settings, services
        self._sleep, self._stop = sleep, stop

    def jobs(self, told: Callable[[], None]) -> list[Job]:
        """With how often each is due; `told` is called after each."""

        def then(work: Callable[[GitHubAccess], list[SourceError]]) -> Callable[[], None]:
            return lambda: self._work(work, told)

        return [
            Job("github", then(self._collect), timedelta(minutes=5)),
            Job("github-evidence", then(self._collect_evidence), timedelta(hours=1)),
        ]

    def _work(
        self, work: Callable[[GitHubAccess], list[SourceError]], told: Callable[[], None]
    ) -> None:
        """All repositories; the failure of one does not keep the others waiting."""
        access = github_access(self._settings)
        with access.session:
            failures = work(access)
        told()
        if failures:
            raise failures[0]

    def _collect(self, access: GitHubAccess) -> list[SourceError]:
        failures = [
            failure
            for repo in self._settings.github_repos
            for failure in self._collect_repository(access, repo)
        ]
        self._read_people(access)
        return failures

    def _read_people(self, access: GitHubAccess) -> None:
        """Before anybody is judged, the organisations that new profiles name are known as well.

        Else whoever names one would for some minutes be a company of that name, and stay on record.
        """
        asking = Asking(self._services, access, now, self._sleep, self._stop)
        profiles.read_all(asking)
        passes.recognise(self._services, now)
        organisations.read(asking)

    def _collect_repository(self, access: GitHubAccess, repo: str) -> list[SourceError]:
        try:
            recorded = passes.collect_github(
                self._services, access, repo, now, self._sleep, self._stop
            )
        except SourceError as error:
            log.error("%s", error)
            return [error]
        if recorded.new:
            log.info("%s: %s new activities", repo, recorded.new)
        return []

    def _collect_evidence(self, access: GitHubAccess) -> list[SourceError]:
        """What earns no points is read by the hour, so that the short poll stays cheap."""
        failures: list[SourceError] = []
        for repo in self._settings.github_repos:
            reader = lesser_lists.Reader(
                self._services,
                access,
                repo,
                now,
                self._sleep,
                self._stop,
                most_pages=EVIDENCE_PAGES,
            )
            try:
                reader.collect()
            except SourceError as error:
                log.error("%s", error)
                failures.append(error)
        return failures

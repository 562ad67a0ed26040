"""What the service does by itself: the table of jobs, from top to bottom the way of an activity."""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from bot import (
    adopted,
    hearing,
    lesser_lists,
    movements,
    organisations,
    passes,
    profiles,
    roles_reader,
    slack_teams,
    sources,
    upkeep,
    warehouses,
)
from bot.asking import Asking
from bot.clock import now, real_now
from bot.digests import queueing as digests
from bot.dql import reminding
from bot.github_client import github_access
from bot.home import keeping
from bot.identity_key import pseudonyms
from bot.outbox import outbox_of
from bot.schedule import Job
from bot.services import Services
from bot.settings import Settings
from bot.slack_reader import SlackReader
from bot.sockets import Socket
from bot.workspaces import Workspace
from collectors import slack_history
from collectors.errors import SourceError
from collectors.github_access import GitHubAccess
from ledger import cursors, jobs
from scoring.rules import Warehouse

log = logging.getLogger(__name__)

# In an hour, of each list: a first reading leaves most of GitHub's 5,000 requests to what scores.
EVIDENCE_PAGES = 300
SOON = timedelta(seconds=2)  # so that a burst of activities is judged once


class Work:
    """The jobs of a running service; each may be run at any time, and again."""

    def __init__(
        self,
        settings: Settings,
        services: Services,
        workspaces: Sequence[Workspace],
        sockets: Sequence[Socket],
        stopping: threading.Event,
    ) -> None:
        self._settings, self._services, self._workspaces = settings, services, workspaces
        self._sockets, self._stopping = sockets, stopping

    def jobs(self) -> list[Job]:
        """Everything, with how often it is due."""
        outbox = outbox_of(self._services, self._workspaces[0])
        table = [
            Job(roles_reader.JOB, self._read_roles, roles_reader.EVERY),
            Job("inbox", self._read_inbox),
        ]
        if self._settings.github_repos:
            table.append(Job("github", self._collect_github, timedelta(minutes=5)))
            table.append(Job("github-evidence", self._collect_evidence, timedelta(hours=1)))
        table.append(Job("strangers", self._meet_strangers, timedelta(hours=1)))
        for workspace in self._workspaces:
            if workspace.collects:
                work = partial(self._catch_up, workspace)
                table.append(Job(f"catch-up:{workspace.team_id}", work, timedelta(hours=6)))
        table += [
            *self._warehouses(),
            Job("score", self._score, timedelta(minutes=15)),
            Job("home", lambda: keeping.keep(self._services, now()), timedelta(minutes=15)),
            Job("sources", self._watch_sources, timedelta(hours=1)),
            Job("reminders", self._remind, timedelta(hours=1)),
            Job("movements", self._tell_movements, tick=timedelta(seconds=5)),
            Job("digest", self._queue_digest, tick=timedelta(seconds=30)),
            Job("outbox", partial(outbox.deliver, self._stopping.is_set)),
            Job("sockets", self._watch_sockets, tick=timedelta(seconds=2)),
        ]
        return table + upkeep.jobs(self._settings, self._services, now, self._stopping.is_set)

    def _warehouses(self) -> list[Job]:
        rules = self._services.intake or self._services.rules
        return [
            Job(f"{warehouses.JOB}{one.name}", partial(self._ask, one), warehouses.EVERY)
            for one in warehouses.asked_by_schedule(rules)
        ]

    def _ask(self, warehouse: Warehouse) -> None:
        if warehouses.ask(self._services, self._settings, warehouse, now).changed:
            self.score_soon()

    def _read_roles(self) -> None:
        client = self._workspaces[0].reading
        roles_reader.refresh(self._services, client, now(), self._sleep)

    def recall_roles(self) -> None:
        """Who may do what, before anybody asks: as it was kept, or in a few calls to Slack.

        Either is old or short, so that the job is due at once.
        """
        self._soon(roles_reader.JOB)
        if roles_reader.recall(self._services):
            return
        client = self._workspaces[0].reading
        try:
            roles_reader.refresh(self._services, client, now(), with_people=False)
        except SourceError as error:
            log.error("%s", error)

    def _watch_sources(self) -> None:
        sources.watch(self._services, now())

    def _remind(self) -> None:
        reminding.remind(self._services, now())

    def _tell_movements(self) -> None:
        movements.tell(self._services, now())

    def _queue_digest(self) -> None:
        digests.queue_if_due(self._services, self._settings.digest_at, now())

    def _read_inbox(self) -> None:
        if passes.read_inbox(self._services, now).new:
            self.score_soon()
            self._meet_soon()

    def _collect_github(self) -> None:
        access = github_access(self._settings)
        failures: list[Exception] = []
        with access.session:
            for repo in self._settings.github_repos:
                failures += self._collect_repository(access, repo)
            self._read_people(access)
        self.score_soon()
        if failures:
            raise failures[0]

    def _read_people(self, access: GitHubAccess) -> None:
        """Before anybody is judged, the organisations that new profiles name are known as well.

        Else whoever names one would for some minutes be a company of that name, and stay on record.
        """
        asking = Asking(self._services, access, now, self._sleep, self._stopping.is_set)
        profiles.read_all(asking)
        passes.recognise(self._services, now)
        organisations.read(asking)

    def _collect_repository(self, access: GitHubAccess, repo: str) -> list[Exception]:
        """One repository; its failure does not keep the others waiting."""
        try:
            recorded = passes.collect_github(
                self._services, access, repo, now, self._sleep, self._stopping.is_set
            )
        except SourceError as error:
            log.error("%s", error)
            return [error]
        if recorded.new:
            log.info("%s: %s new activities", repo, recorded.new)
        return []

    def _collect_evidence(self) -> None:
        """What earns no points is read by the hour, so that the short poll stays cheap."""
        access = github_access(self._settings)
        failures: list[SourceError] = []
        with access.session:
            for repo in self._settings.github_repos:
                reader = lesser_lists.Reader(
                    self._services,
                    access,
                    repo,
                    now,
                    self._sleep,
                    self._stopping.is_set,
                    most_pages=EVIDENCE_PAGES,
                )
                try:
                    reader.collect()
                except SourceError as error:
                    log.error("%s", error)
                    failures.append(error)
        self.score_soon()
        if failures:
            raise failures[0]

    def _catch_up(self, workspace: Workspace) -> None:
        with self._services.ledger.read() as session:
            kept = cursors.under(session, f"slack:{workspace.team_id}:")
        hashed = pseudonyms(self._settings)
        pages = slack_history.catch_up(
            SlackReader(workspace.reading),
            workspace.team_id,
            kept,
            digest=lambda text: hashed.of("slack-roster", text),
            address_hash=hashed.address,
            now=now(),
        )
        if passes.record_pages(self._services, pages, now).new:
            self.score_soon()
            self._meet_soon()

    def _meet_strangers(self) -> None:
        clients = [SlackReader(one.reading) for one in self._workspaces if one.collects]
        if slack_teams.read(self._services, clients, now):
            self.score_soon()

    def _meet_soon(self) -> None:
        """Somebody from another workspace may have come: ask for it before the score does."""
        if slack_teams.waiting(self._services):
            with self._services.ledger.write() as session:
                jobs.hasten(session, "strangers", now())

    def _score(self) -> None:
        adopted.refresh(self._services)
        passes.recognise(self._services, now)
        passes.log_changes(self._services, passes.judge(self._services, now()))
        adopted.tell(self._services, now())
        self._soon("home")

    def score_soon(self) -> None:
        """Something came in that may change a level: judge within seconds."""
        with self._services.ledger.write() as session:
            jobs.hasten(session, "score", now() + SOON)

    def _soon(self, job: str) -> None:
        with self._services.ledger.write() as session:
            jobs.hasten(session, job, now())

    def catch_up_soon(self) -> None:
        """Slack was out of reach: fetch what was missed."""
        with self._services.ledger.write() as session:
            for name in jobs.names_under(session, "catch-up:"):
                jobs.hasten(session, name, now())

    def _watch_sockets(self) -> None:
        hearing.watch(self._services.ledger, self._sockets, real_now())

    def _sleep(self, seconds: float) -> None:
        self._stopping.wait(seconds)

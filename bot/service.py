"""The process: one Slack connection a workspace, one schedule, and a clean end.

The way of an activity is the table of jobs below, from top to bottom.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from bot import digest, passes, schedule
from bot.channels import Channels
from bot.clock import now
from bot.github_client import github_access
from bot.identity_key import pseudonyms
from bot.outbox import Outbox
from bot.schedule import Job
from bot.services import Services
from bot.settings import Settings
from bot.slack_app import build_app
from bot.slack_reader import SlackReader
from bot.sockets import Socket, until_slack_answers
from bot.sources import reach_line
from bot.views import notice_views
from bot.workspaces import Workspace, open_workspaces
from collectors import slack_history
from collectors.errors import SourceError
from collectors.github_access import GitHubAccess
from ledger import cursors, jobs
from ledger.engine import Ledger, has_wal_reset_race
from scoring.rules import Rules

log = logging.getLogger(__name__)

SOON = timedelta(seconds=2)  # so that a burst of activities is judged once
GRACE_SECONDS = 8  # of the ten that a stop may take


class Service:
    """Everything that `leadlight run` holds; `start`, `wait`, `stop`."""

    def __init__(self, settings: Settings, ledger: Ledger, rules: Rules) -> None:
        self.settings, self.ledger, self.rules = settings, ledger, rules
        self.stopping = threading.Event()
        self._later = ThreadPoolExecutor(2, thread_name_prefix="later")
        self.services = services_of(settings, ledger, rules, [])
        self.workspaces: list[Workspace] = []
        self._sockets: list[Socket] = []
        self._scheduler: BackgroundScheduler | None = None

    def start(self, patience: Callable[[float], bool] | None = None) -> None:
        """Connects to Slack, trying for as long as it is away, and starts the schedule.

        Raises:
            SettingsError: a token is refused; trying again would not help.
        """
        wait = patience or self.stopping.wait
        workspaces = until_slack_answers(lambda: open_workspaces(self.settings), wait)
        if workspaces is None:
            return
        self.workspaces = workspaces
        self.services = services_of(self.settings, self.ledger, self.rules, workspaces)
        self._report_start(workspaces)
        for workspace in workspaces:
            app = build_app(workspace, self.services, now, self._later)
            socket = Socket(workspace, app, self._catch_up_now)
            self._sockets.append(socket)
            if not until_slack_answers(socket.connect, wait):
                return
        self._catch_up_now()
        table = self._jobs(workspaces)
        self._scheduler = schedule.start(self.services, table, now, self.settings.timezone)
        log.info("Leadlight is running; SIGTERM or Ctrl-C ends it")

    def _jobs(self, workspaces: Sequence[Workspace]) -> list[Job]:
        settings = self.settings
        outbox = outbox_of(self.services, workspaces[0])
        table = [Job("inbox", self._read_inbox)]
        if settings.github_repos:
            table.append(Job("github", self._collect_github, timedelta(minutes=5)))
        for workspace in workspaces:
            if workspace.collects:
                work = partial(self._catch_up, workspace)
                table.append(Job(f"catch-up:{workspace.team_id}", work, timedelta(hours=6)))
        table += [
            Job("score", self._score, timedelta(minutes=15)),
            Job("digest", self._queue_digest, tick=timedelta(seconds=30)),
            Job("outbox", partial(outbox.deliver, self.stopping.is_set)),
            Job("sockets", self._watch_sockets, tick=timedelta(seconds=2)),
        ]
        return table

    def _queue_digest(self) -> None:
        digest.queue_if_due(self.services, self.settings.digest_at, now())

    def _read_inbox(self) -> None:
        if passes.read_inbox(self.services, now).new:
            self.score_soon()

    def _collect_github(self) -> None:
        access = github_access(self.settings)
        failures: list[Exception] = []
        with access.session:
            for repo in self.settings.github_repos:
                failures += self._collect_repository(access, repo)
            passes.read_profiles(self.services, access, now, self._sleep, self.stopping.is_set)
        self.score_soon()
        if failures:
            raise failures[0]

    def _collect_repository(self, access: GitHubAccess, repo: str) -> list[Exception]:
        """One repository; its failure does not keep the others waiting."""
        try:
            recorded = passes.collect_github(
                self.services, access, repo, now, self._sleep, self.stopping.is_set
            )
        except SourceError as error:
            log.error("%s", error)
            return [error]
        if recorded.new:
            log.info("%s: %s new activities", repo, recorded.new)
        return []

    def _catch_up(self, workspace: Workspace) -> None:
        with self.ledger.read() as session:
            kept = cursors.under(session, f"slack:{workspace.team_id}:")
        hashed = pseudonyms(self.settings)
        pages = slack_history.catch_up(
            SlackReader(workspace.reading),
            workspace.team_id,
            kept,
            digest=lambda text: hashed.of("slack-roster", text),
            now=now(),
        )
        if passes.record_pages(self.services, pages, now).new:
            self.score_soon()

    def _score(self) -> None:
        passes.recognise(self.services, now)
        rescored = passes.judge(self.services, now())
        for change in rescored.changes:
            log.info(
                "company %s: level %s to %s", change.company_id, change.from_level, change.to_level
            )

    def score_soon(self) -> None:
        """Something came in that may change a level: judge within seconds."""
        with self.ledger.write() as session:
            jobs.hasten(session, "score", now() + SOON)

    def _catch_up_now(self) -> None:
        with self.ledger.write() as session:
            for name in jobs.names_under(session, "catch-up:"):
                jobs.hasten(session, name, now())

    def _watch_sockets(self) -> None:
        for socket in self._sockets:
            socket.watch(now())

    def _sleep(self, seconds: float) -> None:
        self.stopping.wait(seconds)

    def _report_start(self, workspaces: Sequence[Workspace]) -> None:
        for workspace in workspaces:
            if workspace.missing_scopes:
                missing = ", ".join(sorted(workspace.missing_scopes))
                log.warning(
                    "the app in %s lacks the scopes %s: install it anew from the manifest",
                    workspace.team_name,
                    missing,
                )
        with self.ledger.read() as session:
            log.info("%s", reach_line(session, self.services, self.services.today(now())))
        version = self.ledger.sqlite_version
        if has_wal_reset_race(tuple(int(part) for part in version.split("."))):
            log.warning(
                "SQLite %s can damage a database that two processes write: "
                "stop the service before other commands write",
                version,
            )

    def stop(self) -> None:
        """Lets what runs end at its next safe point; what does not is cut off with the process."""
        self.stopping.set()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
        for socket in self._sockets:
            socket.close()
        self._later.shutdown(wait=True, cancel_futures=True)
        log.info("Leadlight has ended")


def run(settings: Settings, ledger: Ledger, rules: Rules) -> int:
    """`leadlight run`: until SIGTERM or SIGINT; ends within ten seconds of it."""
    with ExitStack() as ending:
        ending.enter_context(ledger.only_service())
        service = Service(settings, ledger, rules)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stopping.set())
        try:
            service.start()
            service.stopping.wait()
        finally:
            last_word = threading.Timer(GRACE_SECONDS, _cut_off)
            last_word.daemon = True
            last_word.start()
            service.stop()
            last_word.cancel()
    return 0


def _cut_off() -> None:
    """A call that will not return holds the end up; every transaction is whole, so end here."""
    log.warning("a call to Slack or GitHub did not return in time: ending without it")
    logging.shutdown()
    os._exit(0)


def services_of(
    settings: Settings, ledger: Ledger, rules: Rules, workspaces: Sequence[Workspace]
) -> Services:
    """The bundle for handlers and passes."""
    community = next((w.team_id for w in workspaces if w.role == "community"), "")
    leads = settings.leads_channel or ""
    return Services(
        ledger=ledger,
        rules=rules,
        zone=settings.timezone,
        leads_channel=leads,
        digest_channel=settings.digest_channel or leads,
        team_id=workspaces[0].team_id if workspaces else "",
        community_team_id=community,
        github=bool(settings.github_repos),
        own_domains=frozenset(settings.own_domains),
        own_orgs=frozenset(settings.own_github_orgs),
    )


def outbox_of(services: Services, workspace: Workspace) -> Outbox:
    """The outbox of the internal workspace."""
    return Outbox(
        ledger=services.ledger,
        posting=workspace.posting,
        reading=workspace.reading,
        channels=Channels(workspace.reading),
        views=notice_views.VIEWS,
        fallback=services.leads_channel,
        clock=now,
    )

"""What the service does by itself: the table of jobs, from top to bottom the way of an activity."""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from bot import (
    adopted,
    hearing,
    leading,
    movements,
    passes,
    roles_reader,
    slack_teams,
    sources,
    upkeep,
    warehouses,
)
from bot.clock import now, real_now
from bot.digests import queueing as digests
from bot.dql import reminding
from bot.github_work import GitHubWork
from bot.home import keeping
from bot.identity_key import pseudonyms
from bot.leading import Instance, instance_of
from bot.outbox import outbox_of
from bot.schedule import Job
from bot.services import Services
from bot.settings import Settings
from bot.slack_reader import SlackReader
from bot.sockets import Socket
from bot.workspaces import Workspace
from collectors import slack_history
from collectors.errors import SourceError
from ledger import cursors, instances, jobs
from scoring.rules import Warehouse

log = logging.getLogger(__name__)

SOON = timedelta(seconds=2)  # so that a burst of activities is judged once
ABREAST = timedelta(seconds=5)  # how old what another instance has kept may be here
# Before what a killed leader had begun is begun again: what killed it may kill the next.
RESUMED = timedelta(minutes=1)


class Work:
    """The jobs of a running service; each may be run at any time, and again.

    Those of a leader end early where `instance` leads no more.
    """

    def __init__(
        self,
        settings: Settings,
        services: Services,
        workspaces: Sequence[Workspace],
        sockets: Sequence[Socket],
        stopping: threading.Event,
        instance: Instance | None = None,
    ) -> None:
        self._settings, self._services, self._workspaces = settings, services, workspaces
        self._sockets, self._stopping = sockets, stopping
        self._instance = instance or instance_of(services.ledger, services.metrics)

    def jobs(self) -> list[Job]:
        """Everything, with how often it is due."""
        outbox = outbox_of(self._services, self._workspaces[0])
        table = [
            Job(roles_reader.JOB, self._read_roles, roles_reader.EVERY),
            Job("inbox", self._read_inbox),
        ]
        if self._settings.github_repos:
            github = GitHubWork(self._settings, self._services, self._sleep, self._is_over)
            table += github.jobs(self.score_soon)
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
            Job("outbox", partial(outbox.deliver, self._is_over)),
            *self._of_each_instance(),
        ]
        return table + upkeep.jobs(self._settings, self._services, now, self._is_over)

    def _of_each_instance(self) -> list[Job]:
        """What is done whether or not this instance leads."""
        table = [Job("sockets", self._watch_sockets, tick=timedelta(seconds=2), everywhere=True)]
        if not self._instance.is_alone:
            table.append(Job("leading", self.lead, tick=leading.TRY_EVERY, everywhere=True))
            table.append(Job("abreast", self._keep_abreast, tick=ABREAST, everywhere=True))
        return table

    def lead(self) -> None:
        """Leads from now on if nobody does; what a former leader began is begun again."""
        self._instance.look(self._resume)

    def _resume(self) -> None:
        with self._services.ledger.write() as session:
            hearing.led_no_more(session)
            begun = instances.resume(session, now() + RESUMED)
            self._instance.confirm()  # it may have waited for its turn for long
        if begun:
            log.info("begun and not ended, so begun again in a minute: %s", ", ".join(begun))

    def _keep_abreast(self) -> None:
        """Takes up what the leader, or a command, has kept; the leader's own jobs take it there."""
        if not self._instance.leads:
            adopted.refresh(self._services)
            if not roles_reader.follow(self._services, now()):
                self._read_holders()

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
        try:
            self._read_holders()
        except SourceError as error:
            log.error("%s", error)

    def _read_holders(self) -> None:
        client = self._workspaces[0].reading
        roles_reader.refresh(self._services, client, now(), with_people=False)

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
        hearing.watch(self._services.ledger, self._instance, self._sockets, real_now())

    def _is_over(self) -> bool:
        """Whether a job that takes long is to end: asked before each of its steps."""
        return self._stopping.is_set() or not self._instance.holds()

    def _sleep(self, seconds: float) -> None:
        self._stopping.wait(seconds)

"""The process: one Slack connection a workspace, HTTP, one schedule, and a clean end."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from bot import adopted, hearing, schedule
from bot.clock import now, real_now
from bot.feeds import feeds
from bot.leading import instance_of
from bot.metrics import SLACK
from bot.readiness import Readiness, Watching
from bot.schedule import Job
from bot.services import services_of
from bot.settings import Settings, SettingsError
from bot.slack_app import build_app
from bot.sockets import Socket, until_slack_answers
from bot.sources import reach_line, watch
from bot.telling import Carrying, set_up_service
from bot.work import Work
from bot.workspaces import Workspace, open_workspaces
from collectors.reading import OwnerOf, nobodys
from ledger import forgotten, meta
from ledger.engine import Ledger
from ledger.errors import DatabaseError, LedgerError, in_words
from scoring.rules import Rules

if TYPE_CHECKING:
    from bot.http.server import HttpServer

log = logging.getLogger(__name__)

REQUESTS = 12  # of people that are worked on at once, those included that wait for the ledger
REPORTS = 4  # answers that take long, such as reports, that are made at once
GRACE_SECONDS = 8  # of the ten that a stop may take
READY_EVERY = timedelta(seconds=10)


class Service:
    """Everything that `leadlight run` holds: started once, stopped once."""

    def __init__(
        self, settings: Settings, ledger: Ledger, rules: Rules, owner_of: OwnerOf = nobodys
    ) -> None:
        self.settings, self.ledger, self.rules = settings, ledger, rules
        self._owner_of = owner_of
        self.services = services_of(settings, ledger, rules, [])
        self.workspaces: list[Workspace] = []
        self.work: Work | None = None
        self.stopping = threading.Event()
        self.failed = False  # whether only a new process may help
        self.instance = instance_of(ledger, self.services.metrics)
        self.readiness = Readiness(self.services)
        self._later = Carrying(REQUESTS, thread_name_prefix="request")
        self._slow = Carrying(REPORTS, thread_name_prefix="report")
        self._sockets: list[Socket] = []
        self._scheduler: BackgroundScheduler | None = None
        self.http: HttpServer | None = None

    def start(self) -> None:
        """Connects to Slack, trying for as long as it is away, and starts the schedule.

        HTTP is served before that: what comes in is stored, whether or not Slack is there.

        Raises:
            SettingsError: a token is refused, or a port taken; trying again would not help.
        """
        self._serve_http()
        self.services.rules = adopted.begin(self.ledger, self.rules, self.settings.rules_file)
        adopted.refresh(self.services)
        # What the last run heard says nothing of this one.
        hearing.note(self.ledger, {}, self.instance, real_now())
        wait = self.stopping.wait
        rested = partial(self.services.metrics.rested, SLACK)
        opened = until_slack_answers(lambda: open_workspaces(self.settings, rested), wait)
        if opened is None:
            return
        self.workspaces = opened
        # Filled rather than made anew: HTTP holds this bundle already.
        self.services.join(opened)
        with self.ledger.write() as session:
            meta.put(session, meta.INTERNAL_TEAM, self.services.team_id)
        self._report(opened)
        given = self.settings, self.services, opened, self._sockets, self.stopping
        work = Work(*given, self.instance)
        work.recall_roles()
        for workspace in opened:
            if not self._hear(workspace, work):
                return
        self.work = work
        work.catch_up_soon()
        work.lead()
        self.readiness.is_started = True
        watching = Watching(self.readiness, now)
        look = Job("readiness", watching.look, tick=READY_EVERY, everywhere=True)
        table, zone = [*work.jobs(), look], self.settings.timezone
        self._scheduler = schedule.start(self.services, table, now, zone, self.instance.holds)
        one = (
            "Leadlight" if self.instance.is_alone else f"Leadlight's instance {self.instance.name}"
        )
        log.info("%s is running; SIGTERM or Ctrl-C ends it", one)

    def _hear(self, workspace: Workspace, work: Work) -> bool:
        """Lets the requests of a workspace in; False when told to stop before Slack answered."""
        app = build_app(workspace, self.services, now, self._later, self._slow)
        if workspace.path and self.http is not None:
            self.http.slack.apps[workspace.path] = app
            return True
        metrics = self.services.metrics
        socket = Socket(workspace, app, work.catch_up_soon, metrics, self._fail)
        self._sockets.append(socket)
        self.readiness.sockets.append(socket)
        return until_slack_answers(socket.connect, self.stopping.wait) is not None

    def stand_by(self) -> None:
        """Waits for its end: what it is told to, or what it sees that nothing else mends."""
        stillness = schedule.Stillness(self.services.metrics)
        while not self.stopping.wait(schedule.LOOK.total_seconds()):
            if stillness.look():
                log.critical("no job was begun for minutes, and none will be: the service ends")
                self._fail()

    def _fail(self) -> None:
        """Ends the service, for its supervisor to start a new one."""
        self.failed = True
        self.stopping.set()

    def _serve_http(self) -> None:
        if self.settings.http_port is None:
            return
        # Here, because most services listen to nobody and need not load a server.
        from bot.http.server import open_http

        self.http = open_http(self.settings, self.services, now, self._owner_of, self.readiness)

    def _report(self, workspaces: Sequence[Workspace]) -> None:
        for workspace in workspaces:
            if workspace.missing_scopes:
                missing = ", ".join(sorted(workspace.missing_scopes))
                log.warning(
                    "the app in %s lacks the scopes %s: install it anew from the manifest",
                    workspace.team_name,
                    missing,
                )
            if workspace.extra_scopes:
                extra = ", ".join(sorted(workspace.extra_scopes))
                log.warning(
                    "the app in %s has scopes that nothing here uses, %s: take them away under "
                    "OAuth & Permissions and install it anew",
                    workspace.team_name,
                    extra,
                )
        watch(self.services, now())
        today = self.services.today(now())
        for one in feeds(self.settings, self.ledger, self.services.rules, workspaces, today):
            log.log(logging.INFO if one.fine else logging.WARNING, "%s: %s", one.what, one.saw)
        with self.ledger.read() as session:
            if forgotten.key_is_lost(session):
                log.error(
                    "people were forgotten under another IDENTITY_KEY: they come back by name "
                    "until the former key is put back"
                )
            log.info("%s", reach_line(session, self.services, self.services.today(now())))
        if self.ledger.races:
            log.warning(
                "SQLite %s can damage a database that two processes write: "
                "stop the service before other commands write",
                self.ledger.version,
            )

    def stop(self) -> None:
        """Lets what runs end at its next safe point; what does not is cut off with the process."""
        self.stopping.set()
        if self.http is not None:
            self.http.stop()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
        self._leave()
        for socket in self._sockets:
            socket.close()
        for executor in (self._later, self._slow):
            executor.shutdown(wait=True, cancel_futures=True)
        log.info("Leadlight has ended")

    def _leave(self) -> None:
        """Nothing is done here any more: the next instance, if there is one, may begin with it."""
        self.instance.end()
        if self.instance.is_alone:
            return
        try:
            hearing.leave(self.ledger, self.instance)
        except (DatabaseError, LedgerError) as error:
            log.warning("the ledger is not told of the end %s", in_words(error))


def run(settings: Settings, ledger: Ledger, rules: Rules, owner_of: OwnerOf = nobodys) -> int:
    """`leadlight run`: until SIGTERM or SIGINT; ends within ten seconds of it.

    0, or 1 where it ended by itself because only a new process may help.
    """
    set_up_service(settings.log_level, settings.log_format)
    with ledger.serving():
        service = Service(settings, ledger, rules, owner_of)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stopping.set())
        try:
            service.start()
            service.stand_by()
        finally:
            ended_by = service.failed, sys.exception()
            last_word = threading.Timer(GRACE_SECONDS, _cut_off, ended_by)
            last_word.daemon = True
            last_word.start()
            service.stop()
            last_word.cancel()
    return int(service.failed)


def _cut_off(failed: bool, error: BaseException | None) -> None:
    """A call that will not return holds the end up; every transaction is whole, so end here.

    An error that ended the service is told here, for it comes no further.
    """
    log.warning("a call to Slack or GitHub did not return in time: ending without it")
    if isinstance(error, SettingsError | LedgerError):
        log.critical("the service cannot go on: %s", error)
    elif isinstance(error, DatabaseError):
        log.critical("the service cannot go on: the ledger failed %s", in_words(error))
    elif error is not None:
        log.critical("the service cannot go on", exc_info=error)
    logging.shutdown()
    helpless = isinstance(error, SettingsError | LedgerError)  # as the command line has it
    os._exit(2 if helpless else int(failed or error is not None))

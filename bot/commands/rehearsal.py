"""What a rehearsal asks of the service: to do on cue what the schedule does by itself.

The demo knows nothing of the service; it hands over plain facts and calls these by their names.
"""

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot import organisations, passes, profiles
from bot.asking import Asking
from bot.clock import now, real_now
from bot.commands.import_files import Result, bring, outcome
from bot.commands.opening import Opened
from bot.digests import queueing as digests
from bot.github_client import github_access
from bot.outbox import outbox_of
from bot.service import Service
from ledger import jobs


class Hands:
    """The service's part in a rehearsal."""

    def __init__(self, opened: Opened, service: Service, files: list[Path]) -> None:
        self._o, self._service, self._files = opened, service, files

    def collect(self) -> str:
        """One pass over GitHub, profiles included."""
        services, settings = self._service.services, self._o.settings
        stop = self._service.stopping
        with (access := github_access(settings)).session:
            for repo in settings.github_repos:
                passes.collect_github(services, access, repo, now, self._sleep, stop.is_set)
            asking = Asking(services, access, now, self._sleep, stop.is_set)
            profiles.read_all(asking)
            passes.recognise(services, now)
            organisations.read(asking)
        passes.recognise(services, now)
        return f"{', '.join(settings.github_repos)} is read."

    def bring_files(self) -> str:
        """Imports all files again; what is known stays as it is, and the score follows."""
        result = Result()
        for file in self._files:
            bring(self._o, str(file), result)
        self._judge_soon()
        return outcome(result)

    def bring_file(self, file: Path) -> None:
        """Imports one file that came just now."""
        bring(self._o, str(file), Result())
        self._judge_soon()

    def look_at_github(self) -> None:
        """Something happened there: do not wait for the next poll."""
        with self._o.ledger.write() as session:
            jobs.hasten(session, "github", now())

    def digest(self) -> str:
        """Queues the digest that is due today, the same as a preview shows."""
        services, at = self._service.services, now()
        queued = digests.queue(services, digests.due_today(services, at), at)
        return "The digest is queued." if queued else "This week's digest was sent before."

    def everything_again(self) -> str:
        """Runs every job once more, to the end."""
        services = self._service.services
        said = [self.collect(), self.bring_files(), self.digest()]
        passes.read_inbox(services, now)
        passes.judge(services, now())
        outbox_of(services, self._service.workspaces[0]).deliver()
        return " ".join(said)

    def _judge_soon(self) -> None:
        if self._service.work is not None:
            self._service.work.score_soon()

    def _sleep(self, seconds: float) -> None:
        self._service.stopping.wait(seconds)


def play_live(
    stage: Any, hands: Hands, happenings: Iterable[Any], speed: float, stopping: threading.Event
) -> None:
    """Lets the feed happen, each thing at its time, until told to stop."""
    began = real_now()
    for happening in happenings:
        due = began + happening.due(speed)
        if stopping.wait(max(0.0, (due - real_now()).total_seconds())):
            return
        file = stage.play(happening, now())
        if file is not None:
            hands.bring_file(file)
        else:
            hands.look_at_github()

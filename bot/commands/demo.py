"""`leadlight demo`: the whole service against a Slack and a GitHub on this machine."""

import argparse
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import digest, logs, passes
from bot.clock import now
from bot.commands.import_files import Result, bring, outcome
from bot.commands.opening import Opened, UsageError, say
from bot.github_client import github_access
from bot.outbox import outbox_of
from bot.service import Service
from bot.settings import Settings
from bot.views.blocks import Message
from bot.views.plain import as_text
from ledger.schema import open_ledger
from scoring.rules import read_rules

HELP = "the whole service on made-up data against its own Slack workspace"
EXAMPLE = "leadlight demo --port 8700"

PORT = 8700
WIDTH = 78


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where the workspace listens."""
    parser.add_argument("--port", type=int, default=PORT, help=f"of the workspace ({PORT})")


def run(args: argparse.Namespace) -> int:
    """Plays the story and prints what everybody hears; nothing leaves this machine."""
    logs.set_up("WARNING")
    # The demo is started by its name: no code of the service depends on it.
    stages = importlib.import_module("demo.stage")
    stories = importlib.import_module("demo.story")
    with tempfile.TemporaryDirectory(prefix="leadlight-demo-") as folder:
        try:
            opening = stages.open_stage(Path(folder), args.port, now())
            with opening as stage, _hands(stage) as hands:
                say(f"A rehearsal, not Slack. The workspace listens at {stage.slack.url}\n")
                for line in stories.story(stage, hands):
                    _show(line, lambda user: stage.slack.person(user).name)
        except OSError as error:
            raise UsageError(f"{error}: name a free one with --port") from None
    say("\nThis was the whole way. To connect your own Slack and GitHub: README.md, `Connect`.")
    return 0


class _Hands:
    """Does on cue what the schedule does by itself."""

    def __init__(self, opened: Opened, service: Service, files: tuple[Path, ...]) -> None:
        self._o, self._service, self._files = opened, service, files

    def collect(self) -> str:
        """One pass over GitHub, profiles included."""
        services, settings = self._service.services, self._o.settings
        stop = self._service.stopping
        with (access := github_access(settings)).session:
            for repo in settings.github_repos:
                passes.collect_github(services, access, repo, now, self._sleep, stop.is_set)
            passes.read_profiles(services, access, now, self._sleep, stop.is_set)
        passes.recognise(services, now)
        return f"{', '.join(settings.github_repos)} is read."

    def bring_files(self) -> str:
        """Imports the files; the score follows within seconds."""
        result = Result()
        for file in self._files:
            bring(self._o, str(file), result)
        if self._service.work is not None:
            self._service.work.score_soon()
        return outcome(result)

    def digest(self) -> str:
        """Queues the digest of the week that ends today."""
        until = self._o.today + timedelta(days=1)
        queued = digest.queue(self._service.services, until, now())
        return "The digest is queued." if queued else "This week's digest was sent before."

    def everything_again(self) -> str:
        """Runs every job once more, to the end."""
        services = self._service.services
        said = [self.collect(), self.bring_files(), self.digest()]
        passes.read_inbox(services, now)
        passes.judge(services, now())
        outbox_of(services, self._service.workspaces[0]).deliver()
        return " ".join(said)

    def _sleep(self, seconds: float) -> None:
        self._service.stopping.wait(seconds)


@contextmanager
def _hands(stage: Any) -> Iterator[_Hands]:
    settings = Settings.model_validate(stage.settings)
    rules = read_rules(None)
    ledger = open_ledger(settings.database_url, settings.timezone)
    service = Service(settings, ledger, rules)
    try:
        service.start()
        yield _Hands(Opened(settings, rules, ledger, service.services), service, stage.files)
    finally:
        service.stop()
        ledger.close()


def _show(line: Any, name_of: Callable[[str], str]) -> None:
    """A line of the storyteller, or a message as it stands in Slack."""
    if not hasattr(line, "where"):
        say(f"\n▸ {line.text}")
        return
    message = Message(line.text, line.blocks)
    say(f"\n  {_grey(line.where)}")
    for text in as_text(message, name_of).splitlines():
        say(f"  │ {text}")


def _grey(text: str) -> str:
    return f"\x1b[2m{text}\x1b[0m" if sys.stdout.isatty() else text

"""`leadlight demo`: the whole service against a Slack and a GitHub on this machine."""

import argparse
import importlib
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import Any

from bot import clock, logs, passes
from bot.clock import now
from bot.commands import past
from bot.commands.opening import Opened, UsageError, say
from bot.commands.rehearsal import Hands, play_live
from bot.dql.steps import Doer
from bot.identity_key import hiding
from bot.service import Service
from bot.settings import Settings
from bot.views.blocks import Message
from bot.views.plain import as_text
from ledger.schema import open_ledger
from scoring.rules import read_rules

HELP = "the whole service on made-up data against its own Slack workspace"
EXAMPLE = "leadlight demo --speed 5000"

PORT = 8700
FASTEST = 50_000
PATIENCE = 30.0  # seconds
NEXT = "To connect your own Slack and GitHub: README.md, `Connect`; `leadlight doctor` helps."
LAST_PORT = 65_535


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where the workspace listens, and how time runs."""
    parser.add_argument("--port", type=int, default=PORT, help=f"of the workspace ({PORT})")
    parser.add_argument(
        "--speed", type=float, default=1.0, help="how fast time runs: 5000 is a week in two minutes"
    )
    parser.add_argument(
        "--story", action="store_true", help="play the story here, without a browser, and end"
    )


def run(args: argparse.Namespace) -> int:
    """Opens the workspace until Ctrl-C, or plays the story; nothing leaves this machine."""
    if not 1 <= args.speed <= FASTEST:
        raise UsageError(f"--speed goes from 1 to {FASTEST}")
    if not 0 <= args.port <= LAST_PORT:
        raise UsageError(f"--port goes from 0 (any that is free) to {LAST_PORT}")
    logs.set_up("WARNING")
    if isinstance(sys.stdout, TextIOWrapper):  # else a pipe gets the address when all is over
        sys.stdout.reconfigure(line_buffering=True)
    # The demo is started by its name: no code of the service depends on it.
    stages, stories = (importlib.import_module(f"demo.{name}") for name in ("stage", "story"))
    with tempfile.TemporaryDirectory(prefix="leadlight-demo-") as folder:
        try:
            opening = stages.open_stage(
                Path(folder), args.port, now(), clock=now, greeted=args.story
            )
            with opening as stage:
                if args.story:
                    _story(stage, stories)
                else:
                    _live(stage, args.speed)
        except OSError as error:
            raise UsageError(f"{error}: name a free one with --port") from None
    return 0


def _story(stage: Any, stories: ModuleType) -> None:
    """Plays the story and prints what everybody hears."""
    say(f"A rehearsal, not Slack. The workspace listens at {stage.slack.url}\n")
    with _service(stage) as (service, opened):
        hands = Hands(opened, service, stage.files)
        for line in stories.story(stage, hands):
            _show(line, lambda user: stage.slack.person(user).name)
    say(f"\nThis was the whole way. {NEXT}")


def _live(stage: Any, speed: float) -> None:
    """The workspace in the browser, with a community that goes on."""
    say(f"A rehearsal on your machine, not Slack. Open it in a browser: {stage.slack.url}")
    say("Reading what the community did in 120 days …")
    with _service(stage, before=_remember) as (service, opened):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stopping.set())
        say(f"The command line can read along: DATABASE_URL={stage.settings['database_url']}")
        say("Ready. Something happens within a minute; Ctrl-C ends it.")
        clock.hurry(speed)
        community = importlib.import_module("demo.community")
        happenings = community.feed(stage.community.seed, stage.opened)
        hands = Hands(opened, service, stage.files)
        hands.digest()
        stage.slack.wait_for_message("#leads", "Leadlight, week to", PATIENCE)
        stage.greet()  # below the digest, so that it is what a newcomer sees
        play_live(stage, hands, happenings, speed, service.stopping)
    say(f"The rehearsal has ended; nothing of it is kept. {NEXT}")


def _remember(stage: Any, opened: Opened, service: Service) -> None:
    """What was before anybody looked: collected, imported, judged, with past referrals."""
    hands = Hands(opened, service, stage.files)
    hands.collect()
    hands.bring_files()
    passes.recognise(service.services, now)
    told = importlib.import_module("demo.community")

    def user_of(handle: str) -> Doer:
        return Doer(stage.slack.person(handle).id, handle)

    services, opened_at = service.services, stage.opened
    past.write_known(services, told.KNOWN, user_of, opened_at)
    # A first look says nothing of falls: it is the second that has something to compare with.
    passes.judge(services, opened_at - timedelta(days=8))
    passes.judge(services, now())
    past.write_referrals(services, told.REFERRALS, user_of, opened_at)
    past.write_introductions(services, told.INTRODUCTIONS, user_of("dana"), opened_at)


@contextmanager
def _service(
    stage: Any, before: Callable[[Any, Opened, Service], None] | None = None
) -> Iterator[tuple[Service, Opened]]:
    """The real service with the stage's settings, started, and ended at the end."""
    settings = Settings.model_validate(stage.settings)
    rules = read_rules(settings.rules_file)
    ledger = open_ledger(settings.database_url, settings.timezone, hiding(settings))
    service = Service(settings, ledger, rules)
    opened = Opened(settings, rules, ledger, service.services)
    try:
        if before is not None:
            before(stage, opened, service)
        service.start()
        yield service, opened
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

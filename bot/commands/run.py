"""`leadlight run`: the service."""

import argparse

from bot import logs, service
from bot.commands.opening import opened

HELP = "the service: Slack, the schedule, the messages"
EXAMPLE = "leadlight run"


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: everything is a setting."""


def run(args: argparse.Namespace) -> int:
    """Runs until SIGTERM or Ctrl-C."""
    logs.set_up()
    with opened("service") as o:
        return service.run(o.settings, o.ledger, o.rules, o.owner_of)

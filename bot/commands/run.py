"""`leadlight run`: the service."""

import argparse
import logging
import os

from bot import logs, service
from bot.commands.opening import opened
from bot.settings import not_yet

HELP = "the service: Slack, the schedule, the messages"
EXAMPLE = "leadlight run"


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: everything is a setting."""


def run(args: argparse.Namespace) -> int:
    """Runs until SIGTERM or Ctrl-C."""
    logs.set_up()
    with opened("service") as o:
        if unused := not_yet(os.environ):
            logging.getLogger(__name__).warning(
                "set, but not used by this version: %s", ", ".join(unused)
            )
        return service.run(o.settings, o.ledger, o.rules, o.owner_of)

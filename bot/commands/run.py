"""`leadlight run`: the service.

A server that is started after this machine's service is waited for, as Slack is: a power cut leaves
nobody to start the service once more. What a setting is to blame for ends it at once.
"""

import argparse
import logging
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

from bot import service
from bot.commands.opening import opened
from bot.settings import load
from bot.telling import set_up_service
from ledger.errors import LedgerAwayError

HELP = "the service: Slack, the schedule, the messages"
EXAMPLE = "leadlight run"
LONGEST = 60.0  # seconds between two tries

Found = TypeVar("Found")

log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: everything is a setting."""


def run(args: argparse.Namespace) -> int:
    """Runs until SIGTERM or Ctrl-C."""
    settings = load("service")
    set_up_service(settings.log_level, settings.log_format)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # until the service has its own way to end
    with ExitStack() as stack:
        o = until_reached(lambda: stack.enter_context(opened("service")), time.sleep)
        return service.run(o.settings, o.ledger, o.rules, o.owner_of)


def until_reached(open_it: Callable[[], Found], rest: Callable[[float], None]) -> Found:
    """Opens the ledger, trying for as long as its server is away, with longer and longer pauses.

    `rest` is given seconds. Why is logged once, and again where it is another reason.

    Raises:
        LedgerError: it cannot be opened, and waiting would not help.
    """
    pause, told = 1.0, ""
    while True:
        try:
            found = open_it()
        except LedgerAwayError as error:
            if str(error) != told:
                told = str(error)
                log.warning("%s. It is tried again for as long as that takes", told)
        else:
            if told:
                log.info("the ledger is open now")
            return found
        rest(pause)
        pause = min(pause * 2, LONGEST)

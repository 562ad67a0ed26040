"""`leadlight retally`: counts every day anew, after the time zone was changed."""

import argparse

from bot.commands.opening import say
from bot.settings import load
from ledger import intake, meta
from ledger.schema import open_for_retally

HELP = "count all days anew in the configured time zone"
EXAMPLE = "TIMEZONE=Europe/Berlin leadlight retally"


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: the zone is a setting."""


def run(args: argparse.Namespace) -> int:
    """Moves activities to their day in the zone, in one transaction; stop the service before."""
    settings = load("ledger")
    ledger = open_for_retally(settings.database_url)
    try:
        with ledger.only_service(), ledger.write() as session:
            moved = intake.recount(session, settings.timezone)
            meta.put(session, meta.TIMEZONE, settings.timezone.key)
    finally:
        ledger.close()
    say(f"Days are counted in {settings.timezone.key} now; {moved} activities changed their day.")
    return 0

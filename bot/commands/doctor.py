"""`leadlight doctor`: is everything in place? One line each, with what to do."""

import argparse
import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict

from bot.clock import now
from bot.commands.opening import say, say_json
from bot.feeds import feeds
from bot.findings import (
    Finding,
    evidence,
    failure,
    forgotten_people,
    github,
    in_force,
    ledger,
    reach,
    settings,
    slack,
    wrong_rules,
)
from bot.identity_key import hiding
from bot.instance_findings import heard, instances
from bot.ip_findings import ip_databases
from bot.ledger_findings import kept_safe, unmade
from bot.role_findings import who_may
from bot.settings import Settings, SettingsError, load
from bot.workspaces import Workspace
from ledger.errors import DriverError, LedgerError, in_words
from ledger.place import is_postgres
from ledger.schema import is_made, open_ledger
from ledger.types import day_in
from scoring.rules import Rules, RulesError, read_rules

HELP = "check settings, tokens, channels, ledger, sources; one line each"
EXAMPLE = "leadlight doctor"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to show it."""
    parser.add_argument("--json", action="store_true", help="findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Looks at everything; 1 when something is wrong."""
    # What it says of Slack is a finding of ours already, with its mend.
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)
    findings = list(_findings())
    if args.json:
        say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok   " if finding.fine else "WRONG"
            say(f"{mark} {finding.what}: {finding.saw}{' → ' * bool(finding.mend)}{finding.mend}")
    return 0 if all(finding.fine for finding in findings) else 1


def _findings() -> Iterator[Finding]:
    """What is wrong in one place keeps nobody from looking at the others."""
    yield from settings()
    try:
        given = load("ledger")
    except SettingsError:
        return  # the lines above name each of them, and nothing else can be opened
    rules: Rules | None = None
    try:
        rules = read_rules(given.rules_file)
    except RulesError as error:
        yield from wrong_rules(error)
    else:
        yield Finding("rules", True, f"{rules.name}, version {rules.version}")
    yield from ip_databases(given, now().date())
    workspaces: list[Workspace] = []
    slack_lines = list(slack(given, rules, workspaces))
    yield from _kept(given, rules, workspaces)
    yield from slack_lines
    yield from github(given)


def _kept(given: Settings, rules: Rules | None, workspaces: list[Workspace]) -> Iterator[Finding]:
    """The ledger, and with it and the rules what the sources can reach."""
    try:
        is_new = not is_made(given.database_url)
        if is_new and is_postgres(given.database_url):
            yield unmade(given)  # whoever makes the tables owns them: not who only looks
            return
        with closing(open_ledger(given.database_url, given.timezone, hiding(given))) as kept:
            if is_new:
                saw = f"there was none at {kept.name}, so this one is new and empty"
                yield Finding("ledger", True, saw, "is it where you meant? DATABASE_URL says where")
            yield from ledger(kept)
            yield from kept_safe(given, kept, now())
            yield from forgotten_people(kept)
            yield from evidence(given, kept)
            yield from instances(kept, now())
            yield from heard(kept, workspaces, now())
            yield from who_may(given, kept, workspaces, now())
            if rules is not None:
                yield in_force(kept, rules)
                today = day_in(given.timezone, now())
                yield from feeds(given, kept, rules, workspaces, today)
                yield reach(given, kept, rules, workspaces, today)
    except LedgerError as error:
        yield failure("ledger", str(error))
    except DriverError as error:
        yield failure("ledger", f"failed {in_words(error)}")

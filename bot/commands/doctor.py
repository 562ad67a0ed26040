"""`leadlight doctor`: is everything in place? One line each, with what to do."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict

from bot.commands.opening import opened, say, say_json
from bot.findings import Finding, github, ledger, settings, slack

HELP = "check settings, tokens, channels, ledger, sources; one line each"
EXAMPLE = "leadlight doctor"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to show it."""
    parser.add_argument("--json", action="store_true", help="findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Looks at everything; 1 when something is wrong."""
    findings = list(_findings())
    if args.json:
        say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok   " if finding.fine else "WRONG"
            say(f"{mark} {finding.what}: {finding.saw}{' → ' * bool(finding.mend)}{finding.mend}")
    return 0 if all(finding.fine for finding in findings) else 1


def _findings() -> Iterator[Finding]:
    yield from settings()
    with opened() as o:
        yield from ledger(o.ledger, o.rules)
        yield from slack(o.settings, o.services, o.today)
        yield from github(o.settings)

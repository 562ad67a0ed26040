"""`leadlight collect`: one pass over the polled sources."""

import argparse
import time

from bot import passes
from bot.clock import now
from bot.commands.opening import UsageError, complain, opened, say, say_json
from bot.commands.progress import progress
from bot.github_client import github_access
from collectors import github
from collectors.errors import SourceError
from ledger import cursors

HELP = "one pass over GitHub's issues, pull requests and profiles"
EXAMPLE = "leadlight collect github"

SOURCES = ("github",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which sources."""
    parser.add_argument("source", nargs="*", metavar="SOURCE", help="github (the default: all)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Collects; a source that cannot be read is named, the others go on."""
    for source in args.source:
        if source not in SOURCES:
            raise UsageError(f"{source!r} is no polled source: there is {', '.join(SOURCES)}")
    found: list[dict[str, object]] = []
    failed = False
    with opened("github") as o, (access := github_access(o.settings)).session:
        for repo in o.settings.github_repos:
            with o.ledger.read() as session:
                cursor = cursors.read(session, github.cursor_name(repo))
            try:
                with progress(repo, "activities") as advance:
                    pages = github.pages(
                        access, repo, cursor, now=now(), sleep=time.sleep, stop=_never
                    )
                    recorded = passes.record_pages(o.services, passes.told(pages, advance), now)
            except SourceError as error:
                complain(str(error))
                failed = True
                continue
            counted = {"new": recorded.new, "duplicate": recorded.duplicate}
            found.append({"source": f"github:{repo}", **counted})
        try:
            profiles = passes.read_profiles(o.services, access, now, time.sleep, _never)
        except SourceError as error:
            complain(str(error))
            profiles, failed = 0, True
        passes.recognise(o.services, now)
    if args.json:
        say_json({"sources": found, "profiles": profiles})
    else:
        for one in found:
            say(f"{one['source']}: {one['new']} new activities, {one['duplicate']} known already")
        say(f"{profiles} profiles read")
    return 1 if failed else 0


def _never() -> bool:
    """Nothing stops a command but Ctrl-C."""
    return False

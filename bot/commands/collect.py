"""`leadlight collect`: one pass over the polled sources."""

import argparse
import time
from collections.abc import Iterator

from bot import lesser_lists, organisations, passes, profiles
from bot.asking import Asking
from bot.clock import now
from bot.commands.opening import Opened, UsageError, complain, opened, say, say_json
from bot.commands.progress import progress
from bot.github_client import github_access
from collectors import github
from collectors.errors import SourceError
from collectors.github_access import GitHubAccess
from ledger import cursors
from ledger.intake import Recorded

HELP = "one pass over what happens on GitHub: contributions, comments, stars, profiles"
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
            try:
                found += _repository(o, access, repo)
            except SourceError as error:
                complain(str(error))
                failed = True
        asking = Asking(o.services, access, now, time.sleep, _never)
        try:
            read = profiles.read_all(asking)
            passes.recognise(o.services, now)
            organisations.read(asking)
        except SourceError as error:
            complain(str(error))
            read, failed = 0, True
        passes.recognise(o.services, now)
        with o.ledger.read() as session:
            totals = lesser_lists.release_totals(session, o.settings.github_repos)
    downloads = {repo: total.downloads for repo, total in totals.items()}
    if args.json:
        say_json({"sources": found, "profiles": read, "release_downloads": downloads})
    else:
        for one in found:
            say(f"{one['source']}: {one['new']} new activities, {one['duplicate']} known already")
        say(f"{read} profiles read")
        for repo, count in downloads.items():
            say(f"{repo}: {count:,} downloads of releases, which name no company and never score")
    return 1 if failed else 0


def _repository(o: Opened, access: GitHubAccess, repo: str) -> Iterator[dict[str, object]]:
    """What each list of a repository brought: first that which earns points, then evidence.

    Raises:
        SourceError: GitHub cannot be read; what was read until then is stored.
    """
    source = f"github:{repo}"
    with o.ledger.read() as session:
        cursor = cursors.read(session, github.cursor_name(repo))
    with progress(repo, "activities") as advance:
        pages = github.pages(access, repo, cursor, now=now(), sleep=time.sleep, stop=_never)
        recorded = passes.record_pages(o.services, passes.told(pages, advance), now)
        yield _figures(source, recorded)
        reader = lesser_lists.Reader(o.services, access, repo, now, time.sleep, _never, advance)
        for name, brought in reader.collect().items():
            yield _figures(f"{source}:{name}", brought)


def _figures(source: str, recorded: Recorded) -> dict[str, object]:
    return {"source": source, "new": recorded.new, "duplicate": recorded.duplicate}


def _never() -> bool:
    """Nothing stops a command but Ctrl-C."""
    return False

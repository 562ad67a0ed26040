"""`leadlight snippet`: the line by which pages of a site are counted."""

import argparse

from bot.commands.opening import UsageError, say
from bot.http.sites import snippet
from bot.settings import load
from identity.hosts import read_host

HELP = "the line that your web pages carry, so that their views are counted"
EXAMPLE = "leadlight snippet docs.acme.example --at https://leadlight.acme.example"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which site, and where this service is."""
    parser.add_argument("host", metavar="HOST", help="the site's host, without https:// and path")
    parser.add_argument(
        "--at", required=True, metavar="URL", help="where browsers reach this service"
    )


def run(args: argparse.Namespace) -> int:
    """Prints it; the same line serves all pages of the host."""
    if read_host(args.host) is None or "/" in args.host or ":" in args.host:
        raise UsageError(f"{args.host!r} is no host: write it as docs.acme.example")
    if not args.at.startswith(("https://", "http://")) or any(c in args.at for c in "\"'<> ?#"):
        raise UsageError(f"{args.at!r} is no address: write it as https://leadlight.acme.example")
    secret = load("site").site_key
    assert secret is not None  # noqa: S101  (without it the settings refuse this use)
    say(snippet(args.host, secret.get_secret_value(), args.at))
    return 0

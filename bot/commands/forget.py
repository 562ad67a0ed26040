"""`leadlight forget`: a person's name, ids and evidence go; what was done stays counted."""

import argparse
import sys
from dataclasses import asdict

from bot import forgetting
from bot.clock import now
from bot.commands.opening import Opened, UsageError, complain, opened, say, say_json
from bot.forgetting import Asked, Before, ForgettingError
from bot.identity_key import pseudonyms
from bot.views.blocks import plural
from ledger import backups, forgotten, forgotten_referrals
from ledger.backups import Copy
from ledger.place import is_postgres

HELP = "forget a person: name, ids and evidence go, what was done stays counted"
EXAMPLE = "leadlight forget github:octocat"
FROM_NOW_ON = "Forgotten. What they do from now on is kept under a hash, without a name."
AFTERWARDS = "Forgotten. Whoever refers them again by name keeps the name again."
QUESTION = "Forget this person? Nothing brings it back. [y/N] "
# What becomes of what is held: of one, and of more.
WORDS = {
    "activities": (
        "activity: kind, day and count stay; id, title and link go",
        "activities: kind, day and count stay; ids, titles and links go",
    ),
    "evidence": ("piece of evidence goes", "pieces of evidence go"),
    "affiliations": (
        "company they stand for stays; why they do goes",
        "companies they stand for stay; why they do goes",
    ),
    "referrals": (
        "referral: team, origin and outcome stay; person, reason and notes go",
        "referrals: team, origin and outcome stay; person, reason and notes go",
    ),
    "corrections": ("correction stays, under a hash", "corrections stay, under a hash"),
    "events": ("Slack event is emptied", "Slack events are emptied"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whom."""
    parser.add_argument(
        "person",
        metavar="SOURCE:HANDLE",
        help="a handle, an id, or the mail address of a row: slack:U012AB3CD, site:ada@acme.com; "
        "or a referral, such as DQL-12, of somebody who has no account",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="what was forgotten as JSON")


def run(args: argparse.Namespace) -> int:
    """Shows what would go, asks, and forgets; 1 where there is nobody, or the answer is no."""
    with opened() as o:
        try:
            found = forgetting.look_up(o.services, args.person, pseudonyms(o.settings))
        except ForgettingError as error:
            complain(str(error))
            return 1
        if isinstance(found, Before):
            return _again(o, found, as_json=args.json)
        _warn(o)
        if not args.json:
            _show(found)
        if not args.yes and not _agreed():
            complain("Nobody was forgotten.")
            return 1
        held = forgetting.forget(o.services, found, now)
        copies = _copies(o, found)
    if args.json:
        told = [{"file": str(one.path), "until": _day(one)} for one in copies]
        say_json({"forgotten": True, "before": False, **asdict(held), "backups": told})
        return 0
    say(AFTERWARDS if found.source == forgotten_referrals.SOURCE else FROM_NOW_ON)
    for one in copies:
        until = f"until {one.until}, if the service runs" if one.until else "until you delete it"
        say(f"Still in {one.path}, {until}.")
    say("Messages that stand in Slack are edited by the service, as soon as it runs.")
    say("Out of reach: files in Slack, quotes, other backups, exports, logs. See docs/privacy.md.")
    return 0


def _copies(o: Opened, found: Asked) -> list[Copy]:
    """The copies of the ledger that this machine knows of and that hold them still."""
    if is_postgres(o.settings.database_url):
        return []  # its server keeps them: see docs/postgresql.md
    folder, keep = o.settings.backup_dir, o.settings.backup_keep
    return backups.holding(o.ledger, folder, keep, (found.source, found.key))


def _day(one: Copy) -> str | None:
    return one.until.isoformat() if one.until else None


def _again(o: Opened, found: Before, *, as_json: bool) -> int:
    """Nothing is left to forget but bytes that an earlier, interrupted run left in the file."""
    o.ledger.write_anew()
    if as_json:
        say_json({"forgotten": True, "before": True})
    else:
        say(f"They were forgotten before, on {found.at:%Y-%m-%d}: nothing is left to forget.")
    return 0


def _warn(o: Opened) -> None:
    with o.ledger.read() as session:
        if forgotten.key_is_lost(session):
            complain(
                "Whoever was forgotten before was so under another IDENTITY_KEY, and comes back "
                "by name: put that key back, or forget them again. See docs/privacy.md."
            )


def _show(asked: Asked) -> None:
    say(f"{asked.called}, known since {asked.first_seen:%Y-%m-%d}")
    for name, count in asdict(asked.held).items():
        if count:
            say(f"  {plural(count, *WORDS[name])}")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here: say --yes to forget this person")
    return input(QUESTION).strip().lower() in {"y", "yes"}

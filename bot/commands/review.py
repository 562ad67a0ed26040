"""`leadlight review`: what only people know of who is who, most points first."""

import argparse
import getpass
from datetime import datetime

from bot.clock import now
from bot.commands.figures import for_programs
from bot.commands.opening import Opened, UsageError, complain, opened, say, say_json
from bot.consequences import consequences, spoken_facts
from bot.reviewing import SettledError, answer
from bot.suggesting import queue
from bot.suggestion import Suggestion, ids_of
from bot.views import corrections as views
from bot.views import review
from bot.views.plain import as_text
from ledger.corrections import By

HELP = "suggestions on who is who, by the points that hang on them"
EXAMPLE = "leadlight review --take merge:12:7"

MOST = 20
LIMIT = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, or an answer to one."""
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help=f"so many ({MOST})")
    parser.add_argument("--take", metavar="ID", help="say yes to a suggestion")
    parser.add_argument("--turn-down", metavar="ID", help="say no: it does not come back")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Lists them with their reasons, or answers one; 1 where somebody else did before.

    2 where nothing is asked under that id: it never was, or the evidence changed.
    """
    if not 0 < args.most <= LIMIT:
        raise UsageError(f"--most takes a number from 1 to {LIMIT}, not {args.most}")
    if args.take and args.turn_down:
        raise UsageError("--take and --turn-down are two answers: give one")
    with opened() as o:
        if args.take or args.turn_down:
            return _answer(o, args.take or args.turn_down, bool(args.take), now())
        with o.ledger.read() as session:
            first, total = queue(session, o.services, o.today, args.most)
    if args.json:
        facts = [one.facts() for one in first]
        say_json({"total": total, "suggestions": for_programs(facts)})
    else:
        _show(first, total, o.rules.window_days)
    return 0


def _answer(o: Opened, suggestion: str, is_taken: bool, at: datetime) -> int:
    if ids_of(suggestion) is None:
        raise UsageError(f"{suggestion!r} is no suggestion: their ids stand in `leadlight review`")
    by = By("command line", getpass.getuser(), at)
    with o.ledger.write() as session:
        try:
            made = answer(session, o.services, suggestion, is_taken, by)
        except SettledError as error:
            if error.by is None:
                raise UsageError(
                    f"nothing is in doubt under {suggestion}, so that nothing was changed: "
                    "`leadlight review` lists what is"
                ) from None
            complain(as_text(views.settled(spoken_facts(o.services, error.by))))
            return 1
        facts = consequences(session, o.services, made, o.today)
    say(as_text(views.said(facts)).splitlines()[0])
    say(f"Undo: leadlight correct undo {views.numbers(facts)}")
    return 0


def _show(first: list[Suggestion], total: int, window_days: int) -> None:
    if not first:
        say(as_text(review.queue([], 0, window_days)))
        return
    for one in first:
        say(f"{one.facts()['id']}  {as_text(review.asked(one.facts()))}")
    say("\nYes: leadlight review --take ID. No: leadlight review --turn-down ID.")
    if total > len(first):
        say(f"{total - len(first)} more: leadlight review --most {total}")

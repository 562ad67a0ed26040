"""`leadlight letters`: what came and could not be read, what was to be told and was given up."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from bot.commands.letters_answered import Chosen, discard, replay
from bot.commands.opening import UsageError, opened, say, say_json, table
from ledger import letters, unsent
from ledger.letters import Letter
from ledger.unsent import Unsent

HELP = "Slack events and messages that got stuck: list, replay or discard them"
EXAMPLE = "leadlight letters --replay all"
ALL: Final = "all"
MESSAGE: Final = "m"  # before the number of a message: events have numbers of their own
EVENTS = ("id", "workspace", "event", "type", "received", "reason")
MESSAGES = ("id", "state", "what", "channel", "made", "reason")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--replay", nargs="+", metavar="ID", help="read or send these, or `all`, once more"
    )
    what.add_argument(
        "--discard", nargs="+", metavar="ID", help="give these, or `all`, up for good"
    )
    parser.add_argument(
        "--yes", action="store_true", help="send messages again that may be in Slack already"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Lists, or does it; 1 where an id is none of them, or something stays stuck."""
    with opened() as o:
        if args.replay:
            return replay(o, _chosen(args.replay), is_sure=args.yes, as_json=args.json)
        if args.discard:
            return discard(o, _chosen(args.discard), as_json=args.json)
        with o.ledger.read() as session:
            events, messages = letters.letters(session), unsent.unsent(session)
    if args.json:
        say_json({"events": list(map(_event, events)), "messages": list(map(_message, messages))})
    else:
        _list(events, messages)
    return 0


def _list(events: Sequence[Letter], messages: Sequence[Unsent]) -> None:
    if not events and not messages:
        say("Every Slack event could be read, and no message is stuck.")
        return
    if events:
        say("Slack events that could not be read")
        table(EVENTS, [tuple(_event(one).values()) for one in events])
    if messages:
        say("\n" * bool(events) + "Messages that were not posted (dead), or perhaps (uncertain)")
        table(MESSAGES, [_row(one) for one in messages])
    say("\n`leadlight letters --replay ID` reads or sends one again, `--discard ID` gives it up.")


def _event(one: Letter) -> dict[str, Any]:
    return {**asdict(one), "received_at": one.received_at.isoformat(timespec="minutes")}


def _message(one: Unsent) -> dict[str, Any]:
    named = {"id": f"{MESSAGE}{one.id}", "created_at": one.created_at.isoformat(timespec="minutes")}
    return {**asdict(one), **named}


def _row(one: Unsent) -> tuple[str, ...]:
    shown = _message(one)
    where = one.channel or "leads"
    return shown["id"], one.state, one.key, where, shown["created_at"], one.reason


def _chosen(words: Sequence[str]) -> Chosen:
    """What was typed: `12` is an event, `m12` a message.

    Raises:
        UsageError: a word is neither.
    """
    if list(words) == [ALL]:
        return Chosen(None, None)
    numbers = [word.removeprefix(MESSAGE) for word in words]
    if not all(one.isascii() and one.isdecimal() for one in numbers):
        raise UsageError("say ids as `leadlight letters` lists them (12, m12), or `all`")
    return Chosen(
        [int(word) for word in words if not word.startswith(MESSAGE)],
        [int(word[1:]) for word in words if word.startswith(MESSAGE)],
    )

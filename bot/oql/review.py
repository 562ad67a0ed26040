"""`/oql review`: the queue, its buttons, and what pressing one says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.answers import Answer, Asker, Say
from bot.consequences import consequences, spoken_facts
from bot.grammar import Word
from bot.oql.corrections import COMMAND, by_of
from bot.reviewing import SettledError
from bot.reviewing import answer as answer_one
from bot.services import Services
from bot.suggesting import queue
from bot.views import corrections as said
from bot.views import review as views

SHOWN, MOST = 10, 20  # suggestions: each is two blocks, and a message holds 50


def review(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`review [n]`: the suggestions with the most points at stake."""
    typed = rest[0].text if rest else str(SHOWN)
    is_number = typed.isdecimal() and typed.isascii()
    if not is_number or not 0 < int(typed) <= MOST:
        reason = f"review takes a number from 1 to {MOST}, not {typed}"
        return Say(said.refused(reason, f"{COMMAND} review 5"))
    rows, total = queue_facts(services, now, int(typed))
    return Say(views.queue(rows, total, services.rules.window_days))


def queue_facts(services: Services, now: datetime, most: int) -> tuple[list[dict[str, Any]], int]:
    """The first suggestions as facts, and how many there are."""
    with services.ledger.read() as session:
        first, total = queue(session, services, services.today(now), most)
    return [one.facts() for one in first], total


def press(services: Services, suggestion: str, is_taken: bool, asker: Asker, now: datetime) -> Say:
    """Takes a suggestion or turns it down; whoever comes second hears who was first."""
    with services.ledger.write() as session:
        try:
            made = answer_one(session, services, suggestion, is_taken, by_of(asker, now))
        except SettledError as error:
            settled = spoken_facts(services, error.by) if error.by else None
            return Say(said.settled(settled))
        facts = consequences(session, services, made, services.today(now))
    return Say(said.said(facts))

"""`/oql digest [week|month|quarter]`: the digest as it would be posted today, to oneself."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from bot.answers import Answer, Asker, Later, Press, Say
from bot.digests.facts import digest_facts
from bot.digests.queueing import due_today, head, thread
from bot.digests.spans import Period
from bot.grammar import Word
from bot.permits import Entry, Permit, Routes
from bot.services import Services
from bot.views import blocks as b
from bot.views import digest as views
from bot.views.help import slip

COMMAND: Final = "/oql"
SHOWN: Final = {"digest": views.digest, "digest_more": views.more}


def preview(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`digest`, `digest month`: what the channel would read, and what would follow in the thread.

    It names companies and no person, so everybody may see it.
    """
    typed = rest[0].text.lower() if rest else Period.WEEK.value
    if typed not in list(Period):
        problem = f"`digest` takes {', '.join(f'`{one}`' for one in Period)}, not "
        return Say(slip(COMMAND, f"{problem}`{b.outside(typed, 40)}`."))
    return _later(lambda: _shown(services, Period(typed), now))


def rest(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """What would follow in the thread of the digest under which the button stands."""
    period, due, at = press.value.split()
    return _later(lambda: _rest(services, Period(period), date.fromisoformat(due), int(at)))


def _later(work: Callable[[], b.Message]) -> Later:
    soon = "Putting the digest together …"
    return Later(b.message(soon, b.section(soon)), work)


def _shown(services: Services, period: Period, now: datetime) -> b.Message:
    with services.ledger.read() as session:
        told = digest_facts(session, services, due_today(services, now), period)
    follows = [name for name, _, _ in thread(told)]
    return views.preview(head(told), follows)


def _rest(services: Services, period: Period, due: date, at: int) -> b.Message:
    with services.ledger.read() as session:
        told = digest_facts(session, services, due, period)
        week = None if period is Period.WEEK else digest_facts(session, services, due)
    parts = [SHOWN[kind](facts) for _, kind, facts in thread(told, week)]
    return views.rest(told, parts, at)


ROUTES: Final = Routes(
    verbs={COMMAND: {"digest": Entry(preview, Permit.ANYONE)}},
    clicks={views.REST: Entry(rest, Permit.ANYONE)},
)

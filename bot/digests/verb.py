"""`/oql digest [week|month|quarter]`: the digest as it would be posted today, to oneself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.answers import Answer, Asker, Later, Say
from bot.digests.facts import digest_facts
from bot.digests.queueing import head, thread
from bot.digests.spans import Period
from bot.grammar import Word
from bot.permits import Permit, Route, Routes
from bot.services import Services
from bot.views import blocks as b
from bot.views import digest as views
from bot.views.help import usage

COMMAND: Final = "/oql"


def preview(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`digest`, `digest month`: what the channel would read, and what would follow in the thread.

    It names companies and no person, so everybody may see it.
    """
    typed = rest[0].text.lower() if rest else Period.WEEK.value
    if typed not in list(Period):
        problem = f"`digest` takes {', '.join(f'`{one}`' for one in Period)}, not "
        return Say(usage(COMMAND, f"{problem}`{b.outside(typed, 40)}`."))
    soon = "Putting the digest together …"
    return Later(b.message(soon, b.section(soon)), lambda: _shown(services, Period(typed), now))


def _shown(services: Services, period: Period, now: datetime) -> b.Message:
    with services.ledger.read() as session:
        told = digest_facts(session, services, services.today(now), period)
    follows = [name for name, _, _ in thread(told)]
    return views.preview(head(told), follows)


ROUTES: Final = Routes(verbs={COMMAND: {"digest": Route(preview, Permit.ANYONE)}})

"""`/oql top`, `new`, `rising`, `falling`, `quiet`: a page at a time, and all of it as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.answers import Answer, Asker, Press, Replace, Say
from bot.grammar import Word
from bot.oql.corrections import COMMAND
from bot.oql.sending import send
from bot.services import Services
from bot.views import blocks as b
from bot.views.company_lists import page
from bot.views.help import slip
from scoring.kernel import WINDOWS
from scoring.rescore import Mover, Ranking, movers, ranked
from scoring.rescore.movers import AGO, SILENT
from scoring.rules import Rules

SHOWN: Final = 10
MOST: Final = 40  # on a page: a message holds 50 blocks


@dataclass(frozen=True, slots=True)
class Listing:
    """One list's verb."""

    by: Ranking

    def __call__(
        self, services: Services, rest: Sequence[Word], asker: Asker, now: datetime
    ) -> Answer:
        """`rising [n]`: its first page, of so many companies."""
        typed = rest[0].text if rest else str(SHOWN)
        if not (typed.isdecimal() and typed.isascii()) or not 0 < int(typed) <= MOST:
            problem = f"`{self.by}` takes a number from 1 to {MOST}, not `{b.outside(typed)}`."
            return Say(slip(COMMAND, problem))
        return Say(page(list_facts(services, self.by, int(typed), 0, services.today(now))))


LISTS: Final = {by.value: Listing(by) for by in Ranking}


def turn(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Another page in place of the one whose button was pressed."""
    name, size, at = press.value.split()
    facts = list_facts(services, Ranking(name), int(size), int(at), services.today(now))
    return Replace(page(facts))


def as_file(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The whole list, as a file in the direct messages of whoever asks."""
    day = services.today(now).isoformat()
    arguments = {"list": press.value, "day": day}
    return Say(
        send(services, asker, now, "companies", f"companies-{press.value}-{day}.csv", arguments)
    )


def list_facts(services: Services, by: Ranking, size: int, at: int, today: date) -> dict[str, Any]:
    """A page of a list as facts; where it has become shorter meanwhile, its last page."""
    rules = services.rules
    with services.ledger.read() as session:
        found = ranked(session, rules, today, by)
        total = len(found.ids)
        at = min(at, max(-(-total // size) - 1, 0))
        some = movers(session, rules, today, found, slice(at * size, (at + 1) * size))
    return {
        "list": by.value,
        "rows": [company_row(rules, one) for one in some],
        "page": at,
        "size": size,
        "total": total,
        "window": rules.window_days,
        "ago": AGO,
        "silent": SILENT,
        "levels": rules.level_names[1:],
    }


def company_row(rules: Rules, mover: Mover) -> dict[str, Any]:
    """A company in a list; points in hundredths, days as ISO text."""
    one = mover.one
    return {
        "company_id": one.company_id,
        "company": one.key,
        "name": one.name,
        "level": one.level,
        "since": one.since.isoformat() if one.since and one.standing.code else None,
        "points": one.score(rules.window_days),
        "before": mover.before,
        "longest": one.score(max(WINDOWS)),
        "people": one.people,
        "verified": one.verified,
        "last_activity": one.last_activity.isoformat() if one.last_activity else None,
    }

"""Of whom nothing is told, and whose silence just ended: what happened meanwhile is news then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from ledger import hushes, levels
from ledger.engine import Session
from ledger.levels import Change
from ledger.types import day_number
from scoring.rescore.occasion import Occasion
from scoring.rules_model import Rules


@dataclass(frozen=True, slots=True)
class Silence:
    """Companies that are hushed, and from which day on news of those is news that were lately.

    Days count from 1970-01-01.
    """

    now: frozenset[int]
    since: dict[int, int]
    fresh: int

    @property
    def first(self) -> int:
        """The first day of what is news of anybody."""
        return min([self.fresh, *self.since.values()])

    def fresh_of(self, company_id: int) -> int:
        """The first day of what is news of a company."""
        return min(self.fresh, self.since.get(company_id, self.fresh))


def silence(session: Session, rules: Rules, found: Occasion) -> Silence:
    """As of a rescore's day. A hush that ended stays news for as long as anything else."""
    before = found.as_of - timedelta(days=rules.announce.news_days)
    ended = hushes.ended(session, before, found.as_of)
    began = hushes.said_on(session) if ended else {}
    hushed = frozenset(hushes.hushed(session, found.as_of))
    since = {one: day_number(began[one]) for one in ended - hushed}
    return Silence(hushed, since, found.fresh(rules))


def changed_meanwhile(session: Session, quiet: Silence, last: int) -> Iterator[Change]:
    """From which level on record to which a company came since its hush began."""
    for company_id, since in quiet.since.items():
        kept = levels.of_company(session, company_id)
        known = [one for one in kept if day_number(one.day) <= last]
        before = [one.to_level for one in known if day_number(one.day) < since]
        if known and before and before[-1] != known[-1].to_level:
            yield Change(company_id, before[-1], known[-1].to_level, known[-1].points)

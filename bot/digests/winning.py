"""Which companies were won in some days, by whoever said so: a hand-off, or a referral's outcome.

Each stands there once, as of the day on which it was first said. A hand-off that went on from won
to anything else takes back what it said itself; one that was lost takes back all that was said.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from bot.services import Services
from ledger import companies, handoffs
from ledger.engine import Session
from ledger.reporting import Came, Handed
from scoring.rescore.customers import won_by_team

Facts = dict[str, Any]

BY_HANDOFF, BY_OUTCOME = "hand-off", "outcome"
EVERYBODY: Final = (BY_HANDOFF, BY_OUTCOME)


class Said(NamedTuple):
    """A word on a company, at an aware UTC time: the day since which it is won, or no more."""

    at: datetime
    company: str  # its key
    name: str
    of: tuple[str, ...]  # whose word it is, or takes back
    day: str | None


def won(
    session: Session,
    services: Services,
    span: tuple[datetime, datetime],
    came: Iterable[tuple[Handed, Came]],
) -> list[Facts]:
    """The companies won from the first moment up to the last; `came` are the outcomes of then."""
    said = [*_handed_over(session, *span), *_outcomes(services, came)]
    stand: dict[str, dict[str, str]] = defaultdict(dict)  # by company, by whose word: the day
    for one in sorted(said, key=lambda word: word.at):
        for of in one.of:
            if one.day is None:
                stand[one.company].pop(of, None)
            else:
                stand[one.company].setdefault(of, one.day)
    names = {one.company: one.name for one in said}
    return [
        {"name": names[company], "day": next(iter(days.values()))}
        for company, days in stand.items()
        if days
    ]


def _handed_over(session: Session, first: datetime, end: datetime) -> Iterable[Said]:
    """What hand-offs say: won, or won no more. A day that is put right is no new win."""
    changed = dict.fromkeys(company for company, _ in handoffs.between(session, first, end))
    named = companies.by_ids(session, changed)
    for company in changed:
        of = named[company]
        rows = (row for row in handoffs.history(session, company) if row.at < end)
        for state, same in groupby(rows, key=lambda row: row.state):
            began, *again = same
            if first <= began.at:
                by = EVERYBODY if state == handoffs.LOST else (BY_HANDOFF,)
                day = [began, *again][-1].day.isoformat()
                yield Said(began.at, of.key, of.name, by, day if state == handoffs.WON else None)


def _outcomes(services: Services, came: Iterable[tuple[Handed, Came]]) -> Iterable[Said]:
    """What teams say; an outcome that names no company is told among the outcomes alone."""
    counted = won_by_team(services.rules)
    for one, outcome in came:
        if one.company and outcome.kind in counted.get(one.team, ()):
            day = services.today(outcome.at).isoformat()
            yield Said(outcome.at, one.company, one.company_name, (BY_OUTCOME,), day)

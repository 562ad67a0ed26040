"""Which companies were won in some days, by whoever said so: a hand-off, or a referral's outcome.

Each stands there once, as of the day on which it was first said; one that was lost again in the
same days does not.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from bot.services import Services
from ledger import companies, handoffs
from ledger.engine import Session
from ledger.reporting import Came, Handed
from scoring.rescore.customers import won_by_team

Facts = dict[str, Any]
Said = tuple[datetime, str, str, str | None]  # when, of which company, its name, the day won

TAKEN_BACK: Final = (handoffs.LOST, handoffs.NONE)


def won(
    session: Session,
    services: Services,
    span: tuple[datetime, datetime],
    came: Iterable[tuple[Handed, Came]],
) -> list[Facts]:
    """The companies won from the first moment up to the last; `came` are the outcomes of then."""
    said = [*_handed_over(session, *span), *_outcomes(services, came)]
    found: dict[str, Facts] = {}
    for _, company, name, day in sorted(said, key=lambda one: one[0]):
        if day is None:
            found.pop(company, None)
        else:
            found.setdefault(company, {"name": name, "day": day})
    return list(found.values())


def _handed_over(session: Session, first: datetime, end: datetime) -> Iterable[Said]:
    """What hand-offs say: won, or won no more."""
    rows = handoffs.between(session, first, end)
    named = companies.by_ids(session, {company for company, _ in rows})
    for company, row in rows:
        of = named[company]
        if row.state == handoffs.WON:
            yield row.at, of.key, of.name, row.day.isoformat()
        elif row.state in TAKEN_BACK:
            yield row.at, of.key, of.name, None


def _outcomes(services: Services, came: Iterable[tuple[Handed, Came]]) -> Iterable[Said]:
    """What teams say; an outcome that names no company is told among the outcomes alone."""
    counted = won_by_team(services.rules)
    for one, outcome in came:
        if one.company and outcome.kind in counted.get(one.team, ()):
            day = services.today(outcome.at).isoformat()
            yield outcome.at, one.company, one.company_name, day

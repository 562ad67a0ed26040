"""What nobody takes on: companies that went quiet, leads in no hand, referrals without an end."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from bot.digests.spans import Stretch
from bot.reporting.spans import begins
from bot.services import Services
from ledger import companies, handoffs, hushes, lineage, referred, reminding
from ledger.engine import Session
from ledger.reminding import Waiting
from scoring.rescore import Assessment
from scoring.rescore.bases import Base
from scoring.rescore.customers import customers
from scoring.rescore.movers import SILENT
from scoring.rules import Rules

Facts = dict[str, Any]

UNTAKEN: Final = 30  # days at the announced level, after which a lead that nobody took is stalled


def quiet(rules: Rules, found: Iterable[Assessment], last: date) -> list[Facts]:
    """Companies at a level of which nothing was heard for 14 days, most points first."""
    since = last - timedelta(days=SILENT)
    return [
        company(rules, one)
        for one in found
        if one.standing.level > 0 and one.last_activity and one.last_activity <= since
    ]


def stalled(session: Session, rules: Rules, found: Base, last: date) -> list[int]:
    """Companies at the announced level for 30 days that nobody referred from or handed on.

    Their ids, most points first. Customers are in hand, and of those whose news somebody put off
    nothing is told.
    """
    level = rules.level_names.index(rules.announce.level)
    leads = found.staying(level, last - timedelta(days=UNTAKEN))
    if not leads:
        return []
    handed = handoffs.state_of(session, leads)
    in_hand = referred.companies(session) | customers(session, rules, last)
    in_hand |= {one for one, row in handed.items() if row.state != handoffs.NONE}
    in_hand |= hushes.hushed(session, last).keys()
    return [one for one in leads if one not in in_hand]


def company(rules: Rules, one: Assessment) -> Facts:
    """A company that waits: its level and since when, and when it was seen last."""
    return {
        "name": one.name,
        "to": one.level,
        "since": one.since.isoformat() if one.since else None,
        "last_activity": one.last_activity.isoformat() if one.last_activity else None,
        "points": one.score(rules.window_days),
        "verified": one.verified,
    }


def unended(session: Session, services: Services, span: Stretch) -> list[Facts]:
    """Accepted referrals of which nothing had come for as long as the rules wait, oldest first.

    Whoever snoozed one put off its reminder: it stands here, and says so. Nobody is named: a
    digest stands where everybody reads it.
    """
    days = timedelta(days=services.rules.reminders.outcome_days)
    end = begins(span.until, services.zone)
    late = [
        one
        for one in reminding.without_outcome_at(session, end)
        if span.last - services.today(one.since) >= days
    ]
    said = lineage.survivors(session, filter(None, (one.referral.company_id for one in late)))
    named = companies.by_ids(session, said.values())
    names = {one: named[survivor].name for one, survivor in said.items()}
    return [_referral(services, one, names, span.last) for one in late]


def _referral(services: Services, one: Waiting, names: dict[int, str], last: date) -> Facts:
    referral, until = one.referral, one.referral.snoozed_until
    return {
        "id": referral.id,
        "company_name": names.get(referral.company_id or 0, referral.company_name),
        "team": one.team,
        "days": (last - services.today(one.since)).days,
        "snoozed_until": until.isoformat() if until and until > last else None,
    }

"""What people said of companies beside their score, as plain facts."""

from collections.abc import Collection
from datetime import date
from typing import Any

from bot.services import Services
from bot.views.company_card import SHOWN
from ledger import handoffs, hushes, referrals, tags
from ledger.engine import Session
from ledger.tables_desk import Handoff, Referral
from scoring.rescore.customers import customers
from scoring.rules import Rules

Facts = dict[str, Any]


def referral_facts(session: Session, services: Services, company_id: int, *, names: bool) -> Facts:
    """The newest referrals of a company's people, and how many there are in all.

    Without `names` nobody is named.
    """
    rows = [
        {
            "id": one.id,
            "team": one.team,
            "state": one.state,
            "came": _came(session, one),
            "on": services.today(one.made_at).isoformat(),
            "person": one.person_name if names else "",
        }
        for one in referrals.told_of(session, SHOWN, [company_id])
    ]
    return {"referrals": rows, "referred": referrals.count_of(session, company_id)}


def _came(session: Session, referral: Referral) -> Facts | None:
    """What came of it, as it was last corrected; the value in hundredths."""
    if referral.state != referrals.OUTCOME:
        return None
    steps = referrals.steps(session, referral.id)
    last = referrals.outcomes(referrals.told(one) for one in steps)[-1]
    return {"outcome": last.kind, "value": last.value}


def said_facts(
    session: Session, rules: Rules, company_ids: Collection[int], today: date
) -> dict[int, Facts]:
    """What people said of companies beside their score: hand-off, tags, until when each is silent.

    Days are ISO text.
    """
    stand, words = handoffs.state_of(session, company_ids), tags.of(session, company_ids)
    hushed, won = hushes.hushed(session, today), customers(session, rules, today)
    return {
        one: {
            "handoff": handoff_facts(stand[one]) if one in stand else None,
            "tags": sorted(words.get(one, ())),
            "is_customer": one in won,
            "hushed": hushed[one].isoformat() if one in hushed else None,
        }
        for one in company_ids
    }


def handoff_facts(row: Handoff) -> Facts:
    """A hand-off state, since which day, who said so, and their note."""
    return {
        "state": row.state,
        "day": row.day.isoformat(),
        "by": row.by,
        "by_name": row.by_name,
        "note": row.note,
    }

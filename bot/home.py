"""What a person's App Home shows, as facts."""

from datetime import datetime
from typing import Any

from bot.facts import referral_facts
from bot.services import Services
from bot.sources import reach_line
from bot.suggesting import queue
from ledger import jobs, referrals
from scoring.rescore import top

SHOWN = 10
COUNTED = 200
TO_REVIEW = 5


def home_facts(services: Services, user_id: str, now: datetime) -> dict[str, Any]:
    """Referrals, what to review, the companies with the most points, the state of the sources."""
    rules, today = services.rules, services.today(now)
    with services.ledger.read() as session:
        waiting = referrals.in_state(session, referrals.OPEN, COUNTED)
        mine = referrals.recent(session, COUNTED, referrer=user_id)
        found = top(session, rules, today, SHOWN)
        first, to_review = queue(session, services, today, TO_REVIEW)
        return {
            "review": [one.facts() for one in first],
            "to_review": to_review,
            "waiting": [referral_facts(session, rules, row) for row in waiting],
            "mine": [referral_facts(session, rules, row) for row in mine],
            "window_days": rules.window_days,
            "top": [
                {
                    "name": one.name,
                    "company": one.key,
                    "level": one.level,
                    "points": one.score(rules.window_days),
                    "people": one.people,
                    "verified": one.verified,
                }
                for one in found
            ],
            "reach": reach_line(session, services, today),
            "failing": [f"{job.name}: {job.error}" for job in jobs.failing(session)],
        }

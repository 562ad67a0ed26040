"""What a person's App Home shows, as facts."""

from datetime import datetime
from typing import Any

from bot.facts import referral_facts
from bot.services import Services
from bot.sources import reach_line
from ledger import jobs, referrals
from scoring.rescore import top

SHOWN = 10
COUNTED = 200


def home_facts(services: Services, user_id: str, now: datetime) -> dict[str, Any]:
    """Open and own referrals, the companies with the most points, the state of the sources."""
    rules, today = services.rules, services.today(now)
    with services.ledger.read() as session:
        waiting = referrals.in_state(session, referrals.OPEN, COUNTED)
        mine = referrals.recent(session, COUNTED, referrer=user_id)
        found = top(session, rules, today, SHOWN)
        return {
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
                }
                for one in found
            ],
            "reach": reach_line(session, services, today),
            "failing": [f"{job.name}: {job.error}" for job in jobs.failing(session)],
        }

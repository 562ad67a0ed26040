"""What home tabs show of all companies, made ahead: the review queue's head, the week's figures.

Why a step of its own: to rank and to count is to read all recent activity, and no message that a
score queued, and no score after it, shall wait for that. Where nothing changed it is left out.
"""

import json
from datetime import datetime
from typing import Final

from bot import review_head, week
from bot.services import Services
from ledger import marks, meta

KEPT: Final = "home_as_of"  # the ledger's fact: the day and the state of the ledger it was made of


def keep(services: Services, now: datetime) -> bool:
    """Ranks and counts as of today, if anything may have changed; says whether. `now` is aware."""
    today = services.today(now)
    with services.ledger.read() as session:
        seen = json.dumps([today.isoformat(), marks.digest(session, services.rules.version)])
        if meta.get(session, KEPT) == seen:
            return False
    review_head.keep(services, today)
    week.keep(services, today)
    with services.ledger.write() as session:
        meta.put(session, KEPT, seen)
    return True

"""The head of the review queue as the last scoring run left it: what the home tab shows.

Why kept: to rank all doubts is to read all recent activity, and everybody's home tab asks for five.
Each question is looked up again before it is shown, so that none is asked that was settled since.
"""

import json
from datetime import date
from typing import Final

from bot.services import Services
from bot.suggesting import queue
from bot.suggestion import Suggestion, ids_of, standing
from ledger import meta
from ledger.engine import Session

KEPT: Final = "review_head"  # the ledger's fact: how many there are, and ids with points
MOST: Final = 10  # kept: some are settled before the next run, and the others move up


def keep(services: Services, today: date) -> None:
    """Ranks them as of today and keeps the first; nothing in it names anybody."""
    with services.ledger.read() as session:
        first, total = queue(session, services, today, MOST)
    told = [(f"{one.kind}:{one.key}", one.points) for one in first]
    with services.ledger.write() as session:
        meta.put(session, KEPT, json.dumps({"total": total, "first": told}))


def head(
    session: Session, services: Services, today: date, most: int
) -> tuple[list[Suggestion], int]:
    """The first of them that stand still, and how many there are: both of the last scoring run.

    Before the first run they are ranked here and now.
    """
    text = meta.get(session, KEPT)
    if text is None:
        return queue(session, services, today, most)
    kept = json.loads(text)
    still = []
    for suggestion, points in kept["first"]:
        found = ids_of(suggestion)
        asked = standing(session, services.rules, today, *found) if found else None
        if asked is not None:
            still.append(asked.worth(points))
    return still[:most], kept["total"] - len(kept["first"]) + len(still)

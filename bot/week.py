"""This week's figures and the companies with the most points, as the last scoring run left them.

Why kept: to count levels is to read all recent activity, and every home tab shows the same. Of the
companies the ids alone are kept: what they are called, and who counts no more, is looked up.
"""

import json
from datetime import date
from typing import Any, Final

from bot.services import Services
from ledger import meta
from ledger.engine import Session
from scoring.rescore import growth
from scoring.rules import Rules

Facts = dict[str, Any]

KEPT: Final = "week"  # the ledger's fact
TOP: Final = 10


def keep(services: Services, today: date) -> None:
    """Counts the week that ends today and keeps it; nothing in it names anybody."""
    with services.ledger.read() as session:
        counted = _counted(session, services.rules, today)
    with services.ledger.write() as session:
        meta.put(session, KEPT, json.dumps(counted))


def kept(session: Session, services: Services, today: date) -> Facts:
    """It as it was kept; before the first run it is counted here and now.

    `levels` are counts now and a week ago, highest first; `new`, `rose` and `fell` count
    companies; `top` are their ids, most points first; `day` is ISO text.
    """
    text = meta.get(session, KEPT)
    found: Facts = json.loads(text) if text else _counted(session, services.rules, today)
    return found


def _counted(session: Session, rules: Rules, today: date) -> Facts:
    week = growth.week(session, rules, today, TOP)
    by_level = zip(rules.level_names[1:], week.now, week.before, strict=True)
    return {
        "day": today.isoformat(),
        "levels": [{"level": name, "now": now, "before": before} for name, now, before in by_level][
            ::-1
        ],
        "new": week.entered,
        "rose": week.rose,
        "fell": week.fell,
        "top": list(week.top),
    }

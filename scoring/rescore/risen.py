"""What the message of a rise is told: why, who is known there, and how the weeks went.

Why nobody of the community is named in it: a notice is kept, whoever reads its channel may be
anybody, and who is forgotten must be gone. The company's card names people to whoever may know.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from ledger import happenings, referrals
from ledger.engine import Session
from scoring.rescore.card import Card
from scoring.rescore.customers import Said
from scoring.rescore.telling import facts
from scoring.rules_model import Rules

WEEK: Final = 7
MOST: Final = 5  # referrals that are told of one company

Facts = dict[str, Any]


def rise_facts(
    session: Session, rules: Rules, card: Card, said: Said, began: date, as_of: date
) -> Facts:
    """A company that reached the announced level; points in hundredths, days as ISO text.

    `moves` are the categories that rose or fell in a week, `gates` what the level asked for besides
    points, `known` who was referred or introduced from there and by whom, `weeks` its points.
    """
    one = card.one
    return {
        **facts(session, rules, one, as_of),
        "since": began.isoformat(),
        "sells": rules.project.sells,
        "customer": said.customer,
        "moves": [{"title": rules.categories[name].title, "points": by} for name, by in card.moves],
        "gates": [
            {"gate": gate.scope, "need": gate.need, "window_days": gate.window_days}
            for gate in one.gates
            if gate.level == one.level and gate.holds
        ],
        "known": known_there(session, one.company_id, [actor for actor, _ in card.seen]),
        "weeks": by_week(card.scores, as_of),
    }


def known_there(session: Session, company_id: int, actor_ids: Iterable[int]) -> Facts:
    """Who of a company was handed to a team or introduced, and by which colleague; newest first."""
    handed = [
        one for one in referrals.of_company(session, company_id) if one.state != referrals.WITHDRAWN
    ]
    return {
        "referrals": [
            {
                "id": one.id,
                "team": one.team,
                "state": one.state,
                "by": one.referrer,
                "by_name": one.referrer_name,
            }
            for one in handed[:MOST]
        ],
        "more": max(len(handed) - MOST, 0),
        "introduced_by": [
            {"by": who, "by_name": name}
            for who, name in happenings.introduced_by(session, actor_ids)
        ],
    }


def by_week(scores: Sequence[int], as_of: date) -> list[Facts]:
    """Every seventh of daily scores that end on a day, that day's the last: weeks for a chart."""
    ago = range((len(scores) - 1) // WEEK * WEEK, -1, -WEEK)
    return [
        {"day": (as_of - timedelta(days)).isoformat(), "points": scores[len(scores) - 1 - days]}
        for days in ago
    ]

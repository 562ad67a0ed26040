"""Word to the people who follow a company: what is theirs to know of it, once, as one message.

Why also of a hushed company: a hush keeps a channel quiet, and whoever follows has asked. Nobody
hears of their own doings. Who is a guest by now, or has left, hears nothing more.
"""

from datetime import datetime
from typing import Any, Final

from bot.roles import Roles
from ledger import follows, notices, referrals
from ledger.engine import Session

Facts = dict[str, Any]

CAME: Final = frozenset({referrals.OUTCOME, referrals.NO_OUTCOME})


def tell(
    session: Session, roles: Roles, facts: Facts | None, cause: str, moments: tuple[datetime, ...]
) -> None:
    """Queues a direct message for each follower; `moments` are now, and when it is sent."""
    now, due_at = moments
    if facts is None:
        return
    for user in follows.followers(session, facts["company_id"]):
        told = _told(facts, user)
        if told is not None and is_here(roles, user):
            key = f"follow:{user}:{cause}"
            notices.queue(session, key, "followed", user, told, now, due_at=due_at)


def is_here(roles: Roles, user_id: str) -> bool:
    """Whether somebody may still hear of it, as far as Slack was asked: it refuses the others."""
    if user_id in roles.outsiders:
        return False
    return roles.people_read_at is None or user_id in roles.members


def _told(facts: Facts, user_id: str) -> Facts | None:
    """What of it is told to one follower: levels, and what others brought about."""
    steps = [one for one in facts["steps"] if one["step"] in CAME and one["by"] != user_id]
    said = [one for one in facts["handoffs"] if one["by_id"] != user_id]
    if not (facts["level"] or steps or said):
        return None
    return {**facts, "steps": steps, "handoffs": said}

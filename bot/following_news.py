"""Word to the people who follow a company: what is theirs to know of it, once, as one message.

Why also of a hushed company: a hush keeps a channel quiet, and whoever follows has asked. Nobody
hears of their own doings, nor here of their own referrals: those are told them with more words. Who
is a guest by now, or has left, hears nothing more.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from bot.roles import Roles
from ledger import referrals

Facts = dict[str, Any]

CAME: Final = frozenset({referrals.OUTCOME, referrals.CORRECTED, referrals.NO_OUTCOME})


def words_to(
    followers: Iterable[str], roles: Roles, facts: Facts | None
) -> Iterator[tuple[str, Facts]]:
    """Each follower who hears of what happened, with what they hear."""
    if facts is None:
        return
    for user in followers:
        told = _told(facts, user)
        if told is not None and is_here(roles, user):
            yield user, told


def is_here(roles: Roles, user_id: str) -> bool:
    """Whether somebody may still hear of it, as far as Slack was asked: it refuses the others."""
    if user_id in roles.outsiders:
        return False
    return roles.people_read_at is None or user_id in roles.members


def _told(facts: Facts, user_id: str) -> Facts | None:
    """What of it is told to one follower: levels, and what others brought about."""
    theirs = {one["id"] for one in facts["steps"] if one["referrer"] == user_id}
    steps = [one for one in facts["steps"] if one["step"] in CAME and one["id"] not in theirs]
    steps = [one for one in steps if one["by"] != user_id]
    said = [one for one in facts["handoffs"] if one["referral"] not in theirs]
    said = [one for one in said if one["by"] != user_id]
    if not (facts["level"] or steps or said):
        return None
    return {**facts, "steps": steps, "handoffs": said}

"""Finds out whose workspaces people in shared channels come from: each is asked for once a day.

A workspace that Slack does not tell of is left alone: its people are somebody's, we just do not
know whose. Our own workspaces are nobody's evidence and are not asked for.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.services import Services
from collectors.slack_people import SOURCE
from collectors.slack_teams import TeamClient, told_of
from ledger import actors, cursors, testimony
from ledger.drafts import ActorDraft, Signal

DAY = timedelta(days=1)

_Kept = tuple[datetime, tuple[Signal, ...]]
_KEPT: TypeAdapter[_Kept] = TypeAdapter(_Kept)


def waiting(services: Services) -> dict[str, list[str]]:
    """People of whose workspace nothing is known yet: their keys, by the workspace's id."""
    ours = {services.team_id, *services.community_team_ids}
    with services.ledger.read() as session:
        found = testimony.strangers(session)
    return {team: keys for team, keys in found.items() if team not in ours}


def read(services: Services, clients: Sequence[TeamClient], clock: Callable[[], datetime]) -> int:
    """Adds to those who wait what their workspace shows; returns to how many.

    The first of `clients` (one for each workspace where the community meets) that is told of a
    workspace speaks for all. Raises what they raise when Slack cannot be asked.
    """
    found = 0
    for team, keys in waiting(services).items():
        told = _told(services, clients, team, clock())
        with services.ledger.write() as session:
            people = [ActorDraft(SOURCE, key, signals=told) for key in keys]
            actors.remember(session, people if told else (), clock())
        found += len(keys) if told else 0
    return found


def _told(
    services: Services, clients: Sequence[TeamClient], team: str, now: datetime
) -> tuple[Signal, ...]:
    name = f"{SOURCE}:home:{team}"
    with services.ledger.read() as session:
        kept = cursors.read(session, name)
    if kept:
        read_at, told = _KEPT.validate_json(kept)
        if now - read_at < DAY:
            return told
    told = next((told for client in clients if (told := told_of(client, team))), ())
    with services.ledger.write() as session:
        cursors.save(session, name, _KEPT.dump_json((now, told)).decode(), now)
    return told

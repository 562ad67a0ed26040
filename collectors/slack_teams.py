"""Asks Slack whose workspace a stranger in a shared channel is at home in: its name, its domains.

`team.info` with a `team` is documented to answer for workspaces that the token may see through
shared channels, and needs `team:read`. Its `email_domain` is what lets people in by their mail
address: empty, or several separated by commas. Not verified against a live workspace: whether
Slack shows it of a workspace that is not one's own.
"""

from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from collectors.errors import RefusedError
from collectors.slack_client import Answer
from collectors.slack_people import Text
from ledger.drafts import Signal, SignalKind

_MOST_TEXT = 200  # characters of a name; Slack allows fewer


class TeamClient(Protocol):
    """The one call that is made here; it retries by itself, and raises `RefusedError` for a no."""

    def team_info(self, *, team: str) -> Answer:
        """A workspace."""


class _Team(BaseModel):
    name: Text | None = None
    email_domain: Text | None = None


def told_of(client: TeamClient, team: str) -> tuple[Signal, ...]:
    """What the workspace `team` shows of its company; nothing where Slack does not tell.

    Raises what the client raises when Slack cannot be asked at all.
    """
    try:
        read = _Team.model_validate(_shown(client.team_info(team=team)))
    except (RefusedError, ValidationError):
        return ()
    domains = (one.strip().lower() for one in (read.email_domain or "").split(","))
    return (
        *((Signal(SignalKind.TEAM_NAME, read.name[:_MOST_TEXT]),) if read.name else ()),
        *(Signal(SignalKind.TEAM_DOMAIN, domain) for domain in domains if domain),
    )


def _shown(answer: Answer) -> Any:
    return answer.get("team")

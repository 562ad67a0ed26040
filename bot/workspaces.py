"""A Slack workspace that Leadlight is in: who it is there, and its clients."""

import logging
from dataclasses import dataclass

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.clients import FORM_TIMEOUT, posting_client, reading_client
from bot.settings import Settings, SettingsError

log = logging.getLogger(__name__)

# Slack's word that a token will never work again: somebody has to change the setting.
BAD_TOKEN = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")

NEEDED_SCOPES = {
    "internal": {
        *("commands", "chat:write", "im:write", "im:history", "channels:read", "channels:history")
    },
    "community": {"users:read", "users:read.email", "channels:read", "channels:history"},
}


@dataclass(frozen=True)
class Workspace:
    """Where a token leads. `collects` says that the community meets here."""

    role: str  # "internal" or "community"
    collects: bool
    team_id: str
    team_name: str
    bot_id: str
    bot_user_id: str
    scopes: frozenset[str]
    reading: WebClient
    posting: WebClient
    forms: WebClient
    app_token: SecretStr | None

    @property
    def missing_scopes(self) -> set[str]:
        """Scopes that the manifest asks for and this installation has not."""
        needed = set(NEEDED_SCOPES[self.role])
        if self.collects:
            needed |= NEEDED_SCOPES["community"]
        return needed - self.scopes if self.scopes else set()


def open_workspaces(settings: Settings) -> list[Workspace]:
    """The internal workspace, then the community's, where that is another one.

    Raises:
        SettingsError: Slack refuses a token, or it belongs to another workspace.
        SlackApiError, OSError: Slack cannot be asked now.
    """
    bot = settings.slack_bot_token
    if bot is None:
        raise SettingsError(["SLACK_BOT_TOKEN is missing"])
    found = [_open("internal", not settings.community_apart, bot, settings, settings.slack_api_url)]
    if settings.slack_team_id and found[0].team_id != settings.slack_team_id:
        belongs = f"SLACK_BOT_TOKEN belongs to {found[0].team_id}"
        raise SettingsError([f"{belongs}, but SLACK_TEAM_ID says {settings.slack_team_id}"])
    community = settings.community_slack_bot_token
    if community is not None:
        url = settings.community_slack_api_url
        found.append(_open("community", True, community, settings, url))
    return found


def _open(role: str, collects: bool, token: SecretStr, settings: Settings, url: str) -> Workspace:
    prefix = "COMMUNITY_" if role == "community" else ""
    reading = reading_client(token.get_secret_value(), url)
    try:
        answer = reading.auth_test()
    except SlackApiError as error:
        reason = error.response.get("error")
        if reason in BAD_TOKEN:
            raise SettingsError(
                [f"{prefix}SLACK_BOT_TOKEN is refused by Slack ({reason}): install the app anew"]
            ) from None
        raise
    granted = str(answer.headers.get("x-oauth-scopes", ""))
    return Workspace(
        role=role,
        collects=collects,
        team_id=str(answer["team_id"]),
        team_name=str(answer.get("team", "")),
        bot_id=str(answer.get("bot_id", "")),
        bot_user_id=str(answer["user_id"]),
        scopes=frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
        reading=reading,
        posting=posting_client(token.get_secret_value(), url),
        forms=posting_client(token.get_secret_value(), url, FORM_TIMEOUT),
        app_token=settings.community_slack_app_token if prefix else settings.slack_app_token,
    )

"""A Slack workspace that Leadlight is in: who it is there, and its clients."""

import logging
from dataclasses import dataclass

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.clients import FORM_TIMEOUT, Rested, posting_client, reading_client
from bot.settings import Settings, SettingsError

log = logging.getLogger(__name__)

# Slack's word that a token will never work again: somebody has to change the setting.
BAD_TOKEN = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")

# Where requests come in over HTTP: of the internal workspace, then of the community's.
PATHS = (
    "/slack/events",
    "/slack/community/events",
    "/slack/community/2/events",
    "/slack/community/3/events",
)

_COMMUNITY = {
    *("users:read", "users:read.email", "channels:read", "channels:history"),
    *("reactions:read", "team:read"),
}
_INTERNAL = {
    *("commands", "chat:write", "files:write", "im:write", "im:history"),
    *("channels:read", "channels:history", "users:read"),
}
NEEDED_SCOPES = {"internal": _INTERNAL, "community": _COMMUNITY}
# What the manifests ask for, and what docs/operating.md says some need besides.
KNOWN_SCOPES = {
    "internal": {
        *_INTERNAL,
        *_COMMUNITY,
        *("groups:read", "groups:history", "usergroups:read"),
    },
    "community": _COMMUNITY,
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
    path: str = ""  # where its requests come in over HTTP; "": by Socket Mode
    url: str = ""  # of the workspace itself, where links to messages begin

    @property
    def missing_scopes(self) -> set[str]:
        """Scopes that the manifest asks for and this installation has not."""
        needed = set(NEEDED_SCOPES[self.role])
        if self.collects:
            needed |= NEEDED_SCOPES["community"]
        return needed - self.scopes if self.scopes else set()

    @property
    def extra_scopes(self) -> set[str]:
        """Scopes that this installation has and Leadlight never uses: they only add to a leak."""
        return set(self.scopes) - KNOWN_SCOPES[self.role]


@dataclass(frozen=True, slots=True)
class Given:
    """What opens a workspace; `setting` names where its bot's token stands."""

    setting: str
    bot_token: SecretStr | None
    app_token: SecretStr | None
    api_url: str
    path: str  # where its requests come in over HTTP, if they do; else ""


def communities(given: Settings) -> list[Given]:
    """The workspaces of the community, in the order of their numbers."""
    url, name = given.community_slack_api_url, "COMMUNITY_SLACK_BOT_TOKEN"
    bots = (
        given.community_slack_bot_token,
        given.community_slack_bot_token_2,
        given.community_slack_bot_token_3,
    )
    apps = (
        given.community_slack_app_token,
        given.community_slack_app_token_2,
        given.community_slack_app_token_3,
    )
    signed = (
        given.community_slack_signing_secret,
        given.community_slack_signing_secret_2,
        given.community_slack_signing_secret_3,
    )
    paths = [path if secret else "" for path, secret in zip(PATHS[1:], signed, strict=True)]
    urls = (url, given.community_slack_api_url_2 or url, given.community_slack_api_url_3 or url)
    names = (name, f"{name}_2", f"{name}_3")
    found = map(Given, names, bots, apps, urls, paths)
    return [one for one in found if one.bot_token is not None]


def open_workspaces(settings: Settings, rested: Rested = lambda seconds: None) -> list[Workspace]:
    """The internal workspace, then those of the community that are others.

    `rested` is told of the seconds for which Slack asks to be left alone.

    Raises:
        SettingsError: Slack refuses a token, or it belongs to another workspace.
        SlackApiError, OSError: Slack cannot be asked now.
    """
    tokens = settings.slack_bot_token, settings.slack_app_token
    path = PATHS[0] if settings.slack_signing_secret else ""
    internal = Given("SLACK_BOT_TOKEN", *tokens, settings.slack_api_url, path)
    found = [_open("internal", not settings.community_apart, internal, rested)]
    if settings.slack_team_id and found[0].team_id != settings.slack_team_id:
        belongs = f"SLACK_BOT_TOKEN belongs to {found[0].team_id}"
        raise SettingsError([f"{belongs}, but SLACK_TEAM_ID says {settings.slack_team_id}"])
    opened: dict[str, str] = {}
    for community in communities(settings):
        workspace = _open("community", True, community, rested)
        if workspace.team_id in opened:
            same = f"belongs to {workspace.team_id} as {opened[workspace.team_id]} does"
            raise SettingsError([f"{community.setting} {same}: one app is enough there"])
        opened[workspace.team_id] = community.setting
        found.append(workspace)
    return found


def _open(role: str, collects: bool, given: Given, rested: Rested) -> Workspace:
    if given.bot_token is None:
        raise SettingsError([f"{given.setting} is missing"])
    token, url = given.bot_token.get_secret_value(), given.api_url
    reading = reading_client(token, url, rested)
    try:
        answer = reading.auth_test()
    except SlackApiError as error:
        reason = error.response.get("error")
        if reason in BAD_TOKEN:
            refused = f"{given.setting} is refused by Slack ({reason})"
            raise SettingsError([f"{refused}: install the app anew"]) from None
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
        posting=posting_client(token, url),
        forms=posting_client(token, url, FORM_TIMEOUT),
        app_token=given.app_token,
        path=given.path,
        url=str(answer.get("url", "")),
    )

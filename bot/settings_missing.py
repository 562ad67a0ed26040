"""Which settings a use lacks, and what each of them is."""

from collections.abc import Mapping
from typing import Literal

Use = Literal["ledger", "slack", "github", "service", "site"]

NEEDED: Mapping[Use, tuple[str, ...]] = {
    "ledger": (),
    "slack": ("slack_bot_token", "leads_channel"),
    "github": ("github_repos",),
    "service": ("slack_bot_token", "slack_app_token", "leads_channel"),
    "site": ("site_key",),
}
APP, SIGNING = "slack_app_token", "slack_signing_secret"
FILES_ALONE = (
    "BACKUP_DIR is for a ledger in a file: back the PostgreSQL database up by pg_dump or the "
    "server's own means (docs/postgresql.md), and remove BACKUP_DIR"
)
NUMBERS = ("", "_2", "_3")  # of the community's workspaces
MEANING = {
    "slack_bot_token": "the app's bot token (xoxb-…), from OAuth & Permissions",
    "slack_app_token": "the app-level token (xapp-…) with connections:write "
    "(or SLACK_SIGNING_SECRET, where Slack shall come over HTTP)",
    "leads_channel": "the channel for OQL3 messages, such as #leads",
    "github_repos": "the repositories to read, such as owner/name,owner/other",
    "github_token": "a fine-grained token that reads issues and pull requests (or GITHUB_APP_…)",
    "github_app_id": "the App's number",
    "github_app_private_key_file": "the App's private key, a .pem file",
    "github_installation_id": "the number of the App's installation",
    "http_port": "where Slack's requests come in, as a …SLACK_SIGNING_SECRET is set",
    "identity_key": "the key of the hashes that stand for forgotten people, one for all who use "
    "this PostgreSQL database (`openssl rand -hex 32`)",
    "site_key": "the secret from which your sites' keys are made (`openssl rand -hex 32`)",
    "community_slack_app_token": "the app-level token of the community's app",
    "community_slack_bot_token": "the bot token of the community's app",
    "community_slack_app_token_2": "the app-level token of the second community's app",
    "community_slack_bot_token_2": "the bot token of the second community's app",
    "community_slack_app_token_3": "the app-level token of the third community's app",
    "community_slack_bot_token_3": "the bot token of the third community's app",
}


def missing(use: Use, values: Mapping[str, str]) -> list[str]:
    """The names of those that are not set, in lower case; what goes together is asked for whole."""
    lacking = [name for name in NEEDED[use] if name not in values]
    app = ("github_app_id", "github_app_private_key_file", "github_installation_id")
    if any(name in values for name in app):
        lacking += [name for name in app if name not in values]
    elif "github_token" not in values and (
        use == "github" or ("github_repos" in values and use == "service")
    ):
        lacking.append("github_token")
    if _shared(values) and "identity_key" not in values:
        lacking.append("identity_key")
    if use == "service":
        lacking = [name for name in lacking if name != APP or SIGNING not in values]
        for number in NUMBERS:
            lacking += _half_a_community(number, values)
        if "http_port" not in values and any(SIGNING in name for name in values):
            lacking.append("http_port")
    return lacking


def contradictions(values: Mapping[str, str]) -> list[str]:
    """What excludes each other, a line each: a workspace comes by socket or over HTTP."""
    told = [FILES_ALONE] if _shared(values) and "backup_dir" in values else []
    doors = [(APP, SIGNING), *((f"community_{APP}{n}", f"community_{SIGNING}{n}") for n in NUMBERS)]
    return told + [
        f"{app.upper()} and {signing.upper()} are both set: keep the token for Socket Mode, "
        "the secret for HTTP, and remove the other"
        for app, signing in doors
        if app in values and signing in values
    ]


def _shared(values: Mapping[str, str]) -> bool:
    """Whether the ledger lies on a server, where several machines use it."""
    return values.get("database_url", "").startswith("postgres")


def _half_a_community(number: str, values: Mapping[str, str]) -> list[str]:
    """What lacks where a bot's token, or what lets its events in, stands alone."""
    bot = f"community_slack_bot_token{number}"
    app, signing = f"community_{APP}{number}", f"community_{SIGNING}{number}"
    listens = app in values or signing in values
    if bot in values and not listens:
        return [app]
    return [bot] if listens and bot not in values else []

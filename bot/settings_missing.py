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
MEANING = {
    "slack_bot_token": "the app's bot token (xoxb-…), from OAuth & Permissions",
    "slack_app_token": "the app-level token (xapp-…) with connections:write",
    "leads_channel": "the channel for OQL3 messages, such as #leads",
    "github_repos": "the repositories to read, such as owner/name,owner/other",
    "github_token": "a fine-grained token that reads issues and pull requests (or GITHUB_APP_…)",
    "github_app_id": "the App's number",
    "github_app_private_key_file": "the App's private key, a .pem file",
    "github_installation_id": "the number of the App's installation",
    "ingest_token": "what senders must show, as HTTP_PORT is set (`openssl rand -hex 32`)",
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
    for number in ("", "_2", "_3"):
        pair = [f"community_slack_{token}_token{number}" for token in ("bot", "app")]
        if use == "service" and any(name in values for name in pair):
            lacking += [name for name in pair if name not in values]
    if use == "service" and "http_port" in values and "ingest_token" not in values:
        lacking.append("ingest_token")
    return lacking

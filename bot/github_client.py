"""GitHub's client, from the settings: a token or an App, any server."""

from datetime import timedelta

from bot.clock import now
from bot.settings import Settings, SettingsError
from collectors.github_access import App, GitHubAccess, Token, open_access

# A longer rest is left to the schedule, so that a stop is never waited for.
PATIENCE = timedelta(seconds=60)


def github_access(settings: Settings) -> GitHubAccess:
    """An access with a session of its own; the caller closes the session.

    Raises:
        SettingsError: the private key cannot be read.
    """
    return open_access(settings.github_api_url, _identity(settings), patience=PATIENCE)


def _identity(settings: Settings) -> App | Token:
    if settings.github_token is not None:
        return Token(settings.github_token.get_secret_value())
    file = settings.github_app_private_key_file
    if settings.github_app_id is None or settings.github_installation_id is None or file is None:
        raise SettingsError(["GITHUB_TOKEN is missing, or the GITHUB_APP_… three"])
    try:
        key = file.read_text()
    except OSError as error:
        raise SettingsError([f"GITHUB_APP_PRIVATE_KEY_FILE cannot be read: {error}"]) from None
    return App(
        settings.github_app_id,
        key,
        settings.github_installation_id,
        settings.github_api_url,
        clock=now,
    )

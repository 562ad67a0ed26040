"""A secret comes from the environment or a file, never from a command's line, and goes nowhere.

That none reaches a log: tests/bot/test_logs.py, tests/promises/test_promise_18_canaries.py.
"""

import argparse
import re

from pydantic import SecretStr

from bot import cli
from bot.settings import Settings
from tests.security.product import ROOT, importing

SECRET = re.compile(r"token|secret|password|private|identity_key|site_key")
NO_SECRETS = {"github_app_private_key_file"}  # a path


def test_threat_07_every_setting_that_is_secret_is_kept_as_one() -> None:
    named = {name for name in Settings.model_fields if SECRET.search(name)} - NO_SECRETS
    typed = {
        name
        for name, field in Settings.model_fields.items()
        if SecretStr.__name__ in str(field.annotation) + str(field.metadata)
    }
    assert named == typed
    assert len(named) > 10


def test_threat_07_no_command_takes_one() -> None:
    [commands] = [
        one.choices for one in cli.parser()._actions if isinstance(one, argparse._SubParsersAction)
    ]
    taken = {
        (name, option)
        for name, command in commands.items()
        for action in command._actions
        for option in (*action.option_strings, action.dest)
        if SECRET.search(option.replace("-", "_"))
    }
    assert taken == set()


def test_threat_07_nothing_is_reported_to_anybody_elses_service() -> None:
    assert importing("sentry_sdk", "opentelemetry", "rollbar", "bugsnag", "datadog") == set()
    locked = (ROOT / "requirements.lock").read_text()
    assert "sentry" not in locked


def test_threat_07_no_image_holds_one() -> None:
    for name in ("Dockerfile", "compose.yaml", "compose.postgres.yaml"):
        text = (ROOT / name).read_text()
        assert not re.search(r"xox[a-z]-|xapp-|gh[a-z]_\w{8}|github_pat_", text), name
    kept_out = (ROOT / ".gitignore").read_text().splitlines()
    assert {".env", "*.identity-key", "*.db"} <= set(kept_out)

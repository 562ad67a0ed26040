"""What a ledger on a server asks of the other settings."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load
from bot.settings_missing import Use

URL = "postgresql+psycopg://leadlight:canary@db.example/leadlight"
KEY = {"IDENTITY_KEY": "0123456789abcdef0123456789abcdef"}
SERVICE = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "LEADS_CHANNEL": "#leads",
    **KEY,
}


@pytest.mark.parametrize(
    ("use", "given", "told"),
    [
        ("ledger", {}, "IDENTITY_KEY is missing: the key of the hashes"),
        ("service", {**SERVICE, "BACKUP_DIR": "backups"}, "BACKUP_DIR is for a ledger in a file"),
    ],
)
def test_what_several_instances_cannot_do_with_is_named(
    tmp_path: Path, use: Use, given: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(use, {"DATABASE_URL": URL, **given}, tmp_path / ".env")
    [problem] = caught.value.problems
    assert told in problem
    assert "canary" not in problem


def test_a_ledger_on_a_server_is_taken_as_it_is_written(tmp_path: Path) -> None:
    settings = load("service", {"DATABASE_URL": URL, **SERVICE}, tmp_path / ".env")
    assert settings.database_url == URL


def test_a_ledger_in_a_file_asks_for_neither(tmp_path: Path) -> None:
    given = {**SERVICE, "BACKUP_DIR": "backups"}
    del given["IDENTITY_KEY"]
    assert load("service", given, tmp_path / ".env").identity_key is None

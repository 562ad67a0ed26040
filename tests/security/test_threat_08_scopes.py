"""The app asks Slack for what its code uses and for nothing more; what it got besides is told."""

import logging
import re
from pathlib import Path

import pytest
import yaml
from slack_sdk import WebClient

from bot.service import Service
from bot.workspaces import KNOWN_SCOPES
from demo.slack import open_workspace
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.bot.stage import settings_of
from tests.conftest import UTC_ZONE
from tests.security.product import calls, sources
from tests.test_manifest import ROOT, SCOPE_OF_EVENT

# What Slack documents that each call needs; several where one of them is enough, by what it is
# asked for. Those of views need none.
SCOPES_OF = {
    "auth_test": set(),
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "im:history"},
    "conversations_info": {"channels:read"},
    "conversations_join": {"channels:join"},
    "conversations_list": {"channels:read"},
    "conversations_members": {"channels:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history"},
    "files_completeUploadExternal": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "team_info": {"team:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
FAMILY = re.compile(
    r"(?:admin|apps|auth|bots|chat|conversations|dnd|emoji|files|pins|reactions|reminders|search|"
    r"team|usergroups|users|views)_[A-Za-z_]+"
)
# No call of its own: the manifest's commands, and a field of what `users:read` already gives.
BY_ITSELF = {"commands", "users:read.email"}
ASKED_FOR_BY_HAND = {"usergroups:read"}  # only where a setting names a user group


def called() -> set[str]:
    """The methods of Slack's that the product calls."""
    known = {name for name in dir(WebClient) if FAMILY.fullmatch(name)}
    return {name for _, tree in sources() for name, _ in calls(tree)} & known


def asked(name: str) -> tuple[set[str], set[str]]:
    """The scopes and the events of a manifest."""
    manifest = yaml.safe_load((ROOT / name).read_text("utf-8"))
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    return set(manifest["oauth_config"]["scopes"]["bot"]), set(events)


def test_threat_08_each_call_has_its_scope_and_each_scope_its_use() -> None:
    scopes, events = asked("manifest.yaml")
    community, heard = asked("manifest.community.yaml")
    used = called()
    assert used <= SCOPES_OF.keys(), "look up which scope it needs"
    needed = set().union(*(SCOPES_OF[name] for name in used))
    needed |= {SCOPE_OF_EVENT[event] for event in events | heard} - {""}
    assert scopes | community == (needed | BY_ITSELF) - ASKED_FOR_BY_HAND


def test_threat_08_what_was_granted_besides_is_told_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    granted = KNOWN_SCOPES["internal"] | {"admin", "channels:manage"}
    with open_workspace(channels=["#leads"], bot_scopes=granted) as slack:
        ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", UTC_ZONE)
        service = Service(settings_of(slack, tmp_path), ledger, read_rules())
        try:
            with caplog.at_level(logging.WARNING, "bot"):
                service.start()
        finally:
            service.stop()
            ledger.close()
    assert "scopes that nothing here uses, admin, channels:manage: take them away" in caplog.text

"""The Slack manifests keep to the keys and sizes that Slack documents, and explain each scope.

Slack's own schema is not kept here; what follows is the part of it that the two files use. A key
that is not listed is refused, so that a new one is looked up before it is added.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILES = ("manifest.yaml", "manifest.community.yaml")

KEYS = {
    "": {"display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "slash_commands", "shortcuts"},
    "features.app_home": {
        "home_tab_enabled",
        "messages_tab_enabled",
        "messages_tab_read_only_enabled",
    },
    "features.bot_user": {"display_name", "always_online"},
    "features.slash_commands.*": {"command", "description", "usage_hint", "should_escape"},
    "features.shortcuts.*": {"name", "type", "callback_id", "description"},
    "oauth_config": {"scopes"},
    "oauth_config.scopes": {"bot"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"bot_events"},
    "settings.interactivity": {"is_enabled"},
}

# Least and greatest length: of a text in characters, of a list in items.
SIZES = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4_000),
    "features.bot_user.display_name": (1, 80),
    "features.slash_commands": (1, 50),
    "features.slash_commands.*.command": (2, 32),
    "features.slash_commands.*.description": (1, 2_000),
    "features.slash_commands.*.usage_hint": (1, 1_000),
    "features.shortcuts": (1, 10),
    "features.shortcuts.*.name": (1, 24),
    "features.shortcuts.*.callback_id": (1, 255),
    "features.shortcuts.*.description": (1, 150),
    "oauth_config.scopes.bot": (1, 255),
    "oauth_config.scopes.bot.*": (1, 50),
    "settings.event_subscriptions.bot_events": (1, 100),
    "settings.event_subscriptions.bot_events.*": (1, 50),
}

# What an event needs before Slack delivers it.
SCOPE_OF_EVENT = {
    "app_home_opened": "",  # needs none
    "team_join": "users:read",
    "message.channels": "channels:history",
    "reaction_added": "reactions:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
}

READING = {
    *("users:read", "users:read.email", "channels:read", "channels:history"),
    *("reactions:read", "team:read"),
}


def load(name: str) -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return manifest


def nodes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with its dotted path; a list's items share the name `*`."""
    yield path, value
    items: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    if isinstance(value, list):
        items = [("*", item) for item in value]
    for key, item in items:
        yield from nodes(item, f"{path}.{key}".lstrip("."))


def breaches(manifest: dict[str, Any]) -> list[str]:
    """What Slack would refuse, each with its path."""
    found = []
    for path, value in nodes(manifest):
        if isinstance(value, dict):
            found += [f"{path}: unknown key {key}" for key in value.keys() - KEYS.get(path, set())]
        if isinstance(value, list) and len({str(item) for item in value}) < len(value):
            found.append(f"{path}: twice the same")
        least, most = SIZES.get(path, (0, 10_000))
        if isinstance(value, str | list) and not least <= len(value) <= most:
            found.append(f"{path}: {len(value)} is not within {least} to {most}")
    return found


@pytest.mark.parametrize("name", FILES)
def test_keeps_to_the_documented_keys_and_sizes(name: str) -> None:
    assert breaches(load(name)) == []


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("spoil", "breach"),
    [
        (
            lambda m: m["display_information"].update(name="n" * 36),
            "display_information.name: 36 is not within 1 to 35",
        ),
        (
            lambda m: m["features"]["slash_commands"][1].update(usage_hint="h" * 1_001),
            "features.slash_commands.*.usage_hint: 1001 is not within 1 to 1000",
        ),
        (
            lambda m: m["features"].update(shortcuts=[{"name": "s" * 25}]),
            "features.shortcuts.*.name: 25 is not within 1 to 24",
        ),
        (lambda m: m["settings"].update(socket_mode=True), "settings: unknown key socket_mode"),
        (
            lambda m: m["settings"]["event_subscriptions"]["bot_events"].append("team_join"),
            "settings.event_subscriptions.bot_events: twice the same",
        ),
    ],
)
def test_a_breach_is_found(spoil: Spoil, breach: str) -> None:
    manifest = deepcopy(load("manifest.yaml"))
    spoil(manifest)
    assert breaches(manifest) == [breach]


@pytest.mark.parametrize("name", FILES)
def test_each_event_has_the_scope_it_needs(name: str) -> None:
    manifest = load(name)
    granted = manifest["oauth_config"]["scopes"]["bot"]
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        assert SCOPE_OF_EVENT[event] in {"", *granted}


@pytest.mark.parametrize("name", FILES)
def test_each_scope_says_what_it_is_for(name: str) -> None:
    scopes = load(name)["oauth_config"]["scopes"]["bot"]
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    explained = {line.split("#")[0].strip(" -") for line in lines if "#" in line.strip(" #")}
    assert set(scopes) <= explained


@pytest.mark.parametrize("name", FILES)
def test_needs_no_public_address(name: str) -> None:
    assert load(name)["settings"]["socket_mode_enabled"] is True


def test_commands_hand_over_ids_and_show_their_help() -> None:
    commands = {c["command"]: c for c in load("manifest.yaml")["features"]["slash_commands"]}
    assert commands.keys() == {"/dql", "/oql"}
    for command in commands.values():
        assert command["should_escape"] is True
        assert "help" in command["usage_hint"]


def test_the_community_app_only_reads() -> None:
    manifest = load("manifest.community.yaml")
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == READING
    assert manifest["features"].keys() == {"bot_user"}
    assert "interactivity" not in manifest["settings"]

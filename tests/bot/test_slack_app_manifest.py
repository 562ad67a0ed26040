"""The manifests and the handlers agree, both ways."""

from pathlib import Path
from typing import Any

import yaml

from bot.keeping import KEPT
from bot.routes import ROUTES
from bot.slack_app import HOME, MEMBERS
from bot.workspaces import NEEDED_SCOPES

ROOT = Path(__file__).parents[2]


def manifest(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return read


def test_the_manifest_names_what_is_answered_and_nothing_else() -> None:
    ours = manifest("manifest.yaml")
    commands = {command["command"] for command in ours["features"]["slash_commands"]}
    assert commands == set(ROUTES.verbs)
    shortcuts = {one["callback_id"] for one in ours["features"].get("shortcuts", [])}
    assert shortcuts == set(ROUTES.shortcuts)
    for name, more in (("manifest.yaml", {HOME, *MEMBERS}), ("manifest.community.yaml", set())):
        events = manifest(name)["settings"]["event_subscriptions"]["bot_events"]
        assert {event.split(".")[0] for event in events} == {*KEPT, *more}


def test_the_scopes_that_are_missed_are_those_the_manifest_asks_for() -> None:
    internal = set(manifest("manifest.yaml")["oauth_config"]["scopes"]["bot"])
    community = set(manifest("manifest.community.yaml")["oauth_config"]["scopes"]["bot"])
    assert NEEDED_SCOPES["internal"] | NEEDED_SCOPES["community"] == internal
    assert NEEDED_SCOPES["community"] <= community

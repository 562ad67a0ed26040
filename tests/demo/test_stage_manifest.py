"""What the rehearsal offers and grants is what the manifest asks for: no more, no less."""

from pathlib import Path
from typing import Any

import yaml

from demo.slack.features import COMMANDS, SHORTCUTS
from demo.stage import EVENTS, SCOPES

MANIFEST: dict[str, Any] = yaml.safe_load(
    Path(__file__).parents[2].joinpath("manifest.yaml").read_text(encoding="utf-8")
)


def test_people_are_offered_what_the_manifest_offers() -> None:
    features = MANIFEST["features"]
    assert {(one.name, one.description, one.usage_hint) for one in COMMANDS} == {
        (one["command"], one["description"], one["usage_hint"])
        for one in features["slash_commands"]
    }
    assert {(one.name, one.callback_id, one.kind) for one in SHORTCUTS} == {
        (one["name"], one["callback_id"], one["type"]) for one in features["shortcuts"]
    }


def test_the_app_may_do_what_the_manifest_asks_for_and_no_more() -> None:
    assert sorted(SCOPES) == sorted(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert sorted(EVENTS) == sorted(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

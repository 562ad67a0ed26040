"""Which workspaces a set of tokens opens, what each is for, and which tokens are refused."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from bot.services import Services, services_of
from bot.settings import Settings, SettingsError
from bot.workspaces import KNOWN_SCOPES, NEEDED_SCOPES, open_workspaces
from demo.slack import Fault, Slack, open_workspace
from scoring.rules import read_rules


@pytest.fixture
def places() -> Iterator[list[Slack]]:
    """Where the team works, and three communities."""
    with ExitStack() as open_ones:
        teams = ("T0TEAM", "T0FIRST", "T0SECOND", "T0THIRD")
        yield [
            open_ones.enter_context(open_workspace(team=team, channels=["#general"]))
            for team in teams
        ]


def settings_of(places: list[Slack], *numbers: int) -> Settings:
    """Tokens of the team's workspace, and of the communities of these numbers."""
    given = {"slack_bot_token": places[0].bot_token, "slack_api_url": places[0].api_url}
    for number in numbers:
        end, place = ("" if number == 1 else f"_{number}"), places[number]
        given |= {
            f"community_slack_bot_token{end}": place.bot_token,
            f"community_slack_app_token{end}": place.app_token,
            f"community_slack_api_url{end}": place.api_url,
        }
    return Settings.model_validate(given)


@pytest.mark.parametrize("numbers", [(), (1,), (1, 2), (1, 2, 3), (2,), (3, 2)])
def test_each_workspace_is_opened_by_its_own_tokens(
    places: list[Slack], numbers: tuple[int, ...]
) -> None:
    opened = open_workspaces(settings_of(places, *numbers))
    wanted = [places[0], *(places[number] for number in sorted(numbers))]
    assert [one.team_id for one in opened] == [place.workspace.team for place in wanted]
    assert [one.role for one in opened] == ["internal"] + ["community"] * len(numbers)
    assert [one.collects for one in opened] == [not numbers] + [True] * len(numbers)
    tokens = [one.app_token and one.app_token.get_secret_value() for one in opened[1:]]
    assert tokens == [place.app_token for place in wanted[1:]]


def test_the_services_know_every_community(places: list[Slack], services: Services) -> None:
    settings = settings_of(places, 1, 3)
    opened = open_workspaces(settings)
    found = services_of(settings, services.ledger, read_rules(), opened)
    assert (found.team_id, found.community_team_ids) == ("T0TEAM", ("T0FIRST", "T0THIRD"))


def test_a_refused_token_is_named(places: list[Slack]) -> None:
    places[2].uninstall()
    with pytest.raises(SettingsError, match=r"^COMMUNITY_SLACK_BOT_TOKEN_2 is refused by Slack"):
        open_workspaces(settings_of(places, 1, 2, 3))


def test_one_workspace_is_not_opened_twice(places: list[Slack]) -> None:
    places[3] = places[1]
    with pytest.raises(SettingsError) as refused:
        open_workspaces(settings_of(places, 1, 3))
    [problem] = refused.value.problems
    assert problem.startswith("COMMUNITY_SLACK_BOT_TOKEN_3 belongs to T0FIRST")
    assert "COMMUNITY_SLACK_BOT_TOKEN does" in problem


def test_an_app_without_the_new_scope_is_told_what_it_lacks() -> None:
    scopes = NEEDED_SCOPES["internal"] | NEEDED_SCOPES["community"] - {"reactions:read"}
    with open_workspace(bot_scopes=scopes) as slack:
        given = {"slack_bot_token": slack.bot_token, "slack_api_url": slack.api_url}
        [workspace] = open_workspaces(Settings.model_validate(given))
    assert workspace.missing_scopes == {"reactions:read"}


ROOT = Path(__file__).parents[2]
MANIFESTS = {"internal": "manifest.yaml", "community": "manifest.community.yaml"}


@pytest.mark.parametrize("role", MANIFESTS)
def test_the_manifest_asks_for_what_is_needed_and_for_nothing_unknown(role: str) -> None:
    manifest = yaml.safe_load((ROOT / MANIFESTS[role]).read_text(encoding="utf-8"))
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    assert NEEDED_SCOPES[role] <= asked <= KNOWN_SCOPES[role]


@pytest.mark.parametrize(
    ("more", "extra"),
    [
        (set(), set()),
        ({"groups:read", "groups:history", "usergroups:read"}, set()),
        ({"channels:manage", "admin", "groups:read"}, {"channels:manage", "admin"}),
    ],
)
def test_scopes_that_nothing_uses_are_found(more: set[str], extra: set[str]) -> None:
    with open_workspace(bot_scopes=KNOWN_SCOPES["internal"] | more) as slack:
        given = {"slack_bot_token": slack.bot_token, "slack_api_url": slack.api_url}
        [workspace] = open_workspaces(Settings.model_validate(given))
    assert (workspace.extra_scopes, workspace.missing_scopes) == (extra, set())


def test_a_token_of_another_workspace_is_refused() -> None:
    with open_workspace(team="T0TEAM") as slack:
        given = {"slack_bot_token": slack.bot_token, "slack_api_url": slack.api_url}
        pinned = Settings.model_validate({**given, "slack_team_id": "T0OTHER"})
        with pytest.raises(SettingsError, match="belongs to T0TEAM, but SLACK_TEAM_ID says"):
            open_workspaces(pinned)


def test_a_workspace_comes_by_its_path_where_it_is_signed() -> None:
    with open_workspace() as slack, open_workspace(team="T0FIRST") as first:
        given = {"slack_bot_token": slack.bot_token, "slack_api_url": slack.api_url}
        given |= {
            "community_slack_bot_token_2": first.bot_token,
            "community_slack_signing_secret_2": "s" * 32,
            "community_slack_api_url_2": first.api_url,
        }
        opened = open_workspaces(Settings.model_validate(given))
    assert [one.path for one in opened] == ["", "/slack/community/2/events"]


def test_rests_that_slack_asks_for_are_counted() -> None:
    rests: list[float] = []
    with open_workspace() as slack:
        slack.faults.next("auth.test", Fault("rate_limited", seconds=1), Fault("rate_limited"))
        given = {"slack_bot_token": slack.bot_token, "slack_api_url": slack.api_url}
        open_workspaces(Settings.model_validate(given), rests.append)
    assert rests == [1, 1]

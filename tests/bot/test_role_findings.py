"""What `doctor` says of who may do what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import roles_reader
from bot.clients import reading_client
from bot.role_findings import who_may
from bot.services import Services
from bot.settings import Settings
from bot.workspaces import open_workspaces
from demo.slack import BOT_SCOPES, Channel, Person, Slack, Usergroup, open_workspace
from tests.builders import NOW

PEOPLE = (Person("dana"), Person("sam"), Person("gus", is_restricted=True))
CHANNELS = (
    Channel("#leads", members=["dana", "gus"]),
    *(
        Channel(f"#dql-{team}", members=["sam"])
        for team in ("sales", "marketing", "product", "engineering", "partnerships", "recruiting")
    ),
)
PUBLIC = "leads channel: warning: #leads is public, so every member may read leads"
TEAMS = "marketing 1, product 1, engineering 1, partnerships 1, recruiting 1, sales 1"


def given(slack: Slack, **more: tuple[str, ...]) -> Settings:
    settings = {
        "slack_bot_token": slack.bot_token,
        "slack_api_url": slack.api_url,
        "leads_channel": "#leads",
    }
    return Settings.model_validate({**settings, **more})


def said(services: Services, settings: Settings, minutes: int = 0) -> list[str]:
    """Doctor's lines, those that are wrong with their mend."""
    now = NOW + timedelta(minutes=minutes)
    spaces = open_workspaces(settings)
    found = who_may(settings, services.ledger, spaces, now)
    return [f"{one.what}: {one.saw}{' → ' * (not one.fine)}{one.mend}" for one in found]


def test_without_slack_nothing_is_said(services: Services) -> None:
    assert list(who_may(Settings(), services.ledger, [], NOW)) == []


@pytest.mark.parametrize(
    ("minutes", "beside"),
    [
        (0, ""),
        (15, ""),
        (16, "; read 16 minutes ago, and they hold until Slack can be asked again"),
        (200, "; read 3 hours ago, and they hold until Slack can be asked again"),
        (4_400, "; read 3 days ago, and they hold until Slack can be asked again"),
    ],
)
def test_how_many_are_what_and_since_when(services: Services, minutes: int, beside: str) -> None:
    with open_workspace(people=PEOPLE, channels=CHANNELS) as slack:
        settings = given(slack)
        assert said(services, settings) == [
            "roles: not read yet: `leadlight run` does at its start"
        ]
        here = replace(services, team_id=slack.workspace.team)
        roles_reader.refresh(here, reading_client(slack.bot_token, slack.api_url), NOW)
        reading, nobody, public = said(services, settings, minutes)
    mend = " → start `leadlight run`, or see its log" if beside else ""
    assert reading == f"roles: administrators 0, DevRel 1; members of {TEAMS}{beside}{mend}"
    assert nobody == "roles: nobody is administrator → set ADMINS"
    assert public == f"{PUBLIC}, and whoever joins it is DevRel: DEVREL names fewer"


def test_what_was_refused_and_who_is_named_in_vain(services: Services) -> None:
    scopes = tuple(one for one in BOT_SCOPES if one != "usergroups:read")
    groups = [Usergroup("advocates", ("dana",))]
    with open_workspace(
        people=PEOPLE, channels=CHANNELS, usergroups=groups, bot_scopes=scopes
    ) as slack:
        [group], gus = slack.workspace.usergroups, slack.person("gus").id
        admins, devrel = (slack.person("dana").id, gus), (group,)
        here = replace(services, team_id=slack.workspace.team, admins=admins, devrel=devrel)
        roles_reader.refresh(here, reading_client(slack.bot_token, slack.api_url), NOW)
        lines = said(services, given(slack, admins=admins, devrel=devrel))
    add = "add usergroups:read to the manifest and install the app anew, or name people"
    anew = "install the app anew from the manifest, with the scope usergroups:read"
    assert lines == [
        f"user groups: the app lacks usergroups:read → {add}",
        f"roles: administrators 1, DevRel 0; members of {TEAMS}",
        f"roles: members of {group} in DEVREL cannot be read (missing_scope) → {anew}",
        f"roles: ADMINS names guests, bots or people who left: {gus} → "
        "they are refused: take them out",
        "roles: nobody is DevRel → set DEVREL",
        PUBLIC,
    ]


def test_a_private_leads_channel_is_no_news(services: Services) -> None:
    channels = (Channel("#leads", members=["dana"], is_private=True), *CHANNELS[1:])
    with open_workspace(people=PEOPLE, channels=channels) as slack:
        here = replace(services, team_id=slack.workspace.team)
        roles_reader.refresh(here, reading_client(slack.bot_token, slack.api_url), NOW)
        assert not any("public" in line for line in said(services, given(slack)))

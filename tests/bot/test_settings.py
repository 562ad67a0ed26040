"""Settings: everything wrong at once, secrets never repeated, one list of names everywhere."""

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import get_args

import pytest

from bot.settings import Settings, SettingsError, Use, WeekMoment, load
from bot.settings_missing import MEANING, NEEDED

ROOT = Path(__file__).parents[2]
NO_FILE = Path("there-is-no-such.env")
SERVICE = {
    "SLACK_BOT_TOKEN": "xoxb-1-canary",
    "SLACK_APP_TOKEN": "xapp-1-canary",
    "LEADS_CHANNEL": "#leads",
}
SIGNED = {"SLACK_SIGNING_SECRET": "canary-canary-canary"}
GITHUB = {"GITHUB_TOKEN": "ghp_canary", "GITHUB_REPOS": "acme/anvil, acme/rocket"}


def problems(use: Use, environment: Mapping[str, str], file: Path = NO_FILE) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(use, environment, file)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return list(caught.value.problems)


def names(found: list[str]) -> list[str]:
    return [line.split(" is ")[0] for line in found]


@pytest.mark.parametrize(
    ("use", "environment", "missing"),
    [
        ("slack", {}, ["SLACK_BOT_TOKEN", "LEADS_CHANNEL"]),
        ("github", {}, ["GITHUB_REPOS", "GITHUB_TOKEN"]),
        ("service", {}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "LEADS_CHANNEL"]),
        ("service", {**SERVICE, "GITHUB_REPOS": "a/b"}, ["GITHUB_TOKEN"]),
        ("service", {**SERVICE, "SLACK_APP_TOKEN": " "}, ["SLACK_APP_TOKEN"]),
        (
            "service",
            {**SERVICE, "COMMUNITY_SLACK_BOT_TOKEN": "xoxb-2"},
            ["COMMUNITY_SLACK_APP_TOKEN"],
        ),
        (
            "service",
            {**SERVICE, "COMMUNITY_SLACK_APP_TOKEN": "xapp-2"},
            ["COMMUNITY_SLACK_BOT_TOKEN"],
        ),
        (
            "service",
            {
                **SERVICE,
                "COMMUNITY_SLACK_BOT_TOKEN_2": "xoxb-2",
                "COMMUNITY_SLACK_APP_TOKEN_3": "xapp-3",
            },
            ["COMMUNITY_SLACK_APP_TOKEN_2", "COMMUNITY_SLACK_BOT_TOKEN_3"],
        ),
        ("service", {**SERVICE, "SLACK_APP_TOKEN": "", **SIGNED}, ["HTTP_PORT"]),
        (
            "service",
            {**SERVICE, "COMMUNITY_SLACK_SIGNING_SECRET_2": "s" * 32, "HTTP_PORT": "8080"},
            ["COMMUNITY_SLACK_BOT_TOKEN_2"],
        ),
        ("site", {}, ["SITE_KEY"]),
        (
            "github",
            {"GITHUB_REPOS": "a/b", "GITHUB_APP_ID": "1"},
            ["GITHUB_APP_PRIVATE_KEY_FILE", "GITHUB_INSTALLATION_ID"],
        ),
        (
            "github",
            {"GITHUB_REPOS": "a/b", "GITHUB_INSTALLATION_ID": "1"},
            ["GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY_FILE"],
        ),
    ],
)
def test_all_that_is_missing_is_named_with_its_meaning(
    use: Use, environment: dict[str, str], missing: list[str]
) -> None:
    found = problems(use, environment)
    assert names(found) == missing
    for line, name in zip(found, missing, strict=True):
        assert line == f"{name} is missing: {MEANING[name.lower()]}"


COMMUNITY = {"COMMUNITY_SLACK_BOT_TOKEN": "xoxb-2"}
OVER_HTTP = {**SERVICE, "SLACK_APP_TOKEN": "", "HTTP_PORT": "8080", **SIGNED}


@pytest.mark.parametrize(
    "environment",
    [
        {**SERVICE, "HTTP_PORT": "8080"},
        OVER_HTTP,
        {**OVER_HTTP, **COMMUNITY, "COMMUNITY_SLACK_APP_TOKEN": "xapp-2"},
        {**OVER_HTTP, **COMMUNITY, "COMMUNITY_SLACK_SIGNING_SECRET": "s" * 32},
    ],
)
def test_a_workspace_comes_by_socket_or_over_http(environment: dict[str, str]) -> None:
    load("service", environment, NO_FILE)


@pytest.mark.parametrize("front", ["", "COMMUNITY_"])
def test_not_by_both(front: str) -> None:
    both = {f"{front}SLACK_APP_TOKEN": "xapp-1", f"{front}SLACK_SIGNING_SECRET": "canary" * 4}
    given = {**SERVICE, **({**COMMUNITY} if front else {}), **both, "HTTP_PORT": "8080"}
    [line] = problems("service", given)
    assert line.startswith(f"{front}SLACK_APP_TOKEN and {front}SLACK_SIGNING_SECRET are both set: ")
    load("slack", given, NO_FILE)  # nobody listens there


def test_what_is_missing_and_what_is_wrong_is_named_together() -> None:
    found = problems(
        "service",
        {
            "SLACK_BOT_TOKEN": "xapp-canary",
            "SLACK_API_URL": "slack.example",
            "TIMEZONE": "Mars/Olympus",
            "DIGEST_AT": "monday",
            "GITHUB_REPOS": "acme",
            "GITHUB_TOKEN": "ghp_canary",
            "GITHUB_API_URL": "ftp://github.example",
            "RULES_FILE": "no-such-rules.toml",
            "DATABASE_URL": "leadlight.db",
        },
    )
    assert sorted(names(found)) == sorted(
        [
            "SLACK_APP_TOKEN",
            "LEADS_CHANNEL",
            "SLACK_BOT_TOKEN",
            "SLACK_API_URL",
            "TIMEZONE",
            "DIGEST_AT",
            "GITHUB_REPOS",
            "GITHUB_API_URL",
            "RULES_FILE",
            "DATABASE_URL",
        ]
    )
    assert "canary" not in "\n".join(found)


PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "canary\n" * 1_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "canary"),
        ("SLACK_APP_TOKEN", "xoxb-canary"),
        ("COMMUNITY_SLACK_BOT_TOKEN", "canary"),
        ("GITHUB_REPOS", "ghp_canary"),
        ("GITHUB_API_URL", "ghp_canary"),
        ("DIGEST_AT", "xoxb-canary"),
        ("GITHUB_APP_PRIVATE_KEY_FILE", PEM),
        ("GITHUB_APP_ID", "xapp-canary"),
        ("DATABASE_URL", "canary"),
        ("HTTP_PORT", "canary"),
        ("INGEST_TOKEN", "canary"),
        ("SITE_KEY", "canary"),
        ("GITHUB_WEBHOOK_SECRET", "canary"),
        ("HTTP_TRUSTED_PROXIES", "canary"),
        ("ADMINS", "canary@acme.example"),
        ("DEVREL", "U0123456789,@canary"),
        ("CHARTS", "canary"),
        ("SLACK_SIGNING_SECRET", "canary"),
        ("LOG_LEVEL", "canary"),
        ("LOG_FORMAT", "canary"),
    ],
)
def test_no_error_repeats_a_secret(name: str, value: str) -> None:
    found = problems("ledger", {name: value})
    assert any(line.startswith(f"{name} is wrong: ") for line in found)
    assert "canary" not in "\n".join(found)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("OWN_DOMAINS", "acme.com, not a domain", "'not a domain' is no domain: write acme.com"),
        ("OWN_DOMAINS", "@acme.com", "'@acme.com' is no domain: write acme.com"),
        ("OWN_DOMAINS", "acme", "'acme' is no domain: write acme.com"),
        ("GITHUB_APP_ID", "abc", "this is no number: copy it from the App's page on GitHub"),
        ("HTTP_PORT", "-1", "this is no port: write a number such as 8080"),
        ("HTTP_PORT", "65536", "this is no port: the last one is 65535"),
        ("HTTP_TRUSTED_PROXIES", "10.0.0.1/8", "not all are addresses or networks"),
        ("INGEST_TOKEN", "short", "has fewer than 16 characters"),
        ("ADMINS", "U0DANA,@sam", "entry 2 is no id of Slack's: write U0123456789,S0123456789"),
        ("DEVREL", "C0LEADS", "entry 1 is no id of Slack's"),
        ("CHARTS", "picture", "input should be 'block' or 'image'"),
        ("GITHUB_INSTALLATION_ID", "-1", "this is no number: copy it from the App's page"),
    ],
)
def test_a_wrong_value_is_told_in_our_words(name: str, value: str, told: str) -> None:
    assert f"{name} is wrong: {told}" in "\n".join(problems("ledger", {name: value}))


def test_secrets_are_not_in_the_settings_own_words() -> None:
    settings = load("service", {**SERVICE, **GITHUB, "IDENTITY_KEY": "canary"}, NO_FILE)
    assert "canary" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_the_file_is_read_under_the_environment(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("LEADS_CHANNEL=#file\nDIGEST_CHANNEL=#digest\nOWN_DOMAINS=\n# TIMEZONE=x\n")
    settings = load("ledger", {"LEADS_CHANNEL": "#environment"}, file)
    assert settings.leads_channel == "#environment"
    assert settings.digest_channel == "#digest"
    assert settings.own_domains == ()
    assert settings.timezone.key == "UTC"


def test_lists_are_split_and_strange_names_left_alone() -> None:
    settings = load(
        "github", {**GITHUB, "OWN_DOMAINS": " acme.com ,, acme.org ", "PATH": "/bin"}, NO_FILE
    )
    assert settings.github_repos == ("acme/anvil", "acme/rocket")
    assert settings.own_domains == ("acme.com", "acme.org")


def test_who_may_is_named_by_ids_of_people_and_groups() -> None:
    settings = load("ledger", {"ADMINS": "U0DANA, S0LEADS", "CHARTS": "image"}, NO_FILE)
    assert (settings.admins, settings.devrel) == (("U0DANA", "S0LEADS"), ())
    assert settings.charts == "image"


def test_an_app_in_place_of_a_token(tmp_path: Path) -> None:
    key = tmp_path / "app.pem"
    key.write_text("a key")
    given = {
        "GITHUB_REPOS": "a/b",
        "GITHUB_APP_ID": "12",
        "GITHUB_APP_PRIVATE_KEY_FILE": str(key),
        "GITHUB_INSTALLATION_ID": "34",
    }
    settings = load("github", given, NO_FILE)
    assert (settings.github_app, settings.github_app_id) == (True, 12)
    assert not load("github", GITHUB, NO_FILE).github_app


def test_a_community_apart() -> None:
    pair = {"COMMUNITY_SLACK_BOT_TOKEN": "xoxb-2", "COMMUNITY_SLACK_APP_TOKEN": "xapp-2"}
    assert load("service", {**SERVICE, **pair}, NO_FILE).community_apart
    second = {f"{name}_2": token for name, token in pair.items()}
    assert load("service", {**SERVICE, **second}, NO_FILE).community_apart
    assert not load("service", SERVICE, NO_FILE).community_apart


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("mon 09:00", WeekMoment(0, time(9))),
        ("Sunday 23:59", WeekMoment(6, time(23, 59))),
        ("  FRI   7:05 ", WeekMoment(4, time(7, 5))),
        ("mon 24:00", None),
        ("mon 09:60", None),
        ("mon", None),
        ("09:00", None),
        ("day 09:00", None),
        ("mon 9", None),
    ],
)
def test_when_the_digest_is_due(text: str, moment: WeekMoment | None) -> None:
    if moment is not None:
        assert load("ledger", {"DIGEST_AT": text}, NO_FILE).digest_at == moment
    else:
        [line] = problems("ledger", {"DIGEST_AT": text})
        assert line.endswith("write it as in `mon 09:00`")


def test_the_example_shows_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.M)
    assert sorted(shown) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_is_a_file_that_can_be_read() -> None:
    found = problems("service", {}, ROOT / ".env.example")
    assert names(found) == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_what_is_needed_has_a_meaning() -> None:
    assert set(NEEDED) == set(get_args(Use))
    assert {name for needed in NEEDED.values() for name in needed} <= set(MEANING)

"""The settings: declared once, read from the environment and `.env`, all faults named at once."""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    ValidationError,
)

from bot import settings_checks
from bot.logs import redacted
from bot.settings_missing import MEANING, contradictions, missing
from bot.settings_missing import Use as Use

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class SettingsError(Exception):
    """What is wrong or missing, a line a setting."""

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class WeekMoment:
    """A weekday and a time of day, in the configured zone."""

    weekday: int  # Monday is 0
    at: time


def _split(value: object) -> object:
    return (
        tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, str)
        else value
    )


def _zone(value: object) -> object:
    if isinstance(value, ZoneInfo):
        return value
    if str(value) not in available_timezones():
        raise ValueError(f"{value!r} is no time zone: use a name such as UTC or Europe/Berlin")
    return ZoneInfo(str(value))


def _week_moment(value: object) -> object:
    if isinstance(value, WeekMoment):
        return value
    read = re.fullmatch(r"\s*([a-z]{3})[a-z]*\s+(\d{1,2}):(\d{2})\s*", str(value).lower())
    if read is None or read[1] not in WEEKDAYS or int(read[2]) > 23 or int(read[3]) > 59:
        raise ValueError(f"{value!r} is no weekday and time: write it as in `mon 09:00`")
    return WeekMoment(WEEKDAYS.index(read[1]), time(int(read[2]), int(read[3])))


Listed = Annotated[tuple[str, ...], BeforeValidator(_split)]
BotToken = Annotated[SecretStr, settings_checks.starts_with("xoxb-")]
AppToken = Annotated[SecretStr, settings_checks.starts_with("xapp-")]
AppNumber = Annotated[int, BeforeValidator(settings_checks.number)]
Secret = Annotated[SecretStr, AfterValidator(settings_checks.long_enough)]
Port = Annotated[int, BeforeValidator(settings_checks.port)]
Networks = Annotated[
    tuple[IPv4Network | IPv6Network, ...],
    BeforeValidator(settings_checks.networks),
    BeforeValidator(_split),
]
Url = Annotated[str, AfterValidator(settings_checks.url)]
File = Annotated[Path, AfterValidator(settings_checks.file)]
RetentionDays = Annotated[int, BeforeValidator(settings_checks.retention_days)]
BackupKeep = Annotated[int, BeforeValidator(settings_checks.backup_keep)]
Databases = Annotated[
    tuple[Path, ...], AfterValidator(settings_checks.databases), BeforeValidator(_split)
]
People = Annotated[Listed, AfterValidator(settings_checks.people)]
Charts = Literal["block", "image"]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
LogFormat = Literal["text", "json"]
RulesFile = Annotated[str, AfterValidator(settings_checks.rules_file)]  # "./signals" is a file


class Settings(BaseModel):
    """Every setting, in the names of `.env.example`, lower case."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="forbid")

    database_url: Annotated[str, AfterValidator(settings_checks.database)] = (
        "sqlite:///leadlight.db"
    )
    rules_file: RulesFile | None = None
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("UTC")
    identity_key: SecretStr | None = None
    retention_days: RetentionDays = 400
    backup_dir: Path | None = None  # may be away, such as a disk that is mounted later
    backup_keep: BackupKeep = 14

    slack_bot_token: BotToken | None = None
    slack_app_token: AppToken | None = None
    slack_signing_secret: Secret | None = None
    slack_api_url: Url = "https://slack.com/api/"
    slack_team_id: str | None = None
    community_slack_bot_token: BotToken | None = None
    community_slack_app_token: AppToken | None = None
    community_slack_signing_secret: Secret | None = None
    community_slack_api_url: Url = "https://slack.com/api/"
    community_slack_bot_token_2: BotToken | None = None
    community_slack_app_token_2: AppToken | None = None
    community_slack_signing_secret_2: Secret | None = None
    community_slack_api_url_2: Url | None = None
    community_slack_bot_token_3: BotToken | None = None
    community_slack_app_token_3: AppToken | None = None
    community_slack_signing_secret_3: Secret | None = None
    community_slack_api_url_3: Url | None = None
    leads_channel: str | None = None
    digest_channel: str | None = None
    admins: People = ()
    devrel: People = ()
    charts: Charts = "block"
    digest_at: Annotated[WeekMoment, BeforeValidator(_week_moment)] = WeekMoment(0, time(9))

    github_token: SecretStr | None = None
    github_app_id: AppNumber | None = None
    github_app_private_key_file: File | None = None
    github_installation_id: AppNumber | None = None
    github_api_url: Url = "https://api.github.com"
    github_repos: Annotated[Listed, AfterValidator(settings_checks.repositories)] = ()

    http_port: Port | None = None
    http_host: str = "127.0.0.1"
    http_trusted_proxies: Networks = ()
    ingest_token: Secret | None = None
    site_key: Secret | None = None
    github_webhook_secret: Secret | None = None

    log_level: LogLevel = "INFO"
    log_format: LogFormat = "text"

    own_domains: Annotated[Listed, AfterValidator(settings_checks.domains)] = ()
    own_github_orgs: Listed = ()
    ip_database: Databases = ()

    @property
    def github_app(self) -> bool:
        """Whether an App's settings are given, rather than a token."""
        return self.github_app_id is not None

    @property
    def community_apart(self) -> bool:
        """Whether the community has a Slack workspace of its own, or several."""
        tokens = (
            self.community_slack_bot_token,
            self.community_slack_bot_token_2,
            self.community_slack_bot_token_3,
        )
        return any(token is not None for token in tokens)


def load(
    use: Use, environment: Mapping[str, str] | None = None, file: Path = Path(".env")
) -> Settings:
    """The settings for one use; the environment wins over the file, an empty value is unset.

    Raises:
        SettingsError: with every missing and every wrong setting.
    """
    values = given(os.environ if environment is None else environment, file)
    problems = [f"{name.upper()} is missing: {MEANING[name]}" for name in missing(use, values)]
    problems += contradictions(values) if use == "service" else []
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(problems + [_problem(fault) for fault in error.errors()]) from None
    if problems:
        raise SettingsError(problems)
    return settings


def given(environment: Mapping[str, str], file: Path) -> dict[str, str]:
    """What is set, by lower-case name, of the settings that this version knows."""
    merged: dict[str, str | None] = {**dotenv_values(file), **environment}
    known = Settings.model_fields
    return {
        name: value.strip()
        for name in known
        if (value := merged.get(name.upper())) and value.strip()
    }


def _problem(fault: Any) -> str:
    """One line of ours for a fault of pydantic's; the value is repeated only by our own checks."""
    name = ".".join(str(part) for part in fault["loc"]).upper()
    message = fault["msg"].removeprefix("Value error, ")
    return redacted(f"{name} is wrong: {message[:1].lower()}{message[1:]}")

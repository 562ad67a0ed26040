"""What every handler and pass is given: the ledger, the rules, and who is who."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.failing import Failing
from bot.metrics import Metrics
from bot.roles import Roles
from bot.settings import Charts, Settings
from bot.workspaces import Workspace
from ledger.engine import Ledger
from ledger.types import day_in
from scoring.rules import PACKAGED, Rules


def _nobody_waits() -> None:
    """Nothing to wake: whoever called looks for due messages itself."""


@dataclass
class Services:
    """One bundle, built once in `bot` and handed down.

    Nothing in it changes but the workspaces, once Slack has answered, `roles`, by
    `bot.roles_reader` alone, and `rules`, `offered`, `intake` and `adopted`, these only by
    `bot.adopted`: everybody who holds the bundle takes in, judges and answers by the same rules
    from then on.
    """

    ledger: Ledger
    rules: Rules
    zone: ZoneInfo
    leads_channel: str
    digest_channel: str
    team_id: str = ""  # the workspace that the commands come from
    community_team_ids: tuple[str, ...] = ()  # those where the community meets, if others
    github: bool = False  # whether a repository is read
    ingest: bool = False  # whether rows are taken over HTTP
    beacon: bool = False  # whether views of one's own sites are
    own_domains: frozenset[str] = field(default_factory=frozenset)
    own_orgs: frozenset[str] = field(default_factory=frozenset)
    wake: Callable[[], None] = _nobody_waits  # a notice was queued: look now
    offered: Rules | None = None  # what RULES_FILE said at start, in force or not
    intake: Rules | None = None  # RULES_FILE's, whose kinds and pages hold for what comes in
    adopted: str | None = None  # the text in force, as `rules` took it up
    rules_folder: Path | None = None  # where the file of RULES_FILE lies
    admins: tuple[str, ...] = ()  # ids of people and user groups, as set; none: the owners
    devrel: tuple[str, ...] = ()  # the same; none: members of the leads channel
    roles: Roles = field(default_factory=Roles)  # who may do what, as Slack last said
    charts: Charts = "block"
    lacks: Mapping[str, Sequence[str]] = field(default_factory=dict)  # scopes, by workspace
    exceeds: Mapping[str, Sequence[str]] = field(default_factory=dict)  # those that nothing uses
    url: str = ""  # of the workspace that the commands come from: links to its messages
    metrics: Metrics = field(default_factory=Metrics)
    failing: Failing = field(default_factory=Failing)  # what the log has of jobs that fail

    def join(self, workspaces: Sequence[Workspace]) -> None:
        """Takes up who is who in these workspaces; the commands come from the first."""
        self.team_id = workspaces[0].team_id if workspaces else ""
        self.url = workspaces[0].url if workspaces else ""
        self.lacks = {
            one.team_name: sorted(one.missing_scopes) for one in workspaces if one.missing_scopes
        }
        self.exceeds = {
            one.team_name: sorted(one.extra_scopes) for one in workspaces if one.extra_scopes
        }
        self.community_team_ids = tuple(w.team_id for w in workspaces if w.role == "community")

    def today(self, now: datetime) -> date:
        """The day of `now` in the ledger's zone."""
        return day_in(self.zone, now)


def services_of(
    settings: Settings, ledger: Ledger, rules: Rules, workspaces: Sequence[Workspace]
) -> Services:
    """The bundle for handlers and passes."""
    leads = settings.leads_channel or ""
    file = settings.rules_file
    services = Services(
        ledger=ledger,
        rules=rules,
        zone=settings.timezone,
        leads_channel=leads,
        digest_channel=settings.digest_channel or leads,
        github=bool(settings.github_repos),
        ingest=settings.http_port is not None and settings.ingest_token is not None,
        beacon=settings.http_port is not None and settings.site_key is not None,
        own_domains=frozenset(settings.own_domains),
        own_orgs=frozenset(settings.own_github_orgs),
        offered=rules,
        intake=rules,
        admins=settings.admins,
        devrel=settings.devrel,
        charts=settings.charts,
        rules_folder=Path(file).parent if file and file not in PACKAGED else None,
    )
    services.join(workspaces)
    return services

"""What `doctor` looks at: settings, ledger, Slack, GitHub. Each finding has its mend."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.error import URLError

from requests import RequestException
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.channels import Channels
from bot.clock import now
from bot.github_client import github_access
from bot.services import Services
from bot.settings import Settings, SettingsError, load
from bot.sources import reach_line
from bot.workspaces import Workspace, open_workspaces
from ledger import health, inbox, jobs, notices, tallies
from ledger.engine import Ledger, has_wal_reset_race
from scoring.rules import Rules

GITHUB_MENDS = {
    401: "the token is refused: make a new one",
    403: "the token may not read it: give it issues, pull requests and metadata",
    404: "check the name, and what the token may see",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` says what to do when it is not fine."""

    what: str
    fine: bool
    saw: str
    mend: str = ""


def settings() -> Iterator[Finding]:
    """What `leadlight run` needs."""
    try:
        load("service")
    except SettingsError as error:
        for problem in error.problems:
            name, _, mend = problem.partition(": ")
            yield Finding("setting", False, name, mend)
    else:
        yield Finding("settings", True, "complete")


def ledger(kept: Ledger, rules: Rules) -> Iterator[Finding]:
    """The file, the library that reads it, and what waits or failed in it."""
    with kept.read() as session:
        damage = health.damage(session)
        failing = jobs.failing(session)
        outbox = notices.depth(session)
        unread = inbox.depth(session).get("dead", 0)
        homeless = tallies.unresolved(session)
    mend = "restore a backup" if damage else ""
    yield Finding("ledger", not damage, f"{kept.path} {damage}".strip(), mend)
    race = has_wal_reset_race(tuple(int(part) for part in kept.sqlite_version.split(".")))
    mend = "stop the service before other commands write" if race else ""
    yield Finding("SQLite", not race, kept.sqlite_version, mend)
    yield Finding("rules", True, f"{rules.name}, version {rules.version}")
    for job in failing:
        yield Finding(f"job {job.name}", False, job.error, "it is tried again; the log says more")
    stuck = [f"{outbox[state]} {state}" for state in ("dead", "uncertain") if state in outbox]
    saw = ", ".join([f"{outbox.get(notices.PENDING, 0)} waiting", *stuck])
    yield Finding("messages", not stuck, saw, "the log says which, and why" if stuck else "")
    mend = "the log says why" if unread else ""
    yield Finding("Slack events", not unread, f"{unread} could not be read", mend)
    yield Finding("people", True, f"{homeless} without a company; `/oql link` says who is who")


def slack(given: Settings, services: Services, today: date) -> Iterator[Finding]:
    """Tokens, scopes, channels, and what the sources can reach together."""
    if given.slack_bot_token is None:
        yield Finding("Slack", False, "no token", "set SLACK_BOT_TOKEN")
        return
    try:
        workspaces = open_workspaces(given)
    except SettingsError as error:
        yield Finding("Slack", False, str(error), "copy the token anew")
        return
    except (SlackClientError, URLError, OSError) as error:
        yield Finding("Slack", False, f"cannot be reached ({error})", "check SLACK_API_URL")
        return
    for workspace in workspaces:
        yield _scopes(workspace)
    named = {"leads": services.leads_channel, "digest": services.digest_channel}
    named |= {team: rule.channel for team, rule in services.rules.teams.items()}
    channels = Channels(workspaces[0].reading)
    for use, channel in named.items():
        if channel:
            yield _channel(workspaces[0], channels, use, channel)
    with services.ledger.read() as session:
        here = replace(services, team_id=workspaces[0].team_id)
        yield Finding("reach", True, reach_line(session, here, today))


def _scopes(workspace: Workspace) -> Finding:
    saw = f"{workspace.team_name} ({workspace.team_id})"
    missing = ", ".join(sorted(workspace.missing_scopes))
    if missing:
        mend = "install the app anew from the manifest"
        return Finding(f"Slack {workspace.role}", False, f"{saw} lacks {missing}", mend)
    return Finding(f"Slack {workspace.role}", True, saw)


def _channel(workspace: Workspace, channels: Channels, use: str, channel: str) -> Finding:
    what, mend = f"channel for {use}", f"make {channel} and /invite me; until then: leads channel"
    try:
        found = channels.find(channel, now())
        if found is None:
            return Finding(what, False, f"{channel} does not exist", mend)
        told = workspace.reading.conversations_info(channel=found).get("channel") or {}
    except SlackApiError as error:
        return Finding(what, False, f"{channel}: {error.response.get('error')}", mend)
    if told.get("is_member"):
        return Finding(what, True, channel)
    return Finding(what, False, f"I am not in {channel}", f"/invite me to {channel}")


def github(given: Settings) -> Iterator[Finding]:
    """Each repository, as the token sees it."""
    if not given.github_repos:
        yield Finding("GitHub", True, "off: GITHUB_REPOS names no repository")
        return
    try:
        access = github_access(given)
    except SettingsError as error:
        yield Finding("GitHub", False, str(error), "see .env.example")
        return
    with access.session:
        for repo in given.github_repos:
            what = f"GitHub {repo}"
            try:
                status = access.session.get(f"{access.base_url}/repos/{repo}").status_code
            except RequestException as error:
                yield Finding(what, False, type(error).__name__, "check GITHUB_API_URL")
                continue
            fine = status == 200
            mend = "" if fine else GITHUB_MENDS.get(status, "try again later")
            yield Finding(what, fine, f"HTTP {status}", mend)

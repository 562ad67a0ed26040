"""What `doctor` looks at: settings, ledger, Slack, GitHub. Each finding has its mend."""

from collections.abc import Iterator, MutableSequence, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.error import URLError

from requests import RequestException
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import adopted
from bot.channels import Channels
from bot.clock import now
from bot.github_client import github_access
from bot.lesser_lists import refusals, release_totals
from bot.services import services_of
from bot.settings import Settings, SettingsError, load
from bot.sources import reach_line
from bot.workspaces import Workspace, open_workspaces
from ledger import forgotten, health, inbox, jobs, notices, tallies, veil
from ledger.engine import Ledger
from scoring.rules import Rules, RulesError

GITHUB_MENDS = {
    401: "the token is refused: make a new one",
    403: "the token may not read it: give it issues, pull requests and metadata",
    404: "check the name, and what the token may see",
}
ANEW = "install the app anew from the manifest"
LESS = "take them away under OAuth & Permissions and install the app anew"


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


def failure(what: str, said: str) -> Finding:
    """An error of ours, whose last words are its mend."""
    saw, _, mend = said.rpartition(": ")
    return Finding(what, False, saw, mend)


def wrong_rules(error: RulesError) -> Iterator[Finding]:
    """Each mistake in the rules file, with its line."""
    for problem in error.problems:
        yield Finding("rules", False, str(problem), "`leadlight rules check` once it is mended")


def ledger(kept: Ledger) -> Iterator[Finding]:
    """The file or the database, what reads it, and what waits or failed in it."""
    with kept.read() as session:
        damage = health.damage(session)
        failing = jobs.failing(session)
        outbox = notices.depth(session)
        unread = inbox.depth(session).get("dead", 0)
        homeless = tallies.unresolved(session)
    mend = "restore a backup" if damage else ""
    yield Finding("ledger", not damage, f"{kept.name} {damage}".strip(), mend)
    mend = "stop the service before other commands write" if kept.races else ""
    yield Finding(kept.database, not kept.races, kept.version, mend)
    for job in failing:
        yield Finding(f"job {job.name}", False, job.error, "it is tried again; the log says more")
    stuck = [f"{outbox[state]} {state}" for state in ("dead", "uncertain") if state in outbox]
    sending = [f"{outbox[notices.SENDING]} being sent"] if notices.SENDING in outbox else []
    gone = [f"{outbox[notices.WITHDRAWN]} withdrawn"] if notices.WITHDRAWN in outbox else []
    saw = ", ".join([f"{outbox.get(notices.PENDING, 0)} waiting", *sending, *stuck, *gone])
    mend = "`leadlight letters` lists them, with why" if stuck else ""
    yield Finding("messages", not stuck, saw, mend)
    mend = "`leadlight letters` lists them and reads them once more" if unread else ""
    yield Finding("Slack events", not unread, f"{unread} could not be read", mend)
    yield Finding("people", True, f"{homeless} without a company; `/oql link` says who is who")


def forgotten_people(kept: Ledger) -> Iterator[Finding]:
    """Whether those who asked to be forgotten are still known as such; nothing where nobody did."""
    with kept.read() as session:
        if not veil.anybody_forgotten(session):
            return
        try:
            lost = forgotten.key_is_lost(session)
        except SettingsError as error:
            yield Finding("forgotten people", False, str(error), "see docs/privacy.md")
            return
    saw = "known under another IDENTITY_KEY: their names come back" if lost else "kept forgotten"
    mend = "put the former key back, or forget each of them again" if lost else ""
    yield Finding("forgotten people", not lost, saw, mend)


def slack(
    given: Settings, rules: Rules | None, found: MutableSequence[Workspace]
) -> Iterator[Finding]:
    """Tokens, scopes and channels; the workspaces that answered are put into `found`."""
    if given.slack_bot_token is None:
        yield Finding("Slack", False, "no token", "set SLACK_BOT_TOKEN")
        return
    try:
        workspaces = open_workspaces(given)
    except SettingsError as error:
        yield Finding("Slack", False, str(error), "copy the token anew")
        return
    except (SlackClientError, URLError, OSError) as error:
        mend = "check the network, and SLACK_API_URL"
        yield Finding("Slack", False, f"cannot be reached ({error})", mend)
        return
    found += workspaces
    for workspace in workspaces:
        yield _scopes(workspace)
    named = {"leads": given.leads_channel, "digest": given.digest_channel or given.leads_channel}
    named |= {team: rule.channel for team, rule in rules.teams.items()} if rules else {}
    channels = Channels(workspaces[0].reading)
    for use, channel in named.items():
        if channel:
            yield _channel(workspaces[0], channels, use, channel)


def reach(
    given: Settings, kept: Ledger, rules: Rules, workspaces: Sequence[Workspace], today: date
) -> Finding:
    """What the sources can reach together."""
    services = services_of(given, kept, rules, workspaces)
    with kept.read() as session:
        return Finding("reach", True, reach_line(session, services, today))


def evidence(given: Settings, kept: Ledger) -> Iterator[Finding]:
    """GitHub's lists that may not be read, and what its releases add up to."""
    with kept.read() as session:
        refused = refusals(session, given.github_repos)
        totals = release_totals(session, given.github_repos)
    for name, refusal in refused.items():
        yield Finding(f"GitHub {name.replace(':', ' ')}", False, refusal.reason, refusal.mend)
    for repo, total in totals.items():
        saw = f"{total.downloads:,} of {total.releases:,} releases until {total.read_at:%Y-%m-%d}"
        names_none = "the project's total; it names no company and is never scored"
        yield Finding(f"downloads of {repo}", True, f"{saw}, {names_none}")


def in_force(kept: Ledger, offered: Rules) -> Finding:
    """Whether the ledger judges by what RULES_FILE says."""
    try:
        with kept.read() as session:
            rules = adopted.in_force(session, offered)
    except RulesError as error:
        mend = "`leadlight rules adopt` takes those of RULES_FILE"
        return Finding("rules in force", False, str(error), mend)
    saw = f"{rules.name}, version {rules.version}"
    if rules is offered:
        return Finding("rules in force", True, saw)
    saw += f"; RULES_FILE holds others: {offered.name}, version {offered.version}"
    mend = "`leadlight replay` says what they change, `leadlight rules adopt` takes them"
    return Finding("rules in force", False, saw, mend)


def _scopes(workspace: Workspace) -> Finding:
    """What the app may less or more than it is asked to."""
    missing = ", ".join(sorted(workspace.missing_scopes))
    extra = ", ".join(sorted(workspace.extra_scopes))
    amiss = [f"lacks {missing}"] if missing else []
    amiss += [f"has {extra}, which nothing here uses"] if extra else []
    saw = f"{workspace.team_name} ({workspace.team_id}) {' and '.join(amiss)}".rstrip()
    mends = [ANEW] * bool(missing) + [LESS] * bool(extra)
    return Finding(f"Slack {workspace.role}", not amiss, saw, ", ".join(mends))


def _channel(workspace: Workspace, channels: Channels, use: str, channel: str) -> Finding:
    meanwhile = "nothing is told" if use == "leads" else "the leads channel is used"
    what, mend = f"channel for {use}", f"make {channel} and /invite me; until then {meanwhile}"
    try:
        found = channels.find(channel, now())
        if found is None:
            return Finding(what, False, f"{channel} does not exist", mend)
        told = workspace.reading.conversations_info(channel=found).get("channel") or {}
    except SlackApiError as error:
        reason = str(error.response.get("error"))
        mend = ANEW if reason == "missing_scope" else mend
        return Finding(what, False, f"{channel} cannot be looked up ({reason})", mend)
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
                saw = f"GitHub cannot be reached ({type(error).__name__})"
                yield Finding(what, False, saw, "check the network, and GITHUB_API_URL")
                continue
            fine = status == 200
            mend = "" if fine else GITHUB_MENDS.get(status, "try again later")
            yield Finding(what, fine, f"HTTP {status}", mend)

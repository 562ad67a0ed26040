"""What an administrator still has to set up, a line each with its mend: from what is known here.

Slack is not asked for it: roles were read within minutes, and what they met says which channels and
scopes are missing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from bot import hearing
from bot.roles import Role
from bot.roles_reader import EVERY
from bot.services import Services
from bot.sources import Source
from ledger import notices
from ledger.engine import Session

Facts = dict[str, Any]
Check = tuple[str, str, str]  # what, what was seen, the mend (empty where all is well)

LATE: Final = 3 * EVERY


def checks(
    session: Session, services: Services, feeds: Iterable[Source], now: datetime
) -> list[Facts]:
    """Each as `what`, `saw`, `mend` and whether it is `fine`; `now` is aware."""
    found = (
        *_channels(services),
        *_roles(services, now),
        *_sources(feeds),
        _own_domains(services),
        _rules(services),
        *_scopes(services),
        *_connections(session, now),
        *_messages(session),
    )
    return [{"what": what, "saw": saw, "mend": mend, "fine": not mend} for what, saw, mend in found]


def _channels(services: Services) -> Iterator[Check]:
    """The channels that the settings and the rules name, and those that Slack does not let us see.

    A team whose channel is not there has its cards in the leads channel.
    """
    leads, roles = services.leads_channel, services.roles
    yield _leads(services)
    if services.digest_channel and services.digest_channel != leads:
        yield "Digest channel", services.digest_channel, ""
    teams = services.rules.teams
    unset = [name for name, team in teams.items() if not team.channel]
    away = [team.channel for team in teams.values() if team.channel in roles.absent]
    mend = f"make {', '.join(away)} and /invite me, until then I use {leads}" if away else ""
    mend = f"name a channel in the rules file for {', '.join(unset)}" if unset else mend
    told = ", ".join(f"{name} {team.channel}" for name, team in teams.items() if team.channel)
    yield "Channels of teams", told or "none", mend
    empty = [name for name in teams if name not in unset and not services.roles.teams.get(name)]
    if roles.read_at and empty:
        mend = "make their channels, /invite me, and have the team join"
        yield "Members of teams", f"nobody of {', '.join(empty)} is found", mend


def _leads(services: Services) -> Check:
    """Whether news has a channel, and whether joining it makes anybody more than a member."""
    leads, roles = services.leads_channel, services.roles
    if not leads:
        return "Leads channel", "not set", "set LEADS_CHANNEL and /invite me"
    if leads in roles.absent:
        return "Leads channel", f"I am not in {leads}", f"/invite me to {leads}: nothing is told"
    if roles.is_open and not services.devrel:
        saw = f"{leads} is public: whoever joins it becomes DevRel"
        return "Leads channel", saw, "name DevRel in DEVREL, or make the channel private"
    return "Leads channel", f"{leads}, public" if roles.is_open else leads, ""


def _roles(services: Services, now: datetime) -> Iterator[Check]:
    roles = services.roles
    if roles.read_at is None or now - roles.read_at > LATE:
        yield "Roles", "not read lately", "see the log: Slack could not be asked"
    for role, setting in ((Role.ADMIN, "ADMINS"), (Role.DEVREL, "DEVREL")):
        count = len(roles.holding(role))
        saw = f"{count} {'person' if count == 1 else 'people'}"
        if role is Role.DEVREL and count and not services.devrel:
            saw += f", whoever joins {services.leads_channel or 'the leads channel'}"
        yield f"Who is {role.value}", saw, "" if count else f"nobody is: set {setting}"
    for problem in roles.problems:
        what, _, mend = problem.partition(": ")
        yield "Roles", what, mend or "see the log"


def _sources(feeds: Iterable[Source]) -> Iterator[Check]:
    """Whether anything comes in, and what stopped coming."""
    feeds = tuple(feeds)
    coming = [one.title for one in feeds if one.last and not one.is_silent]
    mend = "" if coming else "set GITHUB_REPOS, invite me to a channel, or `leadlight import`"
    yield "Sources", ", ".join(coming) or "nothing has come in", mend
    for one in feeds:
        if one.is_silent:
            saw = f"silent for {one.quiet} days"
            yield f"Source {one.title}", saw, "see whether it still runs: `leadlight doctor`"


def _own_domains(services: Services) -> Check:
    own = ", ".join(sorted(services.own_domains | services.own_orgs))
    mend = "" if services.own_domains else "set OWN_DOMAINS, or your own people are scored"
    return "Own domains", own or "not set", mend


def _rules(services: Services) -> Check:
    rules, offered = services.rules, services.offered
    saw = f"{rules.name}, version {rules.version}"
    if offered is None or offered.version == rules.version:
        return "Rules in force", saw, ""
    return "Rules in force", saw, "RULES_FILE holds others: `leadlight rules adopt` takes them"


def _scopes(services: Services) -> Iterator[Check]:
    lacking = services.lacks
    for team, scopes in lacking.items():
        yield f"Scopes in {team}", f"lacks {', '.join(scopes)}", "install it from the manifest anew"
    for team, scopes in services.exceeds.items():
        saw = f"has {', '.join(scopes)}, which nothing here uses"
        yield f"Scopes in {team}", saw, "take them away under OAuth & Permissions, install it anew"
    if not lacking and not services.exceeds:
        yield "Scopes", "all that the manifest asks for", ""


def _connections(session: Session, now: datetime) -> Iterator[Check]:
    """Who runs, where there may be several; each socket, none where Slack sends by HTTP."""
    if running := hearing.at_work(session, now):
        yield "Instances", running, ""
    for name, saw in hearing.lost(session, now).items():
        yield f"Instance {name}", saw, hearing.LOST
    for workspace, since in hearing.connections(session, now).items():
        yield f"Connection to {workspace}", hearing.in_words(since), hearing.ANEW if since else ""


def _messages(session: Session) -> Iterator[Check]:
    stuck = {
        state: count
        for state, count in notices.depth(session).items()
        if state in (notices.DEAD, notices.UNCERTAIN)
    }
    if stuck:
        saw = ", ".join(f"{count} {state}" for state, count in stuck.items())
        yield "Messages", saw, "`leadlight letters` lists them, with why, and sends them again"

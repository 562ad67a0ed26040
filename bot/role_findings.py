"""What `doctor` says of who may do what: how many are what, how old that is, what was refused."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.findings import Finding
from bot.roles import Role, Roles
from bot.roles_reader import EVERY, kept_roles
from bot.settings import Settings
from bot.workspaces import Workspace
from ledger.engine import Ledger

LATE = 3 * EVERY  # a reading or two may fail before it is worth a word
GROUPS = "usergroups:read"


def who_may(
    given: Settings, kept: Ledger, workspaces: list[Workspace], now: datetime
) -> Iterator[Finding]:
    """Roles as the service last read them; `now` is aware. Nothing where there is no Slack."""
    if given.slack_bot_token is None:
        return
    yield from _scope(given, workspaces)
    roles = kept_roles(kept)
    if roles.read_at is None:
        yield Finding("roles", True, "not read yet: `leadlight run` does at its start")
        return
    yield _reading(roles, now)
    for problem in roles.problems:
        what, _, mend = problem.partition(": ")
        yield Finding("roles", False, what, mend)
    yield from _missing(given, roles)
    yield from _open(given, roles)


def _scope(given: Settings, workspaces: list[Workspace]) -> Iterator[Finding]:
    """A user group can be read with a scope that the manifest leaves out, as few need it."""
    is_asked = any(one.startswith("S") for one in (*given.admins, *given.devrel))
    if is_asked and workspaces and _lacks_groups(workspaces[0]):
        mend = f"add {GROUPS} to the manifest and install the app anew, or name people"
        yield Finding("user groups", False, f"the app lacks {GROUPS}", mend)


def _lacks_groups(workspace: Workspace) -> bool:
    """A Slack that does not say which scopes it gave is not suspected of keeping one back."""
    return bool(workspace.scopes) and GROUPS not in workspace.scopes


def _reading(roles: Roles, now: datetime) -> Finding:
    admins, devrel = (len(roles.holding(role)) for role in (Role.ADMIN, Role.DEVREL))
    teams = ", ".join(
        f"{name} {len(people & roles.members)}" for name, people in roles.teams.items()
    )
    saw = f"administrators {admins}, DevRel {devrel}; members of {teams or 'no team'}"
    age = now - roles.read_at if roles.read_at else timedelta()
    if age > LATE:
        saw += f"; read {_ago(age)} ago, and they hold until Slack can be asked again"
        return Finding("roles", False, saw, "start `leadlight run`, or see its log")
    return Finding("roles", True, saw)


def _missing(given: Settings, roles: Roles) -> Iterator[Finding]:
    """Settings that make nobody anything, and those that name somebody who is refused."""
    for name, ids, role in (
        ("ADMINS", given.admins, Role.ADMIN),
        ("DEVREL", given.devrel, Role.DEVREL),
    ):
        if not roles.holding(role):
            yield Finding("roles", False, f"nobody is {role.value}", f"set {name}")
        refused = [one for one in ids if one in roles.outsiders]
        if refused:
            saw = f"{name} names guests, bots or people who left: {', '.join(refused)}"
            yield Finding("roles", False, saw, "they are refused: take them out")


def _open(given: Settings, roles: Roles) -> Iterator[Finding]:
    """A leads channel that every member may read and join.

    That is no fault, for on the first day it makes people DevRel; whoever runs it is to know.
    """
    if roles.is_open:
        joins = "" if given.devrel else ", and whoever joins it is DevRel: DEVREL names fewer"
        saw = f"warning: {given.leads_channel} is public, so every member may read leads{joins}"
        yield Finding("leads channel", True, saw)


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1_440
    return f"{days} days" if days > 1 else f"{hours} hours" if hours > 1 else f"{minutes} minutes"

"""Who may do what: a person's standing by their id, from what Slack was last heard to say.

Why kept and not asked for: a button is answered within a second and while Slack is away, and a
role that was taken away in Slack is gone here from the next reading on. Guests, people of other
workspaces, bots and whoever left are outsiders, also where a setting or a channel holds them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """The most that somebody is; an administrator may do all that DevRel may."""

    ADMIN = "administrator"
    DEVREL = "DevRel"
    TEAM = "team member"
    MEMBER = "member"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's role, and the teams in whose channels they are."""

    role: Role
    teams: frozenset[str] = frozenset()


OUTSIDE = Membership(Role.NOBODY)
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Roles:
    """Slack user ids by what they are; `teams` by the names of the rules file.

    `members` are full members of the workspace, `outsiders` everybody else that was heard of.
    `owners` are the workspace's, `channels` the ids of those whose members count, `named` what
    ADMINS and DEVREL said then. `problems` says what could not be read, so that nobody has a role
    by it. `absent` are the channels of settings and rules that are not there or that the bot is not
    in, and `is_open` says that everybody may join the leads channel. Moments are aware; None: never
    read.
    """

    admins: frozenset[str] = _NOBODY
    devrel: frozenset[str] = _NOBODY
    teams: Mapping[str, frozenset[str]] = field(default_factory=dict)
    members: frozenset[str] = _NOBODY
    outsiders: frozenset[str] = _NOBODY
    owners: frozenset[str] = _NOBODY
    channels: frozenset[str] = _NOBODY
    named: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    problems: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    is_open: bool = False
    read_at: datetime | None = field(default=None, compare=False)
    people_read_at: datetime | None = field(default=None, compare=False)

    def knows(self, user_id: str) -> bool:
        """Whether Slack has told who this is; else it has to be asked before anything is done."""
        return user_id in self.members or user_id in self.outsiders

    def of(self, user_id: str) -> Membership:
        """What somebody is; who is not known to be a full member is nobody."""
        if user_id in self.outsiders or user_id not in self.members:
            return OUTSIDE
        teams = frozenset(name for name, people in self.teams.items() if user_id in people)
        if user_id in self.admins:
            return Membership(Role.ADMIN, teams)
        if user_id in self.devrel:
            return Membership(Role.DEVREL, teams)
        return Membership(Role.TEAM if teams else Role.MEMBER, teams)

    def holders(self) -> "Roles":
        """The same without anybody who has no role: what is worth keeping over a restart.

        Whoever a setting names stays, guests too, so that `doctor` can say so.
        """
        asked = {one for ids in self.named for one in ids}
        having = self.admins | self.devrel | self.owners | frozenset().union(*self.teams.values())
        members = self.members & having
        return replace(
            self,
            admins=self.admins & members,
            devrel=self.devrel & members,
            teams={name: people & members for name, people in self.teams.items()},
            members=members,
            outsiders=self.outsiders & asked,
            people_read_at=None,
        )

    def holding(self, role: Role) -> tuple[str, ...]:
        """Who is an administrator or DevRel, in a lasting order."""
        found = self.admins if role is Role.ADMIN else self.devrel
        return tuple(sorted((found & self.members) - self.outsiders))

"""One reading from Slack of who may do what: channels, user groups, and what people are.

Members of a team's channel are that team. ADMINS and DEVREL name people and user groups; unset,
the workspace's owners and admins are administrators and the members of the leads channel are
DevRel, so that day one works. What is set and cannot be read makes nobody anything: a role is
never wider than what was asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.channels import Channels
from bot.roles import Roles
from bot.services import Services

PEOPLE_EVERY = timedelta(hours=1)
PAGE = 200
BREATH = 3.0  # seconds between pages of people: Slack gives 20 of these a minute

# Slack's words for what trying again does not change, with the mend; all else is Slack being away.
REFUSALS: Mapping[str, str] = {
    "missing_scope": "install the app anew from the manifest, with the scope {scope}",
    **dict.fromkeys(
        ("channel_not_found", "not_in_channel", "is_archived"), "make it, and /invite me"
    ),
    **dict.fromkeys(
        ("no_such_subteam", "subteam_not_found"), "copy the user group's id from Slack"
    ),
    **dict.fromkeys(
        ("access_denied", "no_permission", "not_allowed_token_type", "plan_upgrade_required"),
        "name people by their ids instead",
    ),
}


@dataclass(frozen=True, slots=True)
class People:
    """People of a workspace by what they are there; owners are members too."""

    members: frozenset[str]
    outsiders: frozenset[str]
    owners: frozenset[str]

    @classmethod
    def of(cls, users: Iterable[Mapping[str, Any]], team_id: str) -> "People":
        """Slack's user objects, sorted: full members of `team_id`, and everybody else."""
        told = list(users)
        members = {user["id"] for user in told if _is_member(user, team_id)}
        owners = {user["id"] for user in told if any(user.get(flag) for flag in _OWNING)}
        outsiders = {user["id"] for user in told} - members
        return cls(frozenset(members), frozenset(outsiders), frozenset(owners & members))


_OWNING = ("is_primary_owner", "is_owner", "is_admin")
_OUTSIDE = (
    *("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"),
    "is_workflow_bot",
)


def _is_member(user: Mapping[str, Any], team_id: str) -> bool:
    """In an organisation of several workspaces somebody may be at home in another of them."""
    if user["id"] == "USLACKBOT" or any(user.get(flag) for flag in _OUTSIDE):
        return False
    homes = (user.get("enterprise_user") or {}).get("teams") or ()
    return user.get("team_id", team_id) == team_id or team_id in homes


@dataclass(frozen=True, slots=True)
class _Place:
    """A channel as Slack shows it: whether the bot is in it, and whether everybody may join it."""

    is_member: bool
    is_open: bool


NOWHERE = _Place(is_member=False, is_open=False)


class RolesReading:
    """One reading; what Slack refuses for good becomes a problem, and nobody's role.

    `wait` (seconds) paces the pages of people. Raises SlackClientError or OSError when Slack
    cannot be asked now.
    """

    def __init__(
        self,
        services: Services,
        client: WebClient,
        now: datetime,
        wait: Callable[[float], object],
    ) -> None:
        self._services, self._client = services, client
        self._now, self._wait = now, wait
        self._names = Channels(client)
        self._problems: list[str] = []
        self._read: dict[str, frozenset[str]] = {}  # members, by the channel's id
        self._places: dict[str, _Place] = {}  # by the channel as it is set

    def roles(self, with_people: bool) -> Roles:
        """Who may do what, as Slack says now; people from the last reading while it is fresh."""
        services, was = self._services, self._services.roles
        read_at = was.people_read_at
        if not with_people or (read_at and self._now - read_at < PEOPLE_EVERY):
            people = People(was.members, was.outsiders, was.owners)
        else:
            people = self._people()
            read_at = self._now if people.members else None
        leads = self._channel(services.leads_channel)
        teams = {name: self._channel(team.channel) for name, team in services.rules.teams.items()}
        return Roles(
            admins=self._named("ADMINS", services.admins) if services.admins else people.owners,
            devrel=self._named("DEVREL", services.devrel) if services.devrel else leads,
            teams=teams,
            members=people.members,
            outsiders=people.outsiders,
            owners=people.owners,
            channels=frozenset(self._read),
            named=(services.admins, services.devrel),
            problems=tuple(self._problems),
            absent=tuple(name for name, place in self._places.items() if not place.is_member),
            is_open=self._places.get(services.leads_channel, NOWHERE).is_open,
            read_at=self._now,
            people_read_at=read_at,
        )

    def _people(self) -> People:
        pages = _pages(lambda cursor: self._client.users_list(limit=PAGE, cursor=cursor))
        users: list[Mapping[str, Any]] = []
        try:
            for number, page in enumerate(pages):
                if number:
                    self._wait(BREATH)
                users += page["members"]
        except SlackApiError as error:
            self._refused("people of the workspace", error, "users:read")
        return People.of(users, self._services.team_id)

    def _channel(self, channel: str) -> frozenset[str]:
        """Its members, or where there is no such channel those of the leads channel.

        A team without a channel has its cards there, so that who sees them may answer them.
        """
        if not channel:
            return frozenset()
        try:
            if channel not in self._places:
                self._places[channel] = self._place(channel)
            found = self._names.address(channel, self._services.leads_channel, self._now)
            if found not in self._read:
                self._read[found] = self._members(found)
        except SlackApiError as error:
            self._refused(f"members of {channel}", error, "channels:read (private: groups:read)")
            return frozenset()
        return self._read[found]

    def _place(self, channel: str) -> "_Place":
        """Whether the bot is in a channel, and everybody else may be."""
        found = self._names.find(channel, self._now)
        if found is None:
            return NOWHERE
        told = self._client.conversations_info(channel=found)["channel"]
        return _Place(bool(told.get("is_member")), not told.get("is_private"))

    def _members(self, channel_id: str) -> frozenset[str]:
        pages = _pages(
            lambda cursor: self._client.conversations_members(
                channel=channel_id, limit=PAGE, cursor=cursor
            )
        )
        return frozenset(user for page in pages for user in page["members"])

    def _named(self, setting: str, ids: Iterable[str]) -> frozenset[str]:
        """The people that a setting names, and the members of its user groups."""
        found: set[str] = set()
        for one in ids:
            if not one.startswith("S"):
                found.add(one)
                continue
            try:
                found.update(self._client.usergroups_users_list(usergroup=one)["users"])
            except SlackApiError as error:
                self._refused(f"members of {one} in {setting}", error, "usergroups:read")
        return frozenset(found)

    def _refused(self, what: str, error: SlackApiError, scope: str) -> None:
        reason = str(error.response.get("error", "unknown"))
        if reason not in REFUSALS:
            raise error
        mend = REFUSALS[reason].format(scope=scope)
        self._problems.append(f"{what} cannot be read ({reason}): {mend}")


def _pages(ask: Callable[[str], SlackResponse]) -> Iterator[SlackResponse]:
    cursor = ""
    while True:
        page = ask(cursor)
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return

"""What a workspace holds: people, channels, messages and views, and how Slack writes each."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818  (the word Slack's callers know it by)
    """Slack's answer `{"ok": false, "error": …}`, with whatever it says beside the error."""

    def __init__(self, error: str, **beside: Any) -> None:
        super().__init__(error)
        self.error = error
        self.beside = beside


@dataclass(frozen=True)
class Person:
    """A member; `name` is the handle that people type after an @. The workspace gives the id."""

    name: str
    email: str = ""
    real_name: str = ""
    id: str = ""
    team_id: str = ""
    title: str = ""
    timezone: str = "Etc/UTC"
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    updated: int = 0

    def as_slack(self, *, with_email: bool) -> Json:
        """Slack's user object; the address only for who may see it."""
        shown = self.real_name or self.name
        profile: Json = {"real_name": shown, "display_name": self.name, "team": self.team_id}
        if self.title:
            profile["title"] = self.title
        if with_email and self.email:
            profile["email"] = self.email
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "real_name": shown,
            "deleted": self.deleted,
            "tz": self.timezone,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_admin": self.is_admin or self.is_owner,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_stranger": self.is_stranger,
            "updated": self.updated,
        }


@dataclass(frozen=True)
class Usergroup:
    """A named group of people, by handle; `users` holds names, and ids once it is in."""

    handle: str
    users: tuple[str, ...] = ()
    id: str = ""

    def as_slack(self, team: str) -> Json:
        """Slack's usergroup object, without its members."""
        return {
            "id": self.id,
            "team_id": team,
            "is_usergroup": True,
            "name": self.handle,
            "handle": self.handle,
            "user_count": len(self.users),
            "date_delete": 0,
        }


@dataclass
class Message:
    """One message, in a channel or shown to one person (`shown_to`); `ts` is its time and id.

    `reactions` holds, by the emoji's name, the ids of who put it there.
    """

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    metadata: Json | None = None
    bot_id: str = ""
    app_id: str = ""
    subtype: str = ""
    client_msg_id: str = ""
    edited: Json | None = None
    shown_to: str = ""
    more: Json = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread that another message opened."""
        return self.thread_ts not in ("", self.ts)

    def as_slack(self, team: str, *, with_metadata: bool = False) -> Json:
        """Slack's message object."""
        said: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        said |= {"team": team, **self.more}
        for name in ("subtype", "blocks", "thread_ts", "bot_id", "app_id", "client_msg_id"):
            if getattr(self, name):
                said[name] = getattr(self, name)
        if self.edited:
            said["edited"] = self.edited
        if self.reactions:
            said["reactions"] = [
                {"name": emoji, "users": list(users), "count": len(users)}
                for emoji, users in self.reactions.items()
            ]
        if with_metadata and self.metadata:
            said["metadata"] = self.metadata
        return said


@dataclass
class Channel:
    """A channel, private channel or direct message; `members` and `partner` hold ids."""

    name: str
    id: str = ""
    is_private: bool = False
    is_archived: bool = False
    has_bot: bool = True
    partner: str = ""
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    created: int = 0

    @property
    def is_im(self) -> bool:
        """Whether it is the direct conversation of a person and the app."""
        return bool(self.partner)

    @property
    def family(self) -> Literal["channels", "groups", "im"]:
        """The word in scopes and in `message.…` events."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"

    @property
    def type(self) -> Literal["channel", "group", "im"]:
        """The `channel_type` of message events."""
        kinds: dict[str, Literal["channel", "group", "im"]]
        kinds = {"channels": "channel", "groups": "group", "im": "im"}
        return kinds[self.family]

    def as_slack(self, bot_user: str) -> Json:
        """Slack's conversation object, as the app sees it."""
        seen: Json = {"id": self.id, "created": self.created, "is_archived": self.is_archived}
        if self.is_im:
            return seen | {"is_im": True, "user": self.partner, "is_user_deleted": False}
        return seen | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_private": self.is_private,
            "is_general": self.name == "general",
            "is_member": bot_user in self.members,
            "is_ext_shared": False,
            "num_members": len(self.members),
            "topic": {"value": ""},
            "purpose": {"value": ""},
        }


@dataclass
class View:
    """A modal or a Home tab that one person sees; `form` is what the app sent."""

    id: str
    owner: str
    form: Json
    hash: str
    root: str = ""
    previous: str = ""

    @property
    def title(self) -> str:
        """The modal's title, empty on a Home tab."""
        title: Json = self.form.get("title") or {}
        return str(title.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, each with the `block_id` it was given."""
        blocks: list[Json] = self.form["blocks"]
        return blocks

    def as_slack(self, ids: Json, values: Json | None = None) -> Json:
        """Slack's view object; `ids` are the app's and workspace's, `values` the filled form."""
        blank = {"private_metadata": "", "callback_id": "", "external_id": ""}
        return {
            **blank,
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **self.form,
            **ids,
            "id": self.id,
            "hash": self.hash,
            "root_view_id": self.root or self.id,
            "previous_view_id": self.previous or None,
            "state": {"values": values or {}},
        }

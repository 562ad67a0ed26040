"""What Slack's objects say about people and their messages, for events and for the catching up.

An activity that reaches us both ways, as an event and in a history read after a gap, gets the same
id from both, so that it counts once. Sign-ups go by workspace and user, messages by workspace,
channel and Slack's `client_msg_id`: one message that was sent once may come with two times.

The actor is "TEAM:USER", and the team is the person's own: in a shared channel somebody from
another company's workspace writes under that workspace's id, which is evidence of the company.
Slack documents `team_id` of a user and `user_team` of a message as that id. Not verified here: what
a message from another workspace of one's own Enterprise organisation says; were it another id, it
would be a stranger's.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from ledger.drafts import LATEST as END
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind, clean

SOURCE = "slack"
SLACKBOT = "USLACKBOT"
_SPOKEN = (None, "", "file_share", "thread_broadcast")  # subtypes that are a person's own message
ID = r"^[A-Za-z0-9]{1,40}$"
LATEST = int(END.timestamp())  # Unix seconds, which no clock of Slack's says


def _said_at(ts: str) -> str:
    """Refuse a message of the far future: the channel's cursor would wait for it for ever."""
    if float(ts) > LATEST:
        raise ValueError("is after the year 2999")
    return ts


Text = Annotated[str, AfterValidator(clean)]
Ts = Annotated[str, Field(pattern=r"^\d{1,11}\.\d{1,6}$"), AfterValidator(_said_at)]


class Profile(BaseModel):
    """A member's profile, with its mail address already reduced to host and hash."""

    display_name: Text | None = None
    real_name: Text | None = None
    email_domain: Text | None = None
    email_hash: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")
    bot_id: str | None = None


class Enterprise(BaseModel):
    """The workspaces of one organisation (Enterprise Grid) that somebody is a member of."""

    teams: list[str] = []


class User(BaseModel):
    """A member. `updated`: Unix seconds of the last change, 0 where Slack does not say."""

    id: str = Field(pattern=ID)
    team_id: str | None = Field(default=None, pattern=ID)
    name: Text | None = None
    real_name: Text | None = None
    deleted: bool | None = None
    is_bot: bool | None = None
    is_stranger: bool | None = None
    enterprise_user: Enterprise | None = None
    updated: int | None = Field(default=None, ge=0, le=LATEST)
    profile: Profile = Profile()


class Message(BaseModel):
    """A message, of which the text is not even read."""

    ts: Ts
    user: str | None = Field(default=None, pattern=ID)
    bot_id: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]{1,64}$")
    team: str | None = Field(default=None, pattern=ID)
    user_team: str | None = Field(default=None, pattern=ID)
    source_team: str | None = Field(default=None, pattern=ID)
    latest_reply: Ts | None = None


class Item(BaseModel):
    """What a reaction stands at: messages have a channel and a time, files have neither."""

    type: str
    channel: str | None = Field(default=None, pattern=ID)
    ts: Ts | None = None


class Reaction(BaseModel):
    """An emoji that somebody put to something; `event_ts` is when."""

    user: str = Field(pattern=ID)
    user_team: str | None = Field(default=None, pattern=ID)
    source_team: str | None = Field(default=None, pattern=ID)
    reaction: str = Field(pattern=r"^[^\s:/]{1,100}(::[a-z0-9-]{1,40})?$")
    item: Item
    event_ts: Ts


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that is no activity, and why: not a fault, and nobody's work."""

    reason: str


def signup(user: User, team: str, at: datetime) -> ActivityDraft | Ignored:
    """A member's sign-up to the workspace `team` at `at` (aware, UTC); guests are members."""
    if reason := outsider(user, team):
        return Ignored(reason)
    return ActivityDraft(
        source=SOURCE,
        external_id=f"signup:{team}:{user.id}",
        kind="slack_signup",
        occurred_at=at,
        actor=member(user, team),
    )


def outsider(user: User, team: str) -> str:
    """Why an account is no person's of the workspace `team`; "" for members, guests among them.

    `is_stranger` alone would not do: it is set for those who share no channel with us.
    """
    if user.is_bot or user.profile.bot_id or user.id == SLACKBOT:
        return "a bot's account"
    homes = (user.team_id or team, *(user.enterprise_user.teams if user.enterprise_user else ()))
    abroad = user.is_stranger or team not in homes
    return "a member of another workspace, met in a shared channel" if abroad else ""


def member(user: User, team: str) -> ActorDraft:
    """The actor; of a mail address host and hash are kept."""
    profile = user.profile
    host = (profile.email_domain or "").lower()
    mail = Signal(SignalKind.EMAIL_DOMAIN, host, profile.email_hash)
    return ActorDraft(
        source=SOURCE,
        key=f"{user.team_id or team}:{user.id}",
        handle=user.name or "",
        name=profile.real_name or user.real_name or profile.display_name or "",
        signals=(mail,) if host else (),
    )


def message(said: Message, team: str, channel: str) -> ActivityDraft | Ignored:
    """A person's message in a channel of the workspace `team`; edits and notices are none.

    The home of somebody from another workspace is evidence of their company.
    """
    if said.bot_id or not said.user or said.user == SLACKBOT:
        return Ignored("a bot's message")
    if said.subtype not in _SPOKEN:
        return Ignored(f"a message of the subtype {said.subtype[:40] if said.subtype else ''}")
    home = said.user_team or said.source_team or said.team or team
    return ActivityDraft(
        source=SOURCE,
        external_id=f"message:{team}:{channel}:{said.client_msg_id or said.ts}",
        kind="slack_message",
        occurred_at=moment(said.ts),
        actor=_from(home, said.user, team),
    )


def reaction(put: Reaction, team: str) -> ActivityDraft | Ignored:
    """A reaction to a message in a channel of the workspace `team`; taken back it stays one.

    Slack documents no home for whoever puts it: where none is told, `ledger.homes` knows them by
    what they wrote.
    """
    item = put.item
    if item.type != "message" or not item.channel or not item.ts:
        return Ignored("a reaction to something that is no message")
    if not item.channel.startswith("C"):
        return Ignored("a reaction outside channels")
    if put.user == SLACKBOT:
        return Ignored("a bot's reaction")
    return ActivityDraft(
        source=SOURCE,
        external_id=f"reaction:{team}:{item.channel}:{item.ts}:{put.user}:{put.reaction}",
        kind="slack_reaction",
        occurred_at=moment(put.event_ts),
        actor=_from(put.user_team or put.source_team or team, put.user, team),
    )


def _from(home: str, user: str, team: str) -> ActorDraft:
    """Somebody whose own workspace is `home`; of another one than `team` it is evidence."""
    evidence = (Signal(SignalKind.SLACK_TEAM, home),) if home != team else ()
    return ActorDraft(source=SOURCE, key=f"{home}:{user}", signals=evidence)


def moment(ts: str) -> datetime:
    """The time of Slack's "seconds.micros", exact to the microsecond: aware, UTC."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(
        microseconds=int(micros.ljust(6, "0"))
    )

"""The Web API's `conversations.*` methods."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from demo.slack import events
from demo.slack.calls import Args, Method, entered, member, need, page, visible
from demo.slack.messages import post
from demo.slack.model import Channel, Json, Message, Person, Refused
from demo.slack.state import Workspace

_KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im"}
_HISTORY_PAGE = 100


def listing(ws: Workspace, args: Args) -> Json:
    """`conversations.list`: public channels, and what else `types` asks for."""
    families = []
    for kind in args.text("types", "public_channel").split(","):
        if kind.strip() not in _KINDS:
            raise Refused("invalid_types")
        families.append(_KINDS[kind.strip()])
    for family in families:
        need(ws, f"{family}:read")
    known = [c for c in ws.channels.values() if c.family in families and _listed(ws, c, args)]
    channels, following = page(known, args)
    shown = [channel.as_slack(ws.bot.id) for channel in channels]
    return {"channels": shown, "response_metadata": {"next_cursor": following}}


def _listed(ws: Workspace, channel: Channel, args: Args) -> bool:
    hidden = channel.is_private and ws.bot.id not in channel.members
    return not hidden and not (channel.is_archived and args.flag("exclude_archived"))


def _readable(ws: Workspace, args: Args, right: str) -> Channel:
    channel = visible(ws, args.required("channel"))
    need(ws, f"{channel.family}:{right}")
    return channel


def info(ws: Workspace, args: Args) -> Json:
    """`conversations.info`."""
    return {"channel": _readable(ws, args, "read").as_slack(ws.bot.id)}


def members(ws: Workspace, args: Args) -> Json:
    """`conversations.members`."""
    found, following = page(_readable(ws, args, "read").members, args)
    return {"members": found, "response_metadata": {"next_cursor": following}}


def history(ws: Workspace, args: Args) -> Json:
    """`conversations.history`: newest first, replies only where they were broadcast."""
    channel = entered(ws, _readable(ws, args, "history").id)
    top = [m for m in channel.messages if not m.is_reply or m.subtype == "thread_broadcast"]
    return _messages(ws, channel, reversed(top), args)


def replies(ws: Workspace, args: Args) -> Json:
    """`conversations.replies`: a thread, its first message first."""
    channel = entered(ws, _readable(ws, args, "history").id)
    try:
        first = ws.message(channel, args.required("ts"))
    except Refused:
        raise Refused("thread_not_found") from None
    thread = [m for m in channel.messages if first.ts in (m.ts, m.thread_ts)]
    return _messages(ws, channel, thread, args)


def _messages(ws: Workspace, channel: Channel, found: Iterable[Message], args: Args) -> Json:
    oldest, latest = _moment(args, "oldest", "0"), _moment(args, "latest", "Infinity")
    edges = (oldest, latest) if args.flag("inclusive") else ()
    within = [m for m in found if oldest < Decimal(m.ts) < latest or Decimal(m.ts) in edges]
    shown, following = page(within, args, _HISTORY_PAGE)
    with_metadata = args.flag("include_all_metadata")
    return {
        "messages": [_counted(ws, channel, message, with_metadata) for message in shown],
        "has_more": bool(following),
        "response_metadata": {"next_cursor": following},
    }


def _moment(args: Args, name: str, default: str) -> Decimal:
    try:
        return Decimal(args.text(name) or default)
    except InvalidOperation:
        raise Refused(f"invalid_ts_{name}") from None


def _counted(ws: Workspace, channel: Channel, message: Message, with_metadata: bool) -> Json:
    whole = message.as_slack(ws.team, with_metadata=with_metadata)
    answers = [m for m in channel.messages if m.is_reply and m.thread_ts == message.ts]
    if answers:
        users = sorted({answer.user for answer in answers})
        counts = {"reply_count": len(answers), "reply_users": users}
        whole |= counts | {"latest_reply": answers[-1].ts}
    return whole


def join(ws: Workspace, args: Args) -> Json:
    """`conversations.join`: the app enters a public channel."""
    channel = visible(ws, args.required("channel"))
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.is_private or channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    if ws.bot.id not in channel.members:
        enter(ws, ws.bot, channel)
    return {"channel": channel.as_slack(ws.bot.id)}


def enter(ws: Workspace, person: Person, channel: Channel) -> None:
    """Put somebody into a channel, with the notice that the channel shows."""
    with ws.changing():
        channel.members.append(person.id)
        events.emit(ws, events.joined_channel(ws, person, channel), channel)
        notice = f"<@{person.id}> has joined the channel"
        post(ws, channel, person, notice, subtype="channel_join")


def opened(ws: Workspace, args: Args) -> Json:
    """`conversations.open`: the direct conversation with one person."""
    users = args.required("users").split(",")
    if len(users) > 1:
        raise Refused("not_enough_users" if not users[0] else "method_not_supported")
    channel = ws.direct(member(ws, users[0]).id)
    return {"channel": {"id": channel.id}}


METHODS = {
    "conversations.list": Method(listing),
    "conversations.info": Method(info),
    "conversations.members": Method(members),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.join": Method(join, "channels:join"),
    "conversations.open": Method(opened, "im:write"),
}

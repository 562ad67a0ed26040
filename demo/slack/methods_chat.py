"""The Web API's `chat.*` methods."""

from typing import Any

from demo.slack.calls import Args, Method, entered, member, visible
from demo.slack.messages import checked, post, remove, revise, show
from demo.slack.model import Channel, Json, Message, Refused
from demo.slack.state import Workspace

_MOST_UPDATED_TEXT = 4_000


def _target(ws: Workspace, ref: str) -> Channel:
    """Where to post: a channel's id or name, or a person's id, which means a direct message.

    Names are understood here alone; every other method wants the id.
    """
    if ref in ws.people:
        return ws.direct(member(ws, ref).id)
    channel = entered(ws, ws.channel(ref).id)
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _metadata(args: Args) -> Json | None:
    held = args.structure("metadata", "invalid_metadata_format")
    if held is None:
        return None
    well_formed = isinstance(held, dict) and isinstance(held.get("event_payload"), dict)
    if not well_formed or not held.get("event_type"):
        raise Refused("invalid_metadata_format")
    return {"event_type": held["event_type"], "event_payload": held["event_payload"]}


def post_message(ws: Workspace, args: Args) -> Json:
    """`chat.postMessage`."""
    channel = _target(ws, args.required("channel"))
    text = args.text("text")
    blocks = checked(text, args.structure("blocks", "invalid_blocks_format"))
    beside: dict[str, Any] = {"blocks": blocks, "metadata": _metadata(args)}
    if args.text("thread_ts"):
        beside["thread_ts"] = thread_of(ws, channel, args.text("thread_ts"))
        if args.flag("reply_broadcast"):
            beside["subtype"] = "thread_broadcast"
    message = post(ws, channel, ws.bot, text, **beside)
    whole = message.as_slack(ws.team, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": whole}


def thread_of(ws: Workspace, channel: Channel, ts: str) -> str:
    """The `ts` of the thread's first message, whichever of its messages was named."""
    try:
        named = ws.message(channel, ts)
    except Refused:
        raise Refused("thread_not_found") from None
    named.thread_ts = named.thread_ts or named.ts
    return named.thread_ts


def post_ephemeral(ws: Workspace, args: Args) -> Json:
    """`chat.postEphemeral`."""
    channel = _target(ws, args.required("channel"))
    user = args.required("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text = args.text("text")
    blocks = checked(text, args.structure("blocks", "invalid_blocks_format"))
    thread = args.text("thread_ts")
    shown = show(ws, user, channel.id, text, blocks=blocks, thread_ts=thread)
    return {"message_ts": shown.ts}


def _own(ws: Workspace, args: Args, refusal: str) -> Message:
    message = ws.message(visible(ws, args.required("channel")), args.required("ts"))
    if message.user != ws.bot.id:
        raise Refused(refusal)
    return message


def update(ws: Workspace, args: Args) -> Json:
    """`chat.update`: text without blocks takes the blocks away, as Slack has it."""
    message = _own(ws, args, "cant_update_message")
    blocks = args.structure("blocks", "invalid_blocks_format")
    if blocks is None and "text" not in args:
        blocks = message.blocks
    text = args.text("text", message.text)
    kept = checked(text, blocks, _MOST_UPDATED_TEXT)
    if "metadata" in args:
        message.metadata = _metadata(args)
    revise(ws, message, text, kept)
    whole = message.as_slack(ws.team, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": whole}


def delete(ws: Workspace, args: Args) -> Json:
    """`chat.delete`."""
    message = _own(ws, args, "cant_delete_message")
    remove(ws, message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(ws: Workspace, args: Args) -> Json:
    """`chat.getPermalink`."""
    channel = visible(ws, args.required("channel"))
    message = ws.message(channel, args.required("message_ts"))
    link = f"{ws.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": link + thread}


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.update": Method(update, "chat:write"),
    "chat.delete": Method(delete, "chat:write"),
    "chat.getPermalink": Method(permalink),
}

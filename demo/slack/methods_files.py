"""The Web API's file upload in three steps: announce, send the bytes, complete and share."""

import secrets
from collections.abc import Iterable
from typing import Any

from demo.slack.calls import Args, Method, entered, member
from demo.slack.files import MOST_BYTES, File
from demo.slack.messages import checked, post
from demo.slack.methods_chat import thread_of
from demo.slack.model import Channel, Json, Refused
from demo.slack.state import Workspace


def upload_url(ws: Workspace, args: Args) -> Json:
    """`files.getUploadURLExternal`: a file's id, and where its bytes go."""
    name, length = args.required("filename"), args.required("length")
    if not length.isdecimal() or not int(length):
        complaint = "must be a positive integer [json-pointer:/length]"
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {complaint}"]})
    if int(length) > MOST_BYTES:
        raise Refused("file_upload_size_restricted")
    file = File(
        ws.new_id("F"),
        secrets.token_urlsafe(16),
        name.rpartition("/")[2],
        int(length),
        ws.bot.id,
        int(ws.clock()),
        alt=args.text("alt_txt"),
    )
    ws.files[file.id] = file
    return {"upload_url": f"{ws.url}/upload/v1/{file.ticket}", "file_id": file.id}


def take_bytes(ws: Workspace, ticket: str, content: bytes) -> None:
    """The second step; `Refused` for an unknown ticket, or where the length is another."""
    with ws.changing():
        waiting = [f for f in ws.files.values() if f.ticket == ticket and not f.completed]
        if not waiting:
            raise Refused("invalid_upload_url")
        if len(content) != waiting[0].length:
            raise Refused("length_mismatch", announced=waiting[0].length, sent=len(content))
        waiting[0].content = content


def complete(ws: Workspace, args: Args) -> Json:
    """`files.completeUploadExternal`: the files are there, in a channel where one is named."""
    named = _named(args)
    places = list(_places(ws, args))
    comment = args.text("initial_comment")
    # A comment sets blocks aside, as Slack has it; with neither, the files are the message.
    given = None if comment else args.structure("blocks", "invalid_blocks_format")
    blocks = checked(comment, given) if comment or given else []
    files = [_uploaded(ws, str(entry.get("id"))) for entry in named]
    for file, entry in zip(files, named, strict=True):
        file.completed, file.title = True, str(entry.get("title") or "")
    shown = [file.as_slack(ws.url) for file in files]
    for channel in places:
        beside: dict[str, Any] = {"blocks": blocks, "subtype": "file_share"}
        if args.text("thread_ts"):
            beside["thread_ts"] = thread_of(ws, channel, args.text("thread_ts"))
        post(ws, channel, ws.bot, comment, more={"files": shown, "upload": True}, **beside)
    return {"files": shown}


def _named(args: Args) -> list[Json]:
    named = args.structure("files", "invalid_arguments")
    if not isinstance(named, list) or not named or not all(isinstance(f, dict) for f in named):
        complaint = "[ERROR] missing required field: files"
        raise Refused("invalid_arguments", response_metadata={"messages": [complaint]})
    return named


def _places(ws: Workspace, args: Args) -> Iterable[Channel]:
    refs = args.text("channel_id") or args.text("channels")
    for ref in filter(None, refs.split(",")):
        yield ws.direct(member(ws, ref).id) if ref in ws.people else entered(ws, ref)


def _uploaded(ws: Workspace, file_id: str) -> File:
    file = ws.files.get(file_id)
    if file is None or file.content is None or file.completed:
        raise Refused("file_not_found")
    return file


def info(ws: Workspace, args: Args) -> Json:
    """`files.info`."""
    file = ws.files.get(args.required("file"))
    if file is None or not file.completed:
        raise Refused("file_not_found")
    return {"file": file.as_slack(ws.url)}


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, "files:write"),
    "files.completeUploadExternal": Method(complete, "files:write"),
    "files.info": Method(info, "files:read"),
}

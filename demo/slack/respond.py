"""What an app says in answer to an interaction: in its ack, or later at a `response_url`."""

from demo.slack.messages import checked, post, remove, revise, show
from demo.slack.model import Json, Message
from demo.slack.passes import Link
from demo.slack.state import Workspace


def respond(ws: Workspace, link: Link, body: Json) -> Message | None:
    """Carry out an answer; `Refused` as Slack refuses. None when it only took a message away."""
    if body.get("delete_original") and link.origin:
        remove(ws, link.origin)
        return None
    text = body.get("text") or ""
    blocks = checked(text, body.get("blocks"))
    if body.get("replace_original") and link.origin:
        revise(ws, link.origin, text, blocks)
        return link.origin
    beside = {"blocks": blocks, "thread_ts": body.get("thread_ts") or ""}
    if body.get("response_type") == "in_channel":
        return post(ws, ws.channels[link.channel], ws.bot, text, **beside)
    return show(ws, link.person, link.channel, text, **beside)


def take_response(ws: Workspace, token: str, body: Json) -> None:
    """One post to a `response_url`: the link counts it, whatever comes of it."""
    with ws.changing():
        link = ws.passes.use_link(token)
        link.posts.append(body)
        respond(ws, link, body)

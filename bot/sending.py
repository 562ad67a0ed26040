"""The calls by which a message appears: a post, an edit, an answer in a thread, a file.

A file takes three calls, and only the last one shows it. The first two may be made again and again:
what they leave behind nobody sees. Their file's id is kept before the last one, so that after a
crash or a lost answer the file is looked for in its channel like any other message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from bot.places import Places
from bot.posted import Posted, signature
from bot.slack_addresses import takes_files
from bot.views.blocks import Message
from ledger import notices
from ledger.tables import Notice


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything but the call that shows it. The call gives the channel's id, and the message's ts
    or, of a file, its id; `file_id` is empty for what is no file.

    Raises of `show`: SlackApiError, NO_ANSWER.
    """

    show: Callable[[], Posted]
    file_id: str = ""


def ready(
    client: WebClient, places: Places, notice: Notice, place: Posted, made: Message | bytes
) -> Ready:
    """A notice as it was made, for a place: an edit of the message there, or anew.

    Raises:
        SlackApiError, NO_ANSWER: its file did not get there; nobody saw anything of it.
    """
    if isinstance(made, bytes):
        return upload(client, places.conversation(place), notice.facts, made)
    if notice.operation == notices.UPDATE:
        return edit(client, place, made)
    is_for_all = notice.operation == notices.REPLY and bool(notice.facts.get("broadcast"))
    return post(client, place, notice.key, made, is_for_all=is_for_all)


def post(
    client: WebClient, place: Posted, key: str, message: Message, *, is_for_all: bool = False
) -> Ready:
    """A message to a channel, or into a thread of it; `is_for_all`: the channel sees it there."""
    channel, thread = place

    def show() -> Posted:
        answer = client.chat_postMessage(
            channel=channel,
            thread_ts=thread or None,
            reply_broadcast=is_for_all and bool(thread),
            unfurl_links=False,
            unfurl_media=False,
            metadata=signature(key),
            text=message.text,
            blocks=list(message.blocks),
        )
        return str(answer["channel"]), str(answer["ts"])

    return Ready(show)


def edit(client: WebClient, place: Posted, message: Message) -> Ready:
    """Another text and other blocks for a message that stands."""
    channel, ts = place

    def show() -> Posted:
        answer = client.chat_update(
            channel=channel, ts=ts, text=message.text, blocks=list(message.blocks)
        )
        return str(answer["channel"]), str(answer["ts"])

    return Ready(show)


def upload(client: WebClient, place: Posted, facts: Mapping[str, Any], content: bytes) -> Ready:
    """A file, brought to Slack and not shown yet; facts: name, title, alt, comment (may be none).

    Raises:
        SlackApiError, NO_ANSWER: it did not get there; nobody saw anything of it.
    """
    channel, thread = place
    announced = client.files_getUploadURLExternal(
        filename=facts["name"], length=len(content), alt_txt=facts["alt"]
    )
    url, file_id = str(announced["upload_url"]), str(announced["file_id"])
    if not takes_files(url, client.base_url):
        raise OSError("Slack named no address of its own to upload to")
    request = Request(url, data=content, method="POST")  # noqa: S310 - Slack's, see above
    with urlopen(request, timeout=client.timeout, context=client.ssl):  # noqa: S310
        pass

    def show() -> Posted:
        client.files_completeUploadExternal(
            files=[{"id": file_id, "title": facts["title"]}],
            channel_id=channel,
            thread_ts=thread or None,
            initial_comment=facts.get("comment") or None,
        )
        return channel, file_id

    return Ready(show, file_id)

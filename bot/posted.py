"""Whether Slack took a message: its refusals sorted, when to try again, and a look back."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any, Final

from slack_sdk import WebClient

EVENT = "leadlight_notice"
CLOCKS_APART = 60  # seconds between Slack's clock and ours, at most
LONGEST_WAIT = timedelta(minutes=15)
SHORTEST_REST = timedelta(seconds=1)  # where Slack limits and does not say for how long

# A connection that failed, or broke off in the middle of an answer, whichever call it was of.
NO_ANSWER: Final = (OSError, HTTPException)
# Slack's trouble in its own words; a body that is none of its words counts the same.
IN_DOUBT = frozenset({"internal_error", "fatal_error", "request_timeout"})
NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
NO_CHANNEL = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
# Said by Slack before it did anything, and no later try will end otherwise.
FINAL = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_too_long",
        "no_text",
        "restricted_action",
        "missing_scope",
        "user_not_found",
        "cannot_dm_bot",
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
    }
)

Posted = tuple[str, str]  # the channel's id, and a message's ts in it (may be empty)


def signature(key: str) -> dict[str, Any]:
    """The metadata by which a message is known again."""
    return {"event_type": EVENT, "event_payload": {"outbox_id": key}}


def permalink(workspace_url: str, channel: str, ts: str) -> str:
    """The address of a message; empty where the workspace's own is not known."""
    if not workspace_url:
        return ""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def rest(headers: Mapping[str, str]) -> timedelta:
    """How long Slack wants to hear nothing; a `Retry-After` that is no number counts as unsaid."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    read = re.fullmatch(r"\s*(\d{1,5}(?:\.\d{1,6})?)\s*", str(said))
    return max(timedelta(seconds=float(read[1])), SHORTEST_REST) if read else SHORTEST_REST


def back_off(attempt: int) -> timedelta:
    """2, 4, 8 … seconds, a quarter of an hour at most."""
    return min(timedelta(seconds=2 ** min(attempt, 12)), LONGEST_WAIT)


def look_back(
    reading: WebClient,
    place: Posted,
    is_it: Callable[[Mapping[str, Any]], bool],
    since: datetime,
) -> str | None:
    """The ts of the message that was posted since a moment, in a channel or in a thread of it.

    Raises:
        SlackApiError, OSError: what was written there cannot be read.
    """
    channel, thread = place
    read = reading.conversations_replies if thread else reading.conversations_history
    where: dict[str, Any] = {"channel": channel, **({"ts": thread} if thread else {})}
    cursor = ""
    while True:
        answer = read(
            **where,
            oldest=str(int(since.timestamp()) - CLOCKS_APART),
            include_all_metadata=True,
            limit=200,
            cursor=cursor,
        )
        for message in answer["messages"]:
            if is_it(message):
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None


def is_signed(key: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a message is a notice's, by its metadata."""

    def of_key(message: Mapping[str, Any]) -> bool:
        payload = message.get("metadata", {}).get("event_payload", {})
        return bool(payload.get("outbox_id") == key)

    return of_key


def shows_file(file_id: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a message shows an uploaded file: a shared one can carry no metadata."""
    return lambda message: any(one.get("id") == file_id for one in message.get("files", ()))

"""Whether Slack took a message: its refusals sorted, and a look back where no answer came."""

from datetime import datetime
from typing import Any

from slack_sdk import WebClient

EVENT = "leadlight_notice"
CLOCKS_APART = 60  # seconds between Slack's clock and ours, at most

# Slack's trouble in its own words; a body that is none of its words counts the same.
IN_DOUBT = frozenset({"internal_error", "fatal_error", "request_timeout"})
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

Posted = tuple[str, str]  # the channel's id and the message's ts


def signature(key: str) -> dict[str, Any]:
    """The metadata by which a message is known again."""
    return {"event_type": EVENT, "event_payload": {"outbox_id": key}}


def look_back(reading: WebClient, channel: str, key: str, since: datetime) -> Posted | None:
    """The message that was posted for a notice since a moment, if it is in the channel.

    Raises:
        SlackApiError, OSError: the channel's history cannot be read.
    """
    cursor = ""
    while True:
        answer = reading.conversations_history(
            channel=channel,
            oldest=str(int(since.timestamp()) - CLOCKS_APART),
            include_all_metadata=True,
            limit=200,
            cursor=cursor,
        )
        for message in answer["messages"]:
            payload = message.get("metadata", {}).get("event_payload", {})
            if payload.get("outbox_id") == key:
                return channel, str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None

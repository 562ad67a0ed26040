"""Slack's events as activities: a payload is stripped before it is stored, and read afterwards.

Slack takes an event back only until it is acknowledged, so the payload is in the ledger first and
is understood later. What is stored must therefore already be free of what nobody agreed to keep:
texts, files, mail addresses, and the verification token that every payload carries.
"""

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from collectors.slack_people import (
    ID,
    LATEST,
    Ignored,
    Message,
    Reaction,
    User,
    message,
    reaction,
    signup,
)
from ledger.drafts import ActivityDraft, AddressHash, Rejected, clean

_DROPPED = frozenset(
    {
        "attachments",
        "blocks",
        "fallback",
        "fields",
        "file",
        "files",
        "metadata",
        "phone",
        "pretext",
        "purpose",
        "skype",
        "status_text",
        "status_text_canonical",
        "text",
        "title",
        "token",
        "topic",
    }
)
_DROPPED_PREFIXES = ("image_", "status_emoji")
_DEPTH = 12  # Slack's own payloads end at about six


class _Event(BaseModel):
    type: str
    channel: str | None = Field(default=None, pattern=ID)
    channel_type: str | None = None


class _Joined(BaseModel):
    user: User


class _App(BaseModel):
    user_id: str | None = None


class _Callback(BaseModel):
    authorizations: list[_App] = []
    team_id: str = Field(pattern=ID)
    event_id: str = ""
    event_time: int = Field(ge=0, le=LATEST)
    event: dict[str, Any]


def strip(payload: Any, address_hash: AddressHash) -> Any:
    """The payload without texts, files, pictures and tokens, and host and hash for an address.

    Goes through everything that the payload holds; what lies deeper than any payload of Slack's is
    dropped. The argument is left as it is.
    """
    return _stripped(payload, address_hash, _DEPTH)


def _stripped(value: Any, address_hash: AddressHash, depth: int) -> Any:
    if depth == 0:
        return None
    if isinstance(value, list):
        return [_stripped(item, address_hash, depth - 1) for item in value]
    if not isinstance(value, dict):
        return clean(value) if isinstance(value, str) else value
    kept = {clean(str(key)): item for key, item in value.items() if not _is_dropped(key)}
    email = kept.pop("email", None)
    plain = {key: _stripped(item, address_hash, depth - 1) for key, item in kept.items()}
    if isinstance(email, str) and "@" in email:
        plain["email_domain"] = clean(email.rpartition("@")[2]).lower()
        plain["email_hash"] = address_hash(clean(email))
    return plain


def _is_dropped(key: Any) -> bool:
    return key in _DROPPED or str(key).startswith(_DROPPED_PREFIXES)


def read(payload: Any) -> ActivityDraft | Ignored | Rejected:
    """Read a stored `event_callback`; never fails, for an event that cannot be read is a value.

    Only `team_join`, and messages and reactions in public channels, are activities. The place of a
    `Rejected` is the event's id.
    """
    place = "Slack event"
    try:
        callback = _Callback.model_validate(payload)
        place = f"Slack event {callback.event_id[:60] or 'without an id'}"
        return _activity(callback)
    except ValidationError as error:
        return Rejected(place, fault(error))


def fault(error: ValidationError) -> str:
    """The first fault in words that repeat nothing of what was sent."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(step) for step in first["loc"]) or "payload"
    return f"{where}: {first['msg']}"


def _activity(callback: _Callback) -> ActivityDraft | Ignored:
    event = _Event.model_validate(callback.event)
    if event.type == "team_join":
        joined_at = datetime.fromtimestamp(callback.event_time, UTC)
        return signup(_Joined.model_validate(callback.event).user, callback.team_id, joined_at)
    if event.type == "reaction_added":
        return _reaction(callback)
    if event.type != "message":
        return Ignored(f"an event of the type {event.type[:40]}")
    if event.channel_type != "channel" or not event.channel:
        return Ignored("a message outside public channels")
    if callback.event.get("hidden") is True:
        return Ignored("a notice about a message")
    return message(Message.model_validate(callback.event), callback.team_id, event.channel)


def _reaction(callback: _Callback) -> ActivityDraft | Ignored:
    put = Reaction.model_validate(callback.event)
    if put.user in {app.user_id for app in callback.authorizations}:
        return Ignored("a reaction of our own")
    return reaction(put, callback.team_id)

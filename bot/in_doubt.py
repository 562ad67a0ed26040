"""Whether a notice in doubt was posted after all: a look at where it was to appear."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.fates import Fates
from bot.places import Places
from bot.posted import (
    FINAL,
    NO_ANSWER,
    NO_CHANNEL,
    NO_THREAD,
    Posted,
    is_signed,
    look_back,
    shows_file,
)
from ledger import notices
from ledger.tables import Notice


def find_posted(
    reading: WebClient, places: Places, notice: Notice, since: datetime | None = None
) -> Posted | None:
    """Where it stands, if it is there: the channel, and its ts or, of a file, the file's id.

    What was posted `since` is looked at; unless it is said, since its sending began.

    A message is known by the key in its metadata; a file by its id, which was kept before it was
    to be shown: one without was never about to be.

    Raises:
        SlackApiError, OSError: what was written there cannot be read.
    """
    is_file, since = (
        notice.operation == notices.FILE,
        since or notice.started_at or notice.created_at,
    )
    if is_file and not notice.sent_ts:
        return None
    place = places.find(notice)
    if place is None:  # it hangs on a message that is not there, so nothing can hang on it
        return None
    channel, thread = places.conversation(place)
    is_it = shows_file(notice.sent_ts or "") if is_file else is_signed(notice.key)
    ts = look_back(reading, (channel, thread), is_it, since)
    if ts is None:
        return None
    return channel, (notice.sent_ts or "") if is_file else ts


@dataclass(frozen=True, slots=True)
class Doubts:
    """Settles notices of which nobody knows whether they were posted; `keep` keeps a found one.

    The client is the reading one.
    """

    reading: WebClient
    places: Places
    fates: Fates
    keep: Callable[[Notice, Posted], None]

    def settle(self, notice: Notice) -> None:
        """Kept as sent where it stands, else tried again; an edit may be made twice."""
        if notice.operation == notices.UPDATE:
            self.fates.later(notice, "interrupted", self.fates.clock())
            return
        try:
            found = find_posted(self.reading, self.places, notice)
        except SlackApiError as error:
            self._cannot_look(notice, str(error.response.get("error", "unknown")))
        except NO_ANSWER as error:
            self.fates.put_off(notice, str(error))
        else:
            if found:
                self.keep(notice, found)
            else:
                self.fates.later(notice, "was not posted", self.fates.clock())

    def _cannot_look(self, notice: Notice, reason: str) -> None:
        if reason in FINAL | NO_CHANNEL | NO_THREAD:
            self.fates.give_up(notice, notices.UNCERTAIN, f"cannot look it up: {reason}")
        else:
            self.fates.put_off(notice, reason)

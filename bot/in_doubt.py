"""Whether a notice in doubt was posted after all: a look at where it was to appear."""

from slack_sdk import WebClient

from bot.places import Places
from bot.posted import Posted, is_signed, look_back, shows_file
from ledger import notices
from ledger.tables import Notice


def find_posted(reading: WebClient, places: Places, notice: Notice) -> Posted | None:
    """Where it stands, if it is there: the channel, and its ts or, of a file, the file's id.

    A message is known by the key in its metadata; a file by its id, which was kept before it was
    to be shown: one without was never about to be.

    Raises:
        SlackApiError, OSError: what was written there cannot be read.
    """
    is_file, since = notice.operation == notices.FILE, notice.started_at or notice.created_at
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

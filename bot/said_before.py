"""Whether a new message was said before the ledger was restored: a look at where it would appear.

Why: a cause that comes after the backup comes again once the backup is the ledger, a rise as a
digest, and its message, which stands in Slack with the same key, would be said twice. What the
backup itself held as waiting is put in doubt by the restore; see `ledger.restored`.
"""

import logging
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.in_doubt import find_posted
from bot.places import Places
from bot.posted import FINAL, NO_ANSWER, NO_CHANNEL, NO_THREAD, Posted
from ledger import notices, restored
from ledger.engine import Ledger
from ledger.tables import Notice

log = logging.getLogger(__name__)


class CannotLookError(Exception):
    """Slack cannot be asked now, so that nothing is posted before it can."""


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """What the look needs; the client is the reading one."""

    ledger: Ledger
    reading: WebClient
    places: Places

    def look(self, notice: Notice) -> Posted | None:
        """Where the message stands, if it does. An edit may be made twice; a file has no key.

        Where nobody may ever read, it is better said twice than not at all.

        Raises:
            CannotLookError: Slack did not answer, or asks to wait.
        """
        if notice.operation not in (notices.POST, notices.REPLY):
            return None
        with self.ledger.read() as session:
            since = restored.said_since(session, notice)
        if since is None:
            return None
        try:
            return find_posted(self.reading, self.places, notice, since)
        except NO_ANSWER as error:
            raise CannotLookError(str(error)) from error
        except SlackApiError as error:
            reason = str(error.response.get("error", "unknown"))
            if reason not in FINAL | NO_CHANNEL | NO_THREAD:
                raise CannotLookError(reason) from error
            log.warning("notice %s may have been said before the restore: %s", notice.id, reason)
            return None

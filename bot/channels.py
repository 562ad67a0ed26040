"""Channels by name or id: settings and rules may say `#leads`, Slack's history wants `C0123`."""

import logging
import re
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

log = logging.getLogger(__name__)

ID = re.compile(r"[CGDUW][A-Z0-9]{2,}")
KEPT_FOR = timedelta(minutes=5)


class Channels:
    """Looks names up, and remembers them; asks again for an unknown name after five minutes."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._ids: dict[str, str] = {}
        self._asked: datetime | None = None

    def find(self, channel: str, now: datetime) -> str | None:
        """The id of a channel; ids and users are what they are, None: there is no such channel.

        Raises:
            SlackApiError: Slack cannot be asked.
        """
        if ID.fullmatch(channel):
            return channel
        name = channel.removeprefix("#").lower()
        if name not in self._ids and (self._asked is None or now - self._asked > KEPT_FOR):
            self._read()
            self._asked = now
        return self._ids.get(name)

    def address(self, channel: str, fallback: str, now: datetime) -> str:
        """Where a message to `channel` goes: there, or to `fallback` if there is no such channel.

        Raises:
            SlackApiError: Slack cannot be asked.
        """
        found = self.find(channel, now)
        if found is None:
            log.warning("there is no channel %s (or I am not in it): using %s", channel, fallback)
            found = self.find(fallback, now)
        return found or fallback

    def _read(self) -> None:
        """Private channels too, where the app has the scope; most installations need none."""
        try:
            self._read_all("public_channel,private_channel")
        except SlackApiError as error:
            if error.response.get("error") != "missing_scope":
                raise
            self._read_all("public_channel")

    def _read_all(self, types: str) -> None:
        cursor = ""
        while True:
            answer = self._client.conversations_list(
                types=types, exclude_archived=True, limit=200, cursor=cursor
            )
            self._ids.update({c["name"].lower(): c["id"] for c in answer["channels"]})
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

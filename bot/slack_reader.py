"""Slack's reading client as collectors see it: five calls, and refusals in their own words."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from collectors.errors import RefusedError


class SlackReader:
    """Reads members, channels and messages; the client below retries what may be retried."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def users_list(self, *, cursor: str | None, limit: int) -> SlackResponse:
        """Members, by pages."""
        try:
            return self._client.users_list(cursor=cursor, limit=limit)
        except SlackApiError as error:
            raise _refused(error) from error

    def conversations_list(
        self, *, cursor: str | None, exclude_archived: bool, limit: int, types: str
    ) -> SlackResponse:
        """Channels, by pages."""
        try:
            return self._client.conversations_list(
                cursor=cursor, exclude_archived=exclude_archived, limit=limit, types=types
            )
        except SlackApiError as error:
            raise _refused(error) from error

    def conversations_history(
        self, *, channel: str, cursor: str | None, oldest: str, limit: int
    ) -> SlackResponse:
        """Messages of a channel, the newest first, by pages."""
        try:
            return self._client.conversations_history(
                channel=channel, cursor=cursor, oldest=oldest, limit=limit
            )
        except SlackApiError as error:
            raise _refused(error) from error

    def conversations_replies(
        self, *, channel: str, ts: str, cursor: str | None, oldest: str, limit: int
    ) -> SlackResponse:
        """A thread, its first message first, by pages."""
        try:
            return self._client.conversations_replies(
                channel=channel, ts=ts, cursor=cursor, oldest=oldest, limit=limit
            )
        except SlackApiError as error:
            raise _refused(error) from error

    def team_info(self, *, team: str) -> SlackResponse:
        """A workspace that shares a channel with ours."""
        try:
            return self._client.team_info(team=team)
        except SlackApiError as error:
            raise _refused(error) from error


def _refused(error: SlackApiError) -> RefusedError:
    return RefusedError(str(error.response.get("error", "unknown")))

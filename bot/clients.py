"""Slack's Web API clients: one that reads and may repeat itself, one that posts and must not."""

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

TIMEOUT = 10  # seconds
# A form must be open within three seconds of the click, the acknowledgement included.
FORM_TIMEOUT = 2


def reading_client(token: str | None, api_url: str) -> WebClient:
    """For calls that may be repeated: retries lost connections, rate limits and server errors."""
    return WebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        retry_handlers=[
            ConnectionErrorRetryHandler(max_retry_count=2),
            RateLimitErrorRetryHandler(max_retry_count=3),
            ServerErrorRetryHandler(max_retry_count=2),
        ],
    )


def posting_client(token: str, api_url: str, timeout: int = TIMEOUT) -> WebClient:
    """For messages and forms: repeats nothing by itself.

    Why: the SDK's own handlers post twice when Slack had accepted the message before the answer
    was lost. The outbox knows what to do instead.
    """
    return WebClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])

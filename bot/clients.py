"""Slack's Web API clients: one that reads and may repeat itself, one that posts and must not."""

from collections.abc import Callable, Mapping, Sequence

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from bot.tls import two_way

Rested = Callable[[float], None]  # told of the seconds that Slack asks to rest

TIMEOUT = 10  # seconds
# A form must be open within three seconds of the click, the acknowledgement included.
FORM_TIMEOUT = 2


class CountedRest(RateLimitErrorRetryHandler):
    """Waits for as long as Slack asks, and tells how long that is before it does."""

    def __init__(self, max_retry_count: int, rested: Rested) -> None:
        super().__init__(max_retry_count)
        self._rested = rested

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """As the SDK does it."""
        if response is not None:
            self._rested(_asked_for(response.headers))
        super().prepare_for_next_attempt(
            state=state, request=request, response=response, error=error
        )


def reading_client(
    token: str | None, api_url: str, rested: Rested = lambda seconds: None
) -> WebClient:
    """For calls that may be repeated: retries lost connections, rate limits and server errors.

    What it trusts, and by which sockets, a socket of Socket Mode that it is given to has as well.
    """
    return WebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=two_way(),
        retry_handlers=[
            ConnectionErrorRetryHandler(max_retry_count=2),
            CountedRest(3, rested),
            ServerErrorRetryHandler(max_retry_count=2),
        ],
    )


def posting_client(token: str, api_url: str, timeout: int = TIMEOUT) -> WebClient:
    """For messages and forms: repeats nothing by itself.

    Why: the SDK's own handlers post twice when Slack had accepted the message before the answer
    was lost. The outbox knows what to do instead.
    """
    return WebClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])


def _asked_for(headers: Mapping[str, Sequence[str]]) -> float:
    """The seconds of a `Retry-After`; the one that the SDK waits where there is none."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), ["1"])
    return float(said[0])

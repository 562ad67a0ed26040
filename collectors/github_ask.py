"""Asks GitHub until it answers, obeying the retry table, and says so when it has to wait."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import requests

from collectors.errors import AuthError, RateLimitedError, SourceError, UnavailableError
from collectors.github_access import HEADERS, GitHubAccess
from collectors.github_retry import (
    MOST_ATTEMPTS,
    Answer,
    Refusal,
    Renew,
    Rest,
    Verdict,
    http_date,
    judge,
    saying,
)

_SLICE = 1.0  # seconds between two looks at `stop`
_TRANSIENT = (
    requests.ConnectionError,
    requests.Timeout,
    requests.HTTPError,  # what the exchange of an App's token raises for 5xx
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)

_SHAPES: dict[type, str] = {list: "list", dict: "object"}

log = logging.getLogger(__name__)


class Stopped(Exception):  # noqa: N818 - a wish of the caller's, no error
    """`stop` said yes before the answer was there."""


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    url: str
    expected: type
    body: object = None
    etag: str | None = None
    token: str = ""
    accept: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks in the name of one place ("owner/name"), which its errors and log lines name.

    `sleep` takes seconds; `stop` is looked at before each request and once a second of waiting.
    `now` (aware, UTC) stands in for an answer's Date where a proxy has dropped it.
    """

    access: GitHubAccess
    place: str
    now: datetime
    sleep: Callable[[float], None]
    stop: Callable[[], bool]

    def get(
        self,
        url: str,
        expected: type,
        *,
        etag: str | None = None,
        token: str = "",
        accept: str = "",
    ) -> Answer:
        """The answer to a GET: 200 with a JSON body of the `expected` type, or 304.

        The `etag` is sent only by the token (its fingerprint) to which it was given; `accept` is
        the media type, where it is not the usual one.

        Raises:
            SourceError: GitHub cannot be read, see `collectors.errors`.
            Stopped: `stop` said yes.
        """
        return self._ask(_Question("GET", url, expected, None, etag, token, accept))

    def post(self, url: str, body: object) -> Answer:
        """The answer to a POST of `body` as JSON: 200 with an object; errors as for `get`."""
        return self._ask(_Question("POST", url, dict, body))

    def rest(self, rest: Rest, date: datetime) -> None:
        """Wait, in slices; `date` is GitHub's clock now.

        Raises:
            RateLimitedError: GitHub asks for more than the access has patience for.
            Stopped: `stop` said yes.
        """
        if rest.limited and timedelta(seconds=rest.seconds) > self.access.patience:
            raise RateLimitedError(self.place, rest.reason, date + timedelta(seconds=rest.seconds))
        log.warning("%s: %s; asking again in %.0f s", self.place, rest.reason, rest.seconds)
        left = rest.seconds
        while left > 0:
            self._look()
            self.sleep(min(left, _SLICE))
            left -= _SLICE

    def _ask(self, question: _Question) -> Answer:
        renewed = False
        for attempt in range(1, MOST_ATTEMPTS + 1):
            self._look()
            answer = self._once(question)
            verdict = judge(answer, attempt)
            if verdict is None:
                return answer
            if isinstance(verdict, Refusal):
                raise verdict.error(self.place, verdict.reason, verdict.mend)
            if isinstance(verdict, Renew):
                self._renew(answer, renewed)
                renewed = True
            elif attempt < MOST_ATTEMPTS:
                self.rest(verdict, answer.date)
        raise self._given_up(answer, verdict)

    def _once(self, question: _Question) -> Answer:
        try:
            token = self.access.fingerprint()
            headers = dict(HEADERS)
            if question.accept:
                headers["Accept"] = question.accept
            if question.etag and question.token == token:
                headers["If-None-Match"] = question.etag
            response = self.access.session.request(
                question.method, question.url, headers=headers, json=question.body
            )
        except _TRANSIENT as error:
            broken = f"the connection to GitHub broke ({type(error).__name__})"
            return Answer(0, {}, self.now, broken=broken)
        except requests.RequestException as error:
            reason = f"{question.url} cannot be asked ({error})"
            raise UnavailableError(self.place, reason, "Check GITHUB_API_URL") from error
        return self._read(response, question.expected, token)

    def _read(self, response: requests.Response, expected: type, token: str) -> Answer:
        try:
            body = response.json()
        except requests.JSONDecodeError:
            body = None
        broken = ""
        if response.status_code == 200 and not isinstance(body, expected):
            broken = f"GitHub answered 200, but not with a whole {_SHAPES[expected]}"
        return Answer(
            status=response.status_code,
            headers=response.headers,
            date=http_date(response.headers.get("Date")) or self.now,
            body=body,
            next_url=response.links.get("next", {}).get("url"),
            token=token,
            broken=broken,
        )

    def _look(self) -> None:
        if self.stop():
            raise Stopped

    def _renew(self, answer: Answer, renewed: bool) -> None:
        if renewed or not self.access.identity.renew():
            mend = "Put a valid token into GITHUB_TOKEN, or check the App's settings"
            raise AuthError(self.place, saying(answer), mend)

    def _given_up(self, answer: Answer, verdict: Verdict) -> SourceError:
        reason = f"{answer.broken or saying(answer)}, {MOST_ATTEMPTS} times in a row"
        if isinstance(verdict, Rest) and verdict.limited:
            until = answer.date + timedelta(seconds=verdict.seconds)
            return RateLimitedError(self.place, reason, until)
        return UnavailableError(self.place, reason, "The next pass goes on from here")

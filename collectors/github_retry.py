"""Which of GitHub's answers is waited for, how long, and which one ends it: a table, pure.

github3.py retries nothing, and urllib3's own retries see neither a 403 that means "later" nor a
body that breaks off, because the body is read after them. Waits are counted from the answer's
Date and never from the local clock, which may be wrong.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from collectors.errors import BadRequestError, ForbiddenError, NotFoundError, SourceError

MOST_ATTEMPTS = 7  # the waits between them: 1, 2, 4, 8, 16 and 32 s
_SECONDARY_REST = 60.0  # seconds; GitHub asks for at least that where it names no other
_SECONDARY_TEXT = re.compile(r"secondary rate|abuse detection", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What GitHub said, read to its end. `date` is GitHub's clock then: aware, UTC.

    `headers` are found in any case; `body` is the decoded JSON, None where it is none. `broken`
    tells why there is no answer after all: the connection or the body broke. `token` is the
    fingerprint of the token that asked.
    """

    status: int
    headers: Mapping[str, str]
    date: datetime
    body: Any = None
    next_url: str | None = None
    token: str = ""
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """Ask the same again after that many seconds; `limited` if GitHub asked for the rest."""

    seconds: float
    reason: str
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Renew:
    """Ask the same again with another token."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The end: that error, because of `reason`; a person is told the `mend`."""

    error: type[SourceError]
    reason: str
    mend: str


Verdict = Rest | Renew | Refusal | None


def judge(answer: Answer, attempt: int) -> Verdict:
    """What an answer to the `attempt`-th try (from 1) means; None: it is what was asked for."""
    if answer.broken:
        return Rest(back_off(attempt), answer.broken)
    if answer.status in (200, 304):
        return None
    if answer.status == 401:
        return Renew()
    if answer.status in (403, 429):
        return _no(answer, attempt)
    said = saying(answer)
    if answer.status >= 500:
        return Rest(back_off(attempt), said)
    if answer.status in (404, 410, 451):
        mend = "Check its spelling in GITHUB_REPOS, and that the token may read it"
        return Refusal(NotFoundError, said, mend)
    mend = "No setting mends this: please report it with this line"
    return Refusal(BadRequestError, said, mend)


def back_off(attempt: int) -> float:
    """Seconds to wait after the `attempt`-th failure in a row, from 1."""
    return float(2 ** (attempt - 1))


def saying(answer: Answer) -> str:
    """What GitHub said, for a person: the status and its message, if it has one."""
    message = answer.body.get("message") if isinstance(answer.body, dict) else None
    text = f" ({message[:200]})" if isinstance(message, str) else ""
    return f"GitHub answered {answer.status}{text}"


def http_date(text: str | None) -> datetime | None:
    """A date of HTTP's headers, aware, UTC; None for what is none."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def until_reset(answer: Answer) -> float | None:
    """Seconds until the limit that the answer tells of ends, by GitHub's clock."""
    text = answer.headers.get("x-ratelimit-reset", "")
    return int(text) - answer.date.timestamp() if text.isdecimal() else None


def _no(answer: Answer, attempt: int) -> Rest | Refusal:
    """A 403 or 429: GitHub uses either for "later", and 403 for "never" too."""
    said, headers = saying(answer), answer.headers
    seconds = _retry_after(answer)
    if seconds is None and headers.get("x-ratelimit-remaining") == "0":
        seconds = until_reset(answer)
    if seconds is not None:
        return Rest(max(seconds, 1.0), said, limited=True)
    if answer.status == 429 or _SECONDARY_TEXT.search(said):
        return Rest(_SECONDARY_REST * back_off(attempt), said, limited=True)
    mend = "The token needs read access to issues, pull requests and metadata there"
    return Refusal(ForbiddenError, said, mend)


def _retry_after(answer: Answer) -> float | None:
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    moment = http_date(text)
    return (moment - answer.date).total_seconds() if moment else None

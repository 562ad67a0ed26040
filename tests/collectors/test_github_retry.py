"""The retry table, row by row, and its arithmetic."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from collectors.errors import BadRequestError, ForbiddenError, NotFoundError
from collectors.github_retry import Answer, Refusal, Renew, Rest, http_date, judge

DATE = datetime(2026, 7, 10, 12, tzinfo=UTC)
RESET = str(int(DATE.timestamp()) + 300)
SECONDARY = {"message": "You have exceeded a secondary rate limit"}


def _answer(status: int, body: object = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, CaseInsensitiveDict(named), DATE, body)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (_answer(403, retry_after="30"), 30),
        (_answer(429, retry_after="30"), 30),
        (_answer(403, retry_after="0"), 1),
        (_answer(429, retry_after="Fri, 10 Jul 2026 12:00:45 GMT"), 45),
        (_answer(403, x_ratelimit_remaining="0", x_ratelimit_reset=RESET), 300),
        (_answer(429, x_ratelimit_remaining="0", x_ratelimit_reset=RESET), 300),
        (_answer(403, retry_after="5", x_ratelimit_remaining="0", x_ratelimit_reset=RESET), 5),
        (_answer(429, x_ratelimit_remaining="0", x_ratelimit_reset="soon"), 240),
        (_answer(429), 240),
        (_answer(403, SECONDARY), 240),
        (_answer(403, {"message": "You triggered an abuse detection mechanism"}), 240),
    ],
)
def test_a_limit_is_rested_for(answer: Answer, seconds: float) -> None:
    verdict = judge(answer, attempt=3)
    assert isinstance(verdict, Rest)
    assert (verdict.seconds, verdict.limited) == (seconds, True)


@pytest.mark.parametrize(
    "answer",
    [_answer(500), _answer(502, "<html>"), _answer(503), Answer(0, {}, DATE, broken="it broke")],
)
def test_a_breakdown_is_waited_for(answer: Answer) -> None:
    verdict = judge(answer, attempt=3)
    assert isinstance(verdict, Rest)
    assert (verdict.seconds, verdict.limited) == (4, False)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (_answer(403, {"message": "Resource not accessible"}), ForbiddenError),
        (_answer(403, x_ratelimit_remaining="12"), ForbiddenError),
        (_answer(404), NotFoundError),
        (_answer(410), NotFoundError),
        (_answer(451), NotFoundError),
        (_answer(422, {"message": ["odd"]}), BadRequestError),
        (_answer(301), BadRequestError),
    ],
)
def test_the_rest_is_refused(answer: Answer, error: type[Exception]) -> None:
    verdict = judge(answer, attempt=1)
    assert isinstance(verdict, Refusal)
    assert verdict.error is error
    assert f"GitHub answered {answer.status}" in verdict.reason
    assert verdict.mend


def test_success_and_a_lost_token_are_neither() -> None:
    assert judge(_answer(200, []), 1) is None
    assert judge(_answer(304), 1) is None
    assert judge(_answer(401), 1) == Renew()


@given(
    skew=st.timedeltas(min_value=timedelta(days=-900), max_value=timedelta(days=900)),
    ahead=st.integers(min_value=-4000, max_value=4000),
)
def test_a_wait_depends_on_githubs_clock_alone(skew: timedelta, ahead: int) -> None:
    date = (DATE + skew).replace(microsecond=0)
    headers = {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(date.timestamp()) + ahead),
    }
    verdict = judge(Answer(403, headers, date), attempt=1)
    assert isinstance(verdict, Rest)
    assert verdict.seconds == max(ahead, 1)


@pytest.mark.parametrize("text", [None, "", "soon", "99", "Fri, 99 Jul 2026 12:00:00 GMT"])
def test_a_date_that_is_none(text: str | None) -> None:
    assert http_date(text) is None

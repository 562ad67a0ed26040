"""Asks GitHub's GraphQL until it answers: its refusals come with status 200, inside of the body."""

from collections.abc import Callable, Mapping
from typing import Any

from collectors.errors import BadRequestError, UnavailableError
from collectors.github_ask import Asker
from collectors.github_retry import MOST_ATTEMPTS, Answer, Rest, back_off, until_reset

_MEND = "No setting mends this: please report it with this line"


class QueryRefusedError(BadRequestError):
    """GraphQL understood the query and refused it; `types` are the kinds of its errors."""

    def __init__(self, place: str, reason: str, types: frozenset[str]) -> None:
        super().__init__(place, reason, _MEND)
        self.types = types


def query(
    asker: Asker,
    text: str,
    variables: Mapping[str, object],
    whole: Callable[[Mapping[str, Any]], bool],
) -> dict[str, Any]:
    """The body that answers a query, once `whole` says that it does.

    Raises:
        QueryRefusedError: asking again would not help.
        SourceError: GitHub's GraphQL cannot be read, see `collectors.errors`.
        Stopped: the asker was told to stop.
    """
    question = {"query": text, "variables": dict(variables)}
    for attempt in range(1, MOST_ATTEMPTS + 1):
        answer = asker.post(asker.access.graphql_url, question)
        if whole(answer.body):
            return dict(answer.body)
        rest = _judge(answer, attempt)
        if rest is None:
            raise QueryRefusedError(asker.place, _said(answer.body), _types(answer.body))
        if attempt < MOST_ATTEMPTS:
            asker.rest(rest, answer.date)
    reason = f"{_said(answer.body)}, {MOST_ATTEMPTS} times in a row"
    raise UnavailableError(asker.place, reason, "The next pass asks again")


def _judge(answer: Answer, attempt: int) -> Rest | None:
    """How long to wait before asking again; None if asking again is no use."""
    types, said = _types(answer.body), _said(answer.body)
    if "RATE_LIMITED" in types:
        return Rest(max(until_reset(answer) or 60.0, 1.0), said, limited=True)
    return None if types - {""} else Rest(back_off(attempt), said)


def _errors(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    errors = body.get("errors")
    return [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []


def _types(body: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(error.get("type", "")) for error in _errors(body))


def _said(body: Mapping[str, Any]) -> str:
    messages = [str(error.get("message", "")) for error in _errors(body)]
    return f"GitHub's GraphQL answered {'; '.join(messages)[:300] or 'without what was asked for'}"

"""GitHub's GraphQL for one question: the profiles behind up to 100 node ids.

Its answers are 200 even where it refuses, so the errors in the body are judged here. A token
without the right scope has the whole query refused for the sake of `email`, which is then left
out, for good.
"""

import logging
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from collectors.errors import BadRequestError, UnavailableError
from collectors.github_ask import Asker
from collectors.github_evidence import Missing, Profile
from collectors.github_items import Text
from collectors.github_retry import MOST_ATTEMPTS, Answer, Rest, back_off, until_reset

MOST_NODES = 100
_QUERY = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename
  ... on User { login name company %s websiteUrl organizations(first: 10) { nodes { login } } }
  ... on Organization { login name }
  ... on Bot { login }
  ... on Mannequin { login }
} }"""

log = logging.getLogger(__name__)


class _Organisation(BaseModel):
    login: Text


class _Organisations(BaseModel):
    nodes: list[_Organisation | None] | None = None


class _Node(BaseModel):
    type: str = Field(alias="__typename")
    login: Text
    name: Text | None = None
    company: str | None = None
    email: str | None = None
    link: str | None = Field(default=None, alias="websiteUrl")
    organizations: _Organisations | None = None


class GraphQL:
    """Asks for profiles and remembers that `email` was refused."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._email = "email"

    def profiles(self, node_ids: Sequence[str]) -> list[Profile | Missing]:
        """What stands behind each of at most 100 node ids, in their order.

        Raises:
            SourceError: GitHub's GraphQL cannot be read, see `collectors.errors`.
            Stopped: the asker was told to stop.
        """
        body = self._answered(list(node_ids))
        unread = _unread(body.get("errors") or [])
        nodes = body["data"]["nodes"]
        return [_profile(node, place in unread) for place, node in enumerate(nodes)]

    def _answered(self, node_ids: list[str]) -> dict[str, Any]:
        for attempt in range(1, MOST_ATTEMPTS + 1):
            question = {"query": _QUERY % self._email, "variables": {"ids": node_ids}}
            answer = self._asker.post(self._asker.access.graphql_url, question)
            if _whole(answer.body, len(node_ids)):
                return dict(answer.body)
            if self._email and "INSUFFICIENT_SCOPES" in _types(answer.body):
                log.info("%s: the token may not read public e-mail", self._asker.place)
                self._email = ""
                continue
            rest = _judge(answer, attempt)
            if rest is None:
                mend = "REST is used in its place"
                raise BadRequestError(self._asker.place, _said(answer.body), mend)
            if attempt < MOST_ATTEMPTS:
                self._asker.rest(rest, answer.date)
        raise UnavailableError(
            self._asker.place,
            f"{_said(answer.body)}, {MOST_ATTEMPTS} times in a row",
            "The next pass asks again",
        )


def _judge(answer: Answer, attempt: int) -> Rest | None:
    """How long to wait before asking again; None if asking again is no use."""
    types, said = _types(answer.body), _said(answer.body)
    if "RATE_LIMITED" in types:
        return Rest(max(until_reset(answer) or 60.0, 1.0), said, limited=True)
    return None if types - {""} else Rest(back_off(attempt), said)


def _whole(body: Any, count: int) -> bool:
    data = body.get("data")
    nodes = data.get("nodes") if isinstance(data, dict) else None
    return isinstance(nodes, list) and len(nodes) == count


def _errors(body: Any) -> list[dict[str, Any]]:
    errors = body.get("errors")
    return [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []


def _types(body: Any) -> set[str]:
    return {str(error.get("type", "")) for error in _errors(body)}


def _said(body: Any) -> str:
    messages = [str(error.get("message", "")) for error in _errors(body)]
    return f"GitHub's GraphQL answered {'; '.join(messages)[:300] or 'without nodes'}"


def _unread(errors: list[dict[str, Any]]) -> set[Any]:
    """The places of nodes that are null for another reason than that nobody is there."""
    paths = [error.get("path") or [] for error in errors if error.get("type") != "NOT_FOUND"]
    return {path[1] for path in paths if len(path) > 1}


def _profile(node: Any, unread: bool) -> Profile | Missing:
    if node is None:
        return Missing.UNREADABLE if unread else Missing.GONE
    try:
        read = _Node.model_validate(node)
    except ValidationError:
        return Missing.UNREADABLE
    organisations = (read.organizations and read.organizations.nodes) or []
    return Profile(
        type=read.type,
        login=f"{read.login}[bot]" if read.type == "Bot" else read.login,
        name=read.name or "",
        company=read.company or "",
        email=read.email or "",
        link=read.link or "",
        organisations=tuple(organisation.login for organisation in organisations if organisation),
    )

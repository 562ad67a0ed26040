"""GitHub's GraphQL for one question: the profiles behind up to 100 node ids.

A token without the right scope has the whole query refused for the sake of `email`, which is then
left out, for good.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from collectors.errors import BadRequestError
from collectors.github_ask import Asker
from collectors.github_evidence import Missing, Profile
from collectors.github_items import Text
from collectors.github_query import QueryRefusedError, query

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
        def whole(body: Mapping[str, Any]) -> bool:
            return _whole(body, len(node_ids))

        variables = {"ids": node_ids}
        try:
            return query(self._asker, _QUERY % self._email, variables, whole)
        except QueryRefusedError as refused:
            if not self._email or "INSUFFICIENT_SCOPES" not in refused.types:
                mend = "REST is used in its place"
                raise BadRequestError(refused.place, refused.reason, mend) from refused
        log.info("%s: the token may not read public e-mail", self._asker.place)
        self._email = ""
        return self._answered(node_ids)


def _whole(body: Mapping[str, Any], count: int) -> bool:
    data = body.get("data")
    nodes = data.get("nodes") if isinstance(data, dict) else None
    return isinstance(nodes, list) and len(nodes) == count


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

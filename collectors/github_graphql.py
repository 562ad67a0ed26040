"""GitHub's GraphQL for two questions: who stands behind 100 node ids, or 100 organisations' logins.

A token without the right scope has the whole query refused for the sake of `email`, which is then
left out, for good. Logins are asked for by variables, since they were typed by anybody.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
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
_ORGANISATION = "o%d: organization(login: $l%d) { __typename login name %s websiteUrl }"

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
        whole = partial(_whole, count=len(node_ids))
        body = self._answered(_people, {"ids": list(node_ids)}, whole)
        unread = _unread(body.get("errors") or [])
        nodes = body["data"]["nodes"]
        return [_profile(node, place in unread) for place, node in enumerate(nodes)]

    def organisations(self, logins: Sequence[str]) -> list[Profile | Missing]:
        """What the organisations of at most 100 logins show, in their order; users are missing.

        Raises:
            SourceError: GitHub's GraphQL cannot be read, see `collectors.errors`.
            Stopped: the asker was told to stop.
        """
        names = [f"o{place}" for place in range(len(logins))]
        variables = {f"l{place}": login for place, login in enumerate(logins)}
        text = partial(_organisations, len(logins))
        body = self._answered(text, variables, partial(_complete, names=names))
        unread = {step for error in _unresolved(body.get("errors") or []) for step in error[:1]}
        return [_profile(body["data"][name], name in unread) for name in names]

    def _answered(
        self,
        text: Callable[[str], str],
        variables: Mapping[str, object],
        whole: Callable[[Mapping[str, Any]], bool],
    ) -> dict[str, Any]:
        """The body that answers `text`, which takes the field that asks for mail, or ""."""
        try:
            return query(self._asker, text(self._email), variables, whole)
        except QueryRefusedError as refused:
            if not self._email or "INSUFFICIENT_SCOPES" not in refused.types:
                mend = "REST is used in its place"
                raise BadRequestError(refused.place, refused.reason, mend) from refused
        log.info("%s: the token may not read public e-mail", self._asker.place)
        self._email = ""
        return self._answered(text, variables, whole)


def _people(email: str) -> str:
    return _QUERY % email


def _organisations(count: int, email: str) -> str:
    given = ", ".join(f"$l{place}: String!" for place in range(count))
    asked = "\n  ".join(_ORGANISATION % (place, place, email) for place in range(count))
    return f"query({given}) {{\n  {asked}\n}}"


def _complete(body: Mapping[str, Any], names: Sequence[str]) -> bool:
    data = body.get("data")
    return isinstance(data, dict) and data.keys() >= set(names)


def _whole(body: Mapping[str, Any], count: int) -> bool:
    data = body.get("data")
    nodes = data.get("nodes") if isinstance(data, dict) else None
    return isinstance(nodes, list) and len(nodes) == count


def _unread(errors: list[dict[str, Any]]) -> set[Any]:
    """The places of nodes that are null for another reason than that nobody is there."""
    return {path[1] for path in _unresolved(errors) if len(path) > 1}


def _unresolved(errors: list[dict[str, Any]]) -> list[list[Any]]:
    return [error.get("path") or [] for error in errors if error.get("type") != "NOT_FOUND"]


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

"""The GraphQL questions that the pretended GitHub understands: who people and companies are.

It reads the query by its words instead of its grammar: which fields are named decides what is
answered and what is refused. GitHub's traps are kept: `email` without its scope refuses the whole
query, no email is "", a bot's login lacks `[bot]`, and a deleted author is null.
"""

import re
from collections.abc import Mapping
from typing import Any

from demo.github import around_graphql, graphql_aliases
from demo.github.state import Account, Hub

_EMAIL_SCOPES = {"user", "user:email", "read:user"}
_MOST_NODES = 100
_NO_EMAIL = (
    "INSUFFICIENT_SCOPES",
    "Your token has not been granted the required scopes to execute this query. The "
    "'email' field requires one of the following scopes: ['user:email', 'read:user'].",
)


def answer(hub: Hub, request: Mapping[str, Any], scopes: frozenset[str]) -> dict[str, Any]:
    """The body of the answer; errors stand in it, as GraphQL tells them with status 200."""
    words = set(re.findall(r"\w+", str(request.get("query", ""))))
    variables = request.get("variables") or {}
    ids = variables.get("ids")
    if "discussions" in words:
        return around_graphql.answer(hub, variables)
    if "pullRequest" in words:
        return graphql_aliases.pulls(hub, str(request["query"]), variables)
    if "organization" in words and not _may_see(words, scopes):
        return _refused(*_NO_EMAIL)
    if "organization" in words:
        return graphql_aliases.organizations(hub, str(request["query"]), variables)
    if "nodes" not in words or not isinstance(ids, list):
        return _refused("UNPROCESSABLE", "Only nodes(ids: $ids) is understood here.")
    if len(ids) > _MOST_NODES:
        return _refused("ARGUMENT_LIMIT", f"You may not provide more than {_MOST_NODES} node ids")
    if not _may_see(words, scopes):
        return _refused(*_NO_EMAIL)
    known = {account.node_id: account for account in hub.accounts.values() if not account.gone}
    nodes = [_node(known[i], words) if i in known else None for i in ids]
    missing = [place for place, node in enumerate(nodes) if node is None]
    body: dict[str, Any] = {"data": {"nodes": nodes}}
    if missing:
        body["errors"] = [_missing(place, ids[place]) for place in missing]
    return body


def _may_see(words: set[str], scopes: frozenset[str]) -> bool:
    return "email" not in words or bool(scopes & _EMAIL_SCOPES)


def _node(account: Account, words: set[str]) -> dict[str, Any]:
    node = {
        "__typename": account.type,
        "id": account.node_id,
        "databaseId": account.id,
        "login": account.login.removesuffix("[bot]"),
        "name": account.name,
        "company": account.company,
        "email": account.email or "",
        "websiteUrl": account.blog or None,
        "location": account.location,
        "organizations": {"nodes": [{"login": login} for login in account.organizations]},
    }
    if account.type != "User":
        node = {name: node[name] for name in ("__typename", "id", "databaseId", "login")}
    return {name: value for name, value in node.items() if name in words}


def _missing(place: int, node_id: str) -> dict[str, Any]:
    text = f"Could not resolve to a node with the global id of '{node_id}'."
    return {"type": "NOT_FOUND", "path": ["nodes", place], "message": text}


def _refused(kind: str, message: str) -> dict[str, Any]:
    return {"errors": [{"type": kind, "message": message}]}

"""The GraphQL question about a repository's discussions, as the pretended GitHub answers it."""

from collections.abc import Mapping
from typing import Any

from demo.github.around import Discussion
from demo.github.around_shapes import discussion
from demo.github.listing import stamp
from demo.github.state import Hub

_CLOSED = "Resource not accessible by personal access token"


def answer(hub: Hub, variables: Mapping[str, Any]) -> dict[str, Any]:
    """GraphQL's answer about a repository's discussions, least recently updated first.

    Its cursor names the last one that was told, by update and id, as GitHub's own do.
    """
    repo = hub.repositories.get(f"{variables['owner']}/{variables['name']}".lower())
    if repo is None:
        return _without("NOT_FOUND", "Could not resolve to a Repository", None)
    if "discussions" in repo.around.closed:
        return _without("FORBIDDEN", _CLOSED, {"discussions": None})
    size, after = int(variables.get("first") or 50), str(variables.get("after") or "")
    rows = sorted((_place(one), one) for one in repo.around.discussions.values())
    rest = [(place, one) for place, one in rows if place > after]
    page = rest[:size]
    told = {
        "nodes": [discussion(one, repo) for _, one in page],
        "pageInfo": {
            "endCursor": page[-1][0] if page else None,
            "hasNextPage": len(rest) > size,
        },
    }
    return {"data": {"repository": {"discussions": told}}}


def _place(one: Discussion) -> str:
    return f"{stamp(one.updated_at)} {one.id:012}"


def _without(kind: str, message: str, repository: Any) -> dict[str, Any]:
    error = {"type": kind, "message": message, "path": ["repository"]}
    return {"data": {"repository": repository}, "errors": [error]}

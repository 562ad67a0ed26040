"""What the pretended GitHub answers about comments, stars, forks and releases."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.requests import Request

from demo.github import around_shapes as shapes
from demo.github.answers import Answer, RefusedError, Reply, base_of, found
from demo.github.listing import QueryError, numbered, since, stamp
from demo.github.state import Hub, Repository

STAR_MEDIA_TYPE = "application/vnd.github.star+json"
_REASONS = {403: "Resource not accessible by personal access token", 410: "Gone"}
Row = TypeVar("Row")
Shape = Callable[[Row, Repository, str], dict[str, Any]]


def comments(hub: Hub, request: Request, token: str) -> Reply:
    """One page of the comments on all issues and pull requests."""
    repo, query = _open(hub, request, "issues/comments"), request.query_params
    field = "updated_at" if query.get("sort") == "updated" else "created_at"
    try:
        told = since(repo.around.comments.values(), query)
    except QueryError as error:
        raise RefusedError(422, str(error)) from error
    down = query.get("direction") == "desc"
    ordered = sorted(told, key=lambda one: (stamp(getattr(one, field)), one.id), reverse=down)
    return _paged(request, repo, "issues/comments", ordered, shapes.comment)


def stargazers(hub: Hub, request: Request, token: str) -> Reply:
    """One page of the stars, oldest first; without the star media type, of the users alone."""
    repo = _open(hub, request, "stargazers")
    ordered = sorted(repo.around.stars.values(), key=lambda one: one.starred_at)
    reply = _paged(request, repo, "stargazers", ordered, shapes.star)
    if STAR_MEDIA_TYPE in request.headers.get("Accept", ""):
        return reply
    return Reply([row["user"] for row in reply.body], reply.headers)


def forks(hub: Hub, request: Request, token: str) -> Reply:
    """One page of the forks, newest first unless asked otherwise."""
    repo = _open(hub, request, "forks")
    down = request.query_params.get("sort", "newest") == "newest"
    made = repo.around.forks.values()
    ordered = sorted(made, key=lambda one: (one.created_at, one.id), reverse=down)
    return _paged(request, repo, "forks", ordered, shapes.fork)


def releases(hub: Hub, request: Request, token: str) -> Reply:
    """One page of the releases, newest first."""
    repo = _open(hub, request, "releases")
    return _paged(request, repo, "releases", repo.around.releases[::-1], shapes.release)


def _open(hub: Hub, request: Request, name: str) -> Repository:
    repo = found(hub, request)
    if name in repo.around.closed:
        status = repo.around.closed[name]
        raise RefusedError(status, _REASONS.get(status, "Not Found"))
    return repo


def _paged(
    request: Request, repo: Repository, path: str, rows: list[Row], shape: Shape[Row]
) -> Reply:
    """A page by its number, with a link to the next one."""
    shown, following = numbered(rows, request.query_params)
    base = base_of(request)
    body = [shape(row, repo, base) for row in shown]
    if following is None:
        return Reply(body)
    query = request.url.include_query_params(page=following).query
    return Reply(body, {"Link": f'<{base}/repositories/{repo.id}/{path}?{query}>; rel="next"'})


ROUTES: dict[str, tuple[str, Answer]] = {
    "issues/comments": ("comments", comments),
    "stargazers": ("stars", stargazers),
    "forks": ("forks", forks),
    "releases": ("releases", releases),
}

"""What each route of the pretended GitHub answers, once the caller has been let in."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from starlette.requests import Request

from demo.github import graphql, shapes
from demo.github.limits import app_of
from demo.github.listing import QueryError, listing, stamp
from demo.github.state import Account, Hub, Repository


class RefusedError(Exception):
    """An answer that is no success: a status, a message, and headers if it needs some."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: its JSON body, and the headers that this route adds."""

    body: Any
    headers: dict[str, str] = field(default_factory=dict)


# Every answer gets the hub, the request (its body read into `state.body`) and the caller's token.
Answer = Callable[[Hub, Request, str], Reply]


def issues(hub: Hub, request: Request, token: str) -> Reply:
    """One page of a repository's issues and pull requests; the next one by Link."""
    repo, base = found(hub, request), base_of(request)
    try:
        page = listing(list(repo.items.values()), request.query_params)
    except QueryError as error:
        raise RefusedError(422, str(error)) from error
    rows = [shapes.issue(item, repo, base) for item in page.rows]
    if page.after is None:
        return Reply(rows)
    query = request.url.remove_query_params("page").include_query_params(after=page.after).query
    return Reply(rows, {"Link": f'<{base}/repositories/{repo.id}/issues?{query}>; rel="next"'})


def repository(hub: Hub, request: Request, token: str) -> Reply:
    """A repository."""
    return Reply(shapes.repository(found(hub, request), base_of(request)))


def user(hub: Hub, request: Request, token: str) -> Reply:
    """A profile, by login or by id."""
    return Reply(shapes.full_user(_account(hub, request), base_of(request)))


def organizations(hub: Hub, request: Request, token: str) -> Reply:
    """The public organisations of a user."""
    return Reply([{"login": login} for login in _account(hub, request).organizations])


def organization(hub: Hub, request: Request, token: str) -> Reply:
    """An organisation's profile; a user's login is none."""
    account = _account(hub, request)
    if account.type != "Organization":
        raise RefusedError(404, "Not Found")
    return Reply(shapes.organization(account, base_of(request)))


def members(hub: Hub, request: Request, token: str) -> Reply:
    """One page of an organisation's members; `Link` names the next one."""
    login = request.path_params["login"].lower()
    if login not in hub.members:
        raise RefusedError(404, "Not Found")
    size = min(int(request.query_params.get("per_page", "30")), 100)
    page = int(request.query_params.get("page", "1"))
    shown = hub.members[login][(page - 1) * size : page * size]
    rows = [shapes.short_user(account, base_of(request)) for account in shown]
    if len(hub.members[login]) <= page * size:
        return Reply(rows)
    url = f"{base_of(request)}/orgs/{login}/members?per_page={size}&page={page + 1}"
    return Reply(rows, {"Link": f'<{url}>; rel="next"'})


def profiles(hub: Hub, request: Request, token: str) -> Reply:
    """The GraphQL endpoint; it lets nobody in without a token."""
    if not hub.graphql:
        raise RefusedError(404, "Not Found")
    if not token:
        raise RefusedError(401, "This endpoint requires you to be authenticated.")
    return Reply(graphql.answer(hub, json.loads(request.state.body), hub.tokens[token]))


def app_token(hub: Hub, request: Request, token: str) -> Reply:
    """A token of an App's installation, good for an hour of the hub's clock."""
    if app_of(token) is None:
        raise RefusedError(401, "A JSON web token could not be decoded")
    fresh = hub.token(f"ghs_demo{hub.next_id()}")
    return Reply({"token": fresh, "expires_at": stamp(hub.clock() + timedelta(hours=1))})


def base_of(request: Request) -> str:
    """The address below which this caller's routes stand, `/api/v3` included."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"


def found(hub: Hub, request: Request) -> Repository:
    """The repository that the address names, by id or name; an old name redirects."""
    path = request.path_params
    if "id" in path:
        return _or_404({repo.id: repo for repo in hub.repositories.values()}.get(path["id"]))
    name = f"{path['owner']}/{path['name']}".lower()
    if name not in hub.renamed:
        return _or_404(hub.repositories.get(name))
    rest = request.url.path.lower().partition(f"/repos/{name}")[2]
    url = f"{base_of(request)}/repositories/{hub.renamed[name].id}{rest}"
    query = f"?{request.url.query}" if request.url.query else ""
    raise RefusedError(301, "Moved Permanently", {"Location": url + query})


def _or_404(repo: Repository | None) -> Repository:
    if repo is None:
        raise RefusedError(404, "Not Found")
    return repo


def _account(hub: Hub, request: Request) -> Account:
    for account in hub.accounts.values():
        if not account.gone and _is(account, request.path_params):
            return account
    raise RefusedError(404, "Not Found")


def _is(account: Account, path: dict[str, Any]) -> bool:
    return account.id == path.get("id") or account.login.lower() == path.get("login", "").lower()

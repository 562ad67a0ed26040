"""The pretended GitHub over real HTTP: routes, tokens, limits, ETags, and faults on demand.

The same routes answer below `/` and below `/api/v3` (with `/api/graphql` beside it), as
github.com and an Enterprise server do.
"""

import hashlib
import json
from collections import Counter
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from demo.github import answers, around_answers
from demo.github.answers import Answer, RefusedError, Reply
from demo.github.faults import TRANSPORT, Faults, commit, spoil
from demo.github.limits import Budget, Budgets, token_of
from demo.github.state import Hub


class GitHub:
    """The server, an ASGI application; `hub` is what it knows, `faults` what it breaks.

    `requests` counts by kind ("issues", "comments", "stars", "forks", "releases", "repository",
    "user", "organization", "members", "rate_limit", "graphql", "app_token"), faults and 304
    answers included; `conditional` are those that sent an ETag, and `counted` is what went against
    the limits.
    """

    def __init__(self, hub: Hub | None = None) -> None:
        self.hub = hub or Hub()
        self.faults = Faults()
        self.requests: Counter[str] = Counter()
        self.conditional = 0
        self._budgets = Budgets()
        rest = [
            self._route("/repos/{owner}/{name}/issues", "issues", answers.issues),
            self._route("/repositories/{id:int}/issues", "issues", answers.issues),
            *(
                self._route(f"{place}/{path}", kind, answer)
                for place in ("/repos/{owner}/{name}", "/repositories/{id:int}")
                for path, (kind, answer) in around_answers.ROUTES.items()
            ),
            self._route("/repos/{owner}/{name}", "repository", answers.repository),
            self._route("/repositories/{id:int}", "repository", answers.repository),
            self._route("/users/{login}", "user", answers.user),
            self._route("/users/{login}/orgs", "user", answers.organizations),
            self._route("/user/{id:int}", "user", answers.user),
            self._route("/orgs/{login}", "organization", answers.organization),
            self._route("/orgs/{login}/members", "members", answers.members),
            self._route("/rate_limit", "rate_limit", self._rate_limit),
            self._route(
                "/app/installations/{id:int}/access_tokens", "app_token", answers.app_token
            ),
        ]
        graphql = [
            self._route(path, "graphql", answers.profiles) for path in ("/graphql", "/api/graphql")
        ]
        self._starlette = Starlette(routes=[*graphql, Mount("/api/v3", routes=rest), *rest])

    @property
    def counted(self) -> int:
        """How many requests, and GraphQL points, went against a limit in the running hour."""
        return self._budgets.used

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as an ASGI application.

        It leaves the connection in the scope for faults that no well-behaved server can commit,
        and takes the server's own Date away, since the hub's clock may be skewed on purpose.
        """
        if scope["type"] == "http":
            exchange = send.__self__  # type: ignore[attr-defined]
            scope[TRANSPORT] = exchange.transport
            exchange.default_headers = [h for h in exchange.default_headers if h[0] != b"date"]
        await self._starlette(scope, receive, send)

    def _route(self, path: str, kind: str, answer: Answer) -> Route:
        async def endpoint(request: Request) -> Response:
            request.state.body = await request.body()
            with self.hub.lock:
                response = self._respond(kind, answer, request)
                response.headers["Date"] = format_datetime(self.hub.clock(), usegmt=True)
            return response

        methods = ["POST"] if kind in ("graphql", "app_token") else ["GET"]
        return Route(path, endpoint, methods=methods)

    def _respond(self, kind: str, answer: Answer, request: Request) -> Response:
        self.requests[kind] += 1
        self.conditional += "If-None-Match" in request.headers
        fault = self.faults.pull(f"{request.url.path}?{request.url.query}", self.requests.total())
        if fault is not None:
            reset_at = self.hub.clock() + timedelta(seconds=fault.seconds)
            response = commit(fault, int(reset_at.timestamp()))
            if response is not None:
                return response
        try:
            response = self._success(kind, answer, request)
        except RefusedError as refused:
            return _json({"message": refused.message}, refused.status, refused.headers)
        return spoil(fault, response, str(request.url)) if fault else response

    def _success(self, kind: str, answer: Answer, request: Request) -> Response:
        token = token_of(request.headers.get("Authorization"))
        if kind == "app_token":
            return _json(answer(self.hub, request, token).body, 201, {})
        if token and token not in self.hub.tokens:
            raise RefusedError(401, "Bad credentials")
        budget = self._budget(kind, token)
        reply = answer(self.hub, request, token)
        if kind == "rate_limit":
            return _json(reply.body, 200, {})
        response = _json(reply.body, 200, reply.headers)
        if kind == "graphql":
            budget.used += 1
        else:
            response = _conditional(request, response, token, budget)
        response.headers.update(budget.headers())
        return response

    def _budget(self, kind: str, token: str) -> Budget:
        resource = "graphql" if kind == "graphql" else "core"
        budget = self._budgets.of(token, resource, self.hub.clock())
        if budget.spent and kind != "rate_limit":
            raise RefusedError(403, "API rate limit exceeded", budget.headers())
        return budget

    def _rate_limit(self, hub: Hub, request: Request, token: str) -> Reply:
        budgets = [self._budgets.of(token, name, hub.clock()) for name in ("core", "graphql")]
        figures = {
            budget.resource: {
                "limit": budget.limit,
                "used": budget.used,
                "remaining": budget.limit - budget.used,
                "reset": int(budget.resets_at.timestamp()),
            }
            for budget in budgets
        }
        return Reply({"resources": figures})


def _conditional(request: Request, response: Response, token: str, budget: Budget) -> Response:
    """The answer with its ETag, or 304: free for a token, since ETags belong to their token."""
    etag = 'W/"' + hashlib.sha256(token.encode() + bytes(response.body)).hexdigest() + '"'
    unchanged = request.headers.get("If-None-Match") == etag
    if unchanged:
        response = Response(status_code=304)
    budget.used += 0 if unchanged and token else 1
    response.headers["ETag"] = etag
    return response


def _json(body: Any, status: int, headers: dict[str, str]) -> Response:
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status, headers, "application/json; charset=utf-8")

"""GraphQL's own way of saying no: status 200, and errors in the body."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from collectors.errors import BadRequestError, UnavailableError
from collectors.github_access import Token, open_access
from collectors.github_ask import Asker
from collectors.github_evidence import Missing, Profile
from collectors.github_graphql import GraphQL
from demo.serve import serving
from tests.collectors.github_reader import NOW

ADA = {"__typename": "User", "login": "ada", "name": None, "organizations": {"nodes": [None]}}
FOUND = {"data": {"nodes": [ADA]}}


@contextmanager
def _graphql(waits: list[float], *bodies: dict[str, Any]) -> Iterator[GraphQL]:
    """A GraphQL endpoint that answers these, one after the other, the last one for ever."""
    left = list(bodies)

    async def answer(request: Request) -> JSONResponse:
        assert "nodes" in json.loads(await request.body())["query"]
        return JSONResponse(left.pop(0) if len(left) > 1 else left[0])

    app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])])
    with serving(app) as url:
        access = open_access(url, Token("ghp_example"))
        with access.session:
            yield GraphQL(Asker(access, "here", NOW, waits.append, lambda: False))


def _error(kind: str | None, *path: object) -> dict[str, Any]:
    named = {"type": kind} if kind else {}
    return {"errors": [{"message": "No", "path": list(path), **named}]}


@pytest.mark.parametrize(
    ("refusal", "waited"),
    [
        ({"data": None, **_error(None)}, 1),
        ({"data": {"nodes": []}}, 1),
        (_error("RATE_LIMITED"), 60),
    ],
)
def test_a_passing_refusal_is_waited_for(refusal: dict[str, Any], waited: float) -> None:
    waits: list[float] = []
    with _graphql(waits, refusal, FOUND) as graphql:
        assert graphql.profiles(["U_1"]) == [Profile("User", "ada")]
    assert sum(waits) == waited


def test_a_lasting_refusal_is_told_at_once() -> None:
    waits: list[float] = []
    refused = pytest.raises(BadRequestError, match="GraphQL answered No")
    with _graphql(waits, _error("FORBIDDEN")) as graphql, refused:
        graphql.profiles(["U_1"])
    assert waits == []


def test_a_breakdown_that_stays_is_given_up() -> None:
    with (
        _graphql([], _error(None)) as graphql,
        pytest.raises(UnavailableError, match="7 times in a row"),
    ):
        graphql.profiles(["U_1"])


@pytest.mark.parametrize(
    ("node", "errors", "missing"),
    [
        (None, {}, Missing.GONE),
        (None, _error("NOT_FOUND", "nodes", 1), Missing.GONE),
        (None, _error("FORBIDDEN", "nodes", 1), Missing.UNREADABLE),
        (None, _error(None, "nodes", 0, "organizations"), Missing.GONE),
        ({"__typename": "User"}, {}, Missing.UNREADABLE),
    ],
)
def test_a_null_is_a_deleted_account_unless_github_says_otherwise(
    node: dict[str, Any] | None, errors: dict[str, Any], missing: Missing
) -> None:
    with _graphql([], {"data": {"nodes": [ADA, node]}, **errors}) as graphql:
        assert graphql.profiles(["U_1", "U_2"]) == [Profile("User", "ada"), missing]

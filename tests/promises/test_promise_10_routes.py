"""10: whatever is asked of any HTTP route is answered, and the next good request as the first.

There is no description of the routes to draw requests from, and a generator that only knows their
shapes would not pass a signature. So each route has a good request here, which is spoiled part by
part, before or after it is signed; a route that has none fails the first test.
"""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.app import build
from bot.http.sites import site_key
from bot.services import Services
from bot.slack_app import build_app
from bot.workspaces import PATHS
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.bot.http_door import (
    BEARER,
    HOOK_SECRET,
    NOW,
    SITE_SECRET,
    Answered,
    Site,
    download,
    opened_site,
)
from tests.bot.signed import SECRET, signature
from tests.conftest import UTC_ZONE
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.listening import TEAM, joined, workspace
from tests.promises.test_promise_10_http import call, mutated

Headers = Mapping[str, str]
Sign = Callable[[bytes], Headers]

SECRETS: Final[Mapping[str, Any]] = {
    "slack_signing_secret": SECRET,
    **{f"community_slack_signing_secret{end}": SECRET for end in ("", "_2", "_3")},
}
STAMP: Final = str(int(NOW.timestamp()))
PAGE: Final = "https://docs.acme.example/install"
HOOK: Final = json.dumps({"repository": {"full_name": "acme/anvil"}}).encode()


def unsigned(_: bytes) -> Headers:
    return {}


def as_slack(body: bytes) -> Headers:
    signed = signature(SECRET, STAMP, body)
    return {"X-Slack-Request-Timestamp": STAMP, "X-Slack-Signature": signed}


def as_github(body: bytes) -> Headers:
    made = hmac.digest(HOOK_SECRET.encode(), body, "sha256").hex()
    return {"X-Hub-Signature-256": f"sha256={made}"}


@dataclass(frozen=True)
class Asked:
    """A request, and how whoever may send it signs it."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: Headers = field(default_factory=lambda: BEARER)
    sign: Sign = unsigned

    def of(self, site: Site, signed: bytes | None = None) -> Answered:
        """What it is answered; signed over another body, if one is given."""
        headers = {**self.headers, **self.sign(self.body if signed is None else signed)}
        return site.ask(self.method, self.path + self.query, self.body, headers)


def posted(path: str, value: object, sign: Sign = unsigned, **headers: str) -> Asked:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    given = {"Content-Type": "application/json", **BEARER, **headers}
    return Asked("POST", path, body=body, headers=given, sign=sign)


_CALLED: Final = ("track", "page", "identify", "group", "alias", "screen")
_VIEW: Final = Asked(
    "GET",
    "/v1/view.gif",
    query=f"?k={site_key('docs.acme.example', SITE_SECRET)}&t=Install",
    headers={"Referer": PAGE, "User-Agent": "Mozilla/5.0 Firefox/142.0"},
)
_DELIVERED: Final = {"X-GitHub-Event": "issues", "X-GitHub-Delivery": "d1"}
GOOD: Final = {
    one.path: one
    for one in (
        *(Asked("GET", path) for path in ("/healthz", "/readyz", "/metrics")),
        posted("/v1/activities", [download()]),
        *(posted(f"/v1/{type}", {**call(1), "type": type}) for type in _CALLED),
        *(posted(f"/v1/{name}", {"batch": [call(1), call(2)]}) for name in ("batch", "import")),
        _VIEW,
        replace(posted("/github/webhook", HOOK, as_github, **_DELIVERED)),
        *(posted(path, joined(1), as_slack) for path in PATHS),
    )
}
EACH: Final = -(-size.of(500, 5_000) // len(GOOD))  # requests to each route


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Every route that there is, over one ledger."""
    file = tmp_path_factory.mktemp("routes") / "ledger.db"
    with ExitStack() as closes:
        ledger = closes.enter_context(closing(open_ledger(f"sqlite:///{file}", UTC_ZONE)))
        later = closes.enter_context(ThreadPoolExecutor(1))
        services = Services(ledger, read_rules(), UTC_ZONE, "#leads", "#digest", team_id=TEAM)
        app = build_app(workspace(), services, lambda: NOW, later, later)
        opened = closes.enter_context(opened_site(services, **SECRETS))
        opened.door.slack.apps |= dict.fromkeys(PATHS, app)
        closes.callback(opened.door.slack.threads.shutdown)
        yield opened


def test_promise_10_every_route_has_its_good_request(site: Site) -> None:
    assert {route.path for route in build(site.door).routes if hasattr(route, "path")} == set(GOOD)
    assert len(GOOD) * EACH >= 500


SPOILED: Final = st.sampled_from(("method", "query", "header", "body", "nothing"))
METHODS: Final = st.sampled_from(("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "X"))
LATIN: Final = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=200)


@st.composite
def spoiled(draw: st.DrawFn, good: Asked) -> tuple[Asked, bytes]:
    """A request that differs in up to three parts from a good one, and what is signed."""
    asked = good
    for part in draw(st.lists(SPOILED, min_size=1, max_size=3)):
        if part == "method":
            asked = replace(asked, method=draw(METHODS))
        elif part == "query":
            asked = replace(asked, query="?" + draw(LATIN))
        elif part == "header":
            name = draw(st.sampled_from((*asked.headers, "Content-Type", "Content-Encoding")))
            asked = replace(asked, headers={**asked.headers, name: draw(LATIN)})
        elif part == "body":
            chance = Random(draw(st.integers(0, 2**32)))
            body = mutated(asked.body, chance) if draw(st.booleans()) else draw(st.binary())
            asked = replace(asked, body=body)
    return asked, draw(st.sampled_from((asked.body, asked.body, good.body)))


@pytest.mark.parametrize("path", GOOD)
def test_promise_10_a_route_answers_whatever_is_asked(
    site: Site, record: Record, path: str
) -> None:
    good = GOOD[path]
    first, statuses = good.of(site), list[int]()
    assert first.status in (200, 202)

    @size.examples(EACH, EACH)
    @given(spoiled(good))
    def answers(case: tuple[Asked, bytes]) -> None:
        asked, signed = case
        answer = asked.of(site, signed)
        statuses.append(answer.status)
        assert answer.status < 500
        assert answer.status < 400 or is_told(answer)

    answers()
    assert len(statuses) >= EACH
    assert set(statuses) & {200, 202}, "nothing came past the door"
    assert good.of(site).status == first.status
    record(f"{path}: spoiled requests", len(statuses), "requests")


def is_told(answer: Answered) -> Any:
    """Whether a refusal says why: in JSON, or to a page that shows a picture."""
    if answer.headers["content-type"] == "image/gif":
        return answer.body
    return answer.headers["content-type"].startswith("application/json") and answer.json["error"]

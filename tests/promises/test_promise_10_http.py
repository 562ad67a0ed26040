"""10: mutated bodies into a real ledger: no crash, no twin, no good row lost."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from bot.services import Services
from tests.bot.http_door import NOW, Answered, Site, download, opened_site
from tests.promises import size
from tests.promises.conftest import Record

BODIES = size.of(1_000, 10_000)  # of each path
AT_ONCE = 200
GOOD = range(0, 1_000, 50)  # where each body of fifty good rows begins
PIECES = (
    *(b'"', b",", b"{", b"}", b"[", b"]", b"\0", b"\xff", b"\\", b"\\ud800", b"\\u0000", b"@"),
    *(
        b"-",
        b"9" * 30,
        b"1e999",
        b"null",
        b"NaN",
        b"1970",
        b"2999",
        b"x" * 5_000,
        b"[" * 3_000,
        b"",
    ),
)


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    with opened_site(services) as opened:
        yield opened


def call(number: int) -> Mapping[str, object]:
    """By turns a page, an event, and what tells where a user is."""
    at = (NOW - timedelta(minutes=number)).isoformat()
    user = {"userId": f"user-{number % 50}", "messageId": f"call-{number}-", "timestamp": at}
    return (
        {"type": "page", **user, "properties": {"url": f"https://docs.acme.example/{number}"}},
        {"type": "track", **user, "event": "download", "context": {"ip": "203.0.113.7"}},
        {"type": "identify", **user, "traits": {"email": "ada@acme.example", "company": "Acme"}},
    )[number % 3]


def mutated(body: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 3)):
        at, length = rng.randrange(len(body) + 1), rng.choice((0, 1, 1, 5, 50))
        body = body[:at] + rng.choice(PIECES) + body[at + length :]
    return body


def sent(site: Site, path: str, bodies: list[bytes], good: list[bytes]) -> list[Answered]:
    """What came of the bodies, mutated, some of them twice, among those that are good."""
    rng = random.Random(path)
    bad = [mutated(body, rng) for body in bodies]
    answers: list[Answered] = []
    for start in range(0, BODIES, AT_ONCE):
        among = [*bad[start : start + AT_ONCE], *good[start // AT_ONCE :: BODIES // AT_ONCE]]
        answers += site.post_all(path, among, "application/json")
    return answers + site.post_all(path, bad[:AT_ONCE], "application/json")


def is_answered(answer: Answered) -> bool:
    return answer.status in (200, 202) or (answer.status == 400 and "error" in answer.json)


def accepted(answers: list[Answered]) -> int:
    return sum(answer.json.get("accepted", 0) for answer in answers)


def test_promise_10_mutated_activity_rows(site: Site, record: Record) -> None:
    rows = [json.dumps(download(n, id=f"row-{n}-", title="A b")).encode() for n in range(BODIES)]
    good = [json.dumps([download(n) for n in range(at, at + 50)]).encode() for at in GOOD]
    answers = sent(site, "/v1/activities", rows, good)
    check(site, answers, {f"pull-{n}" for n in range(GOOD.stop)})
    record("rows over HTTP", BODIES, "mutated bodies")


def test_promise_10_mutated_batches(site: Site, record: Record) -> None:
    batches = [json.dumps({"batch": [call(n)]}).encode() for n in range(BODIES)]
    calls = [[call(BODIES + n) for n in range(at, at + 50)] for at in GOOD]
    answers = sent(site, "/v1/batch", batches, [json.dumps({"batch": c}).encode() for c in calls])
    check(site, answers, {f"call-{BODIES + n}-" for n in range(GOOD.stop) if (BODIES + n) % 3 < 2})
    record("calls over HTTP", BODIES, "mutated bodies")


def check(site: Site, answers: list[Answered], good: set[str]) -> None:
    """Every good row is there, none twice, and as many as the answers say; tallies agree."""
    assert [one.body for one in answers if not is_answered(one)] == []
    stored = site.rows()
    assert len(stored) == len(set(stored)) == accepted(answers)
    assert good <= {name for _, name in stored}
    assert site.rows("SELECT SUM(count) FROM activity") == site.rows("SELECT SUM(count) FROM tally")
    assert any(one.json.get("rejected") for one in answers)

"""Calls of Segment's libraries over HTTP: counted, answered as they expect, stored once."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot import passes
from bot.services import Services
from ledger import companies
from scoring.rescore import assess
from tests.bot.http_door import NOW, Site, download, opened_site


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    with opened_site(services) as opened:
        yield opened


def page(number: int, **more: object) -> dict[str, object]:
    at = (NOW - timedelta(hours=number)).isoformat()
    url = f"https://docs.acme.example/page/{number}"
    return {"type": "page", "messageId": f"m{number}", "userId": "u", "timestamp": at} | {
        "properties": {"url": url},
        **more,
    }


def test_a_single_call_is_of_the_paths_type(site: Site) -> None:
    call = page(1)
    del call["type"]
    assert site.post("/v1/page", call).json == {
        "success": True,
        "accepted": 1,
        "duplicate": 0,
        "identified": 0,
        "ignored": 0,
        "rejected": [],
    }
    assert site.post("/v1/page", call).json["duplicate"] == 1
    assert site.post("/v1/track", {**call, "event": "download", "messageId": "m2"}).json["accepted"]
    assert site.rows("SELECT kind FROM activity ORDER BY id") == [("doc_view",), ("download",)]


def test_a_batch_holds_calls_of_all_types(site: Site) -> None:
    batch = [
        page(1),
        page(1),
        {"type": "identify", "userId": "u", "traits": {"email": "canary@acme.example"}},
        {"type": "group", "userId": "u", "groupId": "g", "traits": {"name": "Acme"}},
        {"type": "alias", "userId": "u"},
        {"type": "track", "userId": "u", "event": "Signed Up"},
        {"type": "track", "event": "download", "messageId": "m9"},
        "no call",
    ]
    shared = {"context": {"traits": {"company": "Acme"}}, "sentAt": NOW.isoformat()}
    answer = site.post("/v1/batch", {"batch": batch, **shared})
    assert answer.status == 200
    rejected = answer.json.pop("rejected")
    assert answer.json | {"rejected": 0} == {
        "success": True,
        "accepted": 2,
        "duplicate": 1,
        "identified": 2,
        "ignored": 1,
        "rejected": 0,
    }
    assert [one["index"] for one in rejected] == [5, 7]
    evidence = site.rows("SELECT kind, value FROM actor_signal WHERE actor_id = 1 ORDER BY kind")
    assert evidence == [("email_domain", "acme.example"), ("stated_company", "Acme")]
    assert site.rows("SELECT COUNT(*) FROM actor WHERE key LIKE '%canary%'") == [(0,)]


@pytest.mark.parametrize("body", [[], {}, {"batch": {}}, {"batch": None}, [{"batch": []}] * 2])
def test_what_is_no_batch_is_refused(site: Site, body: object) -> None:
    answer = site.post("/v1/batch", body)
    assert answer.status == 400
    assert '{"batch": [...]}' in answer.json["error"]


def test_only_with_the_token(site: Site) -> None:
    for path in ("/v1/page", "/v1/batch", "/v1/identify"):
        assert site.ask("POST", path, json.dumps(page(1)).encode(), {}).status == 401
    assert site.rows() == []


def test_pages_and_downloads_over_http_bring_a_company_to_a_level(site: Site) -> None:
    """From the true shapes to OQL3, by the passes that the service runs."""
    known = {"userId": "ada", "traits": {"email": "ada@acme.example"}}
    assert site.post("/v1/identify", known).json["identified"] == 1
    pages = [page(n, userId="ada") for n in range(400)]
    assert site.post("/v1/batch", {"batch": pages}).json["accepted"] == 400
    days = [NOW - timedelta(days=n) for n in (1, 2, 8, 9, 16, 17)]
    pulls = [
        download(n * 10 + again, occurred_at=day.isoformat())
        for n, day in enumerate(days)
        for again in (1, 2)
    ]
    assert site.post("/v1/activities", pulls).json["accepted"] == 12
    services = site.services
    passes.recognise(services, lambda: NOW)
    passes.judge(services, NOW)
    with services.ledger.read() as session:
        [company] = companies.find(session, "acme.example")
        [found] = assess(session, services.rules, services.today(NOW), company.id)
    # 20 by documentation, 50 by downloads: the most that either can earn in 30 days.
    assert (found.key, found.level) == ("acme.example", "OQL3")

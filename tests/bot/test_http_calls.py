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


@pytest.mark.parametrize("user", ["u\ud800", "u\0x", "x" * 100_000])
@pytest.mark.parametrize("type", ["identify", "group"])
def test_evidence_that_cannot_be_stored_is_rejected(site: Site, type: str, user: str) -> None:
    traits = {"email": "ada@acme.example", "company": "Acme", "name": "Acme"}
    batch = [
        {"type": type, "userId": user, "traits": traits},
        {"type": type, "userId": "v", "traits": traits},
        page(1),
    ]
    answer = site.post("/v1/batch", {"batch": batch})
    told = (answer.status, answer.json["identified"], answer.json["accepted"])
    assert told == (200, 1, 1)
    [rejected] = answer.json["rejected"]
    assert (rejected["index"], rejected["reason"].partition(":")[0]) == (0, "column actor")
    assert site.rows("SELECT key FROM actor ORDER BY key") == [("u",), ("v",)]


def test_a_groups_traits_are_not_the_users_whoever_names_the_type(site: Site) -> None:
    traits = {"name": "Acme", "email": "info@globex.example"}
    assert site.post("/v1/group", {"userId": "u", "traits": traits}).json["identified"] == 1
    assert site.rows("SELECT kind, value FROM actor_signal") == [("stated_company", "Acme")]


def test_what_says_neither_id_nor_time_counts_once_in_half_an_hour(site: Site) -> None:
    call = {"userId": "u", "properties": {"url": "https://docs.acme.example/"}}
    found = []
    for minutes in (0, 10, 10, 60 * 24):
        site.later(minutes=minutes)
        found.append(site.post("/v1/page", call).json["accepted"])
    assert found == [1, 0, 1, 1]  # at 12:10, 12:20, 12:30, and the next day


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
    for name in ("ada", "bo"):  # one alone might be there for herself
        known = {"userId": name, "traits": {"email": f"{name}@acme.example"}}
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

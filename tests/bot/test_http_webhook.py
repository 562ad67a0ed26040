"""GitHub's webhook: a signed delivery about one of our repositories hastens its reading, once."""

import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.http.webhook import REMEMBERED, SOON
from bot.services import Services
from ledger import cursors, jobs
from tests.bot.http_door import HOOK_SECRET, NOW, Answered, Site, opened_site
from tests.kept import Kept

OURS = {"repository": {"full_name": "acme/Anvil"}, "issue": {"title": "canary"}}


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    with services.ledger.write() as session:
        jobs.claim(session, "github", NOW, NOW + timedelta(minutes=5))
    with opened_site(services) as opened:
        yield opened


def deliver(
    site: Site,
    payload: object = OURS,
    delivery: str = "d1",
    event: str = "issues",
    secret: str = HOOK_SECRET,
) -> Answered:
    body = json.dumps(payload).encode()
    signature = hmac.new(secret.encode(), body, "sha256").hexdigest()
    headers = {
        "X-Hub-Signature-256": f"sha256={signature}",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": delivery,
    }
    return site.ask("POST", "/github/webhook", body, headers)


def is_due(site: Site, after: timedelta) -> bool:
    with site.services.ledger.read() as session:
        return jobs.is_due(session, "github", NOW + after)


def test_a_delivery_hastens_the_next_poll_and_nothing_of_it_is_stored(
    site: Site, kept: Kept
) -> None:
    answer = deliver(site)
    assert (answer.status, answer.json) == (202, {"hastened": True})
    assert is_due(site, SOON)
    assert not is_due(site, SOON - timedelta(seconds=1))
    site.services.ledger.write_anew()
    assert b"canary" not in kept.on_disk(site.services.ledger)


def test_the_same_delivery_again_changes_nothing(site: Site) -> None:
    deliver(site)
    with site.services.ledger.write() as session:
        jobs.claim(session, "github", NOW + SOON, NOW + timedelta(minutes=5))
    assert deliver(site).json == {"hastened": False}
    assert not is_due(site, SOON)
    assert deliver(site, delivery="d2").json == {"hastened": True}


def test_a_source_that_asked_to_wait_is_not_asked_sooner(site: Site) -> None:
    with site.services.ledger.write() as session:
        jobs.postpone(session, "github", NOW + timedelta(minutes=2))
    deliver(site)
    assert not is_due(site, timedelta(minutes=2) - timedelta(seconds=1))
    assert is_due(site, timedelta(minutes=2))
    with site.services.ledger.write() as session:
        jobs.claim(session, "github", NOW + timedelta(minutes=2), NOW + timedelta(minutes=7))
    site.later(minutes=2)
    deliver(site, delivery="d2")
    assert is_due(site, timedelta(minutes=2) + SOON)


def test_the_quieter_lists_keep_their_hour(site: Site) -> None:
    with site.services.ledger.write() as session:
        jobs.claim(session, "github-evidence", NOW, NOW + timedelta(hours=1))
    deliver(site)
    with site.services.ledger.read() as session:
        assert not jobs.is_due(session, "github-evidence", NOW + timedelta(minutes=59))


def test_the_newest_deliveries_are_remembered_and_no_more(site: Site) -> None:
    with site.services.ledger.write() as session:
        kept = json.dumps([f"old{n}" for n in range(REMEMBERED)])
        cursors.save(session, "webhook:github", kept, NOW)
    deliver(site)
    with site.services.ledger.read() as session:
        known = json.loads(cursors.read(session, "webhook:github") or "")
    assert (len(known), known[0], known[-1]) == (REMEMBERED, "old1", "d1")


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        (OURS, "ping"),
        ({"repository": {"full_name": "acme/other"}}, "issues"),
        ({"organization": {}}, "member"),
    ],
)
def test_what_is_not_about_our_repositories_hastens_nothing(
    site: Site, payload: object, event: str
) -> None:
    answer = deliver(site, payload, event=event)
    assert (answer.status, answer.json) == (200, {"hastened": False})
    assert not is_due(site, timedelta(minutes=4))


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"secret": "another secret"}, 401),
        ({"payload": []}, 400),
        ({"delivery": ""}, 400),
        ({"delivery": "x" * 101}, 400),
    ],
)
def test_what_is_not_githubs_is_refused(site: Site, given: dict[str, str], status: int) -> None:
    assert deliver(site, **given).status == status
    assert not is_due(site, timedelta(minutes=4))


def test_a_ledger_that_cannot_be_written_is_told(site: Site) -> None:
    with site.services.ledger.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE cursor RENAME TO away")
    assert deliver(site).status == 503

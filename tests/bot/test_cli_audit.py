"""`leadlight audit`: each change once, newest first, by whom, on the clock of the place."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ledger import audits, companies, follows, tags
from ledger.naming import CompanyName
from ledger.schema import open_ledger
from ledger.spoken import By
from tests.bot.command_line import Leadlight

AT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


@pytest.fixture
def run(leadlight: Leadlight, leadlight_url: str) -> Leadlight:
    """A ledger in which somebody tagged two companies, and followed one."""
    assert leadlight("retally", TIMEZONE="Asia/Tokyo").code == 0
    ledger = open_ledger(leadlight_url, ZoneInfo("Asia/Tokyo"))
    try:
        with ledger.write() as session:
            acme, rocket = (
                companies.obtain(session, CompanyName(domain, domain, ""), AT)
                for domain in ("acme.example", "rocket.example")
            )
            tags.tag(session, acme.id, "customer", By("U1", "dana", AT))
            tags.tag(session, rocket.id, "vip", By("U1", "dana", AT + timedelta(minutes=1)))
            last = By("U2", "", AT + timedelta(minutes=2))
            follows.follow(session, acme.id, last)
    finally:
        ledger.close()
    return leadlight


def test_newest_first_and_by_whom(run: Leadlight) -> None:
    lines = run("audit", TIMEZONE="Asia/Tokyo").out.splitlines()
    assert [line.split() for line in lines] == [
        ["at", "by", "did", "to", "which"],
        ["2026-11-21T08:32", "U2", "follow", "acme.example"],
        ["2026-11-21T08:31", "dana", "tag", "rocket.example", "vip"],
        ["2026-11-21T08:30", "dana", "tag", "acme.example", "customer"],
    ]


def test_for_programs_so_many_and_of_one_company(run: Leadlight) -> None:
    found = run("audit", "--json", TIMEZONE="Asia/Tokyo").json["changes"]
    assert found[1] == {
        "id": 2,
        "at": "2026-11-21T08:31:00+09:00",
        "by": "U1",
        "by_name": "dana",
        "action": "tag",
        "subject": "rocket.example",
        "object": "vip",
    }
    assert run("audit", "1", "--json", TIMEZONE="Asia/Tokyo").json["changes"] == found[:1]
    of_acme = run("audit", "--of", "acme.example", "--json", TIMEZONE="Asia/Tokyo").json
    assert of_acme["changes"] == [found[0], found[2]]


def test_who_was_refused_is_named_where_they_did_something_under_their_name(
    run: Leadlight, leadlight_url: str
) -> None:
    ledger = open_ledger(leadlight_url, ZoneInfo("Asia/Tokyo"))
    try:
        with ledger.write() as session:
            for user in ("U1", "U9"):
                at = AT + timedelta(minutes=3)
                audits.note(session, By(user, "", at), audits.REFUSED, "/oql tag", "member")
    finally:
        ledger.close()
    lines = run("audit", "2", TIMEZONE="Asia/Tokyo").out.splitlines()[1:]
    assert [line.split()[1:3] for line in lines] == [["U9", "refused"], ["dana", "refused"]]
    rows = run("audit", "2", "--json", TIMEZONE="Asia/Tokyo").json["changes"]
    assert [(row["by"], row["by_name"]) for row in rows] == [("U9", ""), ("U1", "dana")]


def test_nothing_is_said_so(run: Leadlight) -> None:
    ran = run("audit", "--of", "nobody.example", TIMEZONE="Asia/Tokyo")
    assert (ran.code, ran.out) == (0, "Nobody has changed anything of nobody.example.\n")


@pytest.mark.parametrize("most", ["0", "-1", "10001"])
def test_a_number_that_cannot_be_is_refused(run: Leadlight, most: str) -> None:
    ran = run("audit", "--", most)
    assert ran.code == 2
    assert f"from 1 to 10000, not {most}" in ran.err

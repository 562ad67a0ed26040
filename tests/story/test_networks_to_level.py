"""From addresses to a company: what a company's network looked at counts, and alarms nobody.

Ten downloads and ten pages a day bring a company to the highest level, and an alarm, where a sender
states it.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.http.sites import site_key
from bot.ip_database import IpDatabases
from bot.services import Services
from tests.bot.command_line import Leadlight, Ran
from tests.bot.conftest import leadlight as at_once
from tests.bot.http_door import SITE_SECRET, opened_site
from tests.bot.logged import write_rules
from tests.mmdb import write_mmdb

__all__ = ["at_once"]

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"
TODAY = datetime.now(UTC).date()  # confidence fades, so that the story is of these days
DAYS = [TODAY - timedelta(days=number) for number in range(15, 0, -1)]
NETWORKS = {
    "192.0.2.0/24": {
        "autonomous_system_number": 64_500,
        "autonomous_system_organization": "GLOBEX-AS - Globex Corporation, US",
    },
    "198.51.100.0/24": {
        "autonomous_system_number": 16_509,
        "autonomous_system_organization": "Amazon.com, Inc.",
    },
    "203.0.113.0/24": {"name": "Initech", "domain": "initech.example", "type": "business"},
}

STATED = "source,id,kind,occurred_at,domain\n" + "".join(
    f"registry,{kind}-{day}-{hour},{kind},{day}T1{hour}:00:00Z,stated.example\n"
    for day in DAYS
    for hour in range(10)
    for kind in ("doc_view", "download")
)


def log_of(address: str) -> str:
    """Fifteen days on which somebody behind an address reads and fetches."""
    return "".join(
        f'{address} - - [{day:%d/%b/%Y}:1{hour}:05:03 +0000] "GET {path} HTTP/1.1" 200 5 '
        f'"-" "{BROWSER}"\n'
        for day in DAYS
        for hour in range(10)
        for path in (f"/docs/{hour}", f"/get/anvil-{hour}.tar.gz")
    )


@pytest.fixture
def brought(tmp_path: Path, at_once: Leadlight) -> dict[str, str]:
    """Logs of a company's own network, a host's and a business's, and settings to read them by."""
    write_mmdb(tmp_path / "networks.mmdb", NETWORKS)
    for address in ("192.0.2.7", "198.51.100.7", "203.0.113.7"):
        (tmp_path / f"{address}.log").write_text(log_of(address))
    return {"RULES_FILE": str(write_rules(tmp_path)), "IP_DATABASE": "networks.mmdb"}


def imported(at_once: Leadlight, given: dict[str, str], *addresses: str) -> Ran:
    files = [f"{address}.log" for address in addresses]
    ran = at_once("import", "--json", "--source", "www.site.example", *files, **given)
    assert ran.code == 0
    assert at_once("score", "--as-of", TODAY.isoformat(), **given).code == 0
    return ran


def held(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "leadlight.db")) as connection:
        return connection.execute(query).fetchall()


def test_a_companys_network_earns_points_unverified_and_alarms_nobody(
    tmp_path: Path, at_once: Leadlight, brought: dict[str, str]
) -> None:
    (tmp_path / "stated.csv").write_text(STATED)
    assert at_once("import", "stated.csv", **brought).code == 0
    told = imported(at_once, brought, "192.0.2.7", "198.51.100.7", "203.0.113.7").json
    assert (told["new"], told["without_company"]) == (900, 300)
    found = at_once("companies", "--as-of", TODAY.isoformat(), "--json", **brought).json[
        "companies"
    ]
    names = ["Globex Corporation", "initech.example", "stated.example"]
    assert sorted(one["name"] for one in found) == names
    assert all((one["level"], one["score"]["30"]) == ("OQL3", 70) for one in found)
    current = "SELECT confidence FROM affiliation WHERE superseded_at IS NULL ORDER BY 1"
    confidences = held(tmp_path, current)
    assert confidences == [(50,), (70,), (95,)]
    alarms = held(tmp_path, "SELECT key FROM notice WHERE key LIKE 'oql3:%'")
    assert alarms == [(f"oql3:stated.example:{DAYS[-1]}",)]
    kept = b"".join(one.read_bytes() for one in tmp_path.glob("leadlight.db*"))
    assert not any(address in kept for address in (b"192.0.2.", b"203.0.113."))


def test_a_log_that_was_imported_before_gains_its_company(
    tmp_path: Path, at_once: Leadlight, brought: dict[str, str]
) -> None:
    without = {"RULES_FILE": brought["RULES_FILE"]}
    assert imported(at_once, without, "192.0.2.7").json["without_company"] == 300
    again = imported(at_once, brought, "192.0.2.7").json
    assert (again["new"], again["duplicate"], again["without_company"]) == (0, 300, 0)
    assert held(tmp_path, "SELECT name FROM company") == [("Globex Corporation",)]


@pytest.mark.parametrize("way", ["rows", "segment", "beacon"])
def test_every_way_over_http_knows_the_owner(services: Services, tmp_path: Path, way: str) -> None:
    path = write_mmdb(tmp_path / "networks.mmdb", NETWORKS)
    page = "https://docs.acme.example/install"
    with IpDatabases([path]) as databases, opened_site(services, databases.owner_of) as site:
        if way == "rows":
            row = {"source": "site", "id": "1", "kind": "doc_view", "ip": "203.0.113.7"}
            row |= {"occurred_at": "2026-11-20T09:30:00Z", "url": page}
            assert site.post("/v1/activities", row).status == 202
        elif way == "segment":
            call = {"anonymousId": "cookie", "context": {"ip": "203.0.113.7"}, "messageId": "1"}
            assert site.post("/v1/page", {**call, "properties": {"url": page}}).status == 200
        else:
            asked = f"/v1/view.gif?k={site_key('docs.acme.example', SITE_SECRET)}"
            headers = {"Referer": page, "User-Agent": BROWSER}
            site.ask("GET", asked, headers=headers, client="203.0.113.7")
        site.settle()
        query = "SELECT kind, value FROM actor_signal"
        assert site.rows(query) == [("network_owner", "initech.example")]

"""Each source from its true format to a level: file, import, recognition, score.

What happened is the same in every case: two downloads on three days in separate weeks, and twenty
documentation pages on two more, by two colleagues in turns. A source that tells of both brings its
company 40 points in 30 days, which is OQL2; one that tells of downloads alone 30, which is OQL1.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.bot.command_line import Leadlight
from tests.bot.conftest import leadlight as at_once

__all__ = ["at_once"]

DAY = "2025-06-21"
DOMAIN = "globex.example"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Event:
    """A download, or the view of a page."""

    id: str
    at: str  # UTC, without its offset
    page: str  # empty: a download

    @property
    def unix(self) -> int:
        """The moment in Unix seconds."""
        return int(datetime.fromisoformat(f"{self.at}+00:00").timestamp())

    @property
    def who(self) -> str:
        """One of the two: of an address that only one person uses nobody knows whose it is."""
        return ("ada", "bo")[int(self.id[-1]) % 2]

    @property
    def mail(self) -> str:
        """The address of whoever did it."""
        return f"{self.who}@{DOMAIN}"


DOWNLOADS = [
    Event(f"d{day}-{number}", f"2025-06-{day}T1{number}:00:00", "")
    for day in ("02", "09", "16")
    for number in range(2)
]
VIEWS = [
    Event(f"v{day}-{number}", f"2025-06-{day}T09:{number:02}:00", f"/docs/page-{number}")
    for day in ("17", "18")
    for number in range(20)
]


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def activity(one: Event) -> dict[str, Any]:
    kind = "doc_view" if one.page else "download"
    at = f"{one.at}Z"
    row = {"source": "logs", "id": one.id, "kind": kind, "occurred_at": at, "domain": DOMAIN}
    return {**row, "url": f"https://lantern.example{one.page}" if one.page else ""}


def scarf(one: Event) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": "pixel-fetch" if one.page else "manifest-fetch",
        "time": one.at.replace("T", " "),
        "referer": f"https://lantern.example{one.page}" if one.page else "",
        "origin_id": "o-1",
        "origin_connection_type": "business",
        "origin_company": "Globex Corporation",
        "origin_domain": DOMAIN,
        "dnt": "false",
        "confidence": "0.9",
    }


def docker_week(one: Event) -> dict[str, Any]:
    """The week that ends on the day of the event; two downloads make one row."""
    first = datetime.fromisoformat(one.at).toordinal() - 6
    return {
        "DATE_GRANULARITY": "weekly",
        "DATE_REFERENCE": datetime.fromordinal(first).date().isoformat(),
        "DOMAIN": DOMAIN,
        "USER_AGENT": one.id,
        "IMAGE_REPOSITORY": "lantern/server",
        "DATA_DOWNLOADS": 1,
        "VERSION_CHECKS": 200,
        "PULLS": 201,
    }


def docker_pull(one: Event) -> dict[str, Any]:
    return {
        "action": "pull_by_tag",
        "action_day": one.at[:10],
        "repository": "server",
        "namespace": "lantern",
        "tag": one.id,
        "type": "business",
        "domain": DOMAIN,
    }


def posthog(one: Event) -> dict[str, Any]:
    return {
        "uuid": one.id,
        "event": "$pageview" if one.page else "download",
        "distinct_id": one.who,
        "timestamp": one.at.replace("T", " "),
        "properties": {"$current_url": f"https://lantern.example{one.page}"},
        "person_properties": {"email": one.mail},
    }


def matomo(one: Event) -> dict[str, Any]:
    kind = "action" if one.page else "download"
    url = f"https://lantern.example{one.page or '/lantern.tar.gz'}"
    action = {"type": kind, "url": url, "pageId": one.id, "timestamp": one.unix}
    return {
        "idVisit": "4",
        "visitIp": "192.0.2.0",
        "visitorId": one.who,
        "userId": one.mail,
        "actionDetails": [action],
    }


def common_room(one: Event) -> dict[str, Any]:
    return {
        "id": one.id,
        "activityType": "viewed_docs" if one.page else "downloaded",
        "timestamp": f"{one.at}.000Z",
        "user": {"id": "17", "companyDomain": DOMAIN},
    }


def orbit(one: Event) -> dict[str, Any]:
    return {
        "key": one.id,
        "activity_type_key": "docs:viewed" if one.page else "download",
        "occurred_at": f"{one.at}.508Z",
        "member_id": one.who,
        "member_email": one.mail,
    }


Row = Callable[[Event], dict[str, Any]]
Written = Callable[[Sequence[dict[str, Any]]], str]
BOTH = [*DOWNLOADS, *VIEWS]
CASES: dict[str, tuple[Row, Written, str, list[Event], str]] = {
    "activity file": (activity, as_csv, "a.csv", BOTH, "OQL2"),
    "activity lines": (activity, as_json, "a.jsonl", BOTH, "OQL2"),
    "scarf": (scarf, as_csv, "a.csv --format scarf", BOTH, "OQL2"),
    "scarf lines": (scarf, as_json, "a.ndjson --format scarf", BOTH, "OQL2"),
    "docker hub": (docker_week, as_csv, "a.csv --format docker-hub", DOWNLOADS, "OQL1"),
    "docker hub, raw": (docker_pull, as_csv, "a.csv --format docker-hub", DOWNLOADS, "OQL1"),
    "posthog": (posthog, as_json, "a.jsonl --map posthog", BOTH, "OQL2"),
    "matomo": (matomo, as_json, "a.jsonl --map matomo", BOTH, "OQL2"),
    "common room": (common_room, as_json, "a.jsonl --map common-room", BOTH, "OQL2"),
    "orbit": (orbit, as_csv, "a.csv --map orbit", BOTH, "OQL2"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_source_brings_its_company_to_a_level(
    at_once: Leadlight, tmp_path: Path, case: str
) -> None:
    row, written, args, events, level = CASES[case]
    rows = [row(one) for one in events]
    name, *options = args.split()
    middle = len(rows) // 2
    halves = f"first-{name}", f"second-{name}"
    for file, some in zip((name, *halves), (rows, rows[:middle], rows[middle:]), strict=True):
        (tmp_path / file).write_text(written(some))
    for files in (halves, (name,)):
        brought = at_once("import", *files, *options, "--json")
        assert (brought.code, brought.err) == (0, "")
        assert (brought.json["rejected"], brought.json["without_company"]) == ([], 0)
    assert brought.json["duplicate"] == len(rows)
    found = at_once("score", "--as-of", DAY, "--json").json["companies"]
    points = {"OQL2": 40.0, "OQL1": 30.0}[level]
    assert [(one["company"], one["level"]) for one in found] == [(DOMAIN, level)]
    assert found[0]["score"]["30"] == points


def log_line(one: Event) -> str:
    at = datetime.fromisoformat(one.at).strftime("%d/%b/%Y:%H:%M:%S +0000")
    page = one.page or f"/get/{one.id}.tar.gz"
    return f'192.0.2.7 - - [{at}] "GET {page} HTTP/1.1" 200 99 "-" "Mozilla/5.0 Firefox/139.0"\n'


PAGES = """
[[pages]]
match = "/docs/*"
kind = "doc_view"

[[pages]]
match = "/get/*"
kind = "download"
"""


def test_an_access_log_brings_a_network_to_a_level_once_somebody_knows_it(
    at_once: Leadlight, tmp_path: Path
) -> None:
    """A log has addresses alone: their network is somebody's when a row of that source says so."""
    rules = tmp_path / "mine.toml"
    rules.write_text((ROOT / "rules" / "points.toml").read_text() + PAGES)
    (tmp_path / "access.log").write_text("".join(map(log_line, BOTH)))
    command = ("import", "access.log", "--format", "access-log", "--source", "site", "--json")
    brought = at_once(*command, RULES_FILE=str(rules)).json
    assert (brought["new"], brought["without_company"]) == (len(BOTH), len(BOTH))
    known = {"source": "site", "id": "known", "kind": "star", "occurred_at": f"{DAY}T08:00:00Z"}
    (tmp_path / "known.jsonl").write_text(
        as_json([{**known, "actor": "192.0.2.7", "domain": DOMAIN}])
    )
    assert at_once("import", "known.jsonl", RULES_FILE=str(rules)).code == 0
    found = at_once("score", "--as-of", DAY, "--json", RULES_FILE=str(rules)).json["companies"]
    assert [(one["company"], one["level"]) for one in found] == [(DOMAIN, "OQL2")]
    assert found[0]["score"]["30"] == 40.0

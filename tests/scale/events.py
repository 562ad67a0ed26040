"""Made-up events of a site, as rows of a table and as the same rows of an activity file.

They hold what makes a difference: moments around the bounds of days and a clock change, addresses
of pages in every spelling, bots and tools, and each way in which a row may say who it was.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

ZONE: Final = "Europe/Berlin"
FIRST = datetime(2025, 10, 20, tzinfo=UTC)  # the clocks go back on the 26th
HOURS: Final = 14 * 24
KINDS: Final = {"docs": "doc_view", "site": "web_view", "blog": "blog_view", "pull": "download"}
URLS: Final = (
    "https://docs.acme.example/sso/setup?x=ada%40b.example",
    "https://docs.acme.example/sso",
    "https://docs.acme.example//sso//",
    "HTTPS://DOCS.acme.example:443/%73so/a",
    "docs.acme.example/ssome",
    "/pricing#plans",
    "https://www.acme.example/Pricing",
    "https://www.acme.example/pricing-2/?a=/sso",
    "https://user@www.acme.example/sign%2Dup",
    "https://www.acme.example./support/",
    "https://www.acme.example/%C3%BCber/uns",
    "https://elsewhere.example/a'b_c",
    "",
)
AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.5.0",
    "",
)
# /24s and a /48, as the operator's table has them, and their owners
NETWORKS: Final = {
    "192.0.2.0/24": "acmeworks.example",
    "203.0.113.0/24": "pelicanpay.example",
    "2001:db8:7::/48": "lumenfreight.example",
}
PREFIXES: Final = {
    "192.0.2": "acmeworks.example",
    "203.0.113": "pelicanpay.example",
    "2001:db8:7": "lumenfreight.example",
}
WHO: Final[Sequence[dict[str, str]]] = (
    {"actor": "user-1", "email": "ada@tallgrass.example"},
    {"actor": "user-2"},
    {"actor": "user-2", "email": "Bo@tallgrass.example"},
    {"email": "cy+news@tallgrass.example"},
    {"email": "CY+news@tallgrass.example"},
    {"domain": "rocketworks.example"},
    {"company": "Rocket Works"},
    {"actor": "user-3", "company": "Rocket Works"},
    {"ip": "192.0.2.9"},
    {"ip": "192.0.2.77"},
    {"ip": "203.0.113.4"},
    {"ip": "198.51.100.4"},  # nobody's
    {"ip": "2001:db8:7::1"},
    {"actor": "user-4", "ip": "203.0.113.4"},
)
COLUMNS: Final = ("id", "happened", "event", "url", "agent", "actor", "email", "company", "domain")
MANY: Final = 1_500


def events(seed: int = 1) -> list[dict[str, Any]]:
    """Events in no order, some at the very bounds of days."""
    random = Random(seed)
    found = []
    for number in range(MANY):
        at = FIRST + timedelta(hours=random.randrange(HOURS), seconds=random.choice((0, 1, 3599)))
        row: dict[str, Any] = dict.fromkeys((*COLUMNS, "ip"), "")
        row |= {"id": f"e{number}", "happened": int(at.timestamp())}
        row |= {"event": random.choice((*KINDS, "other")), "url": random.choice(URLS)}
        found.append(row | {"agent": random.choice(AGENTS)} | random.choice(WHO))
    return found


def write_events(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """As a table, which is one JSON object a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def write_networks(path: Path) -> Path:
    """The operator's table of prefixes."""
    lines = [f"{prefix},{owner}\n" for prefix, owner in PREFIXES.items()]
    path.write_text("prefix,owner\n" + "".join(lines))
    return path


def write_activities(path: Path, rows: Sequence[dict[str, Any]], source: str) -> Path:
    """As an activity file; what has no kind is no activity."""
    told = (_activity(row, source) for row in rows if row["event"] in KINDS)
    path.write_text("".join(json.dumps(row) + "\n" for row in told))
    return path


def _activity(row: dict[str, Any], source: str) -> dict[str, Any]:
    renamed = dict(_renamed(row))
    return renamed | {"source": source, "kind": KINDS[row["event"]]}


def _renamed(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    names = {"happened": "occurred_at", "agent": "user_agent"}
    return ((names.get(key, key), value) for key, value in row.items() if key != "event")

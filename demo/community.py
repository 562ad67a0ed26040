"""A small made-up community: who contributes, and what its logs of downloads and pages say.

Everybody lives under `.example`. One company, Lumen Freight, is about to reach the highest level:
its servers install the project each week, its people read the documentation, and one of them opens
pull requests.
"""

import csv
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from demo.github.state import Hub

REPOSITORY = "lantern/lantern"
HERO = "lumenfreight.example"

# login: name, company as people write it, mail address, what they opened (days ago: title)
CONTRIBUTORS: tuple[tuple[str, str, str, str, dict[int, str]], ...] = (
    (
        "mira-lf",
        "Mira Solano",
        "@lumen-freight",
        "mira@lumenfreight.example",
        {12: "Support SSO groups in the token handler", 3: "Document the offline mode"},
    ),
    (
        "tobias-lf",
        "Tobias Ek",
        "Lumen Freight AB",
        "tobias@lumenfreight.example",
        {9: "Crash when the cache folder is read-only"},
    ),
    (
        "noor",
        "Noor Haddad",
        "Harbor Cloud, Inc.",
        "noor@harborcloud.example",
        {20: "Retry uploads after a timeout", 6: "Speed up the parser"},
    ),
    ("jun", "Jun Ito", "Quiet Bank", "", {15: "How do I rotate keys?"}),
    ("ada-free", "Ada Ferro", "freelance", "ada@gmail.com", {5: "Typo in the tutorial"}),
    ("dependency-robot[bot]", "", "", "", {8: "Bump parser to 4.1", 1: "Bump cache to 2.0"}),
)

# What belongs to no person: servers that install, readers known by their company alone.
# domain: kind, days ago, how often on each of them
TRAFFIC: tuple[tuple[str, str, tuple[int, ...], int], ...] = (
    (HERO, "download", (26, 25, 17, 16, 9, 8, 2), 3),
    (HERO, "doc_view", (14, 11, 4, 3, 1), 24),
    (HERO, "web_view_high_value", (4, 2, 1), 2),
    ("harborcloud.example", "download", (21, 20, 13, 5), 2),
    ("harborcloud.example", "doc_view", (18, 6), 12),
    ("quietbank.example", "download", (10, 2), 2),
    ("quietbank.example", "doc_view", (10, 9), 6),
)


def fill(hub: Hub, now: datetime) -> None:
    """Opens everybody's issues and pull requests on the pretended GitHub, dated back from `now`."""
    repository = hub.repository(REPOSITORY)
    opened = [
        (days, title, login) for login, *_, titles in CONTRIBUTORS for days, title in titles.items()
    ]
    for login, name, company, email, _ in CONTRIBUTORS:
        hub.account(login, name=name or None, company=company or None, email=email or None)
    for days, title, login in sorted(opened, reverse=True):
        asks = title.endswith("?") or title.startswith("Crash")
        at = now - timedelta(days=days, hours=2)
        repository.open(title, hub.account(login), pull=not asks, at=at)


def downloads(folder: Path, now: datetime) -> Path:
    """An export of downloads, as CSV."""
    file = folder / "downloads.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("source", "id", "kind", "occurred_at", "domain", "title"))
        for row in _rows(now, "download"):
            title = "lantern 3.2 container image"
            writer.writerow(
                ("registry", row["id"], row["kind"], row["occurred_at"], row["domain"], title)
            )
    return file


def views(folder: Path, now: datetime) -> Path:
    """A log of page views, as JSON lines; one line was cut off by whoever made it."""
    file = folder / "views.jsonl"
    rows = [*_rows(now, "doc_view"), *_rows(now, "web_view_high_value")]
    lines = [json.dumps({"source": "website", **row, **_page(row)}) for row in rows]
    lines.append('{"source": "website", "id": "cut-off", "kind": "doc_vi')
    file.write_text("\n".join(lines) + "\n")
    return file


def _page(row: dict[str, Any]) -> dict[str, str]:
    path = "pricing" if row["kind"] == "web_view_high_value" else "docs/getting-started"
    return {"url": f"https://lantern.example/{path}", "title": path}


def _rows(now: datetime, kind: str) -> Iterator[dict[str, Any]]:
    for domain, one, days, often in TRAFFIC:
        if one != kind:
            continue
        for day in days:
            for number in range(often):
                at = now - timedelta(days=day, minutes=number)
                yield {
                    "id": f"{domain}-{kind}-{day}-{number}",
                    "kind": kind,
                    "occurred_at": at.isoformat(timespec="seconds"),
                    "domain": domain,
                }

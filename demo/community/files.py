"""Puts the past of the community where Leadlight finds it: on GitHub, and into files to import."""

import csv
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from demo.community.around import gather
from demo.community.cast import REPOSITORY, Community
from demo.community.traces import Row, forum_past, logged, opened_past, slack_past
from demo.github.state import Hub

COLUMNS = ("source", "id", "kind", "occurred_at", "domain", "company", "email", "title", "count")


def fill(hub: Hub, made: Community, now: datetime) -> None:
    """Opens accounts, and all that they did in the past, dated back from `now`."""
    for person in made.people:
        if person.login:
            hub.account(
                person.login,
                name=person.name or None,
                company=person.company or None,
                email=person.email or None,
            )
    for company in made.companies:
        if company.org:
            pages = f"https://{company.domain}"
            hub.account(company.org, type="Organization", name=company.name, blog=pages)
    repository = hub.repository(REPOSITORY)
    for at, item in opened_past(made, now):
        repository.open(item.title, hub.account(item.login), pull=item.pull, at=at)
    gather(hub, repository, made, now)


def write_files(folder: Path, made: Community, now: datetime) -> tuple[Path, ...]:
    """Downloads as CSV, all else as JSON lines; one line is cut off, as happens to logs."""
    rows = list(logged(made, now))
    downloads = folder / "downloads.csv"
    _write_csv(downloads, [row for row in rows if row.fields["kind"] == "download"])
    views = folder / "views.jsonl"
    write_lines(views, [row for row in rows if row.fields["kind"] != "download"])
    with views.open("a", encoding="utf-8") as out:
        out.write('{"source": "website", "id": "cut-off", "kind": "doc_vi\n')
    slack, forum = folder / "slack.jsonl", folder / "forum.jsonl"
    write_lines(slack, slack_past(made, now))
    write_lines(forum, forum_past(made, now))
    return downloads, views, slack, forum


def write_lines(file: Path, rows: Iterable[Row], late: timedelta = timedelta()) -> None:
    """Rows as JSON lines, oldest first, each so much later than it was planned."""
    ordered = sorted(rows, key=lambda row: row.at)
    lines = [json.dumps(row.written(late), ensure_ascii=False) + "\n" for row in ordered]
    file.write_text("".join(lines), encoding="utf-8")


def _write_csv(file: Path, rows: Iterable[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row.written() for row in sorted(rows, key=lambda row: row.at))

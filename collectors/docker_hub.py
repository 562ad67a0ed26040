"""Reads Docker Hub's reports that name companies: "tracked companies", and the raw pulls.

A row of the first covers a week or a month, and is booked on the period's last day. The cap of a
day then credits it as one day's downloads, which understates it on purpose: the report does not
say on how many days they happened. A row of the second is a pull on a day.

Rows have no id, so that what a row is about makes one. A report that comes again with corrected
figures is therefore a duplicate, and the figures that came first stay. Raw rows that are alike in
every column are one pull, whichever files they stand in.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from typing import IO, Final

from collectors.activity_formats import Cells
from collectors.activity_who import Unreadable
from collectors.batch import Batch
from collectors.export_rows import activity, batches, needs, rows
from collectors.lines import Lines
from collectors.reading import Reading
from ledger.drafts import ActivityDraft

SOURCE: Final = "docker-hub"
_REPORT_COLUMNS: Final = (
    "date_granularity date_reference publisher_name domain ip_country cloud_service_provider "
    "user_agent inferred_use_case image_repository data_downloads version_checks pulls "
    "unique_authenticated_users"
)
_PULLS_COLUMNS: Final = (
    "action action_day country digest http_method host namespace reference repository tag "
    "timestamp type user_agent_tool user_agent_version domain owner"
)
_REPORT: Final = frozenset(_REPORT_COLUMNS.split())
_PULLS: Final = frozenset(_PULLS_COLUMNS.split())
_FIGURES: Final = frozenset(
    {"data_downloads", "version_checks", "pulls", "unique_authenticated_users"}
)
_ABOUT_REPORT: Final = tuple(sorted(_REPORT - _FIGURES))
_ABOUT_PULL: Final = tuple(sorted(_PULLS))
_NEEDED_REPORT: Final = needs(("date_granularity", "date_reference", "domain", "image_repository"))
_NEEDED_PULLS: Final = needs(("action", "action_day", "domain", "repository"))
# The report's own columns behind those of an activity file.
_NAMES_REPORT: Final = {
    "occurred_at": "date_reference",
    "id": "image_repository",
    "title": "image_repository",
}
_NAMES_PULLS: Final = {"occurred_at": "action_day", "id": "repository", "title": "tag"}
_NO_COMPANY: Final = frozenset({"isp", "hosting", "education"})
_NOTHING: Final = frozenset({"", "\\n", "null", "none", "unknown"})  # \N is a database's null
_MOST: Final = 1_000_000  # that a row may count; far beyond any cap
_NOON: Final = "T12:00:00+00:00"  # in nearly every time zone on the same day
_NO_DOMAINS: Final = (
    "names no companies: download the report of tracked companies, or the raw data of pulls"
)


def is_one(head: bytes) -> bool:
    """Whether a file that begins so is a report of Docker Hub's, be it one that cannot be used."""
    names = _named(head.partition(b"\n")[0].decode("utf-8", "replace"))
    return "date_granularity" in names or ("action_day" in names and "repository" in names)


def read(stream: IO[bytes], name: str, reading: Reading) -> Iterator[Batch]:
    """Yield the downloads of a report in batches; lines count from 1, the header included.

    Filtered: version checks, which download nothing, and rows without a company. Never raises for
    what the file holds.
    """
    as_draft = partial(_draft, reading=reading)
    found = rows(Lines(stream), name, as_draft, _header_fault)
    return batches(found, name, as_draft, lambda column: _named(column) in _REPORT | _PULLS)


@lru_cache(maxsize=1_000)
def _named(column: str) -> str:
    """One spelling for "Action day" and "ACTION_DAY"."""
    return column.strip().lower().replace(" ", "_")


def _header_fault(names: list[str]) -> str:
    spelled = [_named(name) for name in names]
    if "domain" not in spelled:
        return _NO_DOMAINS
    return (_NEEDED_REPORT if "date_granularity" in spelled else _NEEDED_PULLS)(spelled)


def _draft(cells: Cells, reading: Reading) -> ActivityDraft | str:
    row = {_named(column): cell.strip() for column, cell in cells.items()}
    if _is_nothing(row.get("domain", "")) or row.get("type", "").lower() in _NO_COMPANY:
        return "no company"
    is_report = "date_granularity" in row
    found = _of_report(row, reading.now.date()) if is_report else _of_pull(row)
    if not found:
        return "version checks, which download nothing"
    return activity(found, reading, _NAMES_REPORT if is_report else _NAMES_PULLS)


def _of_report(row: Cells, today: date) -> Cells | None:
    period, first = row["date_granularity"].lower(), row.get("date_reference", "")
    count = _downloads(row)
    if not count:
        return None
    last = _last_day(period, first)
    if last > today:
        raise Unreadable(f"the period ends on {last}, which is still to come: import it then")
    image = row.get("image_repository", "")
    rest = _digest(row, _ABOUT_REPORT)
    id = f"{period}:{first}:{row['domain']}:{image}:{rest}"
    return _download(id, last, row, image) | {"count": str(count)}


def _of_pull(row: Cells) -> Cells | None:
    action = row.get("action", "").lower()
    if action == "version_check":
        return None
    if not action.startswith("pull_by_"):
        raise Unreadable("column action: none of pull_by_tag, pull_by_digest, version_check")
    day = _day("action_day", row.get("action_day", ""))
    rest = _digest(row, _ABOUT_PULL)
    image = "/".join(filter(None, (row.get("namespace"), row.get("repository"))))
    return _download(f"{day}:{row['domain']}:{image}:{rest}", day, row, image)


def _download(id: str, day: date, row: Cells, image: str) -> Cells:
    tag = row.get("tag", "")
    return {
        "source": SOURCE,
        "id": id,
        "kind": "download",
        "occurred_at": f"{day}{_NOON}",
        "domain": row["domain"],
        "title": image if _is_nothing(tag) else f"{image}:{tag}",
    }


def _downloads(row: Cells) -> int:
    """Downloads alone; where a report has only pulls, those without the version checks in them."""
    if told := row.get("data_downloads"):
        return min(_figure("data_downloads", told), _MOST)
    pulls = _figure("pulls", row.get("pulls", ""))
    checks = _figure("version_checks", row.get("version_checks") or "0")
    return min(max(pulls - checks, 0), _MOST)


def _figure(column: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise Unreadable(f"column {column}: not a whole number from 0 on")
    return int(text)


def _last_day(period: str, text: str) -> date:
    """The last day of the week or month that begins on a day."""
    first = _day("date_reference", text)
    if period.startswith("week"):
        return first + timedelta(days=6)
    if period.startswith("month"):
        return first.replace(day=monthrange(first.year, first.month)[1])
    raise Unreadable("column date_granularity: neither weekly nor monthly")


def _day(column: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"column {column}: not a day such as 2026-11-16") from None
    if not 1990 <= day.year < 3000:
        raise Unreadable(f"column {column}: not a day from 1990 on")
    return day


def _digest(row: Cells, columns: tuple[str, ...]) -> str:
    """What tells a row from others about the same; columns that Docker may add one day do not."""
    told = "\n".join(f"{name}={row.get(name, '')}" for name in columns)
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:24]


def _is_nothing(cell: str) -> bool:
    return cell.lower() in _NOTHING

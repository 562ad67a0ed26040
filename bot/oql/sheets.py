"""Lists of companies, and why one has its points, as files for a spreadsheet.

Made when they are posted, from what their notice names: so a notice stays small.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.oql.facts import said_facts
from bot.oql.lists import company_row
from bot.services import Services
from ledger import handoffs
from scoring.rescore import Ranking, movers, ranked, shares

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # as a cell begins that a spreadsheet would run

COMPANIES: Final = (
    *("company", "name", "level", "since", "points", "points_before", "points_90_days", "people"),
    *("last_activity", "verified", "handoff", "handoff_day", "tags"),
)
REASONS: Final = (
    *("day", "category", "kind", "at", "title", "who", "count", "earned", "credited", "cut_by"),
)

Maker = Callable[[Services, Mapping[str, Any]], bytes]


def companies_sheet(services: Services, asked: Mapping[str, Any]) -> bytes:
    """A whole list; `asked` names it and its day. `points_before` are those a week earlier."""
    day, rules = date.fromisoformat(asked["day"]), services.rules
    with services.ledger.read() as session:
        found = movers(session, rules, day, ranked(session, rules, day, Ranking(asked["list"])))
        ids = [one.one.company_id for one in found]
        said = {one: said_facts(session, services, one, day) for one in ids}
    return _sheet(COMPANIES, (_company(company_row(rules, one), said) for one in found))


def _company(row: Mapping[str, Any], said: Mapping[int, Mapping[str, Any]]) -> Sequence[object]:
    beside = said[row["company_id"]]
    handoff = beside["handoff"]
    return (
        *(row["company"], row["name"], row["level"], row["since"]),
        *(_points(row[name]) for name in ("points", "before", "longest")),
        *(row["people"], row["last_activity"], "yes" if row["verified"] else "no"),
        handoff["state"] if handoff else handoffs.NONE,
        handoff["day"] if handoff else "",
        ", ".join(beside["tags"]),
    )


def reasons_sheet(services: Services, asked: Mapping[str, Any]) -> bytes:
    """Each activity's credit; the column `credited` adds up to the score. Moments are UTC."""
    day, rules = date.fromisoformat(asked["day"]), services.rules
    with services.ledger.read() as session:
        found = shares(session, rules, asked["company_id"], day)
    rows = (
        (
            one.day.isoformat(),
            rules.categories[one.category].title,
            one.kind,
            one.at.isoformat() if one.at else "",
            one.title,
            one.who if asked["names"] else "",
            one.count,
            _points(one.raw),
            _points(one.credited),
            one.cut or "",
        )
        for one in found
    )
    return _sheet(REASONS, rows)


FILES: Final[Mapping[str, Maker]] = {"companies": companies_sheet, "why": reasons_sheet}


def _sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """What others wrote, on one line, and never a formula."""
    if not isinstance(value, str):
        return "" if value is None else value
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(FORMULA) or value.startswith(FORMULA) else line


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"

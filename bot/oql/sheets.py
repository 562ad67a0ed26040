"""Lists of companies, and why one has its points, as files for a spreadsheet.

Made when they are posted, from what their notice names: so a notice stays small.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.cells import ENCODING, table
from bot.oql.lists import company_row
from bot.oql.said import said_facts
from bot.services import Services
from ledger import handoffs
from scoring.rescore import Ranking, movers, ranked, shares

COMPANIES: Final = (
    *("company", "name", "level", "since", "points", "points_before", "points_90_days", "people"),
    *("last_activity", "verified", "handoff", "handoff_day", "tags"),
)
REASONS: Final = (
    *("day", "category", "kind", "at", "title", "who", "count", "earned", "credited", "cut_by"),
)

Sheet = Callable[[Services, Mapping[str, Any]], bytes]


def companies_sheet(services: Services, asked: Mapping[str, Any]) -> bytes:
    """A whole list; `asked` names it and its day. `points_before` are those a week earlier."""
    day, rules = date.fromisoformat(asked["day"]), services.rules
    with services.ledger.read() as session:
        found = movers(session, rules, day, ranked(session, rules, day, Ranking(asked["list"])))
        ids = [one.one.company_id for one in found]
        said = said_facts(session, rules, ids, day)
    lines = (_company(company_row(rules, one), said) for one in found)
    return table(COMPANIES, lines).encode(ENCODING)


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
    return table(REASONS, rows).encode(ENCODING)


FILES: Final[Mapping[str, Sheet]] = {"companies": companies_sheet, "why": reasons_sheet}


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"

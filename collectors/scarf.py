"""Reads Scarf's event exports, CSV or JSON lines: downloads and pixel views of known companies.

Scarf delivers an event at least once; its `id` makes the second a duplicate, in one file or many.
Nobody is known in person: the actor is the company, or the device where no company is certain. A
company is believed from a confidence of 0.5 on, where it is likelier right than wrong, and never
for a connection that is somebody's provider, cloud or campus.
"""

from collections.abc import Iterator
from functools import partial
from typing import IO, Final

from collectors.activity_formats import Cells
from collectors.activity_who import Unreadable
from collectors.batch import Batch
from collectors.bots import BY_BOTS, is_nobodys
from collectors.export_rows import activity, batches, in_utc, needs, rows
from collectors.lines import Lines
from collectors.page_kind import kind_of_page
from collectors.reading import Reading
from ledger.drafts import ActivityDraft

SOURCE: Final = "scarf"
LEAST_CONFIDENCE: Final = 0.5
_COLUMNS: Final = (
    "id type package pixel version time referer user_agent platform variables origin_id "
    "origin_latitude origin_longitude origin_country origin_city origin_state origin_postal "
    "origin_connection_type origin_company origin_domain dnt confidence endpoint_id "
    "mtc_quota_exceeded"
)
_NEEDED: Final = needs(("id", "type", "time"))
_OWN_NAMES: Final = {
    "occurred_at": "time",
    "url": "referer",
    "domain": "origin_domain",
    "company": "origin_company",
    "kind": "type",
}
_NO_COMPANY: Final = frozenset({"isp", "hosting", "education", "mobile", "cellular"})
_VIEW: Final = "pixel-fetch"
_DOWNLOADS: Final = ("manifest-fetch", "-download", "-install", "-pull")
_PARTS: Final = ("blob-fetch", "tag-list")  # of a pull whose manifest counts
_ROLLUP: Final = (
    "Scarf's company rollup holds totals since the first day and not what was done on which day, "
    "which a score needs: export the events instead"
)


def is_one(head: bytes) -> bool:
    """Whether a file that begins so is an export of Scarf's, be it one that cannot be used."""
    first = head.partition(b"\n")[0].lower()
    return b"origin_connection_type" in first or _is_rollup(first.decode("utf-8", "replace"))


def read(
    stream: IO[bytes], name: str, reading: Reading, least_confidence: float = LEAST_CONFIDENCE
) -> Iterator[Batch]:
    """Yield the events of an export in batches; lines count from 1, a header included.

    Filtered: visitors who asked not to be tracked, events whose company Scarf withheld for want of
    quota, events of bots and of nobody. Never raises for what the file holds.
    """
    lines = Lines(stream)
    as_draft = partial(_draft, reading=reading, least=least_confidence)
    found = rows(lines, name, as_draft, _header_fault)
    return batches(found, name, as_draft, frozenset(_COLUMNS.split()).__contains__)


def _header_fault(names: list[str]) -> str:
    return _ROLLUP if _is_rollup(" ".join(names)) else _NEEDED(names)


def _is_rollup(names: str) -> bool:
    return "company_domain" in names and ("funnel_stage" in names or "total_events" in names)


def _draft(cells: Cells, reading: Reading, least: float) -> ActivityDraft | str:
    if _is_rollup(" ".join(cells)):
        raise Unreadable(_ROLLUP)
    if _is_true(cells, "dnt"):
        return "visitors who asked not to be tracked"
    if _is_true(cells, "mtc_quota_exceeded"):
        return "companies that Scarf withholds beyond its quota"
    kind, who = _kind(cells, reading), _who(cells, reading, least)
    if is_nobodys(kind, cells.get("user_agent", "")):
        return BY_BOTS
    if not kind:
        return "parts of a pull that counts already"
    if not who:
        return "nobody known"
    row = {
        "source": SOURCE,
        "id": cells.get("id", ""),
        "kind": kind,
        "occurred_at": in_utc(cells.get("time", "")),
        "url": cells.get("referer", ""),
        "title": " ".join(filter(None, (cells.get("package"), cells.get("version")))),
    }
    return activity(row | who, reading, _OWN_NAMES)


def _kind(cells: Cells, reading: Reading) -> str:
    """The kind of an event; "" for what is but a part of another."""
    type = cells.get("type", "").strip().lower()
    if type == _VIEW:
        return kind_of_page(cells.get("referer", ""), reading)
    if type.endswith(_DOWNLOADS):
        return "download"
    if type.startswith(_PARTS):
        return ""
    raise Unreadable("column type: neither a pixel view nor a download that is known here")


def _who(cells: Cells, reading: Reading, least: float) -> Cells:
    """The company if it is certain, else the device under a pseudonym; empty if neither is told."""
    connection = cells.get("origin_connection_type", "").strip().lower()
    certain = connection not in _NO_COMPANY and _confidence(cells) >= least
    who = {"domain": cells.get("origin_domain", ""), "company": cells.get("origin_company", "")}
    if certain and any(cell.strip() for cell in who.values()):
        return who
    device = cells.get("endpoint_id") or cells.get("origin_id")
    return {"actor": f"network:{reading.pseudonym.address(device)}"} if device else {}


def _confidence(cells: Cells) -> float:
    """From 0 to 1; exports of before Scarf measured it lack the column, and are believed.

    An empty cell is no such export's: there Scarf measured, and found no company to be sure of.
    """
    told = cells.get("confidence", "1").strip()
    try:
        confidence = float(told or 0)
    except ValueError:
        confidence = -1
    if not 0 <= confidence <= 1:
        raise Unreadable("column confidence: not a number from 0 to 1")
    return confidence


def _is_true(cells: Cells, column: str) -> bool:
    return cells.get(column, "").strip().lower() in ("true", "t", "1")

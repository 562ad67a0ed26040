"""Counts page views of one's own sites: no cookie, no script, and nothing told to anybody else.

Who looked is never stored. A visitor is a keyed hash of network, browser and day, and serves only
to count a page once in half an hour; the activity belongs to the network's pseudonym. The page is
its host and path: a query may hold anything. Whoever asks not to be tracked is not counted.
"""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.http.clients import address_of
from bot.http.door import Door
from bot.http.sites import is_key_of
from collectors.activity_row import read_row
from collectors.activity_who import Unreadable
from collectors.bots import is_bot
from collectors.page_kind import kind_of_page
from collectors.reading import Reading
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft

SOURCE = "beacon"
HALF_HOUR = 1_800  # seconds
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
HEADERS = {
    "Cache-Control": "no-store",  # or a page that is read again would not be heard of
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_LONGEST_TITLE = 300


async def view(door: Door, request: Request) -> Response:
    """The picture, always; and the view, if it counts. Nobody's page waits for the ledger."""
    page = _page_of(request.headers.get("referer", ""))
    key = request.query_params.get("k", "")
    if not page or not is_key_of(key, page[0], door.site_key):
        return Response(GIF, 403, HEADERS, "image/gif")
    if not _declines(request) and (draft := _draft(door, request, *page)):
        door.store_unasked(draft)
    return Response(GIF, 200, HEADERS, "image/gif")


def _page_of(url: str) -> tuple[str, str] | None:
    """Host and path of a page on the web; None for anything else."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    return (host, parts.path or "/") if host and parts.scheme in ("http", "https") else None


def _declines(request: Request) -> bool:
    """Whether nobody looked, or whoever did asks not to be counted."""
    headers = request.headers
    return (
        request.method != "GET"
        or headers.get("dnt") == "1"
        or headers.get("sec-gpc") == "1"
        or "prefetch" in headers.get("sec-purpose", headers.get("purpose", ""))
        or not headers.get("user-agent")
        or is_bot(headers["user-agent"])
    )


def _draft(door: Door, request: Request, host: str, path: str) -> ActivityDraft | None:
    """The view as an activity; None where it cannot be told from where it came."""
    address = address_of(request, door.proxies)
    reading = door.reading()
    agent = request.headers.get("user-agent", "")
    url = f"https://{host}{path}"
    if not address:
        return None
    cells = {
        "source": SOURCE,
        "id": view_id(door.pseudonyms, address, agent, url, reading),
        "kind": kind_of_page(url, reading),
        "occurred_at": reading.now.isoformat(),
        "ip": address,
        "url": url,
        "title": request.query_params.get("t", "")[:_LONGEST_TITLE],
    }
    try:
        return read_row(cells, reading)
    except Unreadable:
        return None  # no browser sends such a page or title; there is nobody to tell


def view_id(pseudonyms: Pseudonyms, address: str, agent: str, url: str, reading: Reading) -> str:
    """The same for one visitor and page within the same half hour (UTC)."""
    day = reading.now.date().isoformat()
    network = pseudonyms.network(address)
    visitor = pseudonyms.of("visitor", f"{network}\0{agent}\0{day}")
    bucket = int(reading.now.timestamp()) // HALF_HOUR
    return pseudonyms.of("view", f"{visitor}\0{url}\0{bucket}")

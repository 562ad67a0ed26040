"""What a request of an access log asked for, and whether that was a view: page, kind and topic.

The reasons for which requests are left out are told to whoever imports the log, word by word.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from collectors.access_log_line import requested
from collectors.addresses import masked
from collectors.bots import sort_of
from collectors.reading import Reading
from ledger.drafts import clean

DOWNLOAD = "download"  # the kind that tools may fetch

NOT_GET = "not a GET request"
STATUS = "answered with neither 200 nor 304"
ASSET = "assets of pages"
BOT = "by bots"
NO_RULE = "no pattern of [[pages]] in the rules file"
AGAIN = "the same network, browser and page in one fixed half hour"

ASSET_ENDING = re.compile(
    r"\.(?:css|m?js|map|png|jpe?g|gif|svg|webp|avif|ico|bmp|woff2?|[ot]tf|eot|mp[34]|webm|og[gv]"
    r"|json|xml|txt|rss|atom|webmanifest)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"https?://([^/:@]+)(?::\d+)?(?=/|$)", re.IGNORECASE)
_HOST = re.compile(r"\w(?=[\w-]*\.)[\w.-]{0,63}")  # such as may be a source, too
_SEEN = ("200", "304")
_FETCHED = ("200", "206")  # the latter in parts, which are one download in the same half hour
_UNNAMED = "-"  # every browser says what it is
_LONGEST_PATH = 2_000
_SOME_REQUESTS = 10_000
_LONGEST_REMEMBERED = 500  # characters: what is remembered must fit into memory, whoever asks


class Asked(NamedTuple):
    """What a request asked for: a page without scheme, and the kind and topic of its view."""

    host: str
    page: str
    kind: str
    topic: str
    reason: str  # why it is no view, whoever asked; "" for what may be one


def asked_by(reading: Reading, site: str) -> Callable[[str, str], Asked]:
    """What requests ask for under the rules, by a line's host and request.

    Remembered, because few pages make most lines.
    """

    def asked(named: str, request: str) -> Asked:
        method, target, status = requested(request)
        host = named.lower() if _HOST.fullmatch(named) else site
        path = _on_site(target.partition("?")[0].partition("#")[0], host)
        page = masked(clean(path)[:_LONGEST_PATH], lambda _: "address")
        page = host + (page.rstrip("/") or "/")
        kind, topic = reading.page(page) if path.startswith("/") else ("", "")
        return Asked(host, page, kind, topic, _left_out(method, status, path, kind))

    known = lru_cache(maxsize=_SOME_REQUESTS)(asked)
    return lambda named, request: (known if len(request) <= _LONGEST_REMEMBERED else asked)(
        named, request
    )


def _on_site(target: str, host: str) -> str:
    """The path of a whole URL (some clients and proxies ask so), unless it is another host's.

    Its host is not taken up: it is whatever the client wrote, and would make a source of its own.
    """
    if target.startswith("/") or not (whole := _WHOLE.match(target)):
        return target
    is_here = not host or whole[1].lower() == host
    return (target[whole.end() :] or "/") if is_here else target


def _left_out(method: str, status: str, path: str, kind: str) -> str:
    if method != "GET":
        return NOT_GET
    if status not in (_FETCHED if kind == DOWNLOAD else _SEEN):
        return STATUS
    name = path.rpartition("/")[2]
    is_asset = "." in name and ASSET_ENDING.fullmatch(name, name.rfind("."))
    return ASSET if is_asset and kind != DOWNLOAD else ""


def reason_of(kind: str, agent: str) -> str:
    """Why a request of this kind and agent is no view; "" for one that is."""
    sort = sort_of(agent)
    if agent == _UNNAMED and kind != DOWNLOAD:
        return BOT
    if sort == "bot" or (sort == "tool" and kind != DOWNLOAD):
        return BOT
    return "" if kind else NO_RULE

"""What a request of an access log asked for, and whether that was a view: page, kind and topic.

The reasons for which requests are left out are told to whoever imports the log, word by word.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from collectors.activity_who import ADDRESS
from collectors.bots import sort_of
from collectors.reading import Reading
from ledger.drafts import clean

DOWNLOAD = "download"  # the kind that tools may fetch

NOT_GET = "not a GET request"
STATUS = "answered with neither 200 nor 304"
ASSET = "assets of pages"
BOT = "by bots"
NO_RULE = "no pattern of [[pages]] in the rules file"
AGAIN = "the same visitor and page in the same half hour"

ASSET_ENDING = re.compile(
    r"\.(?:css|m?js|map|png|jpe?g|gif|svg|webp|avif|ico|bmp|woff2?|[ot]tf|eot|mp[34]|webm|og[gv]"
    r"|json|xml|txt|rss|atom|webmanifest)",
    re.IGNORECASE,
)
_LONGEST_PATH = 2_000
_SOME_PAGES = 20_000


class Asked(NamedTuple):
    """What a request asked for: a page without scheme, and the kind and topic of its view."""

    host: str
    page: str
    kind: str
    topic: str
    reason: str  # why it is no view, whoever asked; "" for what may be one


def asked_by(reading: Reading, site: str) -> Callable[[str, str, str, str], Asked]:
    """What requests ask for under the rules; remembered, because few pages make most lines."""

    @lru_cache(maxsize=_SOME_PAGES)
    def asked(named: str, method: str, target: str, status: str) -> Asked:
        host = named.lower() if "." in named else site
        path = target.partition("?")[0].partition("#")[0]
        page = ADDRESS.sub("address", clean(path)[:_LONGEST_PATH])
        page = host + (page.rstrip("/") or "/")
        kind, topic = reading.page(page) if path.startswith("/") else ("", "")
        return Asked(host, page, kind, topic, _left_out(method, status, path, kind))

    return asked


def _left_out(method: str, status: str, path: str, kind: str) -> str:
    if method != "GET":
        return NOT_GET
    if status != "200" and (status != "304" or kind == DOWNLOAD):
        return STATUS
    name = path.rpartition("/")[2]
    is_asset = "." in name and ASSET_ENDING.fullmatch(name, name.rfind("."))
    return ASSET if is_asset and kind != DOWNLOAD else ""


def reason_of(kind: str, agent: str) -> str:
    """Why a request of this kind and agent is no view; "" for one that is."""
    sort = sort_of(agent)
    if sort == "bot" or (sort == "tool" and kind != DOWNLOAD):
        return BOT
    return "" if kind else NO_RULE

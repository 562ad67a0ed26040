"""The page patterns of the rules file as a function: which kind of view an address is, and of what.

Why the query is cut off before anything else: it may hold a mail address, and what is remembered
here for speed must not. Middle parts of a pattern are matched atomically, so that an address made
for the purpose cannot make the search slow.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Protocol
from urllib.parse import unquote

from scoring.rules_model import Page, Rules

MOST_LENGTH: Final = 2000  # characters; of a longer address the beginning is looked at
REMEMBERED: Final = 4096  # addresses

_SCHEME: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_PORT: Final = re.compile(r":[0-9]*$")


class PageRule(Protocol):
    """The patterns of one rules file."""

    def __call__(self, url: str, kind: str = "") -> tuple[str, str]:
        """The kind and the topic of a view of `url`, whose sender said `kind` or nothing."""


def page_rule(rules: Rules) -> PageRule:
    """The rules' patterns as `page(url, kind="") -> (kind, topic)`; "" where there is none.

    Without a given kind the first pattern that matches decides. A given kind looks only at the
    patterns of its own category: it takes the topic of the first that matches, and its kind where
    that is the same thing worth more (an ordinary page becomes one of high value, never the other
    way round). Evidence without points stays what it is: a search of the docs is no view.
    """
    whole = _first(rules.pages)
    by_category = {
        category: _first(
            tuple(one for one in rules.pages if category_of(rules, one.kind) == category)
        )
        for category in rules.categories
    }

    def found(bare: str, kind: str) -> tuple[str, str]:
        address = normalised(bare)
        if not kind:
            page = whole(address)
            return (page.kind, page.topic) if page else ("", "")
        page = by_category.get(category_of(rules, kind), _none)(address)
        return made(rules, kind, page) if page else (kind, "")

    remembered = lru_cache(REMEMBERED)(found)

    def page(url: str, kind: str = "") -> tuple[str, str]:
        return remembered(_bare(url), kind)

    return page


def made_of(rules: Rules, kind: str) -> frozenset[tuple[str, str]]:
    """The kinds and topics that the patterns can make of views whose sender says `kind`."""
    category = category_of(rules, kind)
    pages = (page for page in rules.pages if category_of(rules, page.kind) == category)
    return frozenset(made(rules, kind, page) for page in pages)


def normalised(address: str) -> str:
    """`host/path` as patterns are compared: no scheme, port, query, fragment or trailing slash.

    The host is in lower case and "" where the address begins with a slash; percent-encoding is
    undone. A pattern and an address go the same way, so that they meet.
    """
    rest = _SCHEME.sub("", _bare(address), count=1)
    host, slash, path = rest.partition("/")
    host = _PORT.sub("", host.rpartition("@")[2]).rstrip(".").lower()
    path = slash + unquote(path)
    return host + (re.sub("//+", "/", path) if "//" in path else path).rstrip("/")


def _bare(url: str) -> str:
    return url[: MOST_LENGTH * 2].partition("#")[0].partition("?")[0].strip()[:MOST_LENGTH]


def _first(pages: tuple[Page, ...]) -> Callable[[str], Page | None]:
    """The first of some patterns that matches an address, found by one expression for all."""
    if not pages:
        return _none
    either = re.compile("|".join(f"({_expression(page.match)})" for page in pages), re.DOTALL)

    def first(address: str) -> Page | None:
        match = either.fullmatch(address)
        return pages[match.lastindex - 1] if match and match.lastindex else None

    return first


def _none(_address: str) -> Page | None:
    return None


def _expression(pattern: str) -> str:
    """A pattern's expression for a whole address; one that begins with a slash is for any host.

    What ends with `/*` is a page and all below it, because addresses lose their last slash.
    """
    address = normalised(pattern)
    below = address.endswith("/*")
    host, slash, path = (address[:-2] if below else address).partition("/")
    parts = [_glob(host, "[^/]") or "[^/]*", slash, _glob(path, ".")]
    return "".join(parts) + ("(?:/.*)?" if below else "")


def _glob(text: str, any_one: str) -> str:
    start, *rest = [re.escape(part) for part in text.split("*")]
    if not rest:
        return start
    *middle, end = rest
    return start + "".join(f"(?>{any_one}*?{part})" for part in middle) + f"{any_one}*{end}"


def category_of(rules: Rules, kind: str) -> str:
    """The category that a kind belongs to; "" for a kind that the rules do not name."""
    return rules.kinds.get(kind, ("", 0))[0]


def made(rules: Rules, given: str, page: Page) -> tuple[str, str]:
    """The kind and the topic of a view of a given kind at such a page of its category."""
    given_points, found_points = rules.kinds[given][1], rules.kinds[page.kind][1]
    same_thing = given_points > 0 or page.kind.startswith(f"{given}_")
    return (page.kind if same_thing and found_points > given_points else given), page.topic

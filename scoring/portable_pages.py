"""The page patterns of the rules file as expressions that any warehouse's SQL can match.

`scoring.pages` brings an address into one form and compares; here each expression takes every form
by itself, because engines share few functions on texts and yet one language of expressions: no
backslash, no group that is not captured, nothing that looks ahead. A percent-encoded letter of a
path is that letter, as it is there.
"""

from typing import Final, NamedTuple
from urllib.parse import quote

from scoring.pages import category_of, made, normalised
from scoring.rules_model import Rules

_SCHEME: Final = "^([A-Za-z][A-Za-z0-9+.-]*:)?(//)?"
_SCHEME_AND_USER: Final = "^(([A-Za-z][A-Za-z0-9+.-]*:)?//)?([^/?#]*@)?"
_PORT: Final = "[.]*(:[0-9]*)?"
_SLASH: Final = "(/|%2[fF])"
_END: Final = f"{_SLASH}*([?#].*)?$"
_ODD: Final = "^[]\\'\""  # letters that no class may hold without a backslash, or no quoted text


class View(NamedTuple):
    """What matches an expression is a view of a kind and a topic."""

    expression: str
    kind: str
    topic: str


def portable_views(rules: Rules, kind: str = "") -> tuple[View, ...]:
    """The patterns for views whose sender said `kind`, or nothing: the first that matches wins.

    As `scoring.pages.page_rule`: a given kind looks at the patterns of its own category alone.
    """
    if not kind:
        return tuple(View(expression(one.match), one.kind, one.topic) for one in rules.pages)
    own = category_of(rules, kind)
    pages = (page for page in rules.pages if category_of(rules, page.kind) == own)
    return tuple(View(expression(page.match), *made(rules, kind, page)) for page in pages)


def expression(pattern: str) -> str:
    """The expression that finds a pattern in an address as it was asked for."""
    address = normalised(pattern)
    below = address.endswith("/*")
    host, slash, path = (address[:-2] if below else address).partition("/")
    before = _SCHEME_AND_USER + _host(host) + _PORT if host else f"{_SCHEME}[^/?#]*"
    page = (f"{_SLASH}+" if slash else "") + "".join(map(_letter, path))
    return before + page + (f"({_SLASH}[^?#]*)?" if below else "") + _END


def _host(host: str) -> str:
    return "".join(
        "[^/?#@:]*" if one == "*" else _cases(one) if one.isalpha() else _plain(one) for one in host
    )


def _cases(letter: str) -> str:
    upper = letter.upper()
    return f"[{letter}{upper}]" if len(upper) == 1 and upper != letter else letter


def _letter(one: str) -> str:
    """A letter of a path, in itself or encoded."""
    if one == "*":
        return "[^?#]*"
    if one == "/":
        return f"{_SLASH}+"
    codes = f"%{ord(one):02X}" if one.isascii() else quote(one)
    encoded = "".join(_digit(digit) for digit in codes)
    return f"({_plain(one)}|{encoded})"


def _digit(digit: str) -> str:
    return f"[{digit}{digit.lower()}]" if digit in "ABCDEF" else digit


def _plain(one: str) -> str:
    if one in _ODD:
        return "."
    return one if one.isalnum() else f"[{one}]"

"""What a mail or an IP address looks like, alone or within a text, however often it was encoded.

Why four numbers with dots between are an address even where they might be a version: a version that
is masked is a blemish, an address that is kept is somebody's.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from ipaddress import ip_address
from typing import Final

AT: Final = r"(?:@|%(?:25)*40)"  # encoded once, or again and again
MAIL: Final = re.compile(rf"[^\s@<>\"'(),;:/?&=]{{1,64}}{AT}((?:[\w-]+\.)+[^\W\d_][\w-]*)")
_AT: Final = re.compile(AT)
_V4: Final = re.compile(r"(?<![A-Za-z0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![A-Za-z0-9]|\.[0-9])")
_V6: Final = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{3,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?<![:.])")
# Such as most texts do not hold, found by their first character.
_PERHAPS_V4: Final = re.compile(r"\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]")
_PERHAPS_V6: Final = re.compile(r":[0-9A-Fa-f]*:")
_ALONE: Final = re.compile(r"[0-9.]{7,15}(?::[0-9]{1,5})?|\[?[0-9a-f:.]*:.*", re.IGNORECASE)
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IS_V4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")  # what most are, and soon seen
_WITH_PORT: Final = re.compile(r"\[([^\]]*)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")


def may_hold(text: str) -> bool:
    """Whether an address may stand in a text: soon said, and mostly no."""
    return (
        "@" in text
        or "%40" in text
        or "%25" in text
        or _PERHAPS_V4.search(text) is not None
        or (_PERHAPS_V6.search(text) is not None and _V6.search(text) is not None)
    )


def masked(text: str, mask: Callable[[str], str]) -> str:
    """The text with `mask` of each mail or IP address in its place."""
    if not may_hold(text):
        return text
    text = MAIL.sub(lambda found: mask(_AT.sub("@", found[0])), text)
    for pattern in (_V4, _V6):
        text = pattern.sub(partial(_masked_ip, mask), text)
    return text


def bare_ip(text: str) -> str:
    """The IP address that a text is, without brackets and port; "" for any other text."""
    # Most are far from one, and that is sooner seen than remembered.
    return _bare_ip(text) if _ALONE.fullmatch(text) else ""


@lru_cache(maxsize=4_096)
def _bare_ip(text: str) -> str:
    found = _WITH_PORT.fullmatch(text)
    bare = str(found[1] or found[2]) if found else text
    return bare if _is_ip(bare) else ""


def _masked_ip(mask: Callable[[str], str], found: re.Match[str]) -> str:
    return mask(found[0]) if _is_ip(found[0]) else found[0]


def _is_ip(text: str) -> bool:
    if _IS_V4.fullmatch(text):
        return True
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

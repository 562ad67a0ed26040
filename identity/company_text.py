"""Reads the company that people write into a profile: free text, hardly ever a plain name.

What was seen in thousands of them decides the rules. A third holds an `@handle`, many hold two
companies, a former one, a job title, a city, a university, or the word that there is none. The
first company of several wins, and the reader says that there were several. Text with control
characters or signs of markup (`< > = { }`, a `|` without blanks around it) is nobody's company: it
was never typed as a name, and it would be shown to people.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from identity.hosts import Host, HostKind, read_link
from identity.lists import values
from identity.names import name_key, plain


class TextKind(StrEnum):
    """What a company text turned out to say."""

    COMPANY = "company"
    ACADEMIC = "academic"
    COMMUNITY = "community"  # a project's name, where people of many employers meet
    NONE = "none"  # it says that there is no company
    NOBODY = "nobody"  # it says nothing that could be read


class Named(NamedTuple):
    """A company as a text names it; `domain` where the text is one, `handle` in lower case."""

    name: str
    domain: str | None = None
    handle: str | None = None


class CompanyText(NamedTuple):
    """A text as read: for a `COMPANY`, those that it names, the first one first."""

    kind: TextKind
    named: tuple[Named, ...] = ()
    text: str = ""  # the whole of it, where it names any

    @property
    def compound(self) -> bool:
        """Whether it names several, so that the first is a guess."""
        return len(self.named) > 1


MAX_LENGTH = 200

_NONE = values("words.txt", "none")
_FREELANCE = tuple(f"{word} " for word in values("words.txt", "freelance"))
_FREELANCE_FIRST = frozenset(phrase.split()[0] for phrase in _FREELANCE)
_STUDENT = values("words.txt", "student")
_UNIVERSITY = values("words.txt", "university")
_CAMPUS = [f" {phrase} " for phrase in values("words.txt", "campus")]
_CAMPUS_FIRST = frozenset(phrase.split()[0] for phrase in _CAMPUS)
_ALONE = values("words.txt", "alone")
_TITLE = values("words.txt", "title")
_PROJECT = frozenset(name_key(name) for name in values("words.txt", "project"))

# A handle, a host, or words that no other pattern here has an eye on: most texts are one of these.
_SIMPLE = re.compile(
    r"@?\w[\w-]*|[\w-]+(?:\.[\w-]+)+"
    r"|\w[\w'-]*\.?(?: (?!(?:at|by|via) )\w[\w'-]*\.?)*(?:, ?(?:inc|ltd|llc|gmbh)\.?)?",
    re.ASCII | re.I,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_MARKUP = re.compile(r"[<>={}]|(?<!\s)\||\|(?!\s)")
_ORG_LINK = re.compile(r"(?:https?://)?(?:www\.)?github\.com/(?:orgs/)?([\w-]+)/?", re.I)
_LINK = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?/\S*|https?://(\S+)", re.I)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTS = re.compile(
    r"\s+\|\s+|\s*[;•·]\s*|\s+[-–—/+]+\s+|(?<=\w{3})/(?=@?\w{3})"
    r"|\s*(?:,|&|\+|/|\band\b)?\s*(?=(?<!\w)@)|\s+(?:at|by|via)\s+",
    re.I,
)
_FORMER = re.compile(r"(?:ex[-\s@]|former|formerly|prev|previous|previously|xoogler)\b", re.I)
_FORMER_AT = re.compile(r"\b(?:ex|former|formerly|prev|previously)\b[:.\s-]*(?:\bat\s+|@\s*)", re.I)
_NOW = re.compile(r"(?:now|currently)\s+", re.I)  # where a text begins
_TITLE_OF = re.compile(r"\s+(?:of|for)\s+", re.I)
_HANDLE = re.compile(r"@([\w-]+)")
_AFFIX = re.compile(
    r"(?<=\w{2})-(?:inc|hq|io|oss|corp|org|dev|tech|team|ltd|gmbh|llc|official|opensource)$"
    r"|(?<=[a-z0-9])(?:Inc|HQ|IO|OSS|Corp|Ltd|LLC|GmbH|Team|Official|Engineering)$"
    r"|(?<=\w{4})inc$|(?<=\w{3})hq$"
)


@lru_cache(maxsize=65_536)
def read_company(text: str) -> CompanyText:
    """Read a profile's company text; never fails, for a text that says nothing is `NOBODY`."""
    text = (text if text.isascii() else _INVISIBLE.sub("", text)).strip()
    if len(text) <= MAX_LENGTH and _SIMPLE.fullmatch(text):
        kind, one = _read_part(text)
        is_company = kind is TextKind.COMPANY
        return CompanyText(kind, (one,), text) if one and is_company else CompanyText(kind)
    if not text or len(text) > MAX_LENGTH or _MARKUP.search(text) or _has_control(text):
        return CompanyText(TextKind.NOBODY)
    return _read_parts(_FORMER_AT.sub("ex-", _linked(" ".join(text.split()))))


def _read_parts(text: str) -> CompanyText:
    found = [_read_part(part) for part in _split(text)]
    if any(kind is TextKind.ACADEMIC and named is None for kind, named in found):
        return CompanyText(TextKind.ACADEMIC)  # a student, whatever else stands there
    named = [named for kind, named in found if named and kind is TextKind.COMPANY]
    if named:
        return CompanyText(TextKind.COMPANY, _distinct(named), text)
    kinds = {kind for kind, _ in found}
    order = (TextKind.ACADEMIC, TextKind.COMMUNITY, TextKind.NONE)
    return CompanyText(next((kind for kind in order if kind in kinds), TextKind.NOBODY))


def _linked(text: str) -> str:
    """The text with addresses of the web as what they lead to: a host, or a handle on GitHub."""
    return _LINK.sub(r"\1\2", _ORG_LINK.sub(r"@\1", text)) if "/" in text else text


def _has_control(text: str) -> bool:
    return not text.isprintable() and any(
        unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") for sign in text
    )


def _split(text: str) -> list[str]:
    """The parts of a compound; a comma before a legal form or within brackets parts nothing."""
    bare = _BRACKETS.sub(" ", text) if "(" in text or "[" in text else text
    pieces: list[str] = []
    for piece in (bare if plain(bare) else text).split(","):
        if pieces and name_key(f"x {piece}") == "x":
            pieces[-1] += "," + piece
        else:
            pieces.append(piece)
    return [part.strip() for piece in pieces for part in _PARTS.split(piece) if part.strip()]


def _read_part(part: str) -> tuple[TextKind, Named | None]:
    """The kind of one part, and its name; a student's part has the kind but no name."""
    part = part[now.end() :] if (now := _NOW.match(part)) else part
    words = plain(part).split()
    if not words:
        return TextKind.NOBODY, None
    if words[0] in _STUDENT or words[-1] in _STUDENT:
        return TextKind.ACADEMIC, None
    if _FORMER.match(part.lstrip("@ ")) or _says_none(words):
        return TextKind.NONE, None
    if words[0] in _TITLE:
        title, *rest = _TITLE_OF.split(part, maxsplit=1)
        if rest and _TITLE.issuperset(plain(title).split()):
            part, words = rest[0], plain(rest[0]).split()
    host = read_link(part.lstrip("@")) if "." in part and " " not in part else None
    if host:
        return _from_host(part, host)
    return _from_words(part, " ".join(words))


def _says_none(words: list[str]) -> bool:
    spoken = " ".join(words)
    if spoken in _NONE or _TITLE.issuperset(words):
        return True
    return words[0] in _FREELANCE_FIRST and f"{spoken} ".startswith(_FREELANCE)


def _from_host(part: str, host: Host) -> tuple[TextKind, Named | None]:
    if host.kind is HostKind.COMPANY:
        typed = part.lstrip("@")
        name = typed if re.fullmatch(r"[\w.-]+", typed) else host.domain
        return TextKind.COMPANY, Named(name.removeprefix("www."), host.domain)
    if host.kind is HostKind.ACADEMIC:
        return TextKind.ACADEMIC, Named(host.domain)
    return TextKind.COMMUNITY if host.kind is HostKind.COMMUNITY else TextKind.NONE, None


def _from_words(part: str, spoken: str) -> tuple[TextKind, Named | None]:
    handle = _HANDLE.fullmatch(part) if part[0] == "@" else None
    name = _AFFIX.sub("", handle[1]) if handle else " ".join(part.lstrip("@ ").split())
    named = Named(name, handle=handle[1].lower() if handle else None)
    key = name_key(name)
    if _is_academic(spoken):
        return TextKind.ACADEMIC, named
    if key in _PROJECT:
        return TextKind.COMMUNITY, named
    return (TextKind.COMPANY, named) if len(key) > 1 else (TextKind.NOBODY, None)


def _is_academic(spoken: str) -> bool:
    words = spoken.split()
    if spoken in _ALONE or not _UNIVERSITY.isdisjoint(words):
        return True
    if spoken.endswith(("university", "大学", "대학교")):
        return True
    if _CAMPUS_FIRST.isdisjoint(words):
        return False
    padded = f" {spoken} "
    return any(phrase in padded for phrase in _CAMPUS)


def _distinct(named: list[Named]) -> tuple[Named, ...]:
    """Each company once: "SUSE / @suse" and "@acme @acme-incubator" name one."""
    kept: list[Named] = []
    for one in named:
        if not any(name_key(one.name).startswith(name_key(other.name)) for other in kept):
            kept.append(one)
    return tuple(kept)

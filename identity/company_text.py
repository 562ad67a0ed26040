"""Reads the company that people write into a profile: free text, hardly ever a plain name.

What was seen in thousands of them decides the rules. A third holds an `@handle`, many hold two
companies, a former one, a job title, a city, a university, or the word that there is none. The
first company of several wins, and the reader says that there were several. One that somebody left
or has yet to join is left out: the text says where they are not. A foundation is a community, for
whoever writes its name is paid elsewhere or nowhere, as a rule. Text with control characters or
signs of markup (`< > = { }`, a `|` without blanks around it) is nobody's company: it was never
typed as a name, and it would be shown to people.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from identity.hosts import Host, HostKind, read_link
from identity.names import name_key, plain
from identity.text_words import (
    any_of,
    is_academic,
    is_community,
    is_freelance,
    is_place,
    is_state_code,
    is_student,
    is_title,
    may_say_more,
    name_of_handle,
    says_none,
)


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

    @property
    def is_list(self) -> bool:
        """Whether it tells several apart by signs that stand in no company's name."""
        return self.compound and _SEVERAL.search(self.text) is not None


MAX_LENGTH = 200

# A handle, a host, or words that no other pattern here has an eye on: most texts are one of these.
_SIMPLE = re.compile(
    r"@?\w[\w-]*+|[\w-]++(?:\.[\w-]++)++"
    r"|(?!(?-i:at) )\w[\w'-]*+\.?+(?: (?!(?:at|by|via|formerly|previously) )\w[\w'-]*+\.?+)*+"
    r"(?:, ?(?:inc|ltd|llc|gmbh)\.?)?",
    re.ASCII | re.I,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_MARKUP = re.compile(r"[<>={}]|(?<!\s)\||\|(?!\s)")
_ORG_LINK = re.compile(r"(?:https?://)?(?:www\.)?github\.com/(?:orgs/)?([\w-]+)/?", re.I)
_LINK = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?/\S*|https?://(\S+)", re.I)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTS = re.compile(
    r"\s+\|\s+|\s*[;•·]\s*|\s+[-–—/+]+\s+|(?<=\w{3})/(?=@?\w{3})"
    r"|\s*(?:,|&|\+|/|\band\b)?\s*(?=(?<!\w)@)|\s+(?:at|by|via)\s+|(?-i:^at)\s+"
    r"|\s+(?=(?:formerly|previously)\s)",
    re.I,
)
_GONE = rf"(?:ex(?=[-\s@])|(?:{any_of('away')}))\b"
_AWAY = re.compile(_GONE, re.I)
_AWAY_AT = re.compile(
    rf"\b(?:ex|{any_of('away')}|{any_of('left')})\b[:.\s-]*"
    rf"(?:(?:{any_of('title')})\b[\s-]*)*(?:\bat\s+|@\s*)",
    re.I,
)
_NOW = re.compile(rf"(?:{_GONE}.*\s)?(?:{any_of('now')})(?:[:\s]+|$)", re.I)
_LABEL = re.compile(rf"(?:{any_of('label')})\s*:\s*", re.I)
_SEVERAL = re.compile(r"\s[|/+]\s|[;•·@]")
_TITLE_OF = re.compile(r"\s+(?:of|for|with)\s+", re.I)
_HOST_NAME = re.compile(r"[\w.-]+(?:,? [\w.]+)*")
_HANDLE = re.compile(r"@([\w-]+)")


# Asked of every text: Python 3.11 looks a member of an enumeration up ten times slower than a name.
_COMPANY, _NOBODY = TextKind.COMPANY, TextKind.NOBODY


@lru_cache(maxsize=65_536)
def read_company(text: str) -> CompanyText:
    """Read a profile's company text; never fails, for a text that says nothing is `NOBODY`."""
    text = (text if text.isascii() else _INVISIBLE.sub("", text)).strip()
    if len(text) <= MAX_LENGTH and _SIMPLE.fullmatch(text):
        kind, one = _read_part(text)
        is_company = kind is _COMPANY
        return CompanyText(kind, (one,), text) if one and is_company else CompanyText(kind)
    if not text or len(text) > MAX_LENGTH or _MARKUP.search(text) or _has_control(text):
        return CompanyText(_NOBODY)
    text = " ".join(text.split())
    text = text[label.end() :] or text if (label := _LABEL.match(text)) else text
    return _read_parts(_AWAY_AT.sub("ex-", _linked(text)))


def bare_handle(text: str) -> str | None:
    """The login, in lower case, of a text that is an @handle and no more."""
    found = _HANDLE.fullmatch(text) if text[:1] == "@" and text.isascii() else None
    return found[1].lower() if found else None


def _read_parts(text: str) -> CompanyText:
    parts = _split(text)
    if parts and is_freelance(plain(parts[0]).split() or [""]):
        return CompanyText(TextKind.NONE)
    found = [_read_part(part) for part in parts]
    if any(kind is TextKind.ACADEMIC and named is None for kind, named in found):
        return CompanyText(TextKind.ACADEMIC)  # a student, whatever else stands there
    named = [named for kind, named in found if named and kind is _COMPANY]
    if named:
        return CompanyText(_COMPANY, _distinct(named), text)
    kinds = {kind for kind, _ in found}
    order = (TextKind.ACADEMIC, TextKind.COMMUNITY, TextKind.NONE)
    return CompanyText(next((kind for kind in order if kind in kinds), _NOBODY))


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
        if pieces and is_state_code(plain(piece)):
            continue
        if pieces and name_key(f"x {piece}") == "x":
            pieces[-1] += "," + piece
        else:
            pieces.append(piece)
    return [part.strip() for piece in pieces for part in _PARTS.split(piece) if part.strip()]


def _read_part(part: str) -> tuple[TextKind, Named | None]:
    """The kind of one part, and its name; a student's part has the kind but no name."""
    spoken = plain(part)
    words = spoken.split()
    if may_say_more(words):
        return _read_telling(part)
    if not words or (part[0] != "@" and is_place(spoken)):
        return _NOBODY, None
    return _read_name(part, spoken)


def _read_telling(part: str) -> tuple[TextKind, Named | None]:
    """A part that holds words of more than a name: what is over, study, a title, or no company."""
    part = part[now.end() :] if (now := _NOW.match(part)) else part
    spoken = plain(part)
    words = spoken.split()
    if not words or (part[0] != "@" and is_place(spoken)):
        return _NOBODY, None
    if is_student(words):
        return TextKind.ACADEMIC, None
    if _AWAY.match(part.lstrip("@ ")) or says_none(words, spoken):
        return TextKind.NONE, None
    if is_title(words[:1]):
        title, *rest = _TITLE_OF.split(part, maxsplit=1)
        if rest and is_title(plain(title).split()):
            part, spoken = rest[0], plain(rest[0])
    return _read_name(part, spoken)


def _read_name(part: str, spoken: str) -> tuple[TextKind, Named | None]:
    typed, _, form = part.partition(" ") if "." in part else ("", "", "")
    is_host = typed and (not form or name_key(f"x {form}") == "x")
    host = read_link(typed.lstrip("@").rstrip(",")) if is_host else None
    if host:
        return _from_host(part, host)
    return _from_words(part, spoken)


def _from_host(part: str, host: Host) -> tuple[TextKind, Named | None]:
    if host.kind is HostKind.COMPANY:
        typed = part.lstrip("@").removeprefix("www.")
        is_its = _HOST_NAME.fullmatch(typed) and host.name.removeprefix("www.") == host.domain
        return _COMPANY, Named(typed if is_its else host.domain, host.domain)
    if host.kind is HostKind.ACADEMIC:
        return TextKind.ACADEMIC, Named(host.domain)
    return TextKind.COMMUNITY if host.kind is HostKind.COMMUNITY else TextKind.NONE, None


def _from_words(part: str, spoken: str) -> tuple[TextKind, Named | None]:
    handle = _HANDLE.fullmatch(part) if part[0] == "@" else None
    name = name_of_handle(handle[1]) if handle else " ".join(part.lstrip("@ ").split())
    named = Named(name, None, handle[1].lower() if handle else None)
    key = name_key(name)
    if is_academic(spoken):
        return TextKind.ACADEMIC, named
    if is_community(spoken, key):
        return TextKind.COMMUNITY, named
    return (_COMPANY, named) if len(key) > 1 else (_NOBODY, None)


def _distinct(named: list[Named]) -> tuple[Named, ...]:
    """Each company once: "SUSE / @suse" and "@acme @acme-incubator" name one."""
    kept: list[Named] = []
    for one in named:
        if not any(name_key(one.name).startswith(name_key(other.name)) for other in kept):
            kept.append(one)
    return tuple(kept)

"""What words of a company text say by themselves: no company, a place, a place of study, a body.

All compare texts as spelled by `names.plain`, with the lists of `data/words.txt` and
`data/places.txt`.
"""

import re
from collections.abc import Sequence

from identity.lists import values
from identity.names import is_telling, name_key, plain

_NONE = values("words.txt", "none")
_FREELANCE = tuple(f"{word} " for word in values("words.txt", "freelance"))
_FREELANCE_FIRST = frozenset(phrase.split()[0] for phrase in _FREELANCE)
_STUDENT = values("words.txt", "student")
_UNIVERSITY = values("words.txt", "university")
_UNIVERSITY_LAST = ("university", "大学", "대학교")
_CAMPUS = [f" {phrase} " for phrase in values("words.txt", "campus")]
_CAMPUS_FIRST = frozenset(phrase.split()[0] for phrase in _CAMPUS)
_OFFICE = tuple(f" {phrase} " for phrase in values("words.txt", "office"))
_ALONE = values("words.txt", "alone")
_TITLE = values("words.txt", "title")
_BODY_FIRST = tuple(f"{word} " for word in values("words.txt", "body"))
_BODY_LAST = tuple(values("words.txt", "body-last"))
_PROJECT = frozenset(name_key(name) for name in values("words.txt", "project"))
_WEAK = values("words.txt", "weak")
_STATE = values("places.txt", "code")
_PLACE = values("words.txt", "place").union(
    *(values("places.txt", kind) for kind in ("country", "state", "city", "nowhere"))
)
_STUDIED = _UNIVERSITY | _CAMPUS_FIRST
_MORE = frozenset(
    word
    for kind in ("none", "freelance", "student", "title", "away", "now")
    for phrase in values("words.txt", kind)
    for word in plain(phrase).split()
) | {"ex"}
_AFFIXES = (
    *("inc", "hq", "io", "oss", "corp", "org", "dev", "tech", "team", "ltd", "gmbh", "llc"),
    *("official", "opensource", "engineering"),
)
_AFFIX = re.compile(
    r"(?<=\w{2})-(?:inc|hq|io|oss|corp|org|dev|tech|team|ltd|gmbh|llc|official|opensource)$"
    r"|(?<=[a-z0-9])(?:Inc|HQ|IO|OSS|Corp|Ltd|LLC|GmbH|Team|Official|Engineering)$"
    r"|(?<=\w{4})inc$|(?<=\w{3})hq$"
)


def any_of(kind: str) -> str:
    """A pattern of any one word of that kind in `words.txt`, the longest tried first."""
    words = sorted(values("words.txt", kind))
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def is_place(spoken: str) -> bool:
    """Whether a text is a country, a state, a city, or no place at all ("remote")."""
    return spoken in _PLACE


def is_state_code(spoken: str) -> bool:
    """Whether letters behind a comma are a state's: "Acme, Austin, TX"."""
    return spoken in _STATE


def may_say_more(words: Sequence[str]) -> bool:
    """Whether any word could say another thing than a name: most names hold none such."""
    return not _MORE.isdisjoint(words)


def says_none(words: Sequence[str], spoken: str) -> bool:
    """Whether words, apart and as spoken, say that there is no company, or are a mere job title."""
    return spoken in _NONE or is_title(words) or is_freelance(words)


def is_freelance(words: Sequence[str]) -> bool:
    """Whether words begin as a freelancer's do: whoever is named behind is a client."""
    return words[0] in _FREELANCE_FIRST and f"{' '.join(words)} ".startswith(_FREELANCE)


def is_title(words: Sequence[str]) -> bool:
    """Whether all words are such as stand before a company: "I work", "Senior Engineer"."""
    return _TITLE.issuperset(words)


def is_student(words: Sequence[str]) -> bool:
    """Whether somebody says that they study."""
    return words[0] in _STUDENT or words[-1] in _STUDENT


def is_academic(spoken: str) -> bool:
    """Whether a text names a place of study."""
    if spoken in _ALONE or spoken.endswith(_UNIVERSITY_LAST):
        return True
    words = spoken.split()
    if _STUDIED.isdisjoint(words):
        return False
    if not _UNIVERSITY.isdisjoint(words):
        return True
    padded = f" {spoken} "
    if any(phrase in padded for phrase in _OFFICE):
        return False
    return any(phrase in padded for phrase in _CAMPUS)


def is_community(spoken: str, key: str) -> bool:
    """Whether a text, with its name key, names a project or a foundation."""
    if key in _PROJECT or spoken.startswith(_BODY_FIRST):
        return True
    return key.endswith(_BODY_LAST) and key not in _BODY_LAST


def name_of_handle(handle: str) -> str:
    """The company's name in a handle, without what was added because the name was taken.

    Nor with the part of the company that keeps house there: "acme-platform" is Acme's.
    """
    name = _AFFIX.sub("", handle) if handle.lower().endswith(_AFFIXES) else handle
    whole, _, part = name.rpartition("-")
    return whole if part.lower() in _WEAK and is_telling(plain(whole)) else name

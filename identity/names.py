"""Company names made comparable: two spellings of one company give one key.

The strong key drops only what no company is named by: case, accents, brackets, punctuation, blanks,
"the" and the legal form. The weak key also drops words that companies add and leave off at will
("Labs", "Technologies"), and where a branch is ("Canada"). Equal strong keys are one company; equal
weak keys are one unless each has a domain of its own, and a word that names nothing by itself is no
key: "Air Canada" is not "Air India".

Names are never compared by likeness: among large companies every measure of it joined strangers.

Every name of everybody comes through here: plain ASCII, which most is, takes the short ways.
"""

import re
import string
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from cleanco.clean import prepare_default_terms

from identity.lists import values

_OWN_LEGAL = values("words.txt", "legal")
_LEGAL = {tuple(form.split()) for form in _OWN_LEGAL} | {
    tuple(form) for _, form in prepare_default_terms()
}
_LEGAL_LAST = {form[-1] for form in _LEGAL}
_LONGEST_LEGAL = max(map(len, _LEGAL))
_LEGAL_GLUED = sorted(
    (form for form in _OWN_LEGAL if not form.isascii()), key=lambda form: -len(form)
)
_WEAK = values("words.txt", "weak")
_PLACE = values("words.txt", "place")
_NAMELESS = values("words.txt", "common") | _PLACE | _WEAK
_LINKS = frozenset({"of", "and", "for", "de", "du", "der", "des", "la", "the"})
_DIRECTIONS = frozenset({"north", "south", "latin", "central"})
_WEAK_GLUED = (
    *("technologies", "technology", "solutions", "software", "systems", "networks", "consulting"),
    *(
        "holdings",
        "studios",
        "services",
        "labs",
        "group",
        "corp",
        "gmbh",
        "inc",
        "llc",
        "ltd",
        "hq",
    ),
)
_GLUED_AFTER_DIGIT = ("networks", "labs")
_MIN_BEFORE_GLUED = 4  # letters, or two of which the last is a digit
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AND = re.compile(r"(?<=\s)[&+](?=\s)")
_GLUE = re.compile(r"[.,'’`´!?*\"“”]+")
_NOT_WORD = re.compile(r"[\W_]+")
_SIGNS = [chr(code) for code in range(128) if not chr(code).isalnum()]
_PLAIN_ASCII = str.maketrans(dict.fromkeys(_SIGNS, " ")) | {
    ord(upper): upper.lower() for upper in string.ascii_uppercase
}
_WITHOUT_GLUE = _PLAIN_ASCII | dict.fromkeys(map(ord, ".,'`!?*\""))
_MIN_WEAK = 2  # letters that a weak key must keep
_MIN_START = 4  # letters
_MIN_INITIALS = 4
_SYLLABLE = 3  # letters
_COUNTRY_FIRST = frozenset({"us", "usa", "uk"})


def plain(text: str) -> str:
    """A text in lower case, without accents, with every run of punctuation as one blank."""
    if text.isascii():
        is_bare = text.replace(" ", "").isalnum()
        return " ".join((text.lower() if is_bare else text.translate(_PLAIN_ASCII)).split())
    return _NOT_WORD.sub(" ", _folded(text)).strip()


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The strong key of a company's name: letters and digits only; "" for a name without any."""
    return "".join(_words(name))


@lru_cache(maxsize=65_536)
def weak_key(name: str) -> str:
    """The key without the last words of no weight, written apart or not: "Acme Labs", "AcmeLabs".

    Never shorter than two letters, and never one that names nothing, such as "air" or "china".
    """
    words = _words(name)
    while (shorter := _without_last(words)) and is_telling(*shorter):
        words = shorter
    key = "".join(words)
    if not key.endswith(_WEAK_GLUED):
        return key
    bare = _without_glued(key)
    return bare if is_telling(bare) else key


def starts(name: str) -> list[str]:
    """Keys of the first words of a longer name, the longest first; none that names nothing.

    None of three letters or fewer, which begin the names of many: "GE" and "GE Fanuc" are two.
    """
    words = _words(name)
    if len(words) < 2:
        return []
    keys = list(accumulate(words[:-1]))
    if keys[0] in _NAMELESS:
        del keys[0]
    return [key for key in reversed(keys) if len(key) >= _MIN_START]


def short_forms(name: str) -> tuple[str, ...]:
    """Keys that people cut a longer name to, and register: its initials, "socgen" of two words.

    And a name without the country before it, and the initials of what an institute is of.
    """
    words = _words(name)
    if len(words) < 2:
        return ()
    forms = [initials(name)]
    if len(words) == 2 and min(map(len, words)) > _SYLLABLE and _NAMELESS.isdisjoint(words):
        forms += ["".join(word[:_SYLLABLE] for word in words)]
    if behind := _behind_of(words):
        forms += ["".join(word[0] for word in behind)]
    if words[0] in _COUNTRY_FIRST and not _NAMELESS.issuperset(words[1:]):
        forms += ["".join(words[1:])]
    return tuple(form for form in forms if form)


def _behind_of(words: Sequence[str]) -> list[str]:
    """The words that matter behind the first "of" or "for", if they are enough for initials."""
    if len(words) <= _MIN_INITIALS:
        return []
    at = next((at for at, word in enumerate(words) if word in ("of", "for")), len(words))
    behind = [word for word in words[at + 1 :] if word not in _LINKS]
    return behind if len(behind) >= _MIN_INITIALS else []


def is_telling(*words: str) -> bool:
    """Whether plain words are enough to name a company by: neither one letter nor "air" is."""
    if len(words) == 1 and words[0] in _NAMELESS:
        return False
    return len("".join(words)) >= _MIN_WEAK


def initials(name: str, least: int = _MIN_INITIALS) -> str:
    """The first letters of the words that matter; "" for fewer than so many, which are chance's."""
    words = _words(name)
    if len(words) < least:
        return ""
    letters = "".join([word[0] for word in words if word not in _LINKS])
    return letters if len(letters) >= least else ""


def _without_glued(key: str) -> str:
    """The key without the word of no weight that it ends with, written onto it: "acmelabs"."""
    ending = next(ending for ending in _WEAK_GLUED if key.endswith(ending))
    bare = key.removesuffix(ending)
    is_digit = len(bare) > 1 and bare[-1].isdecimal() and ending in _GLUED_AFTER_DIGIT
    return bare if len(bare) >= _MIN_BEFORE_GLUED or is_digit else key


def _without_last(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) < 2 or words[-2] in _LINKS:
        return ()
    if words[-1] in _WEAK:
        return words[:-1]
    if words[-1] not in _PLACE:
        return ()
    return words[: -2 if words[-2] in _DIRECTIONS else -1]


def _folded(text: str) -> str:
    """Case and accents off. Only Latin, Greek and Cyrillic marks go: ガ and カ stay apart."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = _ACCENTS.sub("", decomposed).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=65_536)
def _words(name: str) -> tuple[str, ...]:
    if name.isascii() and name.replace(" ", "").isalnum():
        words = name.lower().split()
        if words[-1] not in _LEGAL_LAST:
            return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)
    text = _folded(name)
    if "(" in text or "[" in text:
        unbracketed = _BRACKETS.sub(" ", text)
        text = unbracketed if _NOT_WORD.sub("", unbracketed) else text
    if "&" in text or "+" in text:
        text = _AND.sub("and", text)
    words = _separated(_without_legal(text)).split()
    return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _separated(text: str) -> str:
    """Words apart by blanks: a sign within a word ("Yahoo!") is gone, one between words a blank."""
    if text.isascii():
        return text if text.replace(" ", "").isalnum() else text.translate(_WITHOUT_GLUE)
    return _NOT_WORD.sub(" ", _GLUE.sub("", text))


def _without_legal(text: str) -> str:
    """The name without its legal form, once or twice ("Co., Ltd."), but never without a name.

    A name that would be left with a word of no weight keeps its form: "Software AG" is not
    "Software".
    """
    for _ in range(3):
        shorter = _shorter(text)
        if shorter == text or not (rest := plain(shorter)) or rest in _WEAK:
            break
        text = shorter
    return text


def _shorter(text: str) -> str:
    if not text.isascii():
        for glued in _LEGAL_GLUED:
            if text != glued and (text.startswith(glued) or text.endswith(glued)):
                return text.removeprefix(glued).removesuffix(glued).strip()
    words = text.split()
    if not words or _bare(words[-1]) not in _LEGAL_LAST:
        return text
    bare = [_bare(word) for word in words]
    for size in range(min(_LONGEST_LEGAL, len(words)), 0, -1):
        if tuple(bare[-size:]) in _LEGAL:
            return " ".join(words[:-size])
    return text


def _bare(word: str) -> str:
    """A word as legal forms are listed: "Co.," is "co"."""
    return word if word.isalnum() else _GLUE.sub("", word).replace("-", "")

"""Company names made comparable: two spellings of one company give one key.

The strong key drops only what no company is named by: case, accents, brackets, punctuation, blanks,
"the" and the legal form. The weak key also drops words that companies add and leave off at will
("Labs", "Technologies"). Equal strong keys are one company; equal weak keys are one only where
something else, such as a mail domain, says so too, for "Verizon" and "Verizon Media" are two.

Names are never compared by likeness: among large companies every measure of it joined strangers.
"""

import re
import unicodedata
from functools import lru_cache

from cleanco import basename

from identity.lists import values

_LEGAL = sorted((v.split() for v in values("words.txt", "legal")), key=lambda form: -len(form))
_LEGAL_GLUED = sorted(
    (form[0] for form in _LEGAL if not form[0].isascii()), key=lambda form: -len(form)
)
_WEAK = values("words.txt", "weak")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AND = re.compile(r"(?<=\s)[&+](?=\s)")
_GLUE = re.compile(r"[.,'’`´!?*\"“”]+")
_NOT_WORD = re.compile(r"[\W_]+")
_MIN_WEAK = 2  # letters that a weak key must keep


def plain(text: str) -> str:
    """A text in lower case, without accents, with every run of punctuation as one blank."""
    return _NOT_WORD.sub(" ", _folded(text)).strip()


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The strong key of a company's name: letters and digits only; "" for a name without any."""
    return "".join(_words(name))


@lru_cache(maxsize=65_536)
def weak_key(name: str) -> str:
    """The strong key without the last words of no weight; never shorter than two letters."""
    words = _words(name)
    while len(words) > 1 and words[-1] in _WEAK and len("".join(words[:-1])) >= _MIN_WEAK:
        words = words[:-1]
    return "".join(words)


def _folded(text: str) -> str:
    """Case and accents off. Only Latin, Greek and Cyrillic marks go: ガ and カ stay apart."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = _ACCENTS.sub("", decomposed).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


def _words(name: str) -> list[str]:
    folded = _folded(name)
    unbracketed = _BRACKETS.sub(" ", folded)
    text = _AND.sub("and", unbracketed if _NOT_WORD.sub("", unbracketed) else folded)
    words = _NOT_WORD.sub(" ", _GLUE.sub("", _without_legal(text))).split()
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _without_legal(text: str) -> str:
    """The name without its legal form, once or twice ("Co., Ltd."), but never without a name.

    A name that would be left with a word of no weight keeps its form: "Software AG" is not
    "Software".
    """
    for _ in range(3):
        shorter = _shorter(text)
        rest = plain(shorter)
        if shorter == text or not rest or rest in _WEAK:
            break
        text = shorter
    return text


def _shorter(text: str) -> str:
    for glued in _LEGAL_GLUED:
        if text != glued and (text.startswith(glued) or text.endswith(glued)):
            return text.removeprefix(glued).removesuffix(glued).strip()
    words = text.split()
    bare = [_GLUE.sub("", word) for word in words]
    for form in _LEGAL:
        if bare[-len(form) :] == form:
            return " ".join(words[: -len(form)])
    cleaned: str = basename(text)
    return cleaned

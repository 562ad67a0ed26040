"""From what people type to a correction: which verb, of whom or what, to what, from when.

Why little words: "merge Acme Labs into Acme" tells two names apart without quotes, and a line
that reads like a sentence is one that people remember. Names with such a word in them go in quotes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.grammar import Word

FIRST_YEAR, LAST_YEAR = 1990, 2100  # nothing that is told is older, or further ahead

# What each verb takes, as help shows it.
VERBS: Final[Mapping[str, str]] = {
    "link": "PERSON COMPANY [from DAY] [until DAY]",
    "unlink": "PERSON",
    "alias": "COMPANY is VALUE",
    "unalias": "VALUE",
    "merge": "COMPANY into COMPANY",
    "unmerge": "COMPANY",
    "parent": "COMPANY is COMPANY",
    "successor": "COMPANY is COMPANY from DAY",
    "ignore": "COMPANY",
    "heed": "COMPANY",
    "verify": "COMPANY",
    "unverify": "COMPANY",
    "bot": "PERSON",
    "person": "PERSON",
}
EXAMPLES: Final[Mapping[str, str]] = {
    "link": "link github:LOGIN acme.com",
    "unlink": "unlink github:LOGIN",
    "alias": 'alias acme.com is "Acme Labs"',
    "unalias": "unalias acme-labs.com",
    "merge": 'merge "Acme Labs" into Acme',
    "unmerge": 'unmerge "Acme Labs"',
    "parent": "parent acme-labs.com is acme.com",
    "successor": "successor initech.com is acme.com from 2026-07-01",
    "ignore": "ignore acme.com",
    "heed": "heed acme.com",
    "verify": "verify acme.com",
    "unverify": "unverify acme.com",
    "bot": "bot github:LOGIN",
    "person": "person github:LOGIN",
}
PAIRS: Final = ("link", "alias", "merge", "parent", "successor")
DATED: Final = ("link", "successor")

# Between two names: in the order of the verb, and in the other one ("parent acme.com of labs.com").
FORWARD: Final[Mapping[str, tuple[str, ...]]] = {
    "alias": ("is", "as"),
    "merge": ("into", "to", "with"),
    "parent": ("is",),
    "successor": ("is",),
}
BACKWARD: Final[Mapping[str, tuple[str, ...]]] = {
    "alias": ("of", "for"),
    "parent": ("of",),
    "successor": ("of",),
}
AFTER_PERSON: Final = ("to", "is", "at", "with")
BEGINS, ENDS = ("from", "since", "on"), ("until", "till")


class LineError(ValueError):
    """A line that cannot be read as a correction; the message says why and what would do."""


NO_WORD: Final = Word("")


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction as somebody asks for it: names as they were typed, both days inclusive."""

    action: str
    subject: Word
    object: Word = NO_WORD
    first: date | None = None
    last: date | None = None
    note: str = ""


def read_line(verb: str, words: Sequence[Word]) -> Asked:
    """What follows the verb, read.

    Raises:
        LineError: something is missing, or a day is none.
    """
    rest, first, last = _days(list(words)) if verb in DATED else (list(words), None, None)
    if rest and rest[0].is_word("of"):
        rest = rest[1:]
    if not rest:
        raise LineError(lacking(verb))
    if verb not in PAIRS:
        return Asked(verb, _joined(rest))
    subject, object = _person_first(rest) if verb == "link" else _two(verb, rest)
    return Asked(verb, subject, object, first, last)


def lacking(verb: str) -> str:
    """What a verb takes."""
    return f"`{verb}` takes {VERBS[verb]}"


def day_of(text: str) -> date:
    """A day as it is typed.

    Raises:
        LineError: it is none.
    """
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise LineError(f"{text!r} is no day: write it as 2026-11-20") from None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise LineError(f"{text} is out of range: days go from {FIRST_YEAR} to {LAST_YEAR}")
    return read


def span(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """Both days as they are, where the last is not before the first.

    Raises:
        LineError: it is.
    """
    if first and last and last < first:
        raise LineError(f"until {last} lies before from {first}: change places")
    return first, last


def _days(words: list[Word]) -> tuple[list[Word], date | None, date | None]:
    """The words without the days that stand among them, the first day, the last one."""
    rest, days = list[Word](), dict[str, date]()
    while words:
        word, *words = words
        names = [end for end, marks in (("first", BEGINS), ("last", ENDS)) if _is(word, marks)]
        if not names:
            rest.append(word)
            continue
        if not words:
            raise LineError(f"{word.text} takes a day, such as: {word.text} 2026-03-01")
        day, *words = words
        days[names[0]] = day_of(day.text)
    first, last = span(days.get("first"), days.get("last"))
    return rest, first, last


def _person_first(words: list[Word]) -> tuple[Word, Word]:
    person, *company = words
    if len(company) > 1 and _is(company[0], AFTER_PERSON):
        company = company[1:]
    if not company:
        raise LineError(lacking("link"))
    return person, _joined(company)


def _two(verb: str, words: list[Word]) -> tuple[Word, Word]:
    """Two names, with a little word between them or each a word or in quotes."""
    for marks, is_turned in ((FORWARD[verb], False), (BACKWARD.get(verb, ()), True)):
        for at in range(1, len(words) - 1):
            if _is(words[at], marks):
                one, other = _joined(words[:at]), _joined(words[at + 1 :])
                return (other, one) if is_turned else (one, other)
    if len(words) == 2:
        one, other = words
        return (other, one) if verb == "alias" and one.text.startswith("@") else (one, other)
    if len(words) > 2:
        between = FORWARD[verb][0]
        raise LineError(
            f'where does one name end? Write "{between}" between the two, or names of several '
            "words in quotes"
        )
    raise LineError(lacking(verb))


def _joined(words: Sequence[Word]) -> Word:
    quoted = len(words) == 1 and words[0].quoted
    return Word(" ".join(word.text for word in words), quoted)


def _is(word: Word, keywords: Sequence[str]) -> bool:
    return any(word.is_word(keyword) for keyword in keywords)

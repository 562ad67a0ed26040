"""The words by which people are looked up: of handles and names, as they are compared.

Why words of our own: people type any word of a name, in any case, with or without its accents, and
in scripts that put no space between a family name and the given one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from sqlmodel import Session

from ledger.postgres import copying

Called = tuple[str, str]  # an actor's handle and name

MOST_WORDS: Final = 16  # of one person: a name may be as long as somebody likes
MOST_LETTERS: Final = 40  # of one word

ADD = "INSERT INTO person_word (word, actor_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
REMOVE = "DELETE FROM person_word WHERE word = ? AND actor_id = ?"

_ASCII = re.compile("[a-z0-9]+")


def words(text: str) -> list[str]:
    """The words of a text in their order: without case, accents and what stands between them.

    An emoji is a word, apart from the letters beside it.
    """
    if text.isascii():
        return _ASCII.findall(text.lower())
    return ["".join(signs) for kind, signs in groupby(_plain(text), _kind) if kind]


def words_of(handle: str, name: str) -> list[str]:
    """The words under which a person is found; of one without spaces, from each sign on."""
    found = [word[:MOST_LETTERS] for text in (handle, name) for word in words(text)]
    if not (handle.isascii() and name.isascii()):
        found = [part for word in found for part in _parts(word)]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def add(session: Session, people: Iterable[tuple[int, str, str]]) -> None:
    """Has people be found who were not known so far: row id, handle, name."""
    rows = [(word, who) for who, handle, name in people for word in words_of(handle, name)]
    if rows:
        # As the table has them: half the time.
        copying.insert(session.connection(), ADD, sorted(rows))


def change(session: Session, actor_id: int, was: Called, now: Called) -> None:
    """Has a person be found by what they are called now, and no more by what they were."""
    before, after = words_of(*was), words_of(*now)
    connection = session.connection()
    for statement, some in (
        (REMOVE, [word for word in before if word not in after]),
        (ADD, [word for word in after if word not in before]),
    ):
        if some:
            connection.exec_driver_sql(statement, [(word, actor_id) for word in some])


def _plain(text: str) -> str:
    """A text without case and accents; signs that are made of several are one again."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
    return unicodedata.normalize("NFC", bare.casefold())


def _kind(sign: str) -> str:
    """What a sign is part of: a word, a picture, or, for an empty answer, of nothing."""
    category = unicodedata.category(sign)[0]
    if category == "S":
        return "" if sign.isascii() else "picture"
    return "word" if category in "LMN" else ""


def _parts(word: str) -> Iterator[str]:
    yield word
    if any(unicodedata.east_asian_width(sign) in "WF" for sign in word):
        yield from (word[start:] for start in range(1, len(word)))

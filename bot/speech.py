"""A person's word on who is who, as it is spoken and as it was taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.correction_line import Asked
from bot.grammar import Word
from bot.services import Services
from ledger.corrections import By
from ledger.engine import Session
from ledger.tables import Actor, Company, Correction


@dataclass(frozen=True, slots=True)
class Made:
    """A correction, with those whom it is about, as they are now.

    `besides` are the same said of a person's other accounts.
    """

    correction: Correction
    actor: Actor | None = None
    company: Company | None = None
    other: Company | None = None
    value: str = ""
    staff: bool = False
    besides: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks, where, and what."""

    session: Session
    services: Services
    by: By
    asked: Asked


Verb = Callable[[Speech], Made]


def is_word(word: Word, keywords: Sequence[str]) -> bool:
    """Whether a word is one of those that stand in place of a name; in quotes it is a name."""
    return not word.quoted and word.text.lower() in keywords

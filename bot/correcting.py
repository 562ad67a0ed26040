"""What people say of who is who, done: one way for Slack, the command line and files."""

import re
from collections.abc import Mapping
from typing import Final

from bot import said_of_companies as companies
from bot import said_of_people as people
from bot.correction_line import Asked
from bot.services import Services
from bot.speech import Made, Speech, Verb
from ledger import corrections, jobs
from ledger.corrections import By
from ledger.engine import Session
from ledger.tables import Correction

__all__ = ["VERBS", "Made", "correct", "numbers", "undo"]

NUMBERS: Final = re.compile(r"#?(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)


def correct(session: Session, services: Services, asked: Asked, by: By) -> Made:
    """Does what is asked, in the caller's transaction; levels follow with the next score.

    Raises:
        NamingError: somebody or something named is unknown, or could be several.
        AlreadySo: the same was said before.
        CorrectionError: it contradicts itself or what stands; nothing was changed.
    """
    made = VERBS[asked.action](Speech(session, services, by, asked))
    jobs.hasten(session, "score", by.at)
    return made


def numbers(typed: str) -> range:
    """The numbers of corrections, of one as "17" or of what was said in one breath as "17-19".

    None of them where it is no such thing.
    """
    found = NUMBERS.fullmatch(typed)
    return range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)


def undo(session: Session, said: range, by: By) -> list[Correction]:
    """Takes corrections back, the newest first, in the caller's transaction: all or none.

    Raises:
        CorrectionError: there is none of that number, it was undone, or a later one stands on it.
    """
    undone = [corrections.undo(session, number, by) for number in reversed(said)]
    jobs.hasten(session, "score", by.at)
    return undone[::-1]


VERBS: Final[Mapping[str, Verb]] = {
    "link": people.link,
    "unlink": people.unlink,
    "alias": companies.alias,
    "unalias": companies.unalias,
    "merge": companies.merge,
    "unmerge": companies.unmerge,
    "parent": companies.parent,
    "successor": companies.successor,
    "ignore": companies.ignore,
    "heed": companies.of_company(corrections.heed),
    "verify": companies.of_company(corrections.verify),
    "unverify": companies.unverified,
    "bot": people.bot,
    "person": people.bot,
}

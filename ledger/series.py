"""The numbers of what people and messages name by one: none is given twice, whatever was restored.

Why: a database gives the number after the highest that is there. After the restore of an older
backup that is one which something lost had, and a card in Slack, or somebody's note of DQL-12,
would speak of another person from then on. So a restore notes how far the numbers had come, and
they go on from there. Steps are counted too: their numbers stand in the keys of messages, and one
with the key of a lost message would be taken for said.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, select

from ledger import meta
from ledger.tables import Correction
from ledger.tables_desk import Introduction, Referral, ReferralStep

Numbered = Referral | ReferralStep | Introduction | Correction

TABLES: Final[tuple[type[Numbered], ...]] = (Referral, ReferralStep, Introduction, Correction)
GIVEN: Final = "numbers given:"  # in meta, before a table's name: the highest that counts as given
# Left out where nobody can tell what was given since: as many as there were, and no fewer than
# this. Whoever lost a backup's age of work did not do more in it than in all the time before.
LEAST_GAP: Final = 1_000

HIGHEST: Final = "SELECT COALESCE(MAX(id), 0) FROM {}"  # of a table of TABLES
NOTED: Final = "SELECT value FROM meta WHERE name = ?"


def following(session: Session, table: type[Numbered]) -> Any:
    """The number of a row that is about to be made; None leaves it to the database.

    Any, because a row's number is an int as soon as it is kept.
    """
    given = meta.get(session, GIVEN + _name(table))
    return None if given is None else max(highest(session, table), int(given)) + 1


def highest(session: Session, table: type[Numbered]) -> int:
    """The highest number that a row has; 0 where there is none."""
    return session.exec(select(func.max(table.id))).one() or 0


def given(ask: Callable[..., Any]) -> dict[str, int]:
    """The highest number that was ever given, by table; `ask` is a driver's `execute`.

    Raises the driver's error where the file cannot be read, or is of before these tables.
    """
    found = {}
    for name in map(_name, TABLES):
        noted = ask(NOTED, (GIVEN + name,)).fetchone()
        [kept] = ask(HIGHEST.format(name)).fetchone()
        found[name] = max(kept, int(noted[0]) if noted else 0)
    return found


def go_on(session: Session, lost: dict[str, int] | None) -> None:
    """Has numbers go on behind those of the ledger that was replaced; None: nobody knows them."""
    for table in TABLES:
        name, kept = _name(table), highest(session, table)
        before = int(meta.get(session, GIVEN + name) or 0)
        behind = kept + max(LEAST_GAP, kept) if lost is None else lost[name]
        if max(before, behind) > kept:
            meta.put(session, GIVEN + name, str(max(before, behind)))


def _name(table: type[Numbered]) -> str:
    return str(table.__tablename__)

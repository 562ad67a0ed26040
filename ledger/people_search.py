"""Finds the person whom somebody means by the first letters of a name, a handle or a company.

Each word that is typed must begin a word of the handle or of the name, or the name or the domain of
the company that the person stands for. Nobody is found who is a bot, a colleague or forgotten. Of
many the last to be active come first; of very many those are looked at who are called just as
typed, then whoever came last: an answer has to be there before the next letter is typed.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from sqlmodel import Session

from ledger import affiliations, person_words, persons, successions
from ledger.bands import COUNTS
from ledger.types import day_number

AFTER: Final = "\U0010ffff"  # sorts after any word
MOST_TYPED: Final = 6  # words
LOOKED_AT: Final = 2_000  # people

# Each gives its numbers as one text: row by row takes ten times as long.
NAMED = "SELECT json_group_array(actor_id) FROM person_word WHERE word >= ? AND word < ?"
CALLED = "SELECT json_group_array(actor_id) FROM person_word WHERE word = ?"
COMPANIES = """
SELECT json_group_array(company_id) FROM company_alias
WHERE type IN ('domain', 'name', 'weak') AND value >= ? AND value < ?
"""
STANDING_FOR = """
SELECT json_group_array(actor_id) FROM affiliation
WHERE company_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
 AND superseded_at IS NULL AND confidence >= ?
 AND COALESCE(valid_from, ?) <= ? AND COALESCE(valid_until, ?) >= ?
"""
LAST_ACTIVE = """
SELECT id, source, handle, name, (SELECT MAX(day) FROM tally WHERE actor_id = actor.id) AS active
FROM actor WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND standing = 'person'
 AND (handle <> '' OR name <> '')
ORDER BY active DESC NULLS LAST, id DESC LIMIT ?
"""
ACTIVITIES = """
SELECT actor_id, SUM(count) FROM tally
WHERE actor_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY actor_id
"""


class Found(NamedTuple):
    """A person as a list shows them; `company_name` is empty where nobody knows the company."""

    actor_id: int
    name: str
    source: str
    handle: str
    company_name: str
    activities: int


def find(session: Session, typed: str, today: date, limit: int = 100) -> list[Found]:
    """At most `limit` people who may be meant; nobody where no letter and no digit is typed."""
    found = list(dict.fromkeys(person_words.words(typed)))[:MOST_TYPED]
    found = [word[: person_words.MOST_LETTERS] for word in found]
    if not found:
        return []
    day = day_number(today)
    meant = _meant(session, found, day) | _whole(session, typed, found, day)
    asked = json.dumps(_looked_at(session, meant, found)), limit
    rows = session.connection().exec_driver_sql(LAST_ACTIVE, asked).all()
    return _told(session, rows, today)


def of_company(session: Session, company_id: int, today: date, limit: int = 100) -> list[Found]:
    """At most `limit` people who stand for a company, who was active last first."""
    people = _people_of(session, {company_id}, day_number(today))
    asked = json.dumps(_looked_at(session, people, ())), limit
    rows = session.connection().exec_driver_sql(LAST_ACTIVE, asked).all()
    return _told(session, rows, today)


def once(session: Session, found: Sequence[Found]) -> list[Found]:
    """Each person once, by the first of their accounts in the list: a mail address ties them."""
    accounts = np.array([one.actor_id for one in found], np.int64)
    people = persons.among(session, accounts.tolist()).of(accounts).tolist()
    first: dict[int, Found] = {}
    for person, one in zip(people, found, strict=True):
        first.setdefault(person, one)
    return list(first.values())


def _meant(session: Session, typed: Sequence[str], day: int) -> set[int]:
    """Whom every word may mean; the longest first, because few are left for the others."""
    meant: set[int] | None = None
    for word in sorted(typed, key=len, reverse=True):
        by_word = _ids(session, NAMED, word, word + AFTER)
        by_word |= _people_of(session, _companies(session, word), day)
        meant = by_word if meant is None else meant & by_word
        if not meant:
            break
    return meant or set()


def _whole(session: Session, typed: str, words: Sequence[str], day: int) -> set[int]:
    """The people of a company whose name has several words, or whose domain is typed."""
    glued, text = "".join(words), typed.strip().lower()
    if glued == text:
        return set()
    return _people_of(session, _companies(session, glued) | _companies(session, text), day)


def _companies(session: Session, begins: str) -> set[int]:
    return _ids(session, COMPANIES, begins, begins + AFTER)


def _people_of(session: Session, company_ids: Collection[int], day: int) -> set[int]:
    """Who stands for these companies on a day, or for one that is one of them by then."""
    if not company_ids:
        return set()
    said = successions.read(session)
    also = {one for one in said.said if said.present(one, day) in company_ids}
    ids = json.dumps([*company_ids, *also])
    return _ids(session, STANDING_FOR, ids, COUNTS, day, day, day, day)


def _looked_at(session: Session, meant: Collection[int], words: Iterable[str]) -> list[int]:
    if len(meant) <= LOOKED_AT:
        return list(meant)
    called = [_ids(session, CALLED, word) for word in words]
    exact = set(meant).intersection(*called) if called else set[int]()
    newest = sorted(set(meant) - exact, reverse=True)
    return [*sorted(exact, reverse=True), *newest][:LOOKED_AT]


def _told(session: Session, rows: Sequence[Sequence[object]], today: date) -> list[Found]:
    ids = [int(str(row[0])) for row in rows]
    company = affiliations.companies_of(session, ids, today)
    counted = session.connection().exec_driver_sql(ACTIVITIES, (json.dumps(ids),))
    activities = {int(who): int(count) for who, count in counted}
    return [
        Found(
            actor_id=who,
            name=str(name),
            source=str(source),
            handle=str(handle),
            company_name=company[who].name if who in company else "",
            activities=activities.get(who, 0),
        )
        for who, (_, source, handle, name, _) in zip(ids, rows, strict=True)
    ]


def _ids(session: Session, sql: str, *values: object) -> set[int]:
    return set(json.loads(session.connection().exec_driver_sql(sql, values).scalar_one()))

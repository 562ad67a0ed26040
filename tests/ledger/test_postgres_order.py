"""Text means the same in a database of any language: its order, its case, and where it begins."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest
from sqlmodel import col, func, select

from ledger import actors, companies, cursors, forgotten, notices, people_search
from ledger.drafts import ActorDraft
from ledger.engine import Ledger
from ledger.schema import open_ledger
from ledger.tables import Actor
from tests.kept import UTC_ZONE
from tests.postgres import Server

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
# A language orders these as a, A, b, B, and knows the capitals of more than ASCII.
NAMES: Final = ("b", "A", "a", "B", "É", "é", "_")
IN_ENGLISH: Final = """
CREATE DATABASE in_english TEMPLATE template0
LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8'
"""


@pytest.fixture(scope="module")
def in_english(postgres: Server) -> Iterator[Ledger]:
    """A ledger in a database whose own order of texts is that of a dictionary."""
    postgres.ask(IN_ENGLISH)
    ledger = open_ledger(postgres.url("in_english"), UTC_ZONE)
    with ledger.write() as session:
        known = [ActorDraft("files", name, handle=name, name=f"{name} Ödegård") for name in NAMES]
        actors.remember(session, known, NOW)
        for name in NAMES:
            notices.queue(session, f"key:{name}", "moved", "#leads", {}, NOW)
            cursors.save(session, f"cursor {name}", "1", NOW)
    yield ledger
    ledger.close()


def test_text_is_ordered_by_its_bytes(in_english: Ledger) -> None:
    with in_english.read() as session:
        ordered = list(session.exec(select(Actor.key).order_by(Actor.key)))
    assert ordered == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_found_by_how_it_begins(in_english: Ledger, name: str) -> None:
    with in_english.read() as session:
        assert [one.key for one in notices.with_prefix(session, f"key:{name}")] == [f"key:{name}"]


@pytest.mark.parametrize(
    ("typed", "found"), [("A", {"a", "A"}), ("b", {"b", "B"}), ("É", {"É"}), ("é", {"é"})]
)
def test_the_case_of_ascii_alone_is_known(in_english: Ledger, typed: str, found: set[str]) -> None:
    """As in SQLite; where more is to be alike, it was made so before it was stored."""
    with in_english.read() as session:
        alike = select(Actor.key).where(func.lower(Actor.key) == func.lower(typed))
        assert set(session.exec(alike)) == found
        within = select(Actor.key).where(col(Actor.key).icontains(typed, autoescape=True))
        assert set(session.exec(within)) == found


def test_a_members_id_is_found_as_it_is_written(in_english: Ledger) -> None:
    known = ActorDraft("slack", "T1:U0ADA", handle="ada", name="Ada")
    with in_english.write() as session, session.begin_nested() as tried:
        actors.remember(session, [known], NOW)
        found = {typed: forgotten.find(session, "slack", typed) for typed in ("U0ADA", "u0ada")}
        tried.rollback()
    assert {typed: len(them) for typed, them in found.items()} == {"U0ADA": 1, "u0ada": 0}


def test_people_are_found_by_the_first_letters(in_english: Ledger) -> None:
    with in_english.read() as session:
        found = people_search.find(session, "odeg", NOW.date())
        assert len(found) == len(NAMES)
        assert companies.find(session, "odeg") == []

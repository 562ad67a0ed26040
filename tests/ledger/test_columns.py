"""What judging reads: equal to one plain join, whoever left, joined, was a bot or was doubted."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import columns
from ledger.drafts import Standing
from ledger.engine import Ledger, Session
from ledger.schema import open_ledger
from ledger.tables import Actor, Affiliation, Company, Tally
from ledger.types import day_of_number
from tests.builders import NOW

KINDS, TOPICS = ("download", "issue"), ("", "pricing", "sso")
SEEN_KINDS, SEEN_TOPICS = (*KINDS, "carrier_pigeon", "star"), (*TOPICS, "other")
DAYS = 20
COMPANIES, ACTORS = 4, 6
COUNTS = 50

# One join for all of it, as slow as it is plain.
JOIN = """
SELECT f.company_id, t.actor_id, a.standing IN ('person', 'staff'), t.day, t.kind, t.topic,
  t.count, f.confidence
FROM tally t
JOIN actor a ON a.id = t.actor_id AND a.standing <> 'bot'
JOIN affiliation f ON f.actor_id = t.actor_id AND f.superseded_at IS NULL
 AND f.confidence >= ?
 AND (f.valid_from IS NULL OR f.valid_from <= t.day)
 AND (f.valid_until IS NULL OR t.day <= f.valid_until)
JOIN company c ON c.id = f.company_id AND NOT c.ignored
WHERE t.day BETWEEN ? AND ?
"""

Row = tuple[int, int, bool, int, int, int, int, int]
Spans = list[tuple[int | None, int | None]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One ledger for many examples, each of which is rolled back."""
    place = tmp_path_factory.mktemp("columns") / "ledger.db"
    opened = open_ledger(f"sqlite:///{place}", ZoneInfo("UTC"))
    yield opened
    opened.close()


@st.composite
def careers(draw: st.DrawFn) -> list[Affiliation]:
    """Whom every actor stood for: spans that follow each other, or none; some taken back since."""
    rows = []
    for actor in range(1, ACTORS + 1):
        cuts = sorted(draw(st.sets(st.integers(1, DAYS - 1), max_size=2)))
        spans: Spans = list(zip([None, *cuts], [*(cut - 1 for cut in cuts), None], strict=True))
        for begins, ends in spans:
            for superseded in (False, True):
                if draw(st.booleans()):
                    rows.append(
                        Affiliation(
                            actor_id=actor,
                            company_id=draw(st.none() | st.integers(1, COMPANIES)),
                            valid_from=None if begins is None else day_of_number(begins),
                            valid_until=None if ends is None else day_of_number(ends),
                            evidence="a rule",
                            confidence=draw(st.sampled_from([0, 49, 50, 79, 80, 100])),
                            source="rule",
                            decided_at=NOW,
                            superseded_at=NOW if superseded else None,
                        )
                    )
    return rows


def tallies() -> st.SearchStrategy[list[Tally]]:
    key = st.tuples(
        st.integers(0, DAYS),
        st.integers(1, ACTORS),
        st.sampled_from(SEEN_KINDS),
        st.sampled_from(SEEN_TOPICS),
    )
    counts = st.integers(1, 9) | st.sampled_from([columns.MOST, columns.MOST + 1, 2**40])
    return st.dictionaries(key, counts, max_size=25).map(
        lambda found: [
            Tally(day=day_of_number(day), actor_id=actor, kind=kind, topic=topic, count=count)
            for (day, actor, kind, topic), count in found.items()
        ]
    )


def told(found: columns.Columns) -> list[Row]:
    arrays = (found.ids[found.company], found.actor, found.person, found.day, found.kind)
    more = (found.topic, found.count, found.confidence)
    return sorted(zip(*(column.tolist() for column in (*arrays, *more)), strict=True))


def joined(session: Session, first: int, last: int) -> list[Row]:
    rows = session.connection().exec_driver_sql(JOIN, (COUNTS, first, last))
    return sorted(
        (
            company,
            actor,
            bool(person),
            day,
            KINDS.index(kind) if kind in KINDS else len(KINDS),
            TOPICS.index(topic) if topic in TOPICS else 0,
            min(count, columns.MOST),
            confidence,
        )
        for company, actor, person, day, kind, topic, count, confidence in rows
    )


@given(
    st.lists(st.booleans(), min_size=COMPANIES, max_size=COMPANIES),
    st.lists(st.sampled_from(list(Standing)), min_size=ACTORS, max_size=ACTORS),
    careers(),
    tallies(),
    st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)).map(lambda days: (min(days), max(days))),
    st.sets(st.integers(1, COMPANIES + 1)),
)
def test_columns_are_what_one_plain_join_finds(
    kept: Ledger,
    ignored: list[bool],
    standings: list[Standing],
    rows: list[Affiliation],
    counted: list[Tally],
    span: tuple[int, int],
    some: set[int],
) -> None:
    with Session(kept.engine) as session:
        for number, left_out in enumerate(ignored, 1):
            name = f"c{number}.example"
            session.add(Company(id=number, key=name, name=name, ignored=left_out, created_at=NOW))
        for number, standing in enumerate(standings, 1):
            key = str(number)
            session.add(
                Actor(id=number, source="files", key=key, standing=standing, first_seen=NOW)
            )
        session.flush()
        session.add_all([*rows, *counted])
        session.flush()
        everything = joined(session, *span)
        found = columns.read(session, KINDS, TOPICS, *span, COUNTS)
        assert told(found) == everything
        assert found.ids.tolist() == sorted({row[0] for row in everything})
        best = {row[0]: max(r[7] for r in everything if r[0] == row[0]) for row in everything}
        assert dict(zip(found.ids, found.best_confidence(), strict=True)) == best
        of_some = [row for row in everything if row[0] in some]
        few = columns.read(session, KINDS, TOPICS, *span, COUNTS, some)
        many = columns.read(session, KINDS, TOPICS, *span, COUNTS, some | set(range(-3_000, 0)))
        assert told(few) == told(many) == of_some
        assert few.ids.tolist() == many.ids.tolist() == sorted({row[0] for row in of_some})
        session.rollback()


def test_texts_of_numbers_come_in_pieces(kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text grows with the table."""
    monkeypatch.setattr(columns, "RANGE", 3)
    with Session(kept.engine) as session:
        for number in range(1, 12):
            session.add(
                Actor(id=number, source="x", key=str(number), standing="bot", first_seen=NOW)
            )
        session.flush()
        pieces = list(columns.ranged(session, Actor, columns.IMPERSONAL))
        assert [len(piece) for piece in pieces] == [2, 3, 3, 3]
        assert [one >> 1 for piece in pieces for one in piece.tolist()] == list(range(1, 12))
        session.rollback()


def test_an_empty_ledger_has_no_rows(kept: Ledger) -> None:
    with kept.read() as session:
        for wanted in (None, [], [1]):
            found = columns.read(session, KINDS, TOPICS, 0, 30_000, COUNTS, wanted)
            assert (len(found.company), len(found.ids), len(found.best_confidence())) == (0, 0, 0)

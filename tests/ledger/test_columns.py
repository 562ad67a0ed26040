"""What judging reads: equal to plain loops, whoever left, joined, merged, was a bot or doubted."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import columns, numbers, whom
from ledger.engine import Ledger, Session
from ledger.schema import open_ledger
from ledger.tables import Actor, Affiliation, Company, Tally
from ledger.types import day_number, day_of_number
from tests.builders import NOW

KINDS, TOPICS = ("download", "issue"), ("", "pricing", "sso")
SEEN_KINDS, SEEN_TOPICS = (*KINDS, "carrier_pigeon", "star"), (*TOPICS, "other")
STANDINGS = ("person", "staff", "pseudo", "deleted", "bot", "suspect")
DAYS = 20
COMPANIES, ACTORS = 5, 6
COUNTS = 50

Row = tuple[int, int, bool, int, int, int, int, int]
Spans = list[tuple[int | None, int | None]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One ledger for many examples, each of which is rolled back."""
    place = tmp_path_factory.mktemp("columns") / "ledger.db"
    opened = open_ledger(f"sqlite:///{place}", ZoneInfo("UTC"))
    yield opened
    opened.close()


def company(number: int, succeeded_on: int | None = None, **more: Any) -> Company:
    """A company, with what is said of it."""
    key = f"c{number}.example"
    day = None if succeeded_on is None else day_of_number(succeeded_on)
    return Company(id=number, key=key, name=key, created_at=NOW, succeeded_on=day, **more)


@st.composite
def companies(draw: st.DrawFn) -> list[Company]:
    """Companies that follow each other in chains, never in circles; some with a person's word."""
    order = draw(st.permutations(range(1, COMPANIES + 1)))
    found = []
    for place, number in enumerate(order):
        follows = draw(st.booleans()) and place > 0
        found.append(
            company(
                number,
                draw(st.none() | st.integers(0, DAYS)) if follows else None,
                successor_id=draw(st.sampled_from(order[:place])) if follows else None,
                ignored=draw(st.sampled_from([False, False, False, True])),
                confirmed=draw(st.sampled_from([None, None, None, True, False])),
            )
        )
    return found


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


def counts_for(by_id: dict[int, Company], one: Company, day: int) -> tuple[int, bool] | None:
    """The company for which another one's people count on a day, and whether somebody said so."""
    line = [one]
    while one.successor_id is not None:
        if one.succeeded_on is not None and day < day_number(one.succeeded_on):
            break
        one = by_id[one.successor_id]
        line.append(one)
    if any(each.ignored or each.confirmed is False for each in line):
        return None
    return one.id, any(each.confirmed for each in line)


def looped(
    told_of: Sequence[Company],
    standings: Sequence[str],
    rows: Sequence[Affiliation],
    counted: Sequence[Tally],
) -> list[Row]:
    """All of it in plain loops, as slow as they are."""
    by_id, found = {one.id: one for one in told_of}, []
    for done in counted:
        day, standing = day_number(done.day), standings[done.actor_id - 1]
        for row in rows:
            of_the_day = (row.valid_from is None or row.valid_from <= done.day) and (
                row.valid_until is None or done.day <= row.valid_until
            )
            stands = row.superseded_at is None and row.company_id is not None
            if row.actor_id != done.actor_id or not (of_the_day and stands):
                continue
            whose = counts_for(by_id, by_id[row.company_id or 0], day)
            confidence = 100 if whose and whose[1] else row.confidence
            if whose and confidence >= COUNTS and standing not in ("bot", "suspect"):
                kind = KINDS.index(done.kind) if done.kind in KINDS else len(KINDS)
                topic = TOPICS.index(done.topic) if done.topic in TOPICS else 0
                person = standing in ("person", "staff")
                count = min(done.count, columns.MOST)
                found.append((whose[0], done.actor_id, person, day, kind, topic, count, confidence))
    return sorted(found)


def store(
    session: Session,
    told_of: Sequence[Company],
    standings: Sequence[str],
    rows: Sequence[Affiliation],
    counted: Sequence[Tally],
) -> None:
    followed = {one.id: one.successor_id for one in told_of}
    for one in told_of:
        one.successor_id = None
    session.add_all(told_of)
    session.flush()
    for one in told_of:
        one.successor_id = followed[one.id]
    for number, standing in enumerate(standings, 1):
        key = str(number)
        session.add(Actor(id=number, source="files", key=key, standing=standing, first_seen=NOW))
    session.flush()
    session.add_all([*rows, *counted])
    session.flush()


@given(
    companies(),
    st.lists(st.sampled_from(STANDINGS), min_size=ACTORS, max_size=ACTORS),
    careers(),
    tallies(),
    st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)).map(lambda days: (min(days), max(days))),
    st.sets(st.integers(1, COMPANIES + 1)),
)
def test_columns_are_what_plain_loops_find(
    kept: Ledger,
    told_of: list[Company],
    standings: list[str],
    rows: list[Affiliation],
    counted: list[Tally],
    span: tuple[int, int],
    some: set[int],
) -> None:
    with Session(kept.engine) as session:
        store(session, told_of, standings, rows, counted)
        of_the_span = [one for one in counted if span[0] <= day_number(one.day) <= span[1]]
        everything = looped(told_of, standings, rows, of_the_span)
        found = columns.read(session, KINDS, TOPICS, *span, COUNTS)
        assert told(found) == everything
        assert found.ids.tolist() == sorted({row[0] for row in everything})
        best = {row[0]: max(r[7] for r in everything if r[0] == row[0]) for row in everything}
        assert dict(zip(found.ids, found.best_confidence(), strict=True)) == best
        of_some = [row for row in everything if row[0] in some]
        few = columns.read(session, KINDS, TOPICS, *span, COUNTS, some)
        many = columns.read(session, KINDS, TOPICS, *span, COUNTS, some | set(range(-3_000, 0)))
        each = [columns.read(session, KINDS, TOPICS, *span, COUNTS, [one]) for one in sorted(some)]
        assert told(few) == told(many) == [row for one in each for row in told(one)] == of_some
        assert few.ids.tolist() == many.ids.tolist() == sorted({row[0] for row in of_some})
        session.rollback()


A, B, C = 1, 2, 3  # companies


@pytest.mark.parametrize(
    ("confidence", "told_of", "expected"),
    [
        pytest.param(95, [company(A, successor_id=B)], {(B, 95): range(10)}, id="merged"),
        pytest.param(
            95,
            [company(A, 5, successor_id=B)],
            {(A, 95): range(5), (B, 95): range(5, 10)},
            id="acquired",
        ),
        pytest.param(
            95,
            [company(A, successor_id=B), company(B, 5, successor_id=C)],
            {(B, 95): range(5), (C, 95): range(5, 10)},
            id="merged into one that is acquired",
        ),
        pytest.param(
            95,
            [company(A, 5, successor_id=B), company(B, successor_id=C)],
            {(A, 95): range(5), (C, 95): range(5, 10)},
            id="acquired by one that is merged",
        ),
        pytest.param(
            95,
            [company(A, 3, successor_id=B), company(B, 6, successor_id=C)],
            {(A, 95): range(3), (B, 95): range(3, 6), (C, 95): range(6, 10)},
            id="acquired twice",
        ),
        pytest.param(
            95,
            [company(A, 6, successor_id=B), company(B, 3, successor_id=C)],
            {(A, 95): range(6), (C, 95): range(6, 10)},
            id="acquired by one that was acquired before",
        ),
        pytest.param(95, [company(A, ignored=True)], {}, id="ignored"),
        pytest.param(
            95,
            [company(A, 5, successor_id=B), company(B, ignored=True)],
            {(A, 95): range(5)},
            id="acquired by one that is ignored",
        ),
        pytest.param(95, [company(A, successor_id=B, ignored=True)], {}, id="ignored, then merged"),
        pytest.param(30, [], {}, id="a candidate"),
        pytest.param(30, [company(A, confirmed=True)], {(A, 100): range(10)}, id="confirmed"),
        pytest.param(95, [company(A, confirmed=False)], {}, id="rejected"),
        pytest.param(
            30,
            [company(A, 5, successor_id=B), company(B, confirmed=True)],
            {(B, 100): range(5, 10)},
            id="a candidate of one that a confirmed one acquired",
        ),
        pytest.param(
            60,
            [company(A, 5, successor_id=B), company(B, confirmed=True)],
            {(A, 60): range(5), (B, 100): range(5, 10)},
            id="certain since then",
        ),
        pytest.param(
            95,
            [company(A, successor_id=B, confirmed=False), company(B, confirmed=True)],
            {},
            id="rejected, then merged into a confirmed one",
        ),
        pytest.param(
            95,
            [company(A, successor_id=B), company(B, successor_id=A)],
            {(B, 95): range(10)},
            id="a circle ends",
        ),
    ],
)
@pytest.mark.parametrize("dated", [False, True], ids=["undated", "dated"])
def test_whom_people_count_for(
    kept: Ledger,
    confidence: int,
    told_of: list[Company],
    expected: dict[tuple[int, int], range],
    dated: bool,
) -> None:
    """Somebody stands for A, and does the same on ten days."""
    stands = Affiliation(
        actor_id=1,
        company_id=A,
        valid_from=day_of_number(-9) if dated else None,
        evidence="a rule",
        confidence=confidence,
        source="rule",
        decided_at=NOW,
    )
    done = [Tally(day=day_of_number(day), actor_id=1, kind="issue", count=1) for day in range(10)]
    by_id = {number: company(number) for number in (A, B, C)} | {
        one.id: Company(**one.model_dump()) for one in told_of
    }
    with Session(kept.engine) as session:
        store(session, list(by_id.values()), ["person"], [stands], done)
        found: dict[tuple[int, int], list[int]] = {}
        for row in told(columns.read(session, KINDS, TOPICS, 0, DAYS, COUNTS)):
            found.setdefault((row[0], row[7]), []).append(row[3])
        assert found == {whose: list(days) for whose, days in expected.items()}
        for one in by_id:
            days = [
                row[3] for row in told(columns.read(session, KINDS, TOPICS, 0, DAYS, COUNTS, [one]))
            ]
            assert days == [
                day for (root, _), days in expected.items() if root == one for day in days
            ]
        session.rollback()


def test_texts_of_numbers_come_in_pieces(kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text grows with the table."""
    monkeypatch.setattr(numbers, "RANGE", 3)
    with Session(kept.engine) as session:
        for number in range(1, 12):
            session.add(
                Actor(id=number, source="x", key=str(number), standing="bot", first_seen=NOW)
            )
        session.flush()
        pieces = list(numbers.ranged(session, Actor, whom.IMPERSONAL))
        assert [len(piece) for piece in pieces] == [2, 3, 3, 3]
        assert [one >> 1 for piece in pieces for one in piece.tolist()] == list(range(1, 12))
        session.rollback()


def test_an_empty_ledger_has_no_rows(kept: Ledger) -> None:
    with kept.read() as session:
        for wanted in (None, [], [1]):
            found = columns.read(session, KINDS, TOPICS, 0, 30_000, COUNTS, wanted)
            assert (len(found.company), len(found.ids), len(found.best_confidence())) == (0, 0, 0)

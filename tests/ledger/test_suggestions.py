"""What the review queue is made of, and that it is found without reading every affiliation."""

import pytest

from ledger import suggestions
from ledger.engine import Ledger
from ledger.numbers import Longs


@pytest.fixture
def doubts(ledger: Ledger) -> Ledger:
    """Seven people: one doubted, the others settled by a person, by evidence, or not at all."""
    rows = (
        (1, 1, 30, "rule", None),
        (2, 1, 95, "rule", None),
        (3, 1, 30, "human", None),
        (4, 1, 30, "rule", 1),
        (5, 2, 30, "rule", None),
        (6, 3, 30, "rule", None),
        (7, 1, 30, "rule", None),
    )
    with ledger.write() as session:
        connection = session.connection()
        for number in range(1, 8):
            standing = {6: "suspect", 7: "bot"}.get(number, "person")
            connection.exec_driver_sql(
                "INSERT INTO actor (id, source, key, handle, handle_key, name, standing, "
                "first_seen, stale) VALUES (?, 'github', ?, ?, '', '', ?, 0, FALSE)",
                (number, f"k{number}", f"h{number}" * (number != 1), standing),
            )
        for number, ignored, confirmed in ((1, False, None), (2, True, None), (3, False, False)):
            connection.exec_driver_sql(
                "INSERT INTO company (id, key, name, ignored, confirmed, created_at) "
                "VALUES (?, ?, 'A name', ?, ?, 0)",
                (number, f"c{number}.example", ignored, confirmed),
            )
        for actor, company, confidence, source, superseded in rows:
            connection.exec_driver_sql(
                "INSERT INTO affiliation (actor_id, company_id, staff, evidence, confidence, "
                "source, decided_by, decided_at, superseded_at) "
                "VALUES (?, ?, FALSE, 'why', ?, ?, '', 0, ?)",
                (actor, company, confidence, source, superseded),
            )
        for day, actor in ((10, 1), (11, 1), (10, 2), (10, 6)):
            connection.exec_driver_sql(
                "INSERT INTO tally (day, actor_id, kind, topic, count) "
                "VALUES (?, ?, 'issue', '', 2)",
                (day, actor),
            )
    return ledger


def pairs(packed: Longs) -> list[tuple[int, int]]:
    """Actor and company of each."""
    actor, company = suggestions.unpacked(packed)
    return list(zip(actor.tolist(), company.tolist(), strict=True))


def test_only_who_is_doubted_and_unsettled(doubts: Ledger) -> None:
    with doubts.read() as session:
        found = suggestions.candidates(session)
        [one] = suggestions.doubted(session, 1)
        assert suggestions.doubted(session, 2) == []
        assert suggestions.doubtful(session, 1) == 1
        assert suggestions.doubtful(session, 2) == 0
    assert (one.actor_id, one.company_id, one.company_key) == (1, 1, "c1.example")
    assert pairs(found) == [(1, 1)]
    assert (one.person, one.name) == ("github:k1", "somebody seen by github")


def test_several_candidates_of_one_are_several_and_the_same_one_is_one(doubts: Ledger) -> None:
    """The same company on two spans of days is one question, with the later evidence."""
    again = (
        "INSERT INTO affiliation (actor_id, company_id, staff, evidence, confidence, source, "
        "decided_by, decided_at, valid_from) VALUES (1, ?, FALSE, ?, 30, 'rule', '', 0, ?)"
    )
    with doubts.write() as session:
        connection = session.connection()
        connection.exec_driver_sql(
            "INSERT INTO company (id, key, name, ignored, created_at) "
            "VALUES (4, 'd', 'D', FALSE, 0)"
        )
        connection.exec_driver_sql(again, (1, "later", 11))
        connection.exec_driver_sql(again, (4, "else", 12))
        found = suggestions.candidates(session)
        asked = suggestions.doubted(session, 1)
    assert pairs(found) == [(1, 1), (1, 4)]
    assert [(one.company_id, one.evidence) for one in asked] == [
        (4, "else"),
        (1, "later"),
        (1, "why"),
    ]


def test_suspects_until_somebody_judged_them(doubts: Ledger) -> None:
    with doubts.read() as session:
        found = suggestions.suspected(session)
        suspect = suggestions.suspect(session, 6)
        assert suggestions.suspect(session, 1) is None
    assert pairs(found) == [(6, 0)]
    assert suspect is not None
    assert (suspect.actor_id, suspect.person) == (6, "github:h6")
    with doubts.write() as session:
        session.connection().exec_driver_sql("UPDATE actor SET bot_said = FALSE WHERE id = 6")
        assert suggestions.suspected(session).tolist() == []
        assert suggestions.suspect(session, 6) is None


@pytest.mark.parametrize(
    ("kinds", "kind"), [(("issue",), 0), (("download", "issue"), 1), (("download",), 1), ((), 0)]
)
def test_what_they_did_in_these_days(doubts: Ledger, kinds: tuple[str, ...], kind: int) -> None:
    with doubts.read() as session:
        done = suggestions.done(session, kinds, 10, 10)
    columns = (column.tolist() for column in (done.day, done.kind, done.count))
    rows = zip(pairs(done.who), *columns, strict=True)
    assert sorted(rows) == [
        ((1, 1), 10, kind, 2),
        ((6, 0), 10, kind, 2),
        ((6, 3), 10, kind, 2),
    ]


def test_only_companies_that_are_asked_for_and_that_nobody_follows(doubts: Ledger) -> None:
    with doubts.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE company SET successor_id = 1, parent_id = 2 WHERE id = 3"
        )
        asked = ["c3.example", "c2.example", "elsewhere.example"]
        assert suggestions.unfollowed(session, asked).tolist() == [2]
        assert suggestions.ties(session, [3, 1, 99]) == {1: (None, None), 3: (1, 2)}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("query", "values"),
    [
        (suggestions.CANDIDATES, (0, 9)),
        (suggestions.SUSPECTED, ()),
        (suggestions.DOUBTED_TALLIES, (1, 2)),
        (suggestions.SUSPECTED_TALLIES, (1, 2)),
    ],
)
def test_nothing_large_is_read_whole(ledger: Ledger, query: str, values: tuple[int, ...]) -> None:
    asked = suggestions.statement(query)
    with ledger.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values)
        steps = [str(row[3]) for row in plan]
    scans = [step for step in steps if step.startswith("SCAN")]
    assert all("USING" in step and "INDEX" in step for step in scans), steps
    assert "day" not in steps[0], steps  # nobody else's tallies of these days

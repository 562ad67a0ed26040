"""What the review queue is made of, and that it is found without reading every affiliation."""

import pytest

from ledger import suggestions
from ledger.engine import Ledger


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
                "first_seen, stale) VALUES (?, 'github', ?, ?, '', '', ?, 0, 0)",
                (number, f"k{number}", f"h{number}" * (number != 1), standing),
            )
        for number, ignored, confirmed in ((1, 0, None), (2, 1, None), (3, 0, 0)):
            connection.exec_driver_sql(
                "INSERT INTO company (id, key, name, ignored, confirmed, created_at) "
                "VALUES (?, ?, 'A name', ?, ?, 0)",
                (number, f"c{number}.example", ignored, confirmed),
            )
        for actor, company, confidence, source, superseded in rows:
            connection.exec_driver_sql(
                "INSERT INTO affiliation (actor_id, company_id, staff, evidence, confidence, "
                "source, decided_by, decided_at, superseded_at) VALUES (?, ?, 0, 'why', ?, ?, '', "
                "0, ?)",
                (actor, company, confidence, source, superseded),
            )
        for day, actor in ((10, 1), (11, 1), (10, 2), (10, 6)):
            connection.exec_driver_sql(
                "INSERT INTO tally (day, actor_id, kind, topic, count) "
                "VALUES (?, ?, 'issue', '', 2)",
                (day, actor),
            )
    return ledger


def test_only_who_is_doubted_and_unsettled(doubts: Ledger) -> None:
    with doubts.read() as session:
        [one] = suggestions.doubted(session)
        assert suggestions.doubted(session, 1) == [one]
        assert suggestions.doubted(session, 2) == []
        assert suggestions.doubtful(session, 1) == 1
        assert suggestions.doubtful(session, 2) == 0
    assert (one.actor_id, one.company_id, one.company_key) == (1, 1, "c1.example")
    assert (one.person, one.name) == ("github:k1", "somebody seen by github")


def test_suspects_until_somebody_judged_them(doubts: Ledger) -> None:
    with doubts.read() as session:
        [suspect] = suggestions.suspects(session)
    assert (suspect.actor_id, suspect.person) == (6, "github:h6")
    with doubts.write() as session:
        session.connection().exec_driver_sql("UPDATE actor SET bot_said = 0 WHERE id = 6")
        assert suggestions.suspects(session) == []


def test_what_they_did_in_these_days(doubts: Ledger) -> None:
    with doubts.read() as session:
        done = list(suggestions.done(session, 10, 10))
    found = sorted((one.actor_id, one.company_id, one.day, one.kind, one.count) for one in done)
    assert found == [(1, 1, 10, "issue", 2), (6, 0, 10, "issue", 2), (6, 3, 10, "issue", 2)]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (suggestions.DOUBTED.format(hint=suggestions.ALL), ()),
        (suggestions.SUSPECTS, ()),
        (suggestions.DOUBTED_TALLIES, (1, 2)),
        (suggestions.SUSPECTED_TALLIES, (1, 2)),
    ],
)
def test_nothing_large_is_read_whole(ledger: Ledger, query: str, values: tuple[int, ...]) -> None:
    with ledger.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        steps = [str(row[3]) for row in plan]
    scans = [step for step in steps if step.startswith("SCAN")]
    assert all("USING" in step and "INDEX" in step for step in scans), steps

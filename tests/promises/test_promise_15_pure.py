"""15: scores are a function of what happened, not of when and how often we heard of it."""

from datetime import timedelta
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import actors, intake
from ledger.drafts import ActivityDraft
from ledger.engine import Ledger
from ledger.naming import CompanyName
from scoring.rescore import assess
from scoring.rules import Rules
from tests import whose
from tests.builders import NOW, actor, draft
from tests.conftest import UTC_ZONE
from tests.promises import size
from tests.promises.conftest import Blank

KINDS: Final = ("download", "doc_view", "issue", "pull_request", "blog_view")
PEOPLE: Final = {"ada": "acme", "bo": "acme", "cy": "bolt"}


def heard(number: int, kind: str, who: str, ago: int, count: int) -> ActivityDraft:
    """What somebody did so many days ago, as its source tells it."""
    return draft(str(number), kind, NOW - timedelta(days=ago), actor(who), count=count)


DEEDS = st.lists(
    st.builds(
        heard,
        st.integers(0, 15),  # so that some come again, on another date
        st.sampled_from(KINDS),
        st.sampled_from(sorted(PEOPLE)),
        st.integers(0, 95),
        st.integers(1, 30),
    ),
    min_size=1,
    max_size=20,
)


@pytest.fixture(scope="module")
def staffed(blank: Blank) -> Blank:
    """A ledger that knows the people, and whose they are by a person's word, and no deeds yet."""
    with blank.anew().write() as session:
        actors.remember(session, [actor(who) for who in PEOPLE], NOW)
        for who, name in PEOPLE.items():
            person = actors.by_identity(session, "files", who)
            assert person is not None
            company = CompanyName(f"{name}.example", name.title(), name)
            whose.said(session, person, company, NOW - timedelta(days=120))
    blank.keep()
    return blank


def record(ledger: Ledger, drafts: list[ActivityDraft]) -> None:
    """Takes a batch in."""
    with ledger.write() as session:
        intake.record(session, drafts, UTC_ZONE, NOW)


def scores(ledger: Ledger, rules: Rules) -> dict[str, tuple[int, list[tuple[int, int]]]]:
    """The level and the points of each company on a few days."""
    found = {}
    with ledger.read() as session:
        for ago in (0, 45):
            for one in assess(session, rules, (NOW - timedelta(days=ago)).date()):
                points = sorted(one.standing.scores.items())
                found[f"{one.key} {ago}"] = (one.standing.level, points)
    return found


def stored(ledger: Ledger) -> list[ActivityDraft]:
    """The activities as they are kept, as drafts again."""
    query = """SELECT y.external_id, y.kind, y.occurred_at, a.key, y.count
    FROM activity y JOIN actor a ON a.id = y.actor_id ORDER BY y.id"""
    with ledger.read() as session:
        rows = list(session.connection().exec_driver_sql(query))
    return [
        draft(number, kind, NOW + timedelta(seconds=at - NOW.timestamp()), actor(who), count=count)
        for number, kind, at, who, count in rows
    ]


@given(DEEDS, st.integers(1, 5), st.randoms(use_true_random=False))
@size.examples(200, 5_000)
def test_promise_15_from_scratch_as_by_and_by(
    staffed: Blank, rules: Rules, drafts: list[ActivityDraft], batch: int, chance: Random
) -> None:
    ledger = staffed.anew()
    for start in range(0, len(drafts), batch):
        record(ledger, drafts[start : start + batch])
    kept, by_and_by = stored(ledger), scores(ledger, rules)
    assert by_and_by
    chance.shuffle(kept)
    again = staffed.anew()
    record(again, kept)
    assert scores(again, rules) == by_and_by
    record(again, drafts)
    assert scores(again, rules) == by_and_by

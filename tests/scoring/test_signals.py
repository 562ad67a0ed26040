"""What is worth saying of what a company looks at, by cases that a reader can count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.counts import Counts
from scoring.signals import MOST, WINDOW, Signal, signals

LAST = 20_000
KINDS = ("doc_view", "doc_view_high_value", "web_view_high_value")
TOPICS = ("", "pricing", "sso")
Row = tuple[
    int, int, str, str, int
]  # an actor (odd ones are persons), days ago, kind, topic, count

DOC, HIGH, WEB = KINDS


def counts(rows: list[Row]) -> Counts:
    columns = np.array(
        [
            (who, LAST - ago, KINDS.index(kind), TOPICS.index(topic), times)
            for who, ago, kind, topic, times in rows
        ],
        np.int32,
    ).reshape(-1, 5)
    actor, day, kind, topic, times = columns.T
    company = np.zeros(len(rows), np.int32)
    ids = np.array([7], np.int64)
    person = actor % 2 == 1
    return Counts(
        ids, KINDS, TOPICS, company, actor, person, day, kind, topic, times.astype(np.int64)
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], []),
        # One look says nothing, whatever at.
        ([(1, 0, WEB, "pricing", 1)], []),
        ([(1, 0, WEB, "pricing", 1), (1, 0, WEB, "sso", 1), (1, 0, HIGH, "", 1)], []),
        ([(1, 0, WEB, "pricing", 2)], ["pricing page 2 times on one day, by one person"]),
        # Two people once each.
        (
            [(1, 0, WEB, "pricing", 1), (3, 1, WEB, "pricing", 1)],
            ["pricing page 2 times in 2 days, by 2 people"],
        ),
        # The example: 4 times in 9 days, by 3 people.
        (
            [(1, 8, WEB, "pricing", 1), (3, 4, WEB, "pricing", 2), (5, 0, WEB, "pricing", 1)],
            ["pricing page 4 times in 9 days, by 3 people"],
        ),
        # Networks and domains are nobody; beside a person they count as looks only.
        (
            [(2, 8, WEB, "pricing", 1), (4, 0, WEB, "pricing", 1)],
            ["pricing page 2 times in 9 days"],
        ),
        (
            [(2, 8, WEB, "pricing", 1), (1, 0, WEB, "pricing", 1)],
            ["pricing page 2 times in 9 days, by one person"],
        ),
        # A topic is one, over all its kinds; pages of high value without one go by kind.
        (
            [(1, 2, DOC, "sso", 1), (1, 0, HIGH, "sso", 1), (1, 0, HIGH, "", 3)],
            [
                "doc page of high value 3 times on one day, by one person",
                "sso page 2 times in 3 days, by one person",
            ],
        ),
        ([(1, 0, WEB, "", 3)], ["web page of high value 3 times on one day, by one person"]),
        # Ordinary pages without a topic are points, and no signal.
        ([(1, 0, DOC, "", 500)], []),
        # What is older than 30 days is gone.
        ([(1, WINDOW - 1, WEB, "sso", 1), (1, 0, WEB, "sso", 1)], None),
        ([(1, WINDOW, WEB, "sso", 1), (1, 0, WEB, "sso", 1)], []),
        # What comes after the day is not known yet.
        ([(1, -1, WEB, "sso", 5)], []),
    ],
)
def test_what_is_told(rows: list[Row], told: list[str] | None) -> None:
    expected = told if told is not None else ["sso page 2 times in 30 days, by one person"]
    assert [one.text for one in signals(counts(rows), LAST)] == expected


def test_what_several_people_look_at_comes_first() -> None:
    rows: list[Row] = [
        (1, 0, HIGH, "", 90),
        (1, 0, WEB, "pricing", 1),
        (3, 0, WEB, "pricing", 1),
        (1, 0, WEB, "sso", 3),
        (1, 0, WEB, "", 2),
    ]
    assert [(one.topic or one.kind, one.people) for one in signals(counts(rows), LAST)] == [
        ("pricing", 2),
        (HIGH, 1),
        ("sso", 1),
    ]


ROWS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(-3, WINDOW + 3),
        st.sampled_from(KINDS),
        st.sampled_from(TOPICS),
        st.integers(1, 3),
    ),
    max_size=25,
)


def slow(rows: list[Row]) -> set[Signal]:
    """The same by plain loops, all of it."""
    found = set()
    for name in (*TOPICS[1:], HIGH, WEB):
        mine = [
            (who, ago, times)
            for who, ago, kind, topic, times in rows
            if 0 <= ago < WINDOW and (topic or kind) == name
        ]
        if sum(times for *_, times in mine) >= 2:
            topic, kind = (name, "") if name in TOPICS else ("", name)
            people = len({who for who, *_ in mine if who % 2})
            days = [LAST - ago for _, ago, _ in mine]
            times = sum(times for *_, times in mine)
            found.add(Signal(topic, kind, times, people, min(days), max(days)))
    return found


@given(ROWS)
def test_the_figures_are_those_of_plain_loops(rows: list[Row]) -> None:
    told, every = signals(counts(rows), LAST), slow(rows)
    assert set(told) <= every
    assert len(told) == min(MOST, len(every))
    worth = [(one.people, one.count) for one in told]
    assert worth == sorted(((one.people, one.count) for one in every), reverse=True)[: len(worth)]

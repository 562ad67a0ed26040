"""3: the order and the repetition of events do not matter."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from bot import passes
from bot.services import Services
from collectors.slack_events import strip
from identity.pseudonym import Pseudonyms
from ledger import inbox
from ledger.engine import Ledger
from scoring.rescore import rescore
from scoring.rules import Rules
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.kept import Kept
from tests.promises import size
from tests.promises.both import kept, of, of_postgresql, on_postgresql, on_sqlite
from tests.promises.conftest import Record

__all__ = ["kept"]

TEAM: Final = "T1"
KEY: Final = Pseudonyms(b"a key of sixteen bytes and more")
AT: Final = int(NOW.timestamp()) - 40 * 86_400
Event = dict[str, Any]

# What must be the same whatever order events came in: all but the numbers of rows.
SAME: Final = (
    """SELECT y.source, y.external_id, a.key, y.kind, y.topic, y.occurred_at, y.day, y.count
    FROM activity y JOIN actor a ON a.id = y.actor_id""",
    """SELECT t.day, a.key, t.kind, t.topic, t.count
    FROM tally t JOIN actor a ON a.id = t.actor_id""",
    "SELECT source, key, handle, name, standing FROM actor",
    """SELECT a.key, s.kind, s.value FROM actor_signal s JOIN actor a ON a.id = s.actor_id""",
    """SELECT a.key, c.key, f.evidence, f.confidence FROM affiliation f
    JOIN actor a ON a.id = f.actor_id LEFT JOIN company c ON c.id = f.company_id
    WHERE f.superseded_at IS NULL""",
    """SELECT c.key, l.day, l.from_level, l.to_level, l.points
    FROM level_change l JOIN company c ON c.id = l.company_id""",
    "SELECT key, kind, channel FROM notice",
    "SELECT event_id, state FROM inbox_event",
)


def events_of(told: Iterable[tuple[int, int]]) -> list[Event]:
    """What people do, by person and day: first of all they join, from then on they write.

    As the listener strips it before it stores it.
    """
    met: set[int] = set()
    found = []
    for number, (person, day) in enumerate(told):
        whole = event(number, person, day, is_joining=person not in met)
        found.append(strip(whole, KEY.address))
        met.add(person)
    return found


def event(number: int, person: int, day: int, *, is_joining: bool) -> Event:
    """Slack's event of that number."""
    user = f"U{person}"
    said: Event = {
        "type": "message",
        "user": user,
        "channel": "C1",
        "channel_type": "channel",
        "ts": f"{AT + day * 86_400}.{number:06}",
        "text": "never kept",
    }
    address = f"{user}@company{person % 3}.example".lower()
    profile = {"email": address, "real_name": f"Person {person}"}
    member = {"id": user, "team_id": TEAM, "name": user.lower(), "profile": profile}
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{number}",
        "event_time": AT + day * 86_400,
        "event": {"type": "team_join", "user": member} if is_joining else said,
    }


def anew(kept: Kept) -> Ledger:
    """The ledger with nothing in it."""
    kept.ledger.close()
    kept.emptied()
    return kept.ledger


def take_in(ledger: Ledger, events: Iterable[Event]) -> None:
    """Stores events by the listener's statement, many at a time."""
    stored = [
        {"team_id": TEAM, "event_id": one["event_id"], "payload": one, "received_at": NOW}
        for one in events
    ]
    with ledger.write(beside=True) as session:
        session.connection().execute(inbox.STORE, stored)


def outcome(ledger: Ledger, rules: Rules) -> set[tuple[Any, ...]]:
    """Reads, recognises and judges; every row of what came of it, with its query's number."""
    services = Services(ledger, rules, UTC_ZONE, leads_channel="", digest_channel="")
    passes.read_inbox(services, lambda: NOW)
    passes.recognise(services, lambda: NOW)
    rescore(ledger, rules, NOW.date(), NOW.date(), NOW)
    with ledger.read() as session:
        ask = session.connection().exec_driver_sql
        return {(of, *row) for of, query in enumerate(SAME) for row in ask(query)}


PEOPLE = st.integers(0, 5)
DAYS = st.integers(0, 39)
STORIES = st.lists(st.tuples(PEOPLE, DAYS, st.integers(1, 4)), min_size=1, max_size=12)
TOLD = given(STORIES, st.randoms(use_true_random=False), st.integers(1, 3))


@on_sqlite
@TOLD
@size.examples(100, 1_000)
def test_promise_03_whatever_the_order_and_however_often(
    kept: Kept, rules: Rules, told: list[tuple[int, int, int]], chance: Random, parts: int
) -> None:
    comes_to_the_same(kept, rules, told, chance, parts)


@on_postgresql
@TOLD
@size.examples(of_postgresql(100), 1_000)
def test_promise_03_whatever_the_order_on_postgresql(
    kept: Kept, rules: Rules, told: list[tuple[int, int, int]], chance: Random, parts: int
) -> None:
    comes_to_the_same(kept, rules, told, chance, parts)


def comes_to_the_same(
    kept: Kept, rules: Rules, told: list[tuple[int, int, int]], chance: Random, parts: int
) -> None:
    """What is told in order and once, and shuffled, repeated, with ends of the service between."""
    events = events_of((person, day) for person, day, _ in told)
    ledger = anew(kept)
    take_in(ledger, events)
    expected = outcome(ledger, rules)
    shuffled = [one for one, (_, _, often) in zip(events, told, strict=True) for _ in range(often)]
    chance.shuffle(shuffled)
    anew(kept)
    for part in split(shuffled, parts):
        take_in(ledger, part)
        services = Services(ledger, rules, UTC_ZONE, leads_channel="", digest_channel="")
        passes.read_inbox(services, lambda: NOW)
        ledger.close()
    assert sorted(outcome(ledger, rules) ^ expected, key=str)[:4] == []


def split(events: Sequence[Event], parts: int) -> list[Sequence[Event]]:
    """Some after the other, between which the service ends."""
    length = -(-len(events) // parts)
    return [events[start : start + length] for start in range(0, len(events), length)]


def test_promise_03_thousands_of_events_three_times(
    kept: Kept, rules: Rules, chance: Random, record: Record
) -> None:
    many = of(kept, 10_000)
    events = events_of((number % 300, number % 40) for number in range(many))
    ledger = anew(kept)
    take_in(ledger, events)
    expected = outcome(ledger, rules)
    assert len(expected) > many
    shuffled = events * 3
    chance.shuffle(shuffled)
    take_in(anew(kept), shuffled)
    assert sorted(outcome(ledger, rules) ^ expected, key=str)[:4] == []
    record("shuffled, each event three times", many, "events")

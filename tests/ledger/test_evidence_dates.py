"""Evidence and its days: when it was seen, whether it went, and who is weighed anew for it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select, update

from ledger import actors, evidence, intake
from ledger.drafts import ActivityDraft, ActorDraft, Seen, Signal, SignalKind, actors_of
from ledger.engine import Ledger, Session
from ledger.tables import Actor, ActorSignal
from tests.builders import NOW, actor, draft
from tests.conftest import UTC_ZONE

DAY = timedelta(days=1)
TEXT = SignalKind.COMPANY_TEXT
ACME = Signal(TEXT, "Acme")

Days = tuple[int, int, int | None]  # first, last and ended: days from NOW's


def profile(session: Session, shown: list[str], day: int) -> None:
    signals = tuple(Signal(TEXT, text) for text in shown)
    actors.record_profiles(session, [actor(signals=signals)], NOW + day * DAY, DAY)


def did(session: Session, domain: str, day: int, arrives: int = 0) -> None:
    """Somebody did something on a day, from an address at a domain; it arrives on another."""
    what = draft(f"{domain} {day}", at=NOW + day * DAY, who=actor(domain=domain))
    intake.record(session, [what], UTC_ZONE, NOW + arrives * DAY)


def days(session: Session) -> dict[str, Days]:
    def since(day: date) -> int:
        return (day - NOW.date()).days

    session.exec(update(Actor).values(stale=True))
    [one] = evidence.unrecognised(session, 10, UTC_ZONE)
    return {
        seen.signal.value: (
            since(seen.first),
            since(seen.last),
            since(seen.ended) if seen.ended else None,
        )
        for seen in one.evidence
    }


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ({0: ["Acme"], 30: ["Acme"]}, {"Acme": (0, 30, None)}),
        ({0: ["Acme"], 30: ["Globex"]}, {"Acme": (0, 0, 30), "Globex": (30, 30, None)}),
        ({0: ["Acme"], 30: []}, {"Acme": (0, 0, 30)}),
        ({0: ["Acme"], 9: [], 30: ["Acme"]}, {"Acme": (0, 30, None)}),
        ({0: []}, {}),
    ],
)
def test_a_profile_is_true_from_the_day_it_was_read(
    ledger: Ledger, shown: dict[int, list[str]], found: dict[str, Days]
) -> None:
    with ledger.write() as session:
        for day, texts in shown.items():
            profile(session, texts, day)
        assert days(session) == found


def test_what_comes_with_an_activity_is_of_its_day(ledger: Ledger) -> None:
    with ledger.write() as session:
        did(session, "acme.example", -9)
        did(session, "acme.example", -900)
        did(session, "globex.example", 3)  # no clock is believed that is ahead of ours
        found = days(session)
    assert found == {"acme.example": (-900, -9, None), "globex.example": (0, 0, None)}


def test_what_was_true_before_it_ended_is_not_true_again(ledger: Ledger) -> None:
    with ledger.write() as session:
        profile(session, ["Acme"], 0)
        profile(session, [], 30)
        old = draft("old", at=NOW - 9 * DAY, who=actor(signals=(ACME,)))
        intake.record(session, [old], UTC_ZONE, NOW + 40 * DAY)
        assert days(session) == {"Acme": (-9, 0, 30)}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([-700, -350, -2, -1, 0]), st.integers(1, 5))
def test_files_may_come_in_any_order_and_batch(ledger: Ledger, order: list[int], size: int) -> None:
    who = actor(domain="acme.example")
    with Session(ledger.engine) as session:
        drafts = [draft(str(day), at=NOW + day * DAY, who=who) for day in order]
        for start in range(0, len(drafts), size):
            intake.record(session, drafts[start : start + size], UTC_ZONE, NOW)
        assert days(session) == {"acme.example": (-700, 0, None)}


def test_a_batch_says_of_each_signal_when_it_was_seen() -> None:
    def one(domain: str, at: datetime) -> ActivityDraft:
        return draft(f"{domain}{at}", at=at, who=actor(domain=domain))

    [found] = actors_of(
        [one("a.example", NOW), one("b.example", NOW - DAY), one("a.example", NOW - 9 * DAY)]
    ).values()
    values = [signal.value for signal in found.signals]
    assert dict(zip(values, found.seen, strict=True)) == {
        "a.example": Seen(NOW - 9 * DAY, NOW),
        "b.example": Seen(NOW - DAY, NOW - DAY),
    }


def test_the_later_word_on_a_name_holds_whoever_said_it_first() -> None:
    old, new = (ActorDraft("files", "ann", name=name, signals=(ACME,)) for name in ("A", "Ann"))
    drafts = [draft(str(at), at=NOW + at * DAY, who=who) for at, who in enumerate((old, new, old))]
    [found] = actors_of(drafts).values()
    assert (found.name, found.seen) == ("A", (Seen(NOW, NOW + 2 * DAY),))


@pytest.mark.parametrize(
    ("after", "waits"),
    [(1, False), (27, False), (28, True), (400, True)],
)
def test_whoever_was_long_unseen_is_weighed_anew_when_seen(
    ledger: Ledger, after: int, waits: bool
) -> None:
    """What a month took from the confidence comes back."""
    with ledger.write() as session:
        did(session, "acme.example", 0)
        session.exec(update(Actor).values(stale=False))
        did(session, "acme.example", after, arrives=after)
        assert session.exec(select(Actor.stale)).all() == [waits]


@pytest.mark.parametrize(("hours", "seen"), [(0, 0), (23, 0), (24, 24), (30, 30)])
def test_what_is_seen_again_is_written_once_a_day(ledger: Ledger, hours: int, seen: int) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor(signals=(ACME,))], NOW)
        actors.remember(session, [actor(signals=(ACME,))], NOW + timedelta(hours=hours))
        [row] = session.exec(select(ActorSignal))
        assert row.last_seen == NOW + timedelta(hours=seen)


def test_only_some_wait_at_a_time(ledger: Ledger) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor(key, handle=key.title()) for key in "abc"], NOW)
        found = evidence.unrecognised(session, 2, UTC_ZONE)
        assert [(one.handle, one.evidence) for one in found] == [("A", ()), ("B", ())]

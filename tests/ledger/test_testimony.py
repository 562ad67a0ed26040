"""Evidence that others than a profile tell: what outlives a profile, and who waits."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import select

from ledger import actors, intake, testimony
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind, Standing
from ledger.engine import Ledger, Session
from ledger.tables import Actor, ActorSignal
from tests.builders import NOW
from tests.conftest import UTC_ZONE

MAIL = Signal(SignalKind.EMAIL_DOMAIN, "acme.example")
TEXT = Signal(SignalKind.COMPANY_TEXT, "Acme")
OURS = Signal(SignalKind.GITHUB_ORG, "lantern")
OTHERS = Signal(SignalKind.GITHUB_ORG, "acme")
LATER = NOW + timedelta(days=7)


def person(key: str, *signals: Signal, standing: Standing = Standing.PERSON) -> ActorDraft:
    return ActorDraft("github", key, f"login{key}", standing=standing, signals=signals)


def opened(number: int, who: ActorDraft, kind: str = "pull_request") -> ActivityDraft:
    url = f"https://github.example/lantern/lantern/pull/{number}"
    return ActivityDraft("github", f"issue:{number}", kind, NOW, who, url)


def record(ledger: Ledger, *drafts: ActivityDraft) -> None:
    with ledger.write() as session:
        intake.record(session, drafts, UTC_ZONE, NOW)


def running(session: Session, key: str) -> set[Signal]:
    who = actors.by_identity(session, "github", key)
    assert who is not None
    rows = session.exec(select(ActorSignal).where(ActorSignal.actor_id == who.id))
    return {Signal(SignalKind(row.kind), row.value) for row in rows if row.ended_at is None}


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("pull_request", {MAIL, OURS}), ("issue", {OURS})],
)
def test_a_silent_profile_ends_what_profiles_told_and_nothing_else(
    ledger: Ledger, kind: str, kept: set[Signal]
) -> None:
    record(ledger, opened(1, person("1", MAIL, TEXT, OURS, OTHERS), kind))
    silent = [person("1")]
    with ledger.write() as session:
        actors.record_profiles(session, silent, LATER, timedelta(days=7))
        testimony.spare(session, "github", ["1"], ["lantern"], LATER)
        assert running(session, "1") == kept
        times = {row.last_seen for row in session.exec(select(ActorSignal))}
        assert times == {NOW}  # nobody saw it again


def test_others_and_what_ended_before_stay_as_they_are(ledger: Ledger) -> None:
    record(ledger, opened(1, person("1", MAIL, TEXT)), opened(2, person("2", MAIL)))
    with ledger.write() as session:
        for key in ("1", "2"):
            actors.record_profiles(session, [person(key)], LATER, timedelta(days=7))
        testimony.spare(session, "github", ["1"], [], LATER + timedelta(days=1))
        assert running(session, "1") == set()
        testimony.spare(session, "github", ["1"], [], LATER)
        assert (running(session, "1"), running(session, "2")) == ({MAIL}, set())


@pytest.mark.parametrize(
    ("staying", "left"),
    [(["1", "2"], []), (["1"], ["2"]), ([], ["1", "2"])],
)
def test_who_is_no_member_any_more_is_weighed_anew(
    ledger: Ledger, staying: Sequence[str], left: Sequence[str]
) -> None:
    with ledger.write() as session:
        people = [person("1", OURS), person("2", OURS), person("3", OTHERS)]
        actors.remember(session, people, NOW)
        for row in session.exec(select(Actor)):
            row.stale = False
    with ledger.write() as session:
        testimony.leave(session, "Lantern", staying, LATER)
    with ledger.read() as session:
        stale = session.exec(select(Actor.key).where(Actor.stale)).all()
        assert (sorted(stale), running(session, "3")) == (left, {OTHERS})
        assert [OURS in running(session, key) for key in ("1", "2")] == [
            key not in left for key in ("1", "2")
        ]


def test_pull_requests_are_told_in_the_order_in_which_they_came(ledger: Ledger) -> None:
    robot = person("9", standing=Standing.BOT)
    record(ledger, opened(1, person("1")), opened(2, person("2"), "issue"), opened(3, robot))
    record(ledger, opened(4, person("1")), opened(5, person("2")))
    with ledger.read() as session:
        told = testimony.pulls_after(session, 0, 10)
        assert [(one.key, one.url.rpartition("/")[2], one.at) for one in told] == [
            ("1", "1", NOW),
            ("1", "4", NOW),
            ("2", "5", NOW),
        ]
        assert testimony.pulls_after(session, told[0].id, 1) == told[1:2]
        assert testimony.pulls_after(session, testimony.newest_activity(session), 10) == []


def test_strangers_wait_until_something_is_told_of_their_workspace(ledger: Ledger) -> None:
    home = Signal(SignalKind.SLACK_TEAM, "T9")
    people = [ActorDraft("slack", f"T9:U{n}", signals=(home,)) for n in range(3)]
    named = ActorDraft("slack", "T9:U1", signals=(Signal(SignalKind.TEAM_NAME, "Acme"),))
    with ledger.write() as session:
        actors.remember(session, [*people, ActorDraft("slack", "T1:U8", signals=(MAIL,))], NOW)
        assert testimony.strangers(session) == {"T9": ["T9:U0", "T9:U1", "T9:U2"]}
        actors.remember(session, [named], NOW)
        assert testimony.strangers(session) == {"T9": ["T9:U0", "T9:U2"]}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("statement", "given", "begins"),
    [
        (testimony._PULLS, (0, 1), "SEARCH activity USING INTEGER PRIMARY KEY (rowid>?)"),
        (testimony._STRANGERS, ("a", "b", "c"), "SEARCH home USING INDEX ix_actor_signal_value"),
    ],
)
def test_what_is_asked_at_each_poll_begins_with_the_few(
    ledger: Ledger, statement: str, given: tuple[object, ...], begins: str
) -> None:
    with ledger.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        assert plan.all()[0][3].startswith(begins)

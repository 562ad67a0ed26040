"""Forgetting takes a person out of every table, and nobody else out of any."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from ledger import actors, colleagues, forgotten, intake, notices, traces
from ledger.drafts import Signal, SignalKind, Standing
from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.schema import open_ledger
from ledger.tables import (
    Activity,
    Actor,
    ActorSignal,
    Affiliation,
    Company,
    Correction,
    InboxEvent,
    Notice,
    Tally,
)
from ledger.tables_desk import Referral, ReferralStep
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY, ZONE, deeds, holding, live, person, rows

LATER = NOW + timedelta(days=1)
NAMES = ("zofiax", "bertay", "corinz")
PEOPLE = {
    "zofiax": person("zofiax"),
    "bertay": person("bertay", "github"),
    "corinz": person("corinz", "files"),
}


@pytest.fixture
def hidden(ledger_url: str) -> Iterator[Ledger]:
    """A ledger that was opened with a key."""
    ledger = open_ledger(ledger_url, UTC_ZONE, KEY.of)
    yield ledger
    ledger.close()


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One in which three live; tests take back what they do."""
    place = tmp_path_factory.mktemp("peopled") / "ledger.db"
    ledger = open_ledger(f"sqlite:///{place}", UTC_ZONE, KEY.of)
    with ledger.write() as session:
        for who in PEOPLE.values():
            live(session, who)
    yield ledger
    ledger.close()


def forget(session: Session, name: str) -> str:
    """Forgets one of them; returns the hash."""
    who = PEOPLE[name]
    (actor,) = forgotten.find(session, who.source, who.handle)
    forgotten.forget(session, actor, LATER)
    return actor.key


@settings(max_examples=20)
@given(st.permutations(NAMES), st.integers(1, len(NAMES)))
def test_the_forgotten_are_nowhere_and_the_others_as_they_were(
    peopled: Ledger, order: list[str], how_many: int
) -> None:
    gone, left = order[:how_many], order[how_many:]
    with peopled.write() as session, session.begin_nested() as tried:
        before = rows(session)
        assert all(len(holding(before, [name])) > 12 for name in NAMES)
        for name in gone:
            forget(session, name)
        after = rows(session)
        assert holding(after, gone) == []
        assert holding(after, left) == holding(before, left)
        tried.rollback()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_done_stays_counted(peopled: Ledger, name: str) -> None:
    with peopled.write() as session, session.begin_nested() as tried:
        tallied = session.exec(select(Tally)).all()
        done = select(Activity.kind, col(Activity.day), Activity.occurred_at, Activity.count)
        activities = session.exec(done.order_by(col(Activity.id))).all()
        stood = _stand(session)
        forget(session, name)
        session.expire_all()
        assert session.exec(select(Tally)).all() == tallied
        assert session.exec(done.order_by(col(Activity.id))).all() == activities
        assert len(stood - _stand(session)) == 1  # the guess at a company of their own
        tried.rollback()


def _stand(session: Session) -> set[tuple[object, ...]]:
    rows = session.exec(select(Affiliation))
    return {(r.id, r.company_id, r.valid_from, r.confidence, r.source) for r in rows}


def test_what_stays_of_a_person(peopled: Ledger) -> None:
    with peopled.write() as session, session.begin_nested() as tried:
        hashed = forget(session, "zofiax")
        actor = actors.by_identity(session, "slack", hashed)
        assert actor is not None
        assert (actor.handle, actor.name, actor.standing) == ("", "", Standing.PERSON)
        assert not actor.stale
        assert session.exec(select(ActorSignal).where(ActorSignal.actor_id == actor.id)).all() == []
        ids = session.exec(select(Activity.external_id).where(Activity.actor_id == actor.id)).all()
        assert all(one.startswith("message:T0TEAM:") and len(one) == 15 + 32 for one in ids)
        referral = session.exec(select(Referral).where(Referral.actor_id == actor.id)).one()
        assert (referral.person_name, referral.why) == (traces.GONE, traces.REMOVED)
        assert (referral.team, referral.origin, referral.state) == ("sales", "booth", "declined")
        notes = session.exec(
            select(ReferralStep.note).where(ReferralStep.referral_id == referral.id)
        )
        assert set(notes) == {""}
        said = session.exec(select(Correction).where(Correction.subject == f"slack:{hashed}"))
        assert [row.action for row in said] == ["link", "refuse"]
        tried.rollback()


def test_messages_about_the_person_wait_and_those_to_them_never_leave(peopled: Ledger) -> None:
    with peopled.write() as session, session.begin_nested() as tried:
        hashed = forget(session, "zofiax")
        about = session.exec(select(Notice).where(Notice.kind == "referral")).first()
        assert about is not None
        assert about.state == notices.PENDING
        assert (about.facts["person"], about.facts["mention"]) == (traces.GONE, "")
        assert about.facts["steps"] == [
            {"step": "made", "by": "U0DANA", "by_name": "Dana", "note": ""}
        ]
        found = session.exec(select(Notice).where(Notice.channel == hashed))
        to = {one.kind: one for one in found}
        assert {kind: one.state for kind, one in to.items()} == {
            "referral_news": notices.DEAD,
            notices.FILE: notices.DEAD,
        }
        assert to["referral_news"].facts["referrer_name"] == traces.GONE
        assert to["referral_news"].facts["by_name"] == "Dana"
        tried.rollback()


@pytest.mark.parametrize("kind", ["oql3", "moved", "followed"])
def test_news_of_companies_names_a_colleague_no_more(peopled: Ledger, kind: str) -> None:
    with peopled.write() as session, session.begin_nested() as tried:
        before = session.exec(select(Notice).where(Notice.kind == kind)).one().facts
        hashed = forget(session, "zofiax")
        after = session.exec(select(Notice).where(Notice.kind == kind)).one().facts
        told = json.dumps(before).replace("U0ZOFIAX", hashed).replace("Zofiax Quill", traces.GONE)
        assert after == json.loads(told) != before
        tried.rollback()


def test_a_colleague_who_referred_others_leaves_the_referrals(hidden: Ledger) -> None:
    with hidden.write() as session:
        live(session, person("zofiax"))
        colleague = live(session, person("dana"))
        forgotten.forget(session, colleague, LATER)
        made = session.exec(select(Referral).where(Referral.person_name == "Zofiax Quill")).all()
        assert [(r.referrer, r.referrer_name) for r in made] == [(colleague.key, traces.GONE)] * 2
        assert {r.why for r in made} == {"Zofiax Quill wants SSO"}
        steps = session.exec(select(ReferralStep).where(ReferralStep.step == "made")).all()
        assert {step.by for step in steps} == {colleague.key}


@pytest.mark.parametrize("name", NAMES)
def test_whatever_comes_later_comes_under_the_veil(peopled: Ledger, name: str) -> None:
    who = PEOPLE[name]
    with peopled.write() as session, session.begin_nested() as tried:
        forget(session, name)
        again = intake.record(session, deeds(who, 5), ZONE, LATER)
        assert (again.new, again.duplicate) == (2, 3)
        actors.remember(session, [who], LATER)
        actors.record_profiles(session, [who], LATER, timedelta(days=7))
        assert holding(rows(session), [name]) == []
        due = actors.profiles_due(session, who.source, LATER + timedelta(days=90), 99)
        assert [one.name for one in due if one.source == who.source and not one.handle] == []
        tried.rollback()


def test_what_they_did_stays_theirs_when_their_account_is_gone(peopled: Ledger) -> None:
    ghost = replace(PEOPLE["bertay"], key="ghost", handle="", name="", node_id=None, signals=())
    gone = replace(ghost, standing=Standing.DELETED)
    with peopled.write() as session, session.begin_nested() as tried:
        forget(session, "bertay")
        told = [replace(one, actor=gone) for one in deeds(PEOPLE["bertay"], 4)]
        assert intake.record(session, told, ZONE, LATER).new == 1
        assert len(holding(rows(session), ["bertay"])) == 1  # the one that was never theirs
        tried.rollback()


def test_an_export_that_is_imported_again_is_known(peopled: Ledger) -> None:
    who = PEOPLE["corinz"]
    with peopled.write() as session, session.begin_nested() as tried:
        hashed = forget(session, "corinz")
        exported = session.exec(
            select(Activity)
            .join(Actor, col(Actor.id) == Activity.actor_id)
            .where(Actor.key == hashed)
            .order_by(col(Activity.id))
        )
        again = [
            replace(
                one,
                external_id=row.external_id,
                actor=replace(
                    who, key=hashed, signals=(Signal(SignalKind.STATED_DOMAIN, "acme.example"),)
                ),
            )
            for one, row in zip(deeds(who), exported, strict=True)
        ]
        assert intake.record(session, again, ZONE, LATER).new == 0
        assert holding(rows(session), ["corinz"]) == []
        tried.rollback()


def test_who_wrote_from_a_domain_goes_on_vouching_for_it(hidden: Ledger) -> None:
    with hidden.write() as session:
        for name in ("ada", "bo"):
            mail = (Signal(SignalKind.EMAIL_DOMAIN, "acme.example"),)
            live(session, replace(person(name, "files"), signals=mail))
        acme = session.exec(select(Company).where(Company.domain == "acme.example")).one()
        assert actors_at(session) == 2
        (ada,) = forgotten.find(session, "files", "ada")
        forgotten.forget(session, ada, LATER)
        assert actors_at(session) == 2
        kept = session.exec(select(Affiliation.evidence).where(Affiliation.company_id == acme.id))
        assert set(kept) == {"said by a person", "known by mail before they were forgotten"}


def actors_at(session: Session) -> int:
    """How many people count at the domain."""
    return colleagues.people_at(session, ["acme.example"]).get("acme.example", 0)


@pytest.mark.sqlite_only
def test_no_byte_stays_in_the_files(hidden: Ledger) -> None:
    who = PEOPLE["bertay"]
    with hidden.write() as session:
        live(session, who, days=400)
        live(session, PEOPLE["zofiax"], days=400)
    assert b"bertay" in _bytes(hidden)
    with hidden.write() as session:
        forget(session, "bertay")
    hidden.write_anew()
    kept = _bytes(hidden).lower()
    assert b"bertay" not in kept
    assert b"zofiax" in kept


@pytest.mark.sqlite_only
def test_the_log_that_somebody_reads_is_told_of(hidden: Ledger) -> None:
    with hidden.write() as session:
        live(session, PEOPLE["bertay"])
    hidden.engine.dispose()
    reading = open_ledger(str(hidden.engine.url), UTC_ZONE)
    with hidden.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with reading.read() as session:
        rows(session)
        with hidden.write() as other:
            forget(other, "bertay")
        with pytest.raises(LedgerError, match="somebody is reading it: try again"):
            hidden.write_anew()
    reading.close()
    hidden.write_anew()
    assert b"bertay" not in _bytes(hidden).lower()


def _bytes(ledger: Ledger) -> bytes:
    beside = ledger.path.parent.glob(f"{ledger.path.name}*")
    return b"".join(file.read_bytes() for file in sorted(beside))


def test_without_the_key_the_door_stays_shut(hidden: Ledger, ledger_url: str) -> None:
    with hidden.write() as session:
        live(session, PEOPLE["corinz"])
        forget(session, "corinz")
    without = open_ledger(ledger_url, UTC_ZONE)
    with without.write() as session, pytest.raises(LedgerError, match="only IDENTITY_KEY knows"):
        intake.record(session, deeds(PEOPLE["zofiax"]), ZONE, LATER)
    without.close()


def test_another_key_is_noticed(hidden: Ledger, ledger_url: str) -> None:
    with hidden.write() as session:
        assert not forgotten.key_is_lost(session)
        live(session, PEOPLE["corinz"])
        forget(session, "corinz")
        assert not forgotten.key_is_lost(session)
    other = open_ledger(ledger_url, UTC_ZONE, lambda purpose, value: "0" * 32)
    with other.read() as session:
        assert forgotten.key_is_lost(session)
    other.close()


def test_nobody_asks_for_the_key_while_nobody_is_forgotten(ledger_url: str) -> None:
    def asked(purpose: str, value: str) -> str:
        raise AssertionError("the key was asked for")

    ledger = open_ledger(ledger_url, UTC_ZONE, asked)
    with ledger.write() as session:
        intake.record(session, deeds(PEOPLE["corinz"]), ZONE, NOW)
    ledger.close()


def test_events_of_the_person_are_emptied(peopled: Ledger) -> None:
    with peopled.write() as session, session.begin_nested() as tried:
        forget(session, "zofiax")
        (kept,) = session.exec(select(InboxEvent.payload)).all()
        assert kept == {"event": {"type": "message"}}
        tried.rollback()


@pytest.mark.parametrize("typed", ["zofiax", "@ZOFIAX", "U0ZOFIAX", "T0TEAM:U0ZOFIAX"])
def test_a_person_is_found(peopled: Ledger, typed: str) -> None:
    with peopled.read() as session:
        assert [one.name for one in forgotten.find(session, "slack", typed)] == ["Zofiax Quill"]
        assert forgotten.find(session, "github", typed) == []


@pytest.mark.parametrize("typed", ["u0zofiax", "ZOFIAX_", "0ZOFIAX", "U0ZOFIA_", "%", ""])
def test_an_id_is_found_as_it_is_written_alone(peopled: Ledger, typed: str) -> None:
    with peopled.read() as session:
        assert forgotten.find(session, "slack", typed) == []

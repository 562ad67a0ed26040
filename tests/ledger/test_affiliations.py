"""Whom an actor stands for: one company on each day, and a human's word for ever."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from ledger import actors, affiliations
from ledger.affiliations import Recognition
from ledger.drafts import Signal, SignalKind, Standing
from ledger.engine import Ledger, Session
from ledger.naming import CompanyName
from ledger.tables import Actor, Affiliation
from tests.builders import NOW, actor
from tests.conftest import UTC_ZONE

TODAY = NOW.date()
DAY = timedelta(days=1)
NOBODY = None
ACME, GLOBEX, INITECH = "acme.example", "globex.example", "initech.example"


def named(domain: str | None) -> CompanyName | None:
    return CompanyName(domain, domain, domain.partition(".")[0]) if domain else None


def ada(session: Session) -> Actor:
    ids = actors.remember(session, [actor()], NOW)
    return session.get_one(Actor, ids["files", "ada"])


def settle(
    session: Session, who: Actor, domain: str | None, day: date = TODAY, staff: bool = False
) -> None:
    found = Recognition(who.id, named(domain), f"mail domain {domain}", 95, staff)
    affiliations.settle(session, found, day, NOW)


def company(session: Session, who: Actor, day: date) -> str | None:
    found = affiliations.company_of(session, who.id, day)
    return found.key if found else None


def rows(session: Session) -> list[Affiliation]:
    return list(session.exec(select(Affiliation).order_by(col(Affiliation.id))))


def test_the_first_company_reaches_back(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        assert company(session, who, TODAY) is NOBODY
        settle(session, who, ACME)
        assert company(session, who, date(2014, 1, 1)) == ACME
        [row] = rows(session)
        assert (row.evidence, row.confidence, row.source) == (f"mail domain {ACME}", 95, "rule")
        assert not who.stale


def test_a_change_opens_a_dated_span_and_old_activity_stays(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, ACME)
        settle(session, who, GLOBEX, TODAY + 30 * DAY)
        assert company(session, who, TODAY + 29 * DAY) == ACME
        assert company(session, who, TODAY + 30 * DAY) == GLOBEX
        settle(session, who, NOBODY, TODAY + 60 * DAY)
        assert company(session, who, TODAY + 59 * DAY) == GLOBEX
        assert company(session, who, TODAY + 60 * DAY) is NOBODY


def test_the_same_answer_again_only_renews_its_reason(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, ACME)
        again = Recognition(who.id, named(ACME), "profile says Acme", 70)
        affiliations.settle(session, again, TODAY + DAY, NOW)
        [row] = rows(session)
        assert (row.evidence, row.confidence) == ("profile says Acme", 70)
        assert (row.valid_from, row.valid_until) == (None, None)


ANSWERS = st.lists(
    st.tuples(st.sampled_from([NOBODY, ACME, GLOBEX, INITECH]), st.integers(0, 9)), max_size=7
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS)
def test_an_actor_stands_for_one_company_a_day_and_the_past_is_kept(
    ledger: Ledger, answers: list[tuple[str | None, int]]
) -> None:
    """In whatever order answers come, no day is counted twice and none is forgotten."""
    days = [TODAY + offset * DAY for offset in range(-2, 12)]
    with Session(ledger.engine) as session:
        who = ada(session)
        for domain, offset in answers:
            before = {day: company(session, who, day) for day in days}
            settle(session, who, domain, TODAY + offset * DAY)
            after = {day: company(session, who, day) for day in days}
            kept = [day for day in days if day < TODAY + offset * DAY and before[day]]
            assert {day: after[day] for day in kept} == {day: before[day] for day in kept}
            assert after[days[-1]] == domain
            spans = [row for row in rows(session) if row.superseded_at is None]
            for day in days:
                covering = [
                    span
                    for span in spans
                    if (span.valid_from or date.min) <= day <= (span.valid_until or date.max)
                ]
                assert len(covering) == 1
            assert all(
                (span.valid_from or date.min) <= (span.valid_until or date.max) for span in spans
            )


@pytest.mark.parametrize("said", [GLOBEX, NOBODY])
def test_a_human_wins_for_ever(ledger: Ledger, said: str | None) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, ACME)
        settle(session, who, INITECH, TODAY + DAY)
        affiliations.link(session, who, named(said), "U1", NOW)
        before = [row.model_dump() for row in rows(session)]
        for domain in (ACME, NOBODY, INITECH):
            settle(session, who, domain, TODAY + 30 * DAY)
        assert [row.model_dump() for row in rows(session)] == before
        for day in (date(2014, 1, 1), TODAY, TODAY + 400 * DAY):
            assert company(session, who, day) == said
        *old, word = rows(session)
        assert [row.superseded_at for row in old] == [NOW, NOW]
        assert (word.source, word.decided_by, word.confidence) == ("human", "U1", 100)


def test_a_later_human_corrects_an_earlier_one(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        affiliations.link(session, who, named(ACME), "U1", NOW)
        found = affiliations.link(session, who, named(GLOBEX), "U2", NOW)
        assert found is not None
        assert company(session, who, TODAY) == found.key == GLOBEX


@pytest.mark.parametrize(
    ("was", "staff", "becomes"),
    [
        (Standing.PERSON, True, Standing.STAFF),
        (Standing.STAFF, False, Standing.PERSON),
        (Standing.BOT, True, Standing.BOT),
        (Standing.PSEUDO, True, Standing.PSEUDO),
        (Standing.DELETED, False, Standing.DELETED),
    ],
)
def test_rules_tell_staff_from_persons_alone(
    ledger: Ledger, was: Standing, staff: bool, becomes: Standing
) -> None:
    with ledger.write() as session:
        who = ada(session)
        who.standing = was
        settle(session, who, NOBODY, staff=staff)
        assert who.standing == becomes


TEXT = SignalKind.COMPANY_TEXT


@pytest.mark.parametrize(
    ("first", "later", "evidence", "changed_on"),
    [
        ([], [], [], TODAY),
        (["Acme"], ["Acme"], ["Acme"], TODAY),
        (["Acme"], ["Globex"], ["Globex"], TODAY + 30 * DAY),
        (["Acme"], ["Acme", "Globex"], ["Acme", "Globex"], TODAY + 30 * DAY),
        (["Acme", "Globex"], ["Globex"], ["Globex"], TODAY + 30 * DAY),
        (["Acme"], [], [], TODAY + 30 * DAY),
    ],
)
def test_what_waits_to_be_weighed_says_since_when(
    ledger: Ledger, first: list[str], later: list[str], evidence: list[str], changed_on: date
) -> None:
    """Evidence that is gone is a change like new evidence: the days before keep their company."""
    with ledger.write() as session:
        for shown, at in ((first, NOW), (later, NOW + 30 * DAY)):
            signals = tuple(Signal(TEXT, text) for text in shown)
            actors.record_profiles(session, [actor(signals=signals)], at, DAY)
        [waiting] = affiliations.unrecognised(session, 10, UTC_ZONE)
        assert [signal.value for signal in waiting.signals] == evidence
        assert waiting.seen_on == changed_on
        assert waiting.standing is Standing.PERSON


def test_the_weighed_wait_no_more(ledger: Ledger) -> None:
    with ledger.write() as session:
        actors.remember(session, [actor("ada"), actor("grace"), actor("edsger")], NOW)
        first, *_ = affiliations.unrecognised(session, 2, UTC_ZONE)
        settle(session, session.get_one(Actor, first.actor_id), ACME)
        assert len(affiliations.unrecognised(session, 10, UTC_ZONE)) == 2


@pytest.mark.parametrize(("said", "staff"), [(ACME, False), (NOBODY, False), (NOBODY, True)])
def test_a_human_says_who_is_staff(ledger: Ledger, said: str | None, staff: bool) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, NOBODY, staff=not staff)
        affiliations.link(session, who, named(said), "U1", NOW, staff=staff)
        settle(session, who, NOBODY, TODAY + DAY, staff=not staff)
        assert (who.standing == Standing.STAFF) is staff
        assert company(session, who, TODAY + DAY) == said


@pytest.mark.parametrize(
    ("own_changed", "before"), [(True, NOBODY), (False, ACME)], ids=["settings", "evidence"]
)
def test_new_settings_correct_the_whole_span_and_new_evidence_does_not(
    ledger: Ledger, own_changed: bool, before: str | None
) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, ACME)
        found = Recognition(who.id, None, "our own domain", 100, staff=True)
        affiliations.settle_all(session, [(found, TODAY + 9 * DAY)], NOW, own_changed)
        assert company(session, who, TODAY) == before
        assert company(session, who, TODAY + 9 * DAY) is NOBODY

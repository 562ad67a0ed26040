"""Whom an actor stands for: one company on each day, and a person's word on the days it names."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from ledger import actors, affiliations, companies, corrections
from ledger.corrections import AlreadySo, By
from ledger.drafts import Standing
from ledger.engine import Ledger, Session
from ledger.naming import CompanyName
from ledger.stays import days_of
from ledger.tables import Actor, Affiliation
from ledger.weighed import Answer, Recognition
from tests.builders import NOW, actor
from tests.whose import said

TODAY = NOW.date()
DAY = timedelta(days=1)
NOBODY = None
ACME, GLOBEX, INITECH = "acme.example", "globex.example", "initech.example"
DANA = By("U1", "Dana", NOW)


def named(domain: str | None) -> CompanyName | None:
    return CompanyName(domain, domain, domain.partition(".")[0]) if domain else None


def ada(session: Session) -> Actor:
    ids = actors.remember(session, [actor()], NOW)
    return session.get_one(Actor, ids["files", "ada"])


def stood(domain: str | None, until: int | None = None, sure: int = 95, **more: Any) -> Recognition:
    """A recognition that holds until so many days from today, or without an end."""
    ends = None if until is None else TODAY + until * DAY
    return Recognition(named(domain), f"mail domain {domain}", sure, ends=ends, **more)


def settle(session: Session, who: Actor, *found: Recognition, **more: Any) -> None:
    affiliations.settle_all(session, [Answer(who.id, found, **more)], TODAY, NOW)
    session.refresh(who)


def company(session: Session, who: Actor, offset: int) -> str | None:
    found = affiliations.company_of(session, who.id, TODAY + offset * DAY)
    return found.key if found else None


def rows(session: Session) -> list[Affiliation]:
    standing = col(Affiliation.superseded_at).is_(None)
    return list(session.exec(select(Affiliation).where(standing).order_by(col(Affiliation.id))))


def test_the_first_company_reaches_back(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        assert company(session, who, 0) is NOBODY
        settle(session, who, stood(ACME))
        assert company(session, who, -4_000) == ACME
        [row] = rows(session)
        assert (row.evidence, row.confidence, row.source) == (f"mail domain {ACME}", 95, "rule")
        assert not who.stale


@pytest.mark.parametrize(
    ("found", "spans"),
    [
        ([(ACME, 95, 9), (GLOBEX, 95, None)], [(ACME, None, 9), (GLOBEX, 10, None)]),
        ([(ACME, 95, 9), (NOBODY, 0, None)], [(ACME, None, 9), (NOBODY, 10, None)]),
        ([(NOBODY, 0, 9), (ACME, 95, None)], [(ACME, None, None)]),
        ([(ACME, 30, 9), (GLOBEX, 95, None)], [(GLOBEX, None, None)]),
        ([(ACME, 30, 9), (ACME, 75, None)], [(ACME, None, None)]),
        ([(ACME, 30, 9), (NOBODY, 0, None)], [(ACME, None, 9), (NOBODY, 10, None)]),
        ([(ACME, 30, 4), (NOBODY, 0, 9), (GLOBEX, 60, None)], [(GLOBEX, None, None)]),
        ([(ACME, 95, 4), (NOBODY, 0, 9), (ACME, 95, None)], [(ACME, None, None)]),
        ([(ACME, 95, 9), (ACME, 49, None)], [(ACME, None, 9), (ACME, 10, None)]),
        ([(ACME, 95, 4), (ACME, 49, 9), (ACME, 95, None)], [(ACME, None, None)]),
        (
            [(ACME, 95, 4), (GLOBEX, 30, 9), (GLOBEX, 75, None)],
            [(ACME, None, 4), (GLOBEX, 5, None)],
        ),
        (
            [(ACME, 95, 4), (GLOBEX, 30, 9), (INITECH, 95, None)],
            [(ACME, None, 4), (INITECH, 5, None)],
        ),
    ],
)
def test_what_was_only_supposed_is_taken_over_whole_and_what_was_known_stays(
    ledger: Ledger,
    found: list[tuple[str | None, int, int | None]],
    spans: list[tuple[str | None, int | None, int | None]],
) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, *(stood(domain, until, sure) for domain, sure, until in found))
        told = []
        for row in rows(session):
            key = companies.get_one(session, row.company_id).key if row.company_id else NOBODY
            days = [
                (day - TODAY).days if day else None for day in (row.valid_from, row.valid_until)
            ]
            told.append((key, *days))
        assert told == spans


@pytest.mark.parametrize(
    ("confirmed", "confidence", "counts"),
    [(None, 50, True), (None, 49, False), (True, 30, True), (False, 95, False)],
)
def test_a_candidate_counts_once_a_person_confirms_the_company(
    ledger: Ledger, confirmed: bool | None, confidence: int, counts: bool
) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(ACME, sure=confidence))
        [row] = rows(session)
        assert row.company_id is not None
        companies.get_one(session, row.company_id).confirmed = confirmed
        assert (company(session, who, 0) == ACME) is counts
        settle(session, who, stood(ACME, 9, confidence), stood(GLOBEX))
        assert (company(session, who, 9) == ACME) is counts


def test_the_same_answer_again_only_renews_its_reason(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(ACME, sure=30))
        [before] = rows(session)
        settle(session, who, Recognition(named(ACME), "profile says Acme", 70))
        [row] = rows(session)
        assert (row.id, row.evidence, row.confidence) == (before.id, "profile says Acme", 70)
        assert (row.valid_from, row.valid_until) == (None, None)


def test_a_row_that_grows_is_a_new_row(ledger: Ledger) -> None:
    """Judging tells by new rows whose past may hold more than before."""
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(ACME))
        [whole] = rows(session)
        settle(session, who, stood(ACME, 9), stood(GLOBEX))
        short = rows(session)[0]
        assert short.id == whole.id
        settle(session, who, stood(ACME, 19), stood(GLOBEX))
        assert whole.id not in {row.id for row in rows(session)}
        assert [company(session, who, day) for day in (19, 20)] == [ACME, GLOBEX]


def test_what_was_said_of_evidence_that_is_gone_stands(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(ACME, 9), stood(None, staff=True))
        before = [row.model_dump() for row in rows(session)]
        affiliations.settle_all(session, [Answer(who.id, ())], TODAY + 20 * DAY, NOW)
        session.refresh(who)
        assert [row.model_dump() for row in rows(session)] == before
        assert who.standing == Standing.STAFF


DOMAINS = st.sampled_from([NOBODY, ACME, GLOBEX, INITECH])
FOUND = st.lists(
    st.tuples(DOMAINS, st.sampled_from([0, 30, 60, 95]), st.integers(0, 4)), min_size=1, max_size=5
)
WORDS = st.lists(st.tuples(DOMAINS, st.integers(0, 12), st.integers(0, 6)), max_size=2)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FOUND, min_size=1, max_size=3), WORDS, st.randoms())
def test_one_company_a_day_and_a_person_wins_on_the_days_they_speak_of(
    ledger: Ledger,
    answers: list[list[tuple[str | None, int, int]]],
    words: list[tuple[str | None, int, int]],
    dice: Any,
) -> None:
    """Whatever rules and people say, and in whatever order."""
    spoken: dict[int, str | None] = {}

    def speak(session: Session, who: Actor, word: tuple[str | None, int, int]) -> None:
        domain, first, length = word
        begins, ends = TODAY + first * DAY, TODAY + (first + length) * DAY
        with suppress(AlreadySo):
            corrections.link(session, who, named(domain), DANA, first=begins, last=ends)
        spoken.update(dict.fromkeys(range(first, first + length + 1), domain))

    def rule(session: Session, who: Actor, parts: list[tuple[str | None, int, int]]) -> None:
        ends = 0
        found = []
        for domain, sure, length in parts:
            ends += length + 1
            found.append(stood(domain, ends, sure if domain else 0))
        settle(session, who, *found[:-1], stood(parts[-1][0], None, found[-1].confidence))

    with Session(ledger.engine) as session:
        who = ada(session)
        acts: list[Callable[[], None]] = [partial(rule, session, who, one) for one in answers]
        acts += [partial(speak, session, who, one) for one in words]
        dice.shuffle(acts)
        for act in acts:
            act()
            standing = rows(session)
            for offset in range(-1, 22):
                day = TODAY + offset * DAY
                covering = [r for r in standing if days_of(r).holds(day)]
                assert len(covering) <= 1
                if offset in spoken:
                    assert company(session, who, offset) == spoken[offset]
        left = [
            r for r in rows(session) if (r.valid_from or date.min) > (r.valid_until or date.max)
        ]
        assert left == []


@pytest.mark.parametrize("word", [GLOBEX, NOBODY])
def test_a_human_wins_for_ever(ledger: Ledger, word: str | None) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(ACME, 1), stood(INITECH))
        said(session, who, named(word), NOW)
        before = [row.model_dump() for row in rows(session)]
        for domain in (ACME, NOBODY, INITECH):
            settle(session, who, stood(ACME, 30), stood(domain))
        assert [row.model_dump() for row in rows(session)] == before
        assert [company(session, who, day) for day in (-4_000, 0, 400)] == [word] * 3


def test_a_later_human_corrects_an_earlier_one(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        said(session, who, named(ACME), NOW)
        said(session, who, named(GLOBEX), NOW)
        assert company(session, who, 0) == GLOBEX


PERSON, PSEUDO, BOT, STAFF = Standing.PERSON, Standing.PSEUDO, Standing.BOT, Standing.STAFF
SUSPECT, DELETED = Standing.SUSPECT, Standing.DELETED


@pytest.mark.parametrize(
    ("was", "staff", "suspected", "bot_said", "becomes"),
    [
        (PERSON, True, False, None, STAFF),
        (STAFF, False, False, None, PERSON),
        (BOT, True, False, None, BOT),
        (PSEUDO, True, False, None, PSEUDO),
        (DELETED, False, False, None, DELETED),
        (PERSON, False, True, None, SUSPECT),
        (SUSPECT, False, True, None, SUSPECT),
        (SUSPECT, False, False, None, PERSON),
        (STAFF, True, True, None, STAFF),
        (SUSPECT, True, True, None, STAFF),
        (PSEUDO, False, True, None, PSEUDO),
        (SUSPECT, False, True, False, PERSON),
        (PERSON, False, True, False, PERSON),
        (BOT, False, False, False, PERSON),
        (PERSON, True, False, True, BOT),
        (SUSPECT, False, True, True, BOT),
    ],
)
def test_rules_tell_staff_persons_and_suspects_alone(
    ledger: Ledger,
    was: Standing,
    staff: bool,
    suspected: bool,
    bot_said: bool | None,
    becomes: Standing,
) -> None:
    with ledger.write() as session:
        who = ada(session)
        who.standing, who.bot_said = was, bot_said
        session.flush()
        settle(session, who, stood(NOBODY, staff=staff), suspected=suspected)
        assert who.standing == becomes


@pytest.mark.parametrize(("word", "staff"), [(ACME, False), (NOBODY, False), (NOBODY, True)])
def test_a_human_says_who_is_staff(ledger: Ledger, word: str | None, staff: bool) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(NOBODY, staff=not staff))
        said(session, who, named(word), NOW, staff=staff)
        settle(session, who, stood(NOBODY, staff=not staff))
        assert (who.standing == Standing.STAFF) is staff
        assert company(session, who, 1) == word


@pytest.mark.parametrize(("first", "is_staff"), [(-3, False), (0, False), (3, True)])
def test_staff_is_who_is_our_own_today(ledger: Ledger, first: int, is_staff: bool) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(NOBODY, first - 1, staff=True), stood(ACME))
        assert (who.standing == Standing.STAFF) is is_staff


def test_the_weighed_wait_until_time_takes_something_from_the_answer(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(ACME), weigh_on=TODAY + 9 * DAY)
        assert (who.stale, who.weigh_on) == (False, TODAY + 9 * DAY)


def test_a_merged_company_counts_for_the_other_one(ledger: Ledger) -> None:
    with ledger.write() as session:
        who = ada(session)
        settle(session, who, stood(ACME))
        globex = companies.obtain(session, CompanyName(GLOBEX, "Globex", "globex"), NOW)
        [row] = rows(session)
        acme = companies.get_one(session, row.company_id or 0)
        acme.successor_id, acme.succeeded_on = globex.id, TODAY
        session.flush()
        assert [company(session, who, day) for day in (-1, 0)] == [ACME, GLOBEX]

"""Whatever people say of who is who, all of it can be taken back, and nothing is half done."""

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from ledger import corrections
from ledger.corrections import CorrectionError
from ledger.engine import Ledger, Session
from ledger.tables import Company, CompanyAlias, Correction
from tests.ledger.speaking import (
    ACME,
    DANA,
    EVERYBODY,
    GLOBEX,
    HOOLI,
    INITECH,
    SPRING,
    TODAY,
    peopled,
    picture,
    say,
    settle,
    standing,
    stood,
)

Word = tuple[Any, ...]

WHO = st.sampled_from(EVERYBODY)
FIRM = st.sampled_from([ACME, GLOBEX, INITECH])
WHOM = st.sampled_from([ACME, GLOBEX, HOOLI, "own", "none"])
DAYS = st.sampled_from([None, date(2025, 1, 1), SPRING, TODAY])
LAST = st.sampled_from([None, date(2025, 6, 30), TODAY])
ALIAS = st.sampled_from(
    [("domain", ACME), ("domain", "acme.shop.example"), ("name", "acme"), ("org", "acme-hq")]
)
WORDS = st.one_of(
    st.tuples(st.just("link"), WHO, WHOM, DAYS, LAST),
    st.tuples(st.just("link"), WHO, WHOM, st.none(), st.none()),
    st.tuples(st.sampled_from(["unlink", "bot", "person"]), WHO),
    st.tuples(st.just("alias"), FIRM, ALIAS).map(lambda word: (*word[:2], *word[2])),
    ALIAS.map(lambda alias: ("unalias", *alias)),
    st.tuples(st.sampled_from(["merge", "parent"]), FIRM, FIRM),
    st.tuples(st.just("succeed"), FIRM, st.one_of(st.none(), FIRM), DAYS),
    st.tuples(st.sampled_from(["unmerge", "ignore", "heed", "verify", "unverify"]), FIRM),
    st.tuples(st.just("refuse"), st.sampled_from(["match", "bot"]), WHO),
)
# What the recognising pass finds out meanwhile.
FOUND = st.tuples(st.just("found"), WHO, st.sampled_from([ACME, INITECH]), DAYS)


def spoken(session: Session, word: Word) -> list[int]:
    """Says it, and gives its number; what is refused must change nothing."""
    before = picture(session)
    try:
        return [say(session, *word)]
    except CorrectionError:
        assert picture(session) == before
        return []


def check(session: Session) -> None:
    """One company a day, and no company that leads back to itself."""
    by_actor: dict[int, list[tuple[date, date]]] = {}
    for row in standing(session):
        days = row.valid_from or date.min, row.valid_until or date.max
        assert days[0] <= days[1]
        by_actor.setdefault(row.actor_id, []).append(days)
    for spans in by_actor.values():
        assert all(one[1] < other[0] for one, other in pairwise(sorted(spans)))
    firms = {one.id: one for one in session.exec(select(Company))}
    for firm in firms.values():
        for link in ("successor_id", "parent_id"):
            at, steps = getattr(firm, link), 0
            while at is not None:
                at, steps = getattr(firms[at], link), steps + 1
                assert steps <= len(firms)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=9))
def test_undone_in_reverse_all_is_as_it_was(ledger: Ledger, words: list[Word]) -> None:
    with Session(ledger.engine) as session:
        peopled(session)
        before = picture(session)
        pictures = []
        for word in words:
            earlier = picture(session)
            pictures += [(earlier, number) for number in spoken(session, word)]
            check(session)
        for earlier, number in reversed(pictures):
            corrections.undo(session, number, DANA)
            assert picture(session) == earlier
        assert picture(session) == before


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(WORDS, FOUND), max_size=9), st.randoms(use_true_random=False))
def test_undone_in_any_order_it_works_or_is_refused_by_name(
    ledger: Ledger, words: list[Word], chance: Any
) -> None:
    """Also where rules spoke in between, and whoever follows the advice gets all of it undone."""
    with Session(ledger.engine) as session:
        peopled(session)
        for verb, *about in words:
            if verb == "found":
                who, domain, day = about
                settle(session, who, *([stood(GLOBEX, day)] if day else []), stood(domain))
            else:
                spoken(session, (verb, *about))
            check(session)
        waiting = list(session.exec(select(Correction.id)))
        chance.shuffle(waiting)
        while waiting:
            number = waiting.pop()
            before = picture(session)
            try:
                corrections.undo(session, number, DANA)
            except CorrectionError as error:
                assert picture(session) == before
                assert any(f"correction {other}" in str(error) for other in waiting)
                waiting.insert(0, number)
            check(session)
        assert not list(session.exec(select(Correction).where(col(Correction.undone_at).is_(None))))
        left = (*standing(session), *session.exec(select(CompanyAlias)))
        assert {row.source for row in left} == {"rule"}

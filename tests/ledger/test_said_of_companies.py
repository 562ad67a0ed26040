"""Follows, tags, hushes, hand-offs: each said once, audited, the survivor's after a merge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from ledger import (
    actors,
    audits,
    companies,
    corrections,
    follows,
    handoffs,
    hushes,
    lineage,
    meta,
    tags,
)
from ledger.engine import Ledger, Session
from ledger.errors import LedgerError
from ledger.handoffs import HANDED_OVER, LOST, MQL, NONE, WON
from ledger.naming import CompanyName
from tests.builders import NOW, actor
from tests.ledger.plans import scans
from tests.ledger.speaking import (
    ACME,
    DANA,
    DAY,
    GLOBEX,
    HOOLI,
    INITECH,
    TODAY,
    company,
    named,
    say,
)

SAM = replace(DANA, id="U2", name="Sam")


@pytest.fixture
def three(ledger: Ledger) -> Ledger:
    with ledger.write() as session:
        for key in (ACME, GLOBEX, INITECH):
            companies.obtain(session, named(key), NOW)
    return ledger


def number(session: Session, key: str) -> int:
    return company(session, key).id


def audited(session: Session) -> list[tuple[str, str, str, str]]:
    rows = audits.recent(session, 99)
    return [(row.by_name, row.action, row.subject, row.object) for row in reversed(rows)]


def test_each_is_said_once_and_audited(three: Ledger) -> None:
    with three.write() as session:
        acme = number(session, ACME)
        ways: list[Callable[[], bool]] = [
            lambda: follows.follow(session, acme, SAM),
            lambda: tags.tag(session, acme, " Big  Fish ", SAM),
            lambda: handoffs.record(session, acme, MQL, TODAY, SAM, "by mail"),
            lambda: follows.unfollow(session, acme, SAM),
            lambda: tags.untag(session, acme, "BIG fish", SAM),
            lambda: handoffs.record(session, acme, NONE, TODAY, SAM),
        ]
        for way in ways:
            assert (way(), way()) == (True, False)
        hushes.hush(session, acme, TODAY + DAY, SAM)
        assert hushes.unhush(session, acme, SAM)
        assert not hushes.unhush(session, acme, SAM)
        assert audited(session) == [
            ("Sam", "follow", ACME, ""),
            ("Sam", "tag", ACME, "big fish"),
            ("Sam", "hand-off", ACME, "MQL"),
            ("Sam", "unfollow", ACME, ""),
            ("Sam", "untag", ACME, "big fish"),
            ("Sam", "hand-off", ACME, "none"),
            ("Sam", "hush", ACME, "2026-11-21"),
            ("Sam", "unhush", ACME, ""),
        ]


def test_audits_are_paged_and_found_by_their_subject(three: Ledger) -> None:
    with three.write() as session:
        for key in (ACME, GLOBEX, ACME):
            audits.note(session, SAM, "look", key)
        first = audits.recent(session, 2)
        rest = audits.recent(session, 9, before_id=first[-1].id)
        assert [row.subject for row in (*first, *rest)] == [ACME, GLOBEX, ACME]
        assert len(audits.recent(session, 9, subject=ACME)) == 2
        assert (first[0].at, first[0].by) == (NOW, "U2")


def test_who_follows_whom(three: Ledger) -> None:
    with three.write() as session:
        acme, globex = number(session, ACME), number(session, GLOBEX)
        follows.follow(session, globex, replace(SAM, at=NOW - DAY))
        follows.follow(session, acme, SAM)
        follows.follow(session, acme, DANA)
        assert follows.following(session, "U2") == [globex, acme]
        assert follows.following(session, "U3") == []
        assert follows.followers(session, acme) == ["U1", "U2"]
        assert follows.followed(session) == {acme: ["U1", "U2"], globex: ["U2"]}


def test_what_stands_of_a_hand_off_is_what_was_said_last(three: Ledger) -> None:
    with three.write() as session:
        acme, globex = number(session, ACME), number(session, GLOBEX)
        for days, state in ((5, HANDED_OVER), (0, MQL), (9, WON)):
            day = TODAY - days * DAY  # what is said last may be of an earlier day
            by = replace(SAM, at=NOW - timedelta(hours=days))
            assert handoffs.record(session, acme, state, day, by, f"{days} days")
        stands = handoffs.state_of(session, [acme, globex])
        assert list(stands) == [acme]
        won = stands[acme]
        assert (won.state, won.day, won.note, won.by_name) == (
            WON,
            TODAY - 9 * DAY,
            "9 days",
            "Sam",
        )
        assert [row.state for row in handoffs.history(session, acme)] == [HANDED_OVER, MQL, WON]
        found = handoffs.between(session, NOW - timedelta(hours=5), NOW)
        assert [(one, row.state) for one, row in found] == [(acme, HANDED_OVER)]
        with pytest.raises(
            LedgerError, match=r"'sold' is no hand-off state: there is none, handed"
        ):
            handoffs.record(session, acme, "sold", TODAY, SAM)


@pytest.mark.parametrize(
    ("state", "days", "note", "is_new"),
    [
        (MQL, 1, "by mail", False),
        (MQL, 1, "", False),
        (MQL, 2, "", True),
        (MQL, 1, "by phone", True),
        (NONE, 1, "", True),
    ],
)
def test_a_day_or_a_note_can_be_put_right(
    three: Ledger, state: str, days: int, note: str, is_new: bool
) -> None:
    with three.write() as session:
        acme = number(session, ACME)
        handoffs.record(session, acme, MQL, TODAY - DAY, SAM, "by mail")
        assert handoffs.record(session, acme, state, TODAY - days * DAY, DANA, note) is is_new
        stands = handoffs.state_of(session, [acme])[acme]
        assert (stands.state, stands.day) == (state, TODAY - days * DAY)
        assert len(audited(session)) == 1 + is_new


def test_tags(three: Ledger) -> None:
    with three.write() as session:
        acme, globex = number(session, ACME), number(session, GLOBEX)
        for one, word in ((acme, "customer"), (acme, "enterprise"), (globex, "Customer")):
            tags.tag(session, one, word, SAM)
        found = tags.of(session, [acme, globex, 404])
        assert found == {acme: {"customer", "enterprise"}, globex: {"customer"}}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("look", "table"), [(handoffs.state_of, "handoff"), (tags.of, "tag")], ids=["handoff", "tag"]
)
def test_what_is_said_of_one_is_read_without_all_the_others(
    three: Ledger, look: Callable[[Session, list[int]], object], table: str
) -> None:
    with three.write() as session:
        acme, globex = number(session, ACME), number(session, GLOBEX)
        tags.tag(session, globex, "customer", SAM)
        handoffs.record(session, globex, WON, TODAY, SAM)
        say(session, "merge", GLOBEX, INITECH)
        assert scans(session, table, lambda: look(session, [acme])) == []


@pytest.mark.parametrize("word", ["", "  ", "x" * 41])
def test_a_tag_is_a_short_word(three: Ledger, word: str) -> None:
    with three.write() as session, pytest.raises(LedgerError, match="from 1 to 40 letters"):
        tags.tag(session, number(session, ACME), word, SAM)


@pytest.mark.parametrize(("days", "is_hushed"), [(-1, True), (0, True), (1, True), (2, False)])
def test_a_hush_ends_before_its_day(three: Ledger, days: int, is_hushed: bool) -> None:
    with three.write() as session:
        acme = number(session, ACME)
        hushes.hush(session, acme, TODAY + 9 * DAY, SAM)
        hushes.hush(session, acme, TODAY + 2 * DAY, SAM)  # the last word holds
        found = hushes.hushed(session, TODAY + days * DAY)
        assert found == ({acme: TODAY + 2 * DAY} if is_hushed else {})


def test_whose_hush_ended_since(three: Ledger) -> None:
    with three.write() as session:
        acme = number(session, ACME)
        hushes.hush(session, acme, TODAY, SAM)
        ended = [hushes.ended(session, TODAY + n * DAY, TODAY + (n + 1) * DAY) for n in (-2, -1, 0)]
        assert ended == [set(), {acme}, set()]


@pytest.mark.parametrize(("zone", "days"), [("UTC", 0), ("Pacific/Apia", 1)])
def test_the_day_of_a_hush_is_the_ledgers(three: Ledger, zone: str, days: int) -> None:
    """At noon in London it is the next day where the clock is thirteen hours ahead."""
    with three.write() as session:
        meta.put(session, meta.TIMEZONE, zone)
        acme = number(session, ACME)
        hushes.hush(session, acme, TODAY + 9 * DAY, SAM)
        assert hushes.said_on(session) == {acme: TODAY + days * DAY}


def test_of_merged_companies_all_is_the_survivors_until_they_part(three: Ledger) -> None:
    with three.write() as session:
        acme, globex, initech = (number(session, key) for key in (ACME, GLOBEX, INITECH))
        follows.follow(session, acme, SAM)
        follows.follow(session, globex, DANA)
        tags.tag(session, acme, "customer", SAM)
        handoffs.record(session, globex, WON, TODAY, SAM)
        handoffs.record(session, acme, LOST, TODAY, SAM)
        hushes.hush(session, acme, TODAY + DAY, SAM)
        say(session, "merge", ACME, GLOBEX)
        say(session, "merge", GLOBEX, INITECH)  # a chain
        assert lineage.survivors(session, [acme, globex, initech, 404]) == {
            acme: initech,
            globex: initech,
            initech: initech,
            404: 404,
        }
        assert follows.followers(session, initech) == ["U1", "U2"]
        assert follows.following(session, "U2") == [initech]
        assert follows.followed(session) == {initech: ["U1", "U2"]}
        assert not follows.follow(session, initech, SAM)
        assert tags.of(session, [initech, acme]) == {initech: {"customer"}}
        assert not tags.tag(session, initech, "customer", SAM)
        assert {one: row.state for one, row in handoffs.state_of(session, [initech]).items()} == {
            initech: LOST
        }
        assert len(handoffs.history(session, initech)) == 2
        assert {one for one, _ in handoffs.between(session, NOW, NOW + DAY)} == {initech}
        assert set(hushes.hushed(session, TODAY)) == {initech}
        say(session, "unmerge", ACME)
        assert (follows.following(session, "U2"), follows.following(session, "U1")) == (
            [acme],
            [initech],
        )
        assert tags.of(session, [acme, initech]).keys() == {acme}
        assert hushes.hushed(session, TODAY).keys() == {acme}
        assert follows.unfollow(session, initech, DANA)
        assert follows.followers(session, initech) == []


def test_one_without_a_domain_leaves_its_heir_what_was_said_of_it(ledger: Ledger) -> None:
    """A record by name alone turns out to be that of a domain: see `companies.obtain_all`."""
    with ledger.write() as session:
        by_name = companies.obtain(session, CompanyName(None, "Acme", "acme"), NOW).id
        follows.follow(session, by_name, SAM)
        tags.tag(session, by_name, "customer", SAM)
        handoffs.record(session, by_name, WON, TODAY, SAM)
        hushes.hush(session, by_name, TODAY + DAY, SAM)
        other = companies.obtain(session, CompanyName("acme.example", "x", "x"), NOW).id
        heir = companies.obtain(session, CompanyName("acme.example", "Acme", "acme"), NOW).id
        assert heir == other != by_name
        assert follows.following(session, "U2") == [heir]
        assert tags.of(session, [heir]) == {heir: {"customer"}}
        assert hushes.hushed(session, TODAY).keys() == {heir}
        assert handoffs.state_of(session, [heir])[heir].state == WON


@pytest.mark.parametrize("what", ["follow", "tag", "hush", "hand-off", ""])
def test_a_company_stays_of_which_something_is_said(ledger: Ledger, what: str) -> None:
    """One that a word brought along goes with the word, unless something rests on it."""
    with ledger.write() as session:
        actors.remember(session, [actor()], NOW)
        said = say(session, "link", "ada", HOOLI, None, None)
        hooli = number(session, HOOLI)
        match what:
            case "follow":
                follows.follow(session, hooli, SAM)
            case "tag":
                tags.tag(session, hooli, "customer", SAM)
            case "hush":
                hushes.hush(session, hooli, TODAY, SAM)
            case "hand-off":
                handoffs.record(session, hooli, WON, TODAY, SAM)
        corrections.undo(session, said, DANA)
        assert bool(companies.find(session, HOOLI)) is bool(what)

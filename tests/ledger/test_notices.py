"""Messages that are due: each cause once, in order, and with every fate a message can have."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from ledger import happenings, notices
from ledger.engine import Ledger, Session
from ledger.tables import Notice
from tests.builders import NOW
from tests.ledger.plans import scans, steps

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
LEADS, SALES = "#leads", "#sales"


def queue(
    session: Session,
    key: str,
    channel: str = LEADS,
    anchor: str | None = None,
    at: datetime = NOW,
) -> bool:
    operation = notices.UPDATE if anchor else notices.POST
    return notices.queue(session, key, "referral", channel, {"n": 1}, at, operation, anchor)


def claim(session: Session, at: datetime = NOW, resting: tuple[str, ...] = ()) -> str | None:
    session.flush()
    found = notices.claim(session, at, resting)
    session.flush()
    return found.key if found else None


def row(session: Session, key: str) -> Notice:
    found = notices.by_key(session, key)
    assert found is not None
    return found


def sent(session: Session, key: str) -> None:
    notices.sent(session, row(session, key).id, "C1", "17.1", NOW)


def dead(session: Session, key: str) -> None:
    notices.give_up(session, row(session, key).id, notices.DEAD, "invalid_blocks")


def uncertain(session: Session, key: str) -> None:
    notices.give_up(session, row(session, key).id, notices.UNCERTAIN, "no answer")


def again(session: Session, key: str) -> None:
    notices.retry(session, row(session, key).id, NOW, "ratelimited")


def test_a_cause_is_queued_once_for_ever(ledger: Ledger) -> None:
    with ledger.write() as session:
        assert queue(session, "oql3:acme.example:2026-11-20")
        assert not queue(session, "oql3:acme.example:2026-11-20", channel=SALES)
        assert claim(session) == "oql3:acme.example:2026-11-20"
        sent(session, "oql3:acme.example:2026-11-20")
        assert not queue(session, "oql3:acme.example:2026-11-20")
        assert notices.depth(session) == {"sent": 1}
        assert row(session, "oql3:acme.example:2026-11-20").channel == LEADS


def test_the_oldest_is_claimed_first_and_once(ledger: Ledger) -> None:
    with ledger.write() as session:
        for key in ("a", "b"):
            queue(session, key)
        queue(session, "later", at=NOW + SECOND)
        assert [claim(session), claim(session), claim(session)] == ["a", "b", None]
        assert claim(session, NOW + SECOND) == "later"
        first = row(session, "a")
        assert (first.state, first.started_at, first.attempts) == ("sending", NOW, 1)


def test_resting_channels_are_left_alone(ledger: Ledger) -> None:
    with ledger.write() as session:
        queue(session, "a", LEADS)
        queue(session, "b", SALES)
        assert claim(session, resting=(LEADS, SALES)) is None
        assert claim(session, resting=(LEADS,)) == "b"
        assert claim(session, resting=(SALES,)) == "a"


@pytest.mark.parametrize("fate", [sent, dead, uncertain])
def test_an_edit_waits_for_its_message(
    ledger: Ledger, fate: Callable[[Session, str], None]
) -> None:
    with ledger.write() as session:
        queue(session, "card")
        assert claim(session) == "card"
        queue(session, "edit", anchor="card")
        queue(session, "other")
        assert claim(session) == "other"
        assert claim(session) is None
        fate(session, "card")
        assert claim(session) == "edit"


def test_replies_to_one_message_keep_their_order(ledger: Ledger) -> None:
    with ledger.write() as session:
        for card in ("card", "twin"):
            queue(session, card)
            claim(session)
            sent(session, card)
        for key, card in (("first", "card"), ("second", "card"), ("elsewhere", "twin")):
            queue(session, key, anchor=card)
        for key in ("first", "second", "elsewhere"):
            row(session, key).operation = notices.REPLY
        assert claim(session) == "first"
        assert claim(session) == "elsewhere"
        assert claim(session) is None
        notices.retry(session, row(session, "first").id, NOW + MINUTE, "away")
        assert claim(session) is None
        assert claim(session, NOW + MINUTE) == "first"
        dead(session, "first")
        assert claim(session) == "second"


def test_of_edits_that_wait_the_newest_is_made(ledger: Ledger) -> None:
    with ledger.write() as session:
        queue(session, "card")
        queue(session, "edit", anchor="card")
        queue(session, "twin")
        assert claim(session) == "card"  # as the edit has it
        assert (row(session, "edit").state, row(session, "twin").state) == ("superseded", "pending")
        again(session, "card")
        assert claim(session) == "card"
        sent(session, "card")
        for key in ("first", "second", "third"):
            queue(session, key, anchor="card")
        row(session, "third").due_at = NOW + MINUTE
        assert [claim(session), claim(session)] == ["twin", "first"]
        assert [row(session, key).state for key in ("second", "third")] == ["superseded", "pending"]


def test_a_message_without_its_anchor_goes_by_itself(ledger: Ledger) -> None:
    with ledger.write() as session:
        queue(session, "edit", anchor="never queued")
        assert claim(session) == "edit"


def test_what_was_not_sent_is_tried_again_at_its_time(ledger: Ledger) -> None:
    with ledger.write() as session:
        queue(session, "a")
        claim(session)
        notices.retry(session, row(session, "a").id, NOW + MINUTE, "ratelimited")
        assert claim(session, NOW + MINUTE - SECOND) is None
        assert row(session, "a").error == "ratelimited"
        assert claim(session, NOW + MINUTE) == "a"
        assert row(session, "a").attempts == 2
        notices.sent(session, row(session, "a").id, "C1", "17.1", NOW + MINUTE)
        done = row(session, "a")
        assert (done.state, done.error, done.sent_at) == ("sent", "", NOW + MINUTE)
        assert (done.sent_channel, done.sent_ts) == ("C1", "17.1")


def test_a_message_can_go_to_another_channel(ledger: Ledger) -> None:
    with ledger.write() as session:
        queue(session, "a", SALES)
        claim(session)
        notices.redirect(session, row(session, "a").id, LEADS, NOW + SECOND)
        assert claim(session) is None
        assert claim(session, NOW + SECOND, resting=(SALES,)) == "a"


@pytest.mark.parametrize("fate", [sent, dead, uncertain, again])
def test_in_doubt_is_what_began_and_never_ended(
    ledger: Ledger, fate: Callable[[Session, str], None]
) -> None:
    def doubts(session: Session, before: datetime) -> list[str]:
        return [one.key for one in notices.in_doubt(session, before, NOW + MINUTE)]

    with ledger.write() as session:
        for key in ("settled", "lost", "waiting"):
            queue(session, key)
        assert [claim(session), claim(session, NOW + SECOND)] == ["settled", "lost"]
        assert doubts(session, NOW - SECOND) == []
        assert doubts(session, NOW) == ["settled"]
        assert doubts(session, NOW + MINUTE) == ["settled", "lost"]
        fate(session, "settled")
        assert doubts(session, NOW + MINUTE) == ["lost"]


def test_what_cannot_be_looked_up_is_put_off(ledger: Ledger) -> None:
    with ledger.write() as session:
        queue(session, "a")
        claim(session)
        notices.put_off(session, row(session, "a").id, NOW + MINUTE)
        session.flush()
        assert not notices.any_due(session, NOW)
        assert notices.in_doubt(session, NOW, NOW + MINUTE - SECOND) == []
        assert [one.key for one in notices.in_doubt(session, NOW, NOW + MINUTE)] == ["a"]


@pytest.mark.parametrize("fate", [sent, dead, uncertain, again])
def test_a_post_begins_once_and_only_by_whom_it_was_claimed(
    ledger: Ledger, fate: Callable[[Session, str], None]
) -> None:
    with ledger.write() as session:
        queue(session, "a")
        claim(session)
    with ledger.read() as session:
        claimed = row(session, "a")
    with ledger.write() as session:
        assert notices.begin(session, claimed, NOW + SECOND)
        assert row(session, "a").started_at == NOW + SECOND
        fate(session, "a")
        assert not notices.begin(session, claimed, NOW + MINUTE)
        if fate is again:
            assert claim(session) == "a"
            assert not notices.begin(session, claimed, NOW + MINUTE)


def test_what_is_posted_is_as_it_was_left_by_who_asked_to_be_forgotten(ledger: Ledger) -> None:
    with ledger.write() as session:
        queue(session, "a")
        claim(session)
    with ledger.read() as session:
        claimed = row(session, "a")
    with ledger.write() as session:
        row(session, "a").facts = {"n": 0}
        begun = notices.begin(session, claimed, NOW)
    assert begun is not None
    assert (begun.facts, claimed.facts) == ({"n": 0}, {"n": 1})


def test_facts_of_any_text_are_kept(ledger: Ledger) -> None:
    """Half of a surrogate pair, which no UTF-8 can hold, comes in JSON that others wrote."""
    facts = {"title": "caf\u00e9 \ud83d", "emoji": "\U0001f600"}
    with ledger.write() as session:
        notices.queue(session, "a", "oql3", LEADS, facts, NOW)
    with ledger.read() as session:
        assert row(session, "a").facts == facts


@pytest.mark.parametrize(
    ("fate", "open_still"), [(sent, False), (dead, False), (uncertain, False), (again, True)]
)
def test_whether_anything_is_to_do(
    ledger: Ledger, fate: Callable[[Session, str], None], open_still: bool
) -> None:
    with ledger.write() as session:
        assert not notices.any_due(session, NOW)
        queue(session, "a")
        assert not notices.any_due(session, NOW - SECOND)
        assert notices.any_due(session, NOW)
        claim(session)
        assert notices.any_due(session, NOW)  # in doubt, until its fate is known
        fate(session, "a")
        session.flush()
        assert notices.any_due(session, NOW) is open_still


def test_causes_are_found_by_what_they_begin_with(ledger: Ledger) -> None:
    with ledger.write() as session:
        for key in ("oql3:b", "oql3:a", "oql%", "oqlx", "OQL3:c", "digest:1", "oql3:\U0010fffd"):
            queue(session, key)
        notices.withdraw(session, "oql3:\U0010fffd", "true no more")
        assert [one.key for one in notices.with_prefix(session, "oql3:")] == ["oql3:b", "oql3:a"]
        assert [one.key for one in notices.with_prefix(session, "oql%")] == ["oql%"]
        assert row(session, "oql3:a").facts == {"n": 1}
        assert notices.by_key(session, "oql3:") is None


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "work",
    [
        lambda session: notices.with_prefix(session, "oql3:"),
        lambda session: happenings.cards(session, "oql3"),
        lambda session: notices.any_due(session, NOW),
    ],
    ids=["prefix", "cards", "due"],
)
def test_what_was_told_long_ago_is_not_read_again(
    ledger: Ledger, work: Callable[[Session], object]
) -> None:
    """The table of notices only grows."""
    with ledger.write() as session:
        queue(session, "a")
        queue(session, "b", anchor="a")
        assert scans(session, "notice", lambda: work(session)) == []


@pytest.mark.sqlite_only
def test_a_claim_looks_for_what_comes_before_by_its_anchor(ledger: Ledger) -> None:
    """And not among all that wait: each of a thousand replies would be held against all others."""
    with ledger.write() as session:
        queue(session, "a")
        queue(session, "b", anchor="a")
        found = steps(session, lambda: notices.claim(session, NOW))
    assert [step for step in found if "ix_notice_anchor (anchor=? AND state=?" in step]

"""News that waits while somebody takes its company out: withdrawn, and told again where undone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.findings import ledger as looked_at
from bot.outbox import GRACE, Outbox
from demo.slack import Fault, Slack
from ledger import corrections, follows, hushes, meta, notices, withdrawing
from ledger.corrections import By
from ledger.engine import Ledger, Session
from ledger.tables import Company, Notice
from tests.bot.posting import Clock
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

GLOBEX = "globex.example"
Word = Callable[..., object]


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    """Acme is at OQL3 since the first day, and that waits to be told."""
    found = Judging(ledger, uncapped(tmp_path))
    found.earn(0, 75)
    found.judge(0)
    return found


def company(session: Session, domain: str) -> Company:
    return session.exec(select(Company).where(Company.key == domain)).one()


def say(story: Judging, verb: Word, *domains: str) -> None:
    with story.ledger.write() as session:
        verb(session, *(company(session, one) for one in domains), By("U1", "Dana", noon(1)))


def undo(story: Judging) -> None:
    with story.ledger.write() as session:
        [said] = corrections.listed(session, 1)
        corrections.undo(session, said.id, By("U1", "Dana", noon(1)))


def waiting(story: Judging) -> dict[str, tuple[str, str]]:
    """What became of each notice, and why, by the company's domain."""
    with story.ledger.read() as session:
        found = session.exec(select(Notice).order_by(col(Notice.id)))
        return {one.key.split(":")[1]: (one.state, one.error) for one in found}


def posted(slack: Slack, outbox: Outbox, clock: Clock) -> list[str]:
    """The companies that #leads has heard of by now."""
    for _ in range(3):
        outbox.deliver()
        clock.forward(1)
    return [message.text.split(" ")[0] for message in slack.messages("#leads")]


LEFT_OUT = "the company is left out, or its match was turned down"
OUT: list[tuple[Word, tuple[str, ...], str]] = [
    (corrections.ignore, (ACME,), LEFT_OUT),
    (corrections.unverify, (ACME,), LEFT_OUT),
    (corrections.merge, (ACME, GLOBEX), "the company counts as another one by now"),
]


@pytest.mark.parametrize(("verb", "about", "why"), OUT, ids=["ignore", "unverify", "merge"])
@pytest.mark.parametrize("judged", [(), (1,)], ids=["at once", "judged"])
def test_news_of_a_company_that_went_out_is_withdrawn(
    story: Judging,
    slack: Slack,
    outbox: Outbox,
    clock: Clock,
    verb: Word,
    about: tuple[str, ...],
    why: str,
    judged: tuple[int, ...],
) -> None:
    story.earn(0, 5, GLOBEX, "bo")
    say(story, verb, *about)
    story.judge_all(judged)
    assert posted(slack, outbox, clock) == []
    assert waiting(story) == {ACME: ("withdrawn", why)}
    with story.ledger.read() as session:
        assert company(session, ACME).announced_for is None
    [saw] = [one for one in looked_at(story.ledger) if one.what == "messages"]
    assert (saw.fine, saw.saw) == (True, "0 waiting, 1 withdrawn")


@pytest.mark.parametrize(("verb", "about", "why"), OUT, ids=["ignore", "unverify", "merge"])
@pytest.mark.parametrize(("number", "told"), [(2, ["Acme"]), (9, [])], ids=["news", "old"])
def test_what_is_taken_back_is_told_by_the_next_rescore_if_it_is_news_still(
    story: Judging,
    slack: Slack,
    outbox: Outbox,
    clock: Clock,
    verb: Word,
    about: tuple[str, ...],
    why: str,
    number: int,
    told: list[str],
) -> None:
    story.earn(0, 5, GLOBEX, "bo")
    say(story, verb, *about)
    assert posted(slack, outbox, clock) == []
    undo(story)
    story.judge_all((number, number + 1))
    assert posted(slack, outbox, clock) == told
    story.judge(number + 2)
    assert posted(slack, outbox, clock) == told


def test_a_word_that_is_taken_back_in_time_withdraws_nothing(
    story: Judging, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    say(story, corrections.ignore, ACME)
    undo(story)
    assert posted(slack, outbox, clock) == ["Acme"]


@pytest.mark.parametrize("is_earlier", [False, True], ids=["then judged", "judged before"])
def test_of_two_that_are_one_the_one_is_told(
    story: Judging, slack: Slack, outbox: Outbox, clock: Clock, is_earlier: bool
) -> None:
    """Whatever the order: what nobody heard of one does not keep the other's rise back."""
    story.earn(0, 5, GLOBEX, "bo")
    say(story, corrections.merge, ACME, GLOBEX)
    if is_earlier:
        story.judge(1)
    assert posted(slack, outbox, clock) == []
    story.judge(1)
    assert posted(slack, outbox, clock) == ["Globex"]
    story.judge(2)
    assert posted(slack, outbox, clock) == ["Globex"]


def test_what_was_told_of_the_other_one_is_not_told_again(
    story: Judging, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    """Globex was told, then Acme's news waited, then Acme became Globex."""
    story.earn(3, 75, GLOBEX, "bo")
    say(story, corrections.ignore, ACME)
    story.judge(3)
    assert posted(slack, outbox, clock) == ["Globex"]
    undo(story)
    story.judge(4)
    assert waiting(story)[ACME] == ("pending", "")
    say(story, corrections.merge, ACME, GLOBEX)
    assert posted(slack, outbox, clock) == ["Globex"]
    assert waiting(story)[ACME][0] == "withdrawn"
    with story.ledger.read() as session:
        assert company(session, GLOBEX).announced_for == day(3)
    story.judge_all((4, 5))
    assert posted(slack, outbox, clock) == ["Globex"]


@pytest.mark.parametrize(("zone", "told"), [("UTC", ["Acme"]), ("Pacific/Apia", [])])
def test_on_which_day_a_company_was_told_of_is_the_ledgers(
    story: Judging, slack: Slack, outbox: Outbox, clock: Clock, zone: str, told: list[str]
) -> None:
    """Acme is Globex from the next day on, which has come at noon thirteen hours ahead."""
    story.earn(0, 5, GLOBEX, "bo")
    with story.ledger.write() as session:
        meta.put(session, meta.TIMEZONE, zone)
        both = company(session, ACME), company(session, GLOBEX)
        corrections.succeed(session, *both, day(1), By("U1", "Dana", noon(1)))
    assert posted(slack, outbox, clock) == told


def lately(of: str, level: dict[str, Any] | None) -> dict[str, Any]:
    """What is told of a company's level, or of a hand-off alone."""
    said = [{"state": "SQL", "day": "2026-06-01", "by": "U2", "by_name": "Sam"}]
    told = {"company": of, "name": "Acme", "sells": True, "fell": None, "steps": []}
    return {**told, "level": level, "handoffs": said}


@pytest.mark.parametrize("kind", withdrawing.LATELY)
@pytest.mark.parametrize(
    ("verb", "about", "is_sent"),
    [
        (corrections.ignore, (ACME,), (False, False)),
        (corrections.unverify, (ACME,), (False, False)),
        (corrections.merge, (ACME, GLOBEX), (False, True)),
    ],
    ids=["ignore", "unverify", "merge"],
)
def test_what_happened_lately_to_such_a_company_is_withdrawn_as_well(
    story: Judging, kind: str, verb: Word, about: tuple[str, ...], is_sent: tuple[bool, bool]
) -> None:
    """What people did with a company is true still of the one that it became."""
    story.earn(0, 5, GLOBEX, "bo")
    levels = {"was": "OQL2", "level": "OQL3", "up": True}, None
    with story.ledger.write() as session:
        for number, level in enumerate(levels):
            acme = company(session, ACME).id
            follows.follow(session, acme, By("U1", "Dana", noon(0)))
            facts = {"company_id": acme, **lately(ACME, level)}
            notices.queue(session, f"{kind}:{number}", kind, "U1", facts, noon(0))
    say(story, verb, *about)
    with story.ledger.write() as session:
        while withdrawing.claim(session, noon(1)):
            session.flush()
        rows = session.exec(select(Notice).where(Notice.kind == kind).order_by(col(Notice.id)))
        assert tuple(one.state == notices.SENDING for one in rows) == is_sent


@pytest.mark.parametrize(
    ("number", "snoozed", "told"), [(1, 2, []), (2, 2, ["Acme"]), (1, None, ["Acme"])]
)
def test_what_is_snoozed_while_it_waits_is_withdrawn(
    story: Judging,
    slack: Slack,
    outbox: Outbox,
    clock: Clock,
    number: int,
    snoozed: int | None,
    told: list[str],
) -> None:
    """The rise waits for the end of quiet hours, of which somebody is up."""
    with story.ledger.write() as session:
        if snoozed:
            acme = company(session, ACME).id
            hushes.hush(session, acme, day(snoozed), By("U1", "Dana", noon(0)))
    clock.now = noon(number)
    assert posted(slack, outbox, clock) == told
    if not told:
        assert waiting(story) == {ACME: ("withdrawn", "the company is snoozed by now")}


@pytest.mark.parametrize("follows_still", [True, False])
def test_who_follows_no_more_hears_nothing_more(story: Judging, follows_still: bool) -> None:
    dana = By("U1", "Dana", noon(0))
    with story.ledger.write() as session:
        acme = company(session, ACME).id
        follows.follow(session, acme, dana)
        facts = {"company_id": acme, **lately(ACME, None)}
        notices.queue(session, "follow:1", "followed", "U1", facts, noon(0))
        if not follows_still:
            follows.unfollow(session, acme, dana)
    with story.ledger.write() as session:
        claimed = []
        while found := withdrawing.claim(session, noon(1)):
            claimed.append(found.kind)
            session.flush()
        assert ("followed" in claimed) is follows_still


def test_a_rise_and_a_fall_of_others_are_posted(
    story: Judging, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    story.earn(0, 75, GLOBEX, "bo")
    story.judge(1)
    say(story, corrections.ignore, ACME)
    assert posted(slack, outbox, clock) == ["Globex"]


def test_what_is_being_sent_is_left(
    story: Judging, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    """Slack may have it already, so it is looked for, and kept as sent where it is found."""
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    outbox.deliver()
    say(story, corrections.ignore, ACME)
    assert waiting(story) == {ACME: ("sending", "")}
    clock.forward(GRACE)
    assert posted(slack, outbox, clock) == ["Acme"]
    assert waiting(story) == {ACME: ("sent", "")}


def test_what_waits_for_a_rate_limit_is_looked_at_again(
    story: Judging, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=7))
    outbox.deliver()
    say(story, corrections.ignore, ACME)
    clock.forward(timedelta(seconds=8))
    assert posted(slack, outbox, clock) == []
    assert waiting(story)[ACME] == ("withdrawn", LEFT_OUT)


def test_a_person_of_that_company_who_was_handed_to_a_team_is_told_of_still(
    story: Judging,
) -> None:
    say(story, corrections.ignore, ACME)
    with story.ledger.write() as session:
        facts = {"company_id": company(session, ACME).id}
        notices.queue(session, "referral:1", "referral", "#dql-sales", facts, noon(1))
    with story.ledger.write() as session:
        claimed = withdrawing.claim(session, noon(1))
        assert claimed is not None
        assert claimed.key == "referral:1"

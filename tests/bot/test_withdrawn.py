"""News that waits while somebody takes its company out: withdrawn, and told again where undone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.findings import ledger as looked_at
from bot.outbox import GRACE, Outbox
from demo.slack import Fault, Slack
from ledger import corrections, notices, withdrawing
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

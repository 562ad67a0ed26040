"""What happens to a company after its rise was told: in the thread, on the card, to followers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot import charting, movements
from bot.outbox import Outbox
from bot.roles import Roles
from bot.services import Services
from bot.views.days import written
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from demo.slack import Slack
from ledger import companies, corrections, hushes, notices, referrals, tags
from ledger.engine import Ledger, Session
from ledger.spoken import By
from ledger.tables import Notice
from scoring.rules import Quiet, Rules, read_rules
from tests.bot import told
from tests.bot.moving import act, follow, hand_off, named, refer, take, win
from tests.bot.posting import Clock
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

LONG = timedelta(hours=1)
SAM, DANA = "U0SAM", "U0DANA"


@dataclass(frozen=True)
class Story(Judging):
    """Judging, followed by what is told of it."""

    services: Services

    def tell(self, number: int) -> int:
        """The pass over what happened, an hour after noon."""
        return movements.tell(self.services, noon(number) + LONG)

    def under(self, rules: Rules) -> "Story":
        """The same ledger by other rules."""
        return Story(self.ledger, rules, replace(self.services, rules=rules))


@pytest.fixture
def new(ledger: Ledger, services: Services, tmp_path: Path) -> Story:
    """Nothing happened yet, and nobody looked."""
    rules = uncapped(tmp_path)
    return Story(ledger, rules, replace(services, rules=rules))


@pytest.fixture
def story(new: Story) -> Story:
    """The same, since somebody looked."""
    new.tell(0)
    return new


def queued(story: Judging, prefix: str) -> list[Notice]:
    with story.ledger.read() as session:
        return notices.with_prefix(session, prefix)


def risen(story: Story) -> None:
    """Acme rose on the first day, and that was told."""
    story.earn(0, 75)
    story.judge(0)
    story.tell(0)


def test_the_rise_itself_is_no_movement_of_its_card(story: Story) -> None:
    risen(story)
    assert queued(story, "moved:") == []
    [edit] = queued(story, "shown:")
    assert (edit.operation, edit.anchor) == (notices.UPDATE, f"oql3:{ACME}:{day(0).isoformat()}")
    assert edit.facts["present"]["level"] == "OQL3"


def test_a_fall_goes_to_the_thread_and_onto_the_card(story: Story) -> None:
    risen(story)
    story.judge_all((29, 30))
    assert story.tell(30) == 1
    assert story.tell(30) == 0
    [reply] = queued(story, "moved:")
    assert (reply.operation, reply.anchor) == (notices.REPLY, f"oql3:{ACME}:{day(0).isoformat()}")
    assert reply.facts["level"] == {"was": "OQL3", "level": "OQL0", "up": False}
    assert reply.facts["fell"]["since"] == day(30).isoformat()
    present = queued(story, "shown:")[-1].facts["present"]
    assert (present["level"], present["since"]) == ("OQL0", day(30).isoformat())


def test_what_comes_at_once_is_one_reply(story: Story) -> None:
    risen(story)
    act(story, refer, 1, DANA)
    act(story, take(referrals.ACCEPTED), 2, SAM)
    act(story, hand_off, 3, SAM)
    story.tell(3)
    [reply] = queued(story, "moved:")
    assert [one["step"] for one in reply.facts["steps"]] == ["made", "accepted"]
    assert [one["state"] for one in reply.facts["handoffs"]] == ["SQL"]
    shown = queued(story, "shown:")[-1].facts
    assert shown["known"]["referrals"][0]["state"] == "accepted"
    assert shown["present"]["handoff"]["state"] == "SQL"
    assert "Secret" not in str((shown, reply.facts))


def test_a_return_within_two_weeks_goes_to_the_same_thread(story: Story) -> None:
    risen(story)
    story.judge_all((29, 30))
    story.tell(30)
    story.earn(35, 75)
    story.judge(35)
    story.tell(35)
    assert [one.facts["level"]["up"] for one in queued(story, "moved:")] == [False, True]
    assert len(queued(story, "oql3:")) == 1


def test_a_new_card_has_the_news_from_then_on(story: Story) -> None:
    risen(story)
    story.judge_all((29, 30))
    story.tell(30)
    story.earn(60, 75)
    story.judge(60)
    story.tell(60)
    assert [one.key[-10:] for one in queued(story, "oql3:")] == [
        day(0).isoformat(),
        day(60).isoformat(),
    ]
    assert len(queued(story, "moved:")) == 1
    shown = {one.anchor: one.facts["present"]["level"] for one in queued(story, "shown:")}
    assert shown == {
        f"cold:{ACME}:{day(30).isoformat()}": "OQL3",  # all that was told is kept true
        f"oql3:{ACME}:{day(0).isoformat()}": "OQL3",
        f"oql3:{ACME}:{day(60).isoformat()}": "OQL3",
    }
    act(story, hand_off, 61, SAM)
    story.tell(61)
    assert (queued(story, "moved:")[-1].anchor or "").endswith(day(60).isoformat())


def test_where_no_rise_was_told_the_warning_has_the_news(story: Story) -> None:
    """A customer who was one before anything was announced, and recovers."""
    story.earn(0, 10)
    story.judge(0)
    story.tell(0)
    with story.ledger.write() as session:
        [acme] = companies.find(session, ACME)
        facts = told.fall() | {"company_id": acme.id, "level": "OQL0"}
        notices.queue(session, "cold:first", "cold", "#leads", facts, noon(0))
    story.earn(1, 30)
    story.judge(1)
    story.tell(1)
    [edit], [reply] = queued(story, "shown:"), queued(story, "moved:")
    assert (edit.anchor, reply.anchor) == ("cold:first", "cold:first")
    assert as_text(VIEWS["cold"](edit.facts)).splitlines()[1].startswith("Now OQL")


@pytest.mark.parametrize(
    ("mark", "unmark", "line"),
    [
        (
            lambda session, one, by: tags.tag(session, one, "customer", by),
            lambda session, one, by: tags.untag(session, one, "customer", by),
            "A customer by now",
        ),
        (
            lambda session, one, by: hushes.hush(session, one, day(20), by),
            hushes.unhush,
            f"Snoozed until {written(day(20))}",
        ),
        (
            lambda session, one, by: corrections.ignore(session, named(session, one), by),
            lambda session, one, by: corrections.heed(session, named(session, one), by),
            "Left out",
        ),
        (
            lambda session, one, by: corrections.ignore(session, named(session, one), by),
            lambda session, one, by: corrections.undo(session, 1, by),
            "Left out",
        ),
    ],
    ids=["customer", "snoozed", "not a lead", "not a lead, undone"],
)
def test_a_mark_is_shown_on_the_card_for_everybody(
    story: Story,
    mark: Callable[[Session, int, By], object],
    unmark: Callable[[Session, int, By], object],
    line: str,
) -> None:
    risen(story)
    act(story, follow, 0, SAM)
    for number, (work, is_there) in enumerate(((mark, True), (unmark, False)), 1):
        act(story, work, number, DANA)
        assert (story.tell(number), story.tell(number)) == (1, 0)
        shown = as_text(VIEWS["oql3"](queued(story, "shown:")[-1].facts))
        assert (line in shown) is is_there
    assert queued(story, "moved:") == queued(story, "follow:") == []


@pytest.mark.parametrize("is_hushed", [True, False])
def test_a_hush_keeps_the_thread_quiet_and_the_card_true(story: Story, is_hushed: bool) -> None:
    risen(story)
    act(story, follow, 0, SAM)
    if is_hushed:
        act(story, lambda session, one, by: hushes.hush(session, one, day(60), by), 1, DANA)
    story.judge_all((29, 30))
    story.tell(30)
    assert bool(queued(story, "moved:")) is not is_hushed
    assert queued(story, "shown:")[-1].facts["present"]["level"] == "OQL0"
    assert [one.channel for one in queued(story, "follow:")] == [SAM]


def test_levels_that_other_rules_make_are_shown_and_not_told(story: Story, tmp_path: Path) -> None:
    risen(story)
    act(story, follow, 0, SAM)
    text = (tmp_path / "uncapped.toml").read_text().replace("download = 5\n", "download = 1\n")
    (tmp_path / "other.toml").write_text(text)
    other = story.under(read_rules(tmp_path / "other.toml"))
    other.judge(1)
    assert other.tell(1) == 1
    assert queued(story, "moved:") == queued(story, "follow:") == []
    assert queued(story, "shown:")[-1].facts["present"]["level"] == "OQL1"


# --- Followers ------------------------------------------------------------------------------------


def test_a_follower_hears_once_of_all_that_came(story: Story) -> None:
    story.earn(0, 30)
    story.judge(0)
    assert story.tell(0) == 0  # nobody hears of it
    act(story, follow, 0, SAM)
    act(story, refer, 1, DANA)
    act(story, take(referrals.ACCEPTED), 1, DANA)
    story.tell(1)
    assert queued(story, "follow:") == []  # a step without an outcome is the team's affair
    story.earn(2, 45)
    story.judge(2)
    act(story, take(referrals.OUTCOME), 2, DANA)
    act(story, hand_off, 2, DANA)
    story.tell(2)
    story.tell(2)
    [word] = queued(story, "follow:")
    assert (word.channel, word.operation) == (SAM, notices.POST)
    assert word.facts["level"]["level"] == "OQL3"
    assert [one["step"] for one in word.facts["steps"]] == ["outcome"]
    assert [one["state"] for one in word.facts["handoffs"]] == ["SQL"]


@pytest.mark.parametrize(("follower", "hears"), [(SAM, True), (DANA, False)])
def test_who_referred_somebody_hears_of_it_from_the_referral_alone(
    story: Story, follower: str, hears: bool
) -> None:
    """Neither of its outcome nor that the company was handed over because it was accepted."""
    risen(story)
    act(story, follow, 0, follower)
    act(story, refer, 1, DANA)
    for step, number in ((referrals.ACCEPTED, 2), (referrals.OUTCOME, 3)):
        act(story, take(step), number, "U0OLE")
        act(story, hand_off, 2, "U0OLE")
        story.tell(number)
        assert bool(queued(story, "follow:")) is hears
    act(story, win, 3, "U0OLE")
    story.tell(3)
    assert [one["state"] for one in queued(story, "follow:")[-1].facts["handoffs"]] == ["won"]


def test_nobody_hears_of_their_own_doings(story: Story) -> None:
    risen(story)
    for user in (SAM, DANA):
        act(story, follow, 0, user)
    act(story, hand_off, 1, SAM)
    story.tell(1)
    assert [one.channel for one in queued(story, "follow:")] == [DANA]


@pytest.mark.parametrize(
    ("roles", "hears"),
    [
        (Roles(), True),  # Slack was not asked yet: it refuses whoever left
        (Roles(outsiders=frozenset({SAM})), False),
        (Roles(members=frozenset({SAM}), people_read_at=noon(0)), True),
        (Roles(members=frozenset({DANA}), people_read_at=noon(0)), False),
    ],
)
def test_who_left_hears_nothing_more(story: Story, roles: Roles, hears: bool) -> None:
    risen(story)
    act(story, follow, 0, SAM)
    story.services.roles = roles
    act(story, hand_off, 1, DANA)
    story.tell(1)
    assert bool(queued(story, "follow:")) is hears


def test_news_waits_for_the_end_of_quiet_hours_and_the_card_does_not(story: Story) -> None:
    quiet = Quiet.model_validate({"from": "10:00", "until": "16:00", "weekends": False})
    at_night = story.under(story.rules.model_copy(update={"quiet": quiet}))
    risen(at_night)
    act(story, follow, 0, SAM)
    act(story, hand_off, 1, DANA)
    at_night.tell(1)
    due = {kind: queued(story, kind)[-1].due_at for kind in ("moved:", "shown:", "follow:")}
    evening = datetime(2026, 6, 2, 16, tzinfo=UTC)
    assert due == {"moved:": evening, "shown:": noon(1) + LONG, "follow:": evening}


def test_a_ledger_of_an_older_version_tells_nothing_of_its_past(new: Story) -> None:
    new.earn(0, 75)
    new.judge(0)
    act(new, follow, 0, SAM)
    assert new.tell(1) == 0
    assert queued(new, "follow:") == queued(new, "shown:") == []


# --- In Slack -------------------------------------------------------------------------------------


@pytest.mark.parametrize("pictures", [False, True])
def test_in_slack_the_card_is_edited_and_its_thread_tells(
    story: Story, slack: Slack, outbox: Outbox, clock: Clock, pictures: bool
) -> None:
    outbox.pictures = pictures
    outbox.files = {charting.MAKER: partial(charting.picture, story.services)}
    risen(story)
    outbox.deliver()
    story.judge_all((29, 30))
    story.tell(30)
    for _ in range(8):
        clock.forward(1)
        outbox.deliver()
    card, *others = slack.messages("#leads")
    assert card.text.startswith("Acme reached OQL3, now OQL0")
    charts = [block for block in card.blocks if block["type"] == "data_visualization"]
    assert bool(charts) is not pictures
    thread = [one for one in others if one.thread_ts == card.ts]
    assert [one.text for one in thread if one.text] == ["Acme: fell from OQL3 to *OQL0*"]
    shown = [file for one in thread for file in one.more.get("files", ())]
    assert [file["name"] for file in shown] == ["chart-1.png"] * pictures
    for file in shown:
        kept = slack.workspace.files[file["id"]]
        assert (kept.content or b"").startswith(b"\x89PNG")
        assert "week by week" in kept.alt
    [warning] = [one for one in others if one.thread_ts != card.ts]
    assert warning.text == "Acme fell from OQL3 to OQL0"


def test_a_card_in_slack_says_that_its_company_was_left_out(
    story: Story, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    risen(story)
    outbox.deliver()
    act(
        story, lambda session, one, by: corrections.ignore(session, named(session, one), by), 1, SAM
    )
    story.tell(1)
    clock.forward(LONG)
    outbox.deliver()
    [card] = slack.messages("#leads")
    assert "Left out" in str(card.blocks)

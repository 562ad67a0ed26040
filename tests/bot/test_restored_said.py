"""After the restore of an older backup: what was sent since is not said twice, the rest is said."""

from demo.slack import Fault
from ledger import notices
from tests.bot.lost import WEEK, Story, story
from tests.bot.posting import queue, state

__all__ = ["story"]


def test_what_was_sent_since_is_not_said_again(story: Story) -> None:
    story.refer("Ada")
    queue(story.outbox, "waits")
    queue(story.outbox, "quiet", due_at=story.clock.now + 2 * WEEK)
    story.back_up()
    story.deliver()
    queue(story.outbox, "oql3:acme")
    queue(story.outbox, "beneath", operation=notices.REPLY, anchor="oql3:acme")
    queue(story.outbox, "to dana", story.slack.person("dana").id)
    story.deliver()
    before = len(story.slack.messages("#leads")), len(story.slack.messages("@dana"))
    assert before == (4, 1)  # Ada's referrer is nobody of this workspace
    story.bring_back()
    story.deliver()
    assert state(story.outbox, "waits").state == notices.SENT
    queue(story.outbox, "oql3:acme")
    queue(story.outbox, "beneath", operation=notices.REPLY, anchor="oql3:acme")
    queue(story.outbox, "to dana", story.slack.person("dana").id)
    story.deliver()
    assert (len(story.slack.messages("#leads")), len(story.slack.messages("@dana"))) == before
    queue(story.outbox, "new")
    story.deliver()
    assert len(story.slack.messages("#leads")) == before[0] + 1
    assert {state(story.outbox, one).state for one in ("oql3:acme", "beneath", "new")} == {"sent"}
    assert state(story.outbox, "quiet").state == notices.PENDING


def test_what_waited_and_was_never_sent_is_said_once(story: Story) -> None:
    queue(story.outbox, "waits")
    story.back_up()
    story.bring_back()
    story.deliver()
    assert [one.text.split()[0] for one in story.slack.messages("#leads")] == ["waits"]


def test_a_channel_that_cannot_be_read_keeps_nothing_from_being_said(story: Story) -> None:
    story.back_up()
    story.bring_back()
    story.slack.faults.next("conversations.history", Fault("refused", error="missing_scope"))
    queue(story.outbox, "new")
    story.deliver()
    assert state(story.outbox, "new").state == notices.SENT


def test_while_slack_does_not_answer_nothing_is_said(story: Story) -> None:
    story.back_up()
    story.bring_back()
    story.slack.faults.next("conversations.history", Fault("reset"))
    queue(story.outbox, "new")
    story.outbox.deliver()
    assert state(story.outbox, "new").error.startswith("looking for it")
    assert story.slack.messages("#leads") == []
    story.deliver()
    assert len(story.slack.messages("#leads")) == 1

"""A card that did not get to its team's channel: the referrer hears where it is, and what to do."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.services import Services
from bot.views.referral_card import HAND_ON
from demo.slack import Channel, Fault, Slack, open_workspace, words
from ledger import notices
from tests.bot.posting import Clock, outbox_at
from tests.bot.received import ADA, filled, made

PLACES = ("#leads", "#dql-sales", Channel("dql-product", has_bot=False))


class Astray:
    """A workspace without a channel for marketing, and without the bot in that of product."""

    def __init__(self, slack: Slack, services: Services, clock: Clock) -> None:
        self.slack, self.clock = slack, clock
        self.services = replace(services, team_id="T1", url=slack.workspace.url)
        self.outbox = outbox_at(slack, services.ledger, clock)

    def refer(self, team: str) -> None:
        by = self.slack.person("dana").id
        made(self.services, replace(ADA, team=team), self.clock.now, by)

    def deliver(self) -> None:
        for _ in range(9):
            self.outbox.deliver()
            self.clock.forward(1)

    def news(self) -> str:
        """The last word to the referrer."""
        return words(self.slack.messages("@dana")[-1])


@pytest.fixture
def astray(services: Services, clock: Clock) -> Iterator[Astray]:
    with open_workspace(channels=PLACES, clock=clock.seconds) as slack:
        yield Astray(slack, services, clock)


@pytest.mark.parametrize("team", ["marketing", "product"])
def test_the_referrer_hears_where_it_is_and_what_to_do(astray: Astray, team: str) -> None:
    astray.refer(team)
    astray.deliver()
    [card] = astray.slack.messages("#leads")
    told = astray.news()
    assert f"The card is in <#{card.channel}>" in told
    assert f"there is no #dql-{team}, or I am not in it" in told
    assert "/invite @leadlight" in told
    assert card.ts.replace(".", "") in told  # the link to it


def test_where_it_belongs_nothing_more_is_said_than_where_it_is(astray: Astray) -> None:
    astray.refer("sales")
    astray.deliver()
    [card] = astray.slack.messages("#dql-sales")
    assert card.ts.replace(".", "") in astray.news()
    assert "warning" not in astray.news()


def test_the_same_of_a_card_that_was_handed_on(astray: Astray) -> None:
    astray.refer("sales")
    astray.deliver()
    filled(astray.services, HAND_ON, team="marketing", why="theirs")
    astray.deliver()
    assert "was handed to marketing" in astray.news()
    assert "there is no #dql-marketing" in astray.news()


def test_nothing_is_said_before_it_is_known_where_the_card_stands(astray: Astray) -> None:
    astray.slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=5))
    astray.refer("marketing")
    astray.outbox.deliver()
    assert astray.slack.messages("@dana") == []
    astray.deliver()
    assert "there is no #dql-marketing" in astray.news()


def test_a_card_that_got_nowhere_is_said_too(astray: Astray) -> None:
    astray.refer("sales")
    with astray.services.ledger.write() as session:
        card = notices.by_key(session, "referral:1")
        assert card is not None
        notices.give_up(session, card.id, notices.DEAD, "invalid_blocks")
    astray.deliver()
    assert "please tell them yourself" in astray.news()


def test_no_step_waits_for_word_that_does_not_get_through(astray: Astray) -> None:
    astray.refer("sales")
    with astray.services.ledger.write() as session:
        word = notices.by_key(session, "referral:1:made")
        assert word is not None
    astray.outbox.deliver()
    with astray.services.ledger.write() as session:
        notices.retry(session, word.id, astray.clock.now, "as if Slack took none")
        session.get_one(type(word), word.id).attempts = 9
        notices.queue(
            session,
            "reply",
            "referral_thread",
            "#dql-sales",
            word.facts,
            astray.clock.now,
            notices.REPLY,
            anchor="referral:1",
        )
        claimed = [notices.claim(session, astray.clock.now, [word.channel]) for _ in range(2)]
    assert [one and one.key for one in claimed] == ["reply", None]

"""Who hears of a referral's life: cards, threads and direct messages in a workspace."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.dql.referring import refer
from bot.dql.steps import Doer, Taken, step
from bot.outbox import GRACE, Outbox
from bot.services import Services
from bot.views.referral_card import ACCEPT, ASK, DECLINE, HAND_ON, OUTCOME
from demo.slack import Fault, Message, Slack, open_workspace
from ledger import actors, referrals
from ledger.drafts import ActivityDraft
from tests.bot.posting import Clock, outbox_at
from tests.bot.received import ADA, filled, made, press, stands
from tests.bot.scene import github, happened

PLACES = ("#leads", "#dql-sales", "#dql-product")


class Told:
    """A workspace in which a referral was made by @dana and is worked on by @sam."""

    def __init__(self, slack: Slack, services: Services, clock: Clock) -> None:
        self.slack, self.clock = slack, clock
        self.services = replace(services, team_id="T1", url=slack.workspace.url)
        self.outbox: Outbox = outbox_at(slack, services.ledger, clock)

    def pass_by(self, seconds: int = 6) -> None:
        for _ in range(seconds):
            self.outbox.deliver()
            self.clock.forward(1)

    def cards(self, channel: str = "#dql-sales") -> list[Message]:
        return [one for one in self.slack.messages(channel) if not one.is_reply]

    def thread(self, channel: str = "#dql-sales") -> list[str]:
        return [one.text for one in self.slack.messages(channel) if one.is_reply]

    def news(self) -> list[str]:
        return [one.text for one in self.slack.messages("@dana")]


def buttons(card: Message) -> list[str]:
    rows = [one["elements"] for one in card.blocks if one["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


def words(message: Message) -> str:
    return str(message.blocks)


@pytest.fixture
def told(services: Services, clock: Clock) -> Iterator[Told]:
    with open_workspace(channels=PLACES, clock=clock.seconds) as slack:
        found = Told(slack, services, clock)
        made(found.services, now=clock.now, by=slack.person("dana").id)
        found.pass_by()
        yield found


def test_a_life_in_one_card_its_thread_and_to_the_referrer(told: Told) -> None:
    here = told.services
    filled(here, ASK, question="Which plan?")
    told.pass_by()
    press(here, ACCEPT)
    told.pass_by()
    filled(here, OUTCOME, outcome="opportunity", value="12000", note="a pilot")
    told.pass_by()
    filled(here, OUTCOME, outcome="customer", link="https://crm.example/42")
    told.pass_by()
    [card] = told.cards()
    assert buttons(card) == ["Record a further outcome", "Correct the outcome"]
    assert "outcome recorded" in card.text
    dana = told.slack.person("dana").id
    assert told.thread() == [
        f"DQL-1: <@{dana}>, <@U2> asks about *Ada*. Please answer here.",
        "DQL-1: <@U2> accepted it.",
        "DQL-1: <@U2> recorded an outcome: *Opportunity (12,000)*.",
        "DQL-1: <@U2> recorded an outcome: *Customer*.",
    ]
    assert told.news() == [
        "DQL-1 is with sales",
        "DQL-1 has a question from sales",
        "DQL-1 was accepted by sales",
        "DQL-1 led to an outcome, *Opportunity (12,000)*, says sales",
        "DQL-1 led to an outcome, *Customer*, says sales",
    ]


def test_the_referrer_finds_the_thread_from_their_message(told: Told) -> None:
    filled(told.services, ASK, question="Which plan?")
    told.pass_by()
    [card] = told.cards()
    assert permalink(told, card) in words(told.slack.messages("@dana")[-1])


def permalink(told: Told, card: Message) -> str:
    return str(
        told.outbox.posting.chat_getPermalink(channel=card.channel, message_ts=card.ts)["permalink"]
    )


def test_what_moved_on_before_slack_heard_of_it_is_shown_as_it_is(told: Told) -> None:
    """While Slack was away, a whole life: one edit of the card, and every step in its thread."""
    press(told.services, ACCEPT)
    filled(told.services, ASK, question="Which plan?")
    filled(told.services, OUTCOME, outcome="customer")
    told.slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=3))
    told.pass_by(12)
    assert buttons(told.cards()[0]) == ["Record a further outcome", "Correct the outcome"]
    assert ["accepted" in told.thread()[0], len(told.thread()), len(told.news())] == [True, 3, 4]


def test_handed_from_team_to_team_and_back(told: Told) -> None:
    here = told.services
    filled(here, HAND_ON, team="product", why="a feature request")
    told.pass_by()
    [old], [new] = told.cards(), told.cards("#dql-product")
    assert (buttons(old), buttons(new)[:2]) == ([], ["Accept", "Decline"])
    assert "Now with product: waiting for an answer" in words(old)
    assert told.thread() == ["DQL-1: <@U2> handed it to product."]
    assert permalink(told, old) not in words(told.slack.messages("@dana")[-1])
    assert "a feature request" in words(new)
    press(here, ACCEPT)
    told.pass_by()
    assert "Now with product: accepted" in words(told.cards()[0])
    assert told.thread("#dql-product") == ["DQL-1: <@U2> accepted it."]
    assert permalink(told, new) in words(told.slack.messages("@dana")[-1])
    filled(here, HAND_ON, team="sales", why="they want to buy")
    told.pass_by()
    first, second = told.cards()
    assert (buttons(first), buttons(told.cards("#dql-product")[0])) == ([], [])
    assert buttons(second)[:2] == ["Accept", "Decline"]
    assert "for product" in words(told.cards("#dql-product")[0])
    filled(here, DECLINE, reason="no budget")
    told.pass_by()
    assert [buttons(one) for one in told.cards()] == [[], ["Reopen"]]
    assert told.thread()[-1] == "DQL-1: <@U2> declined it."
    assert told.news()[-1] == "DQL-1 was declined by sales"


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "lost"])
def test_an_answer_of_slack_that_is_lost_midway_tells_nothing_twice(
    told: Told, accepted: bool
) -> None:
    press(told.services, ACCEPT)
    fault = Fault("reset", accepted=accepted)
    told.slack.faults.next("chat.postMessage", fault, fault)
    told.pass_by()
    told.clock.forward(GRACE)
    told.outbox = outbox_at(told.slack, told.services.ledger, told.clock)  # and a restart
    told.pass_by(9)
    assert (len(told.thread()), len(told.news())) == (1, 2)


def test_taken_back_it_has_no_buttons_and_its_referrer_knows(told: Told) -> None:
    dana = told.slack.person("dana").id
    by = Doer(dana, "dana")
    step(told.services, 1, Taken(referrals.WITHDRAWN), by, told.clock.now)
    told.pass_by()
    assert (buttons(told.cards()[0]), len(told.news())) == ([], 1)
    assert told.thread() == [f"DQL-1: <@{dana}> took it back."]


def test_of_history_nobody_hears_and_its_next_step_reaches_the_referrer(told: Told) -> None:
    dana = Doer(told.slack.person("dana").id, "dana")
    refer(told.services, replace(ADA, person="Bo"), dana, "file:1", told.clock.now, tell=False)
    press(told.services, ACCEPT, 2)
    told.pass_by()
    assert len(told.cards()) == 1
    assert told.news()[-1] == "DQL-2 was accepted by sales"


def test_a_card_shows_what_the_person_did_in_public_and_what_the_team_wants_asked(
    told: Told,
) -> None:
    ada = github("ada", "7", "acme.example")
    done = [
        ActivityDraft(
            "github",
            f"issue:{n}",
            "issue",
            told.clock.now,
            ada,
            url=f"https://github.example/acme/anvil/issues/{n}",
            title=f"Anvil falls {n}",
        )
        for n in range(4)
    ]
    happened(told.services, done, told.clock.now)
    with told.services.ledger.read() as session:
        [found] = actors.find(session, "github", "ada")
    draft = replace(ADA, actor_id=found.id, company="acme.example", consent="yes")
    made(told.services, draft, told.clock.now)
    told.pass_by()
    shown = words(told.cards()[-1])
    assert shown.count("https://github.example/acme/anvil/issues/") == 3
    assert "1 known person" in shown
    assert all(asked in shown for asked in told.services.rules.teams["sales"].questions)
    assert stands(told.services, 2)["consent"] == "yes"

"""The story of a lead, played by people of a rehearsal: from a pull request to a referral taken.

Whatever the people hear is yielded for somebody to show. What only the service can do (bringing
files in, the digest, running its jobs once more) is asked of the hands that play along.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Protocol

from demo.community import HERO, OPENING, feed
from demo.slack import Message, Slack
from demo.stage import Stage

PATIENCE = 30.0
TO_DANA = "only Dana sees this"


class Hands(Protocol):
    """What the service does on cue; each returns a sentence on what came of it."""

    def collect(self) -> str: ...
    def bring_files(self) -> str: ...
    def digest(self) -> str: ...
    def everything_again(self) -> str: ...


@dataclass(frozen=True)
class Told:
    """A line of the storyteller's."""

    text: str


@dataclass(frozen=True)
class Heard:
    """What somebody sees in Slack, and where."""

    where: str
    text: str
    blocks: tuple[dict[str, Any], ...]


Line = Told | Heard


def story(stage: Stage, hands: Hands) -> Iterator[Line]:
    """Plays it; a step that fails raises with what was waited for."""
    slack = stage.slack
    slack.wait_connected(seconds=PATIENCE)
    yield Told("People open issues and pull requests on GitHub; Leadlight reads them.")
    yield Told(hands.collect())
    yield Told("Downloads, page views, and what was said before come in as files.")
    yield Told(hands.bring_files())
    yield Told(f"{HERO.name} reads on, looks at the price, joins the Slack, and helps.")
    _opening(stage)
    yield Told(hands.collect())
    yield Told(hands.bring_files())
    yield Told(f"{HERO.name} has now done enough to be worth a call.")
    rise = slack.wait_for_message("#leads", "reached OQL3", PATIENCE)
    yield heard("#leads", rise)
    yield from _referral(slack, rise)
    yield Told(f"Dana types /oql {HERO.domain}")
    answer = slack.command("dana", "#leads", f"/oql {HERO.domain}")
    yield Heard(TO_DANA, answer.text, tuple(answer.blocks))
    yield from _who_is_it(slack)
    yield Told("Monday morning, the digest.")
    yield Told(hands.digest())
    yield heard("#leads", slack.wait_for_message("#leads", "Leadlight, week to", PATIENCE))
    yield from _nothing_twice(slack, hands)


def _opening(stage: Stage) -> None:
    """The first minute of the feed, all at once."""
    happenings = feed(stage.community.seed, stage.opened)
    for happening in takewhile(lambda one: one.after <= OPENING, happenings):
        stage.play(happening, stage.opened + happening.after)


def _referral(slack: Slack, rise: Message) -> Iterator[Line]:
    yield Told('Dana presses "Refer to sales" and fills the form.')
    slack.click("dana", rise, "referral_refer")
    slack.wait_for_view("dana")
    [hero, *_] = slack.options("dana", "referral_person", HERO.people[0].name)
    form: dict[str, dict[str, Any]] = {
        slack.field("dana", "referral_person"): {"referral_person": hero},
        "why": {"value": "Adds SSO groups herself, and her team reads the pricing page."},
    }
    sent = slack.submit("dana", None, form)
    if sent.errors or sent.failed:
        raise RuntimeError(f"the form was not accepted: {sent.errors or sent.failed}")
    if slack.view_of("dana"):
        slack.close("dana")
    card = slack.wait_for_message("#dql-sales", HERO.people[0].name, PATIENCE)
    yield heard("#dql-sales", card)
    yield Told("Sam of sales presses Accept.")
    slack.click("sam", card, "referral_accept")
    yield heard("to Dana", slack.wait_for_message("@dana", "was accepted by", PATIENCE))
    yield heard("#dql-sales", slack.wait_for_message("#dql-sales", "*Accepted* by", PATIENCE))


def _who_is_it(slack: Slack) -> Iterator[Line]:
    """Two records that look like one company: merged by a person, and taken apart again."""
    yield Told("Who is who is not always clear. Dana types /oql review")
    slack.command("dana", "#leads", "/oql review")
    asked = slack.ephemerals("dana")[-1]
    yield heard(TO_DANA, asked)
    yield Told('Dana presses "Merge".')
    merged = _pressed(slack, asked, "review_take", "merge:")
    yield heard(TO_DANA, merged)
    yield Told('Whatever people say can be taken back. Dana presses "Undo".')
    yield heard(TO_DANA, _pressed(slack, merged, "correction_undo"))


def _pressed(slack: Slack, shown: Message, action: str, begins: str = "") -> Message:
    """What Dana is answered to the first button of that action whose value begins so."""
    there = [one for block in shown.blocks for one in block.get("elements", ())]
    values = [one["value"] for one in there if one.get("action_id") == action]
    before = len(slack.ephemerals("dana"))
    slack.click("dana", shown, action, next(one for one in values if one.startswith(begins)))
    slack.wait_for(lambda: len(slack.ephemerals("dana")) > before, PATIENCE)
    return slack.ephemerals("dana")[-1]


def _nothing_twice(slack: Slack, hands: Hands) -> Iterator[Line]:
    places = ("#leads", "#dql-sales", "@dana")
    yield Told("And once more, every job: collecting, importing, scoring, the digest.")
    yield Told(hands.everything_again())
    for place in places:
        said = Counter(message.text for message in slack.messages(place))
        if twice := [text for text, times in said.items() if times > 1]:
            raise RuntimeError(f"something was said twice in {place}: {twice}")
    yield Told("Nothing was said twice.")


def heard(where: str, message: Message) -> Heard:
    """A message as the people there see it."""
    return Heard(where, message.text, tuple(message.blocks))

"""What stands on a person's screen: stacks that are closed, fields emptied, Home tabs, menus."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from demo.slack import Command, Message, Slack, View, Welcome, open_workspace
from tests.demo.small_app import Json, SmallApp


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


TEAMS = [{"text": plain(team), "value": team} for team in ("sales", "product")]
SEARCH = {"type": "external_select", "action_id": "search"}


def entry(name: str, element: Json, **held: Any) -> Json:
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, **held}


FIELDS = [
    entry("note", {"type": "plain_text_input", "action_id": "text", "initial_value": "before"}),
    entry(
        "team",
        {
            "type": "static_select",
            "action_id": "pick",
            "options": TEAMS,
            "initial_option": TEAMS[0],
        },
        optional=True,
    ),
    entry("boxes", {"type": "checkboxes", "action_id": "tick", "options": TEAMS}, optional=True),
]


def modal(title: str, **held: Any) -> Json:
    shown = {"type": "modal", "callback_id": "form", "notify_on_close": True, "blocks": FIELDS}
    return {**shown, "title": plain(title), "submit": plain("Send"), **held}


class Bot(SmallApp):
    """A small app whose forms push one more; its state is what the tests read."""

    def __init__(self, slack: Slack) -> None:
        super().__init__(slack)
        self.next = modal("Next")

    def listen(self, app: App) -> None:
        app.command("/open")(self.open)
        app.view("form")(self.push)
        app.view_closed("form")(self.note)
        app.action("press")(self.note)
        app.action("text")(self.note)
        app.options("search")(self.offer)

    def open(self, ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal("First"))
        ack()

    def push(self, ack: Any, body: Json) -> None:
        self.seen.append(body)
        ack(response_action="push", view=self.next)

    def offer(self, ack: Any, body: Json) -> None:
        self.seen.append(body)
        if body["value"] != "silence":
            groups = [{"label": plain("Teams"), "options": TEAMS}]
            ack(option_groups=groups)


@pytest.fixture(scope="module")
def bot() -> Iterator[Bot]:
    greeting = Welcome("#leads", "*Welcome.*", [{"type": "divider"}])
    commands = (Command("/open", "Open a form"),)
    with open_workspace(ack_seconds=1.0, welcome=[greeting], commands=commands) as slack:
        running = Bot(slack)
        with running.connected():
            yield running


@pytest.fixture(autouse=True)
def rested(bot: Bot) -> None:
    bot.seen.clear()
    bot.next = modal("Next")


def stacked(bot: Bot) -> None:
    bot.slack.command("dana", "#general", "/open")
    assert bot.slack.submit("dana").view is bot.slack.view_of("dana")
    assert [view.title for view in bot.slack.views_of("dana")] == ["First", "Next"]
    bot.seen.clear()


def closed(bot: Bot) -> list[tuple[str, bool]]:
    return [(body["view"]["title"]["text"], body["is_cleared"]) for body in bot.seen]


def test_one_modal_closes_or_all_of_them(bot: Bot) -> None:
    stacked(bot)
    bot.slack.close("dana")
    assert closed(bot) == [("Next", False)]
    bot.slack.submit("dana")
    bot.seen.clear()
    bot.slack.close("dana", everything=True)
    assert closed(bot) == [("Next", True), ("First", True)]
    assert bot.slack.views_of("dana") == []


def test_a_modal_may_take_all_others_with_it(bot: Bot) -> None:
    bot.next = modal("Next", clear_on_close=True, notify_on_close=False)
    stacked(bot)
    bot.slack.close("dana")
    assert closed(bot) == [("First", True)]
    assert bot.slack.view_of("dana") is None


def test_an_emptied_field_is_empty_and_not_as_it_began(bot: Bot) -> None:
    bot.slack.command("sam", "#general", "/open")
    required = {"note": "Please complete this required field."}
    assert bot.slack.submit("sam", values={"note": {"text": ""}}).errors == required
    values = {"note": {"text": "x"}, "team": {"pick": ""}, "boxes": {"tick": "sales"}}
    bot.slack.submit("sam", values=values)
    sent = bot.seen[-1]["view"]["state"]["values"]
    assert sent["team"]["pick"]["selected_option"] is None
    assert sent["boxes"]["tick"]["selected_options"] == TEAMS[:1]
    bot.slack.close("sam", everything=True)


def test_a_field_that_acts_says_what_else_was_filled_in(bot: Bot) -> None:
    bot.slack.command("sam", "#general", "/open")
    view = bot.slack.wait_for_view("sam")
    beside = {"team": {"pick": "product"}}
    bot.slack.click("sam", view, "text", "typed", block_id="note", values=beside)
    body = bot.seen[-1]
    values = body["view"]["state"]["values"]
    assert body["actions"][0]["value"] == values["note"]["text"]["value"] == "typed"
    assert values["team"]["pick"]["selected_option"]["value"] == "product"
    with pytest.raises(LookupError, match="no text with value"):
        bot.slack.click("sam", view, "text", "typed", block_id="team")
    bot.slack.close("sam")


def searching(bot: Bot) -> list[Message | View]:
    """A message and a Home tab, each with a search."""
    actions = {"type": "actions", "block_id": "b", "elements": [SEARCH]}
    bot.client.chat_postMessage(channel="#leads", text="search", blocks=[actions])
    dana = bot.slack.person("dana").id
    bot.client.views_publish(user_id=dana, view={"type": "home", "blocks": [actions]})
    home = bot.slack.home_of("dana")
    assert home is not None
    return [bot.slack.wait_for_message("#leads", "search"), home]


def test_suggestions_come_wherever_the_search_stands(bot: Bot) -> None:
    for where, container in zip(searching(bot), ("message", "view"), strict=True):
        assert bot.slack.options("dana", "search", "typed", where=where, block_id="b") == TEAMS
        asked = bot.seen[-1]
        assert (asked["container"]["type"], asked["value"]) == (container, "typed")
        with pytest.raises(LookupError, match="sees no search"):
            bot.slack.options("dana", "search", "typed", where=where, block_id="other")
        with pytest.raises(TimeoutError, match="operation_timeout"):
            bot.slack.options("dana", "search", "silence", where=where)


def test_a_home_tab_is_published_by_its_hash(bot: Bot) -> None:
    ellis = bot.slack.person("ellis").id
    form = {"type": "home", "blocks": [{"type": "divider"}]}
    first = bot.client.views_publish(user_id=ellis, view=form)["view"]
    second = bot.client.views_publish(user_id=ellis, view=form, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    for user, kept, error in (
        (ellis, first["hash"], "hash_conflict"),
        ("U404", second["hash"], "user_not_found"),
    ):
        with pytest.raises(SlackApiError, match=error):
            bot.client.views_publish(user_id=user, view=form, hash=kept)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        bot.client.views_publish(user_id=ellis, view=modal("No home"))
    assert bot.slack.view_of("ellis") is None


def test_a_welcome_is_nobodys_message_and_no_event(bot: Bot) -> None:
    said = bot.slack.messages("#leads")[0]
    assert (said.text, said.user, said.bot_id) == ("*Welcome.*", "USLACKBOT", "")
    bot.slack.settle()
    assert not any("Welcome" in str(event) for event in bot.slack.acked + bot.slack.abandoned)


def test_a_page_of_members_and_of_groups_ends(bot: Bot) -> None:
    leads = bot.slack.workspace.channel("#leads").id
    pages = bot.client.conversations_members(channel=leads, limit=3)
    members = [member for page in pages for member in page["members"]]
    assert members == bot.slack.workspace.channel("#leads").members
    opener = bot.client.chat_postMessage(channel=leads, text="opener")["ts"]
    for number in range(4):
        bot.client.chat_postMessage(channel=leads, text=str(number), thread_ts=str(opener))
    answers = bot.client.conversations_replies(channel=leads, ts=str(opener), limit=2)
    texts = [message["text"] for page in answers for message in page["messages"]]
    assert texts == ["opener", "0", "1", "2", "3"]

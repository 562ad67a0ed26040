"""Acting as people against a real Bolt app: commands, clicks, shortcuts, Home, events."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from demo.slack import Slack, Usergroup, open_workspace, words
from tests.demo.small_app import Json, SmallApp


class Bot(SmallApp):
    """A small app that shows what it was sent; its state is what the tests read."""

    def __init__(self, slack: Slack, clock: list[float]) -> None:
        super().__init__(slack)
        self.clock = clock

    def listen(self, app: App) -> None:
        app.command("/echo")(self.echo)
        app.command("/respond")(self.respond)
        app.action("press")(self.note)
        app.shortcut("refer_message")(self.note)
        app.shortcut("refer_global")(self.note)
        app.event("app_home_opened")(self.home)
        for event in ("team_join", "member_joined_channel", "message"):
            app.event(event)(self.note)

    def echo(self, ack: Any, body: Json) -> None:
        self.seen.append(body)
        if body["text"] == "silence":
            return
        blocks = [{"type": "section"}] if body["text"] == "broken" else None
        ack(text=body["text"], blocks=blocks)

    def respond(self, ack: Any, body: Json) -> None:
        self.seen.append(body)
        ack()

    def home(self, event: Json, client: WebClient) -> None:
        self.seen.append(event)
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "My referrals"}}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


@pytest.fixture(scope="module")
def bot() -> Iterator[Bot]:
    clock = [1_700_000_000.0]
    groups = [Usergroup("devrel", ("dana",))]
    with open_workspace(usergroups=groups, clock=lambda: clock[0], ack_seconds=1.0) as slack:
        running = Bot(slack, clock)
        with running.connected():
            yield running


@pytest.fixture(autouse=True)
def rested(bot: Bot) -> None:
    bot.seen.clear()


def test_a_command_arrives_as_typed_with_mentions_as_ids(bot: Bot) -> None:
    slack = bot.slack
    sam, leads = slack.person("sam").id, slack.workspace.channel("#leads").id
    group = next(iter(slack.workspace.usergroups))
    cases = {
        "refer @sam sales": f"refer <@{sam}|sam> sales",
        "@Sam, see #leads & @devrel": (
            f"<@{sam}|sam>, see <#{leads}|leads> &amp; <!subteam^{group}|@devrel>"
        ),
        "@nobody a@b.example #none <b>": "@nobody a@b.example #none &lt;b&gt;",
        "see https://acme.example/a?b": "see <https://acme.example/a?b>",
        f"<@{sam}|sam> sales": f"<@{sam}|sam> sales",
    }
    for typed, sent in cases.items():
        answer = slack.command("dana", "#general", f"/echo {typed}")
        assert (answer.failed, answer.text) == ("", sent)
        assert slack.ephemerals("dana")[-1].text == sent
    body = bot.seen[0]
    assert (body["command"], body["channel_name"], body["user_name"]) == (
        *("/echo", "general", "dana"),
    )


def test_a_command_without_an_ack_and_one_with_a_broken_answer(bot: Bot) -> None:
    assert bot.slack.command("dana", "#general", "/echo silence").failed == "operation_timeout"
    broken = bot.slack.command("dana", "#general", "/echo broken")
    assert broken.failed.startswith("invalid_command_response: invalid_blocks")


def test_a_response_url_takes_five_answers_for_thirty_minutes(bot: Bot) -> None:
    answer = bot.slack.command("dana", "#general", "/respond")
    hook = WebhookClient(bot.seen[-1]["response_url"])
    assert hook.send(text="to you alone").body == "ok"
    assert hook.send(text="to everybody", response_type="in_channel").body == "ok"
    assert bot.slack.ephemerals("dana")[-1].text == "to you alone"
    assert bot.slack.messages("#general")[-1].text == "to everybody"
    assert [hook.send(text="more").status_code for _ in range(4)] == [200, 200, 200, 404]
    assert [post["text"] for post in answer.responses] == [
        *("to you alone", "to everybody", "more", "more", "more")
    ]
    bot.slack.command("dana", "#general", "/respond")
    late = WebhookClient(bot.seen[-1]["response_url"])
    bot.clock[0] += 30 * 60 + 1
    assert "expired_url" in late.send(text="late").body


def buttons(*values: str) -> list[Json]:
    text = {"type": "plain_text", "text": "Press"}
    button = {"type": "button", "text": text, "action_id": "press"}
    return [{"type": "actions", "elements": [button | {"value": value}]} for value in values]


def test_a_click_says_what_where_and_by_whom_and_may_replace_the_message(bot: Bot) -> None:
    slack = bot.slack
    bot.client.chat_postMessage(channel="#leads", text="card", blocks=buttons("accept", "decline"))
    card = slack.wait_for_message("#leads", "card")
    answer = slack.click("sam", card, "press", "decline")
    body = bot.seen[-1]
    assert (answer.failed, body["actions"][0]["value"]) == ("", "decline")
    assert body["user"]["id"] == slack.person("sam").id
    assert body["container"]["message_ts"] == body["message"]["ts"] == card.ts
    assert body["channel"]["id"] == card.channel
    WebhookClient(body["response_url"]).send(text="declined by Sam", replace_original=True)
    assert (words(card), card.blocks) == ("declined by Sam", [])
    with pytest.raises(LookupError, match="no press with value None to press"):
        slack.click("sam", card, "press")


def test_an_ephemeral_can_be_clicked_and_taken_away(bot: Bot) -> None:
    slack = bot.slack
    leads, dana = slack.workspace.channel("#leads").id, slack.person("dana").id
    bot.client.chat_postEphemeral(channel=leads, user=dana, text="psst", blocks=buttons("yes"))
    shown = slack.ephemerals("dana")[-1]
    slack.click("dana", shown, "press")
    assert bot.seen[-1]["container"]["is_ephemeral"] is True
    WebhookClient(bot.seen[-1]["response_url"]).send(delete_original=True)
    assert shown not in slack.ephemerals("dana")
    assert "psst" not in [words(message) for message in slack.messages("#leads")]


def test_shortcuts_carry_their_message(bot: Bot) -> None:
    said = bot.slack.say("sam", "#general", "we run it in production")
    assert bot.slack.message_shortcut("dana", said, "refer_message").failed == ""
    body = next(body for body in bot.seen if body["type"] == "message_action")
    assert body["message"]["text"] == "we run it in production"
    assert (body["message_ts"], body["channel"]["name"]) == (said.ts, "general")
    assert bot.slack.shortcut("dana", "refer_global").failed == ""
    assert bot.seen[-1]["type"] == "shortcut"


def test_signing_up_and_joining_are_told(bot: Bot) -> None:
    person = bot.slack.join("ann", "ann@acme.example", is_restricted=True)
    bot.slack.join_channel(person, "#leads")
    bot.slack.join_channel(person, "#leads")
    bot.slack.settle()
    events = [body["event"] for body in bot.seen]
    signed_up = [event for event in events if event["type"] == "team_join"]
    assert len(signed_up) == 1
    assert signed_up[0]["user"]["profile"]["email"] == "ann@acme.example"
    assert signed_up[0]["user"]["is_restricted"] is True
    joined = [event["channel"] for event in events if event["type"] == "member_joined_channel"]
    places = [bot.slack.workspace.channel(name).id for name in ("#general", "#leads")]
    assert sorted(joined) == sorted(places)
    with pytest.raises(ValueError, match="@ann is already in workspace"):
        bot.slack.join("ann")
    assert bot.slack.change("ann", deleted=True).deleted
    assert bot.client.users_info(user=person.id)["user"]["deleted"] is True


def test_home_is_published_when_it_is_opened(bot: Bot) -> None:
    assert bot.slack.home_of("ellis") is None
    bot.slack.open_home("ellis")
    bot.slack.settle()
    home = bot.slack.home_of("ellis")
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "My referrals"
    bot.slack.open_home("ellis", tab="messages")
    bot.slack.settle()
    assert [(event["tab"], "view" in event) for event in bot.seen] == [
        *(("home", False), ("messages", True))
    ]


def test_waiting_for_what_never_comes_tells_what_there_is(bot: Bot) -> None:
    bot.client.chat_postMessage(channel="#dql-sales", text="only this")
    with pytest.raises(TimeoutError, match=r"no 'that' in #dql-sales: it holds \['only this'\]"):
        bot.slack.wait_for_message("#dql-sales", "that", seconds=0.01)
    with pytest.raises(TimeoutError):
        bot.slack.wait_for(lambda: False, seconds=0.01)


def test_a_reconnected_client_goes_on(bot: Bot) -> None:
    bot.slack.refresh_sockets()
    for number in range(5):
        bot.slack.say("sam", "#general", f"while reconnecting {number}")
    bot.slack.settle()
    texts = {body["event"].get("text") for body in bot.seen}
    assert texts == {f"while reconnecting {number}" for number in range(5)}


def test_an_uninstalled_apps_token_is_worth_nothing() -> None:
    with open_workspace() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        client.auth_test()
        slack.uninstall()
        with pytest.raises(SlackApiError, match="token_revoked"):
            client.auth_test()

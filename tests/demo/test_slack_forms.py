"""Modals against a real Bolt app: opened by a fresh trigger, filled in, corrected, stacked."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from demo.slack import Slack, open_workspace
from tests.demo.small_app import Json, SmallApp


class Bot(SmallApp):
    """A small app with one form; its state is what the tests read."""

    def __init__(self, slack: Slack, clock: list[float]) -> None:
        super().__init__(slack)
        self.clock = clock

    def listen(self, app: App) -> None:
        app.command("/open")(self.open)
        app.action("pick")(self.note)
        app.view("form")(self.form)
        app.view_closed("form")(self.note)
        app.options("company")(self.companies)

    def open(self, ack: Any, body: Json, client: WebClient) -> None:
        self.seen.append(body)
        if body["text"] == "late":
            self.clock[0] += 3.5
        try:
            client.views_open(trigger_id=body["trigger_id"], view=modal("New referral"))
        except SlackApiError as error:
            ack(text=error.response["error"])
        else:
            ack()

    def form(self, ack: Any, body: Json, view: Json) -> None:
        self.seen.append(body)
        note = view["state"]["values"]["note"]["text"]["value"]
        answers: Json = {
            "errors": {"response_action": "errors", "errors": {"note": "Say more."}},
            "wrong": {"response_action": "errors", "errors": {"header": "Nowhere to show."}},
            "update": {"response_action": "update", "view": modal("Updated")},
            "push": {"response_action": "push", "view": modal("Pushed")},
            "clear": {"response_action": "clear"},
        }
        ack(**answers.get(note, {}))

    def companies(self, ack: Any, payload: Json) -> None:
        option = {"text": {"type": "plain_text", "text": payload["value"].title()}, "value": "1"}
        ack(options=[option])


def modal(title: str) -> Json:
    def plain(text: str) -> Json:
        return {"type": "plain_text", "text": text}

    def entry(name: str, element: Json, optional: bool) -> Json:
        label = {"type": "input", "block_id": name, "label": plain(name), "element": element}
        return label | {"optional": optional}

    teams = [{"text": plain(team), "value": team} for team in ("sales", "product")]
    return {
        "type": "modal",
        "callback_id": "form",
        "notify_on_close": True,
        "title": plain(title),
        "submit": plain("Refer"),
        "blocks": [
            {"type": "header", "block_id": "header", "text": plain("Refer")},
            entry(
                "note", {"type": "plain_text_input", "action_id": "text", "max_length": 9}, False
            ),
            entry("who", {"type": "users_select", "action_id": "user"}, True),
            entry(
                "team",
                {
                    "type": "static_select",
                    "action_id": "pick",
                    "options": teams,
                    "initial_option": teams[0],
                },
                True,
            ),
            entry("company", {"type": "external_select", "action_id": "company"}, True),
        ],
    }


@pytest.fixture(scope="module")
def bot() -> Iterator[Bot]:
    clock = [1_700_000_000.0]
    with open_workspace(clock=lambda: clock[0], ack_seconds=1.0) as slack:
        running = Bot(slack, clock)
        with running.connected():
            yield running


@pytest.fixture(autouse=True)
def rested(bot: Bot) -> None:
    bot.seen.clear()


def test_a_modal_opens_is_corrected_and_closes(bot: Bot) -> None:
    slack = bot.slack
    assert slack.command("dana", "#general", "/open").text == ""
    view = slack.view_of("dana")
    assert view is not None
    assert view.title == "New referral"
    required = {"note": "Please complete this required field."}
    assert slack.submit("dana").errors == required
    assert slack.submit("dana", values={"note": {"text": "x" * 10}}).errors == {
        "note": "This is too long by 1 characters."
    }
    assert [body.get("type") for body in bot.seen] == [None]
    assert slack.submit("dana", values={"note": {"text": "errors"}}).errors == {"note": "Say more."}
    wrong = slack.submit("dana", values={"note": {"text": "wrong"}})
    assert wrong.failed.startswith("invalid_view_response")
    assert slack.view_of("dana") is view
    filled = {"note": {"text": "fine"}, "who": {"user": "sam"}, "team": {"pick": "product"}}
    assert slack.submit("dana", view, filled).closed
    assert slack.view_of("dana") is None
    values = bot.seen[-1]["view"]["state"]["values"]
    assert values["who"]["user"]["selected_user"] == slack.person("sam").id
    assert values["team"]["pick"]["selected_option"]["value"] == "product"
    assert values["company"]["company"]["selected_option"] is None


def test_a_submission_can_update_push_and_clear(bot: Bot) -> None:
    slack = bot.slack
    slack.command("sam", "#general", "/open")
    updated = slack.submit("sam", values={"note": {"text": "update"}})
    assert updated.view is slack.view_of("sam")
    assert updated.view is not None
    assert updated.view.title == "Updated"
    pushed = slack.submit("sam", values={"note": {"text": "push"}}).view
    assert pushed is not None
    assert (pushed.title, pushed.previous) == ("Pushed", updated.view.id)
    assert bot.seen[-1]["view"]["state"]["values"]["team"]["pick"]["selected_option"] is not None
    assert slack.close("sam").closed
    assert slack.view_of("sam") is updated.view
    assert bot.seen[-1]["type"] == "view_closed"
    slack.submit("sam", values={"note": {"text": "push"}})
    assert slack.submit("sam", values={"note": {"text": "clear"}}).closed
    assert slack.view_of("sam") is None


def test_what_the_form_does_not_have_is_named(bot: Bot) -> None:
    bot.slack.command("ellis", "#general", "/open")
    for values, complaint in (
        ({"nope": {"text": "x"}}, "the form has no"),
        ({"team": {"pick": "legal"}}, "it offers"),
        ({"who": {"user": "nobody"}}, "nobody called nobody"),
    ):
        with pytest.raises(LookupError, match=complaint):
            bot.slack.submit("ellis", values=values)
    assert bot.slack.options("ellis", "company", "acme")[0]["text"]["text"] == "Acme"
    with pytest.raises(LookupError, match="sees no bogus"):
        bot.slack.options("ellis", "bogus", "acme")
    bot.slack.click("ellis", bot.slack.wait_for_view("ellis"), "pick", "product")
    chosen = bot.seen[-1]
    assert chosen["actions"][0]["selected_option"]["value"] == "product"
    assert (
        chosen["view"]["state"]["values"]["team"]["pick"]["selected_option"]["value"] == "product"
    )
    bot.slack.close("ellis")
    with pytest.raises(LookupError, match="no modal open"):
        bot.slack.submit("ellis")


def test_a_trigger_lives_three_seconds_and_opens_once(bot: Bot) -> None:
    assert bot.slack.command("dana", "#general", "/open late").text == "expired_trigger_id"
    bot.slack.command("dana", "#general", "/open")
    used = bot.seen[-1]["trigger_id"]
    for trigger, error in ((used, "exchanged_trigger_id"), ("t", "invalid_trigger_id")):
        with pytest.raises(SlackApiError, match=error):
            bot.client.views_open(trigger_id=trigger, view=modal("Again"))
    view = bot.slack.wait_for_view("dana")
    before = view.hash
    bot.client.views_update(view_id=view.id, hash=before, view=modal("Loaded"))
    assert bot.slack.wait_for_view("dana", "Loaded") is view
    with pytest.raises(SlackApiError, match="hash_conflict"):
        bot.client.views_update(view_id=view.id, hash=before, view=modal("Stale"))
    bot.slack.close("dana")
    with pytest.raises(SlackApiError, match="not_found"):
        bot.client.views_update(view_id=view.id, view=modal("Gone"))


def test_no_more_than_three_views_are_stacked(bot: Bot) -> None:
    bot.slack.command("dana", "#general", "/open")
    for _ in range(2):
        bot.slack.submit("dana", values={"note": {"text": "push"}})
    fourth = bot.slack.submit("dana", values={"note": {"text": "push"}})
    assert "push_limit_reached" in fourth.failed
    bot.slack.submit("dana", values={"note": {"text": "clear"}})

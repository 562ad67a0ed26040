"""A small Bolt app that uses every element the page draws; its state is what tests read."""

from collections.abc import Sequence
from threading import Event
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from demo.slack import Slack
from tests.browser.sample_blocks import Json, button, entry, form, options, plain, section


class Sample:
    """The app while it is connected; `seen` holds what it was sent, by kind."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.seen: list[Json] = []
        self.held = Event()
        self.client = WebClient(slack.bot_token, base_url=slack.api_url)
        app = App(client=self.client, process_before_response=True)
        app.command("/dql")(self.open)
        app.command("/oql")(self.answer)
        app.action("refer")(self.open)
        app.action("fields")(self.fields)
        for action in ("drop", "overflow", "team", "link", "value"):
            app.action(action)(self.note)
        app.action("slow")(lambda ack: self.held.wait(5))
        app.view("form")(self.sent)
        app.view_closed("form")(self.note)
        app.options("value")(self.companies)
        app.shortcut("refer_message")(self.open)
        app.shortcut("refer_global")(self.open)
        app.event("app_home_opened")(self.home)
        app.event("message")(lambda: None)
        self.handler = SocketModeHandler(app, slack.app_token, receive_buffer_size=65536)
        self.handler.connect()
        slack.wait_connected()

    def close(self) -> None:
        """Disconnect."""
        self.held.set()
        self.handler.close()

    def note(self, ack: Any, body: Json) -> None:
        self.seen.append(body)
        ack()

    def open(self, ack: Any, body: Json, client: WebClient) -> None:
        self.seen.append(body)
        if body.get("text") != "silence":
            client.views_open(trigger_id=body["trigger_id"], view=form())
            ack()

    def answer(self, ack: Any, body: Json) -> None:
        ack(text=f"You asked for *{body['text']}*. Next: `/dql refer @sam sales`")

    def fields(self, ack: Any, body: Json, client: WebClient) -> None:
        self.seen.append(body)
        ack()

    def sent(self, ack: Any, body: Json, view: Json) -> None:
        self.seen.append(body)
        values = view["state"]["values"]
        why = (values.get("why") or values["again"])["value"]["value"]
        answers: Json = {
            "wrong": {"response_action": "errors", "errors": {"why": "Say more than that."}},
            "more": {"response_action": "push", "view": form("And then?", self.again())},
        }
        if why != "silence":
            ack(**answers.get(why, {}))

    def again(self) -> Json:
        return entry("again", "plain_text_input", _dispatch_action=True)

    def companies(self, ack: Any, payload: Json) -> None:
        names = [f"{payload['value']} {end}" for end in ("freight", "cloud", "bank")]
        ack(options=options(*names))

    def home(self, event: Json, client: WebClient) -> None:
        rows: Sequence[Json] = [
            {"type": "header", "text": plain("My referrals")},
            section(f"Hello <@{event['user']}>, *2 are open*."),
            {"type": "actions", "elements": [button("Refer somebody", "refer", style="primary")]},
            entry("search", "plain_text_input", _dispatch_action=True, _optional=True),
        ]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": list(rows)})

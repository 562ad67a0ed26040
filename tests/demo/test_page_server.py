"""What the page asks the server for: who may ask, what is told as it changes, what is refused."""

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from slack_sdk import WebClient

from demo.page import page_routes
from demo.slack import Channel, Shortcut, Slack, Welcome, open_workspace

Json = dict[str, Any]
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with open_workspace(
        routes=page_routes,
        channels=("#leads", "#general", Channel("secret", members=["sam"])),
        welcome=[Welcome("#leads", "*Welcome.*")],
        shortcuts=[Shortcut("Refer", "refer")],
        ack_seconds=0.05,
    ) as opened:
        yield opened


def ask(
    slack: Slack, path: str, body: object = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """One request, and its status, headers and text."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(HTTPConnection(slack.url.removeprefix("http://"), timeout=10)) as connection:
        if body is None:
            connection.request("GET", path, headers=named)
        else:
            connection.request("POST", path, json.dumps(body), JSON | named)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()


def act(slack: Slack, action: str, **body: Any) -> tuple[int, Json]:
    status, _, text = ask(slack, f"/page/act/{action}", {"person": "dana", **body})
    answer: Json = json.loads(text)
    return status, answer


class Stream:
    """A page's stream, read event by event."""

    def __init__(self, slack: Slack, query: str) -> None:
        self._connection = HTTPConnection(slack.url.removeprefix("http://"), timeout=10)
        self._connection.request("GET", f"/page/events?{query}")
        self.answer: HTTPResponse = self._connection.getresponse()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self._connection.close()

    def next(self) -> Json:
        """The parts of the next event."""
        for line in self.answer:
            if line.startswith(b"data: "):
                parts: Json = json.loads(line.removeprefix(b"data: "))["parts"]
                return parts
        raise EOFError("the stream ended")

    def until(self, part: str, words: str) -> Json:
        """The part, once it holds these words."""
        while True:
            news = self.next()
            if words in json.dumps(news.get(part, "")):
                told: Json = news[part]
                return told


STRANGERS = [
    ({"host": "rebound.example:80"}, "not to 'rebound.example:80'"),
    ({"origin": "https://evil.example"}, "not https://evil.example"),
    ({"origin": "null"}, "not null"),
    ({"content_type": "text/plain"}, "only JSON"),
]


@pytest.mark.parametrize(("headers", "complaint"), STRANGERS)
def test_strangers_may_not_act(slack: Slack, headers: dict[str, str], complaint: str) -> None:
    before = len(slack.messages("#general"))
    body = {"person": "dana", "channel": "#general", "text": "hello"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(HTTPConnection(slack.url.removeprefix("http://"), timeout=10)) as connection:
        connection.request("POST", "/page/act/send", json.dumps(body), JSON | given)
        answer = connection.getresponse()
        told = json.loads(answer.read())
    assert (answer.status, told["ok"]) == (403, False)
    assert complaint in told["error"]
    assert len(slack.messages("#general")) == before


@pytest.mark.parametrize(
    "path", ["/", "/page/events", "/page/static/js/main.js", "/page/files/F1", "/archives/C1/p1"]
)
def test_nothing_is_shown_under_a_strange_name(slack: Slack, path: str) -> None:
    status, headers, _ = ask(slack, path, host="rebound.example")
    assert status == 403
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_the_page_loads_nothing_from_elsewhere(slack: Slack) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        status, headers, text = ask(slack, "/", host=f"{name}:1")
        assert (status, "not Slack" in text) == (200, True)
        assert "http" not in text.split("</head>")[0]
        assert "unsafe" not in headers["content-security-policy"]


REFUSED = [
    ("dance", {}, 404, "there is no such action: there are send, click"),
    ("send", {"channel": "#general"}, 400, "text: Field required"),
    ("send", {"channel": "#nowhere", "text": "x"}, 409, "channel_not_found"),
    ("send", {"channel": "#secret", "text": "x"}, 409, "not_in_channel"),
    ("send", {"person": "nobody", "channel": "#general", "text": "x"}, 409, "nobody called nobody"),
    ("submit", {"view": "V404"}, 409, "dana sees no view V404"),
    ("close", {}, 409, "dana has no modal open"),
    ("click", {"where": {}, "block_id": "b", "action_id": "a"}, 409, "channel_not_found"),
    ("send", {"channel": "#general", "text": "x", "more": 1}, 400, "more: Extra inputs"),
]


@pytest.mark.parametrize(("action", "body", "status", "complaint"), REFUSED)
def test_refusals(slack: Slack, action: str, body: Json, status: int, complaint: str) -> None:
    answered, told = act(slack, action, **body)
    assert (answered, told["ok"]) == (status, False)
    assert complaint in told["error"]


def test_each_connection_begins_with_everything_and_goes_on_with_changes(slack: Slack) -> None:
    with Stream(slack, "person=sam&place=general") as stream:
        first = stream.next()
        assert set(first) == {
            *("workspace", "app", "channels", "messages", "thread", "modals", "home")
        }
        names = [channel["name"] for channel in first["channels"]["list"]]
        assert names == ["leads", "general", "secret", "@leadlight"]
        assert [s["callback_id"] for s in first["workspace"]["shortcuts"]] == ["refer"]
        said = slack.say("dana", "#general", "news")
        assert stream.until("messages", "news")["list"][-1]["ts"] == said.ts
        slack.say("dana", "#leads", "elsewhere")
        news = stream.next()
        assert set(news) == {"channels"}


def test_what_one_person_is_shown_another_is_not(slack: Slack) -> None:
    loaded = slack.workspace.clock()
    act(slack, "send", channel="#leads", text="/nonsense")
    with Stream(slack, f"person=dana&place=leads&since={loaded:.3f}") as stream:
        shown = stream.until("messages", "not a command")["list"][-1]
        assert shown["ephemeral"] is True
    with Stream(slack, "person=dana&place=leads&since=never") as stream:
        assert "not a command" not in json.dumps(stream.next()), "gone once the page is loaded anew"
    with Stream(slack, "person=ellis&place=leads") as stream:
        assert "not a command" not in json.dumps(stream.next())
    with Stream(slack, "person=ellis&place=secret") as stream:
        assert stream.next()["messages"]["channel"] is None


def test_somebody_unknown_sees_as_the_first(slack: Slack) -> None:
    with Stream(slack, "person=mallory&place=@leadlight&count=many") as stream:
        first = stream.next()
        assert first["workspace"]["actors"][0] == slack.person("dana").id
        direct = slack.workspace.direct(slack.person("dana").id).id
        assert first["messages"]["channel"] == direct


def test_a_thread_and_a_count_are_told(slack: Slack) -> None:
    opener = slack.say("sam", "#general", "the question")
    for number in range(3):
        slack.say("sam", "#general", f"answer {number}", opener)
    with Stream(slack, f"person=dana&place=general&thread={opener.ts}&count=1") as stream:
        first = stream.next()
    assert [m["text"] for m in first["thread"]["list"]] == [
        *("the question", "answer 0", "answer 1", "answer 2")
    ]
    (last,) = first["messages"]["list"]
    assert (last["replies"], first["messages"]["earlier"]) == (3, True)
    assert last["reply_users"] == [slack.person("sam").id]
    assert len(last["replies_of_others"]) == 3
    with Stream(slack, "person=sam&place=general&count=1") as stream:
        assert stream.next()["messages"]["list"][0]["replies_of_others"] == []


def test_a_command_nobody_answers_is_told_in_a_line(slack: Slack) -> None:
    status, told = act(slack, "send", channel="#leads", text="/oql acme.example")
    assert (status, told["ok"]) == (200, True)
    said = slack.ephemerals("dana")[-1]
    assert said.user == slack.workspace.own.id
    assert said.text == "`/oql` failed with the error “dispatch_failed”."


def test_files_are_shown_once_complete(slack: Slack) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    leads = slack.workspace.channel("#leads").id
    file = client.files_upload_v2(channel=leads, content="<b>", filename="a.html")["file"]
    status, headers, text = ask(slack, f"/page/files/{file['id']}")
    assert (status, text) == (200, "<b>")
    assert headers["content-disposition"].startswith("attachment")
    assert ask(slack, "/page/files/F404")[0] == 404


def test_streams_end_with_the_workspace() -> None:
    with open_workspace(routes=page_routes) as slack:
        stream = Stream(slack, "person=dana&place=leads")
        stream.next()
    with stream, pytest.raises(EOFError):
        stream.next()

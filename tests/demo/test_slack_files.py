"""Files in three steps against Slack's own SDK: announced, sent, completed; and what is refused."""

from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from demo.slack import Channel, Fault, Slack, open_workspace
from demo.slack.files import MOST_BYTES

CHANNELS = ("#leads", Channel("elsewhere", has_bot=False))
SCOPES = ("chat:write", "files:write", "files:read")


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with open_workspace(channels=CHANNELS, bot_scopes=SCOPES) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(slack: Slack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url)


def fetch(url: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
    request = Request(url, data=data, headers=headers)
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def announced(client: WebClient, length: int = 3) -> tuple[str, str]:
    answer = client.files_getUploadURLExternal(filename="a.txt", length=length)
    return str(answer["file_id"]), str(answer["upload_url"])


def test_the_sdk_uploads_into_a_thread(slack: Slack, client: WebClient) -> None:
    leads = slack.workspace.channel("#leads").id
    opener = client.chat_postMessage(channel=leads, text="digest")["ts"]
    answer = client.files_upload_v2(
        channel=leads,
        thread_ts=str(opener),
        initial_comment="as a picture",
        file_uploads=[
            {"content": "one", "filename": "one.csv", "title": "One"},
            {"content": "two", "filename": "two.png", "title": "Two", "alt_txt": "a chart"},
        ],
    )
    said = slack.messages("#leads")[-1]
    shared = said.as_slack("T")["files"]
    assert (said.text, said.subtype, said.thread_ts) == ("as a picture", "file_share", opener)
    assert [(f["name"], f["title"], f["size"], f["alt_txt"]) for f in shared] == [
        ("one.csv", "One", 3, ""),
        ("two.png", "Two", 3, "a chart"),
    ]
    assert [f["id"] for f in answer["files"]] == [f["id"] for f in shared]
    assert client.files_info(file=shared[1]["id"])["file"]["mimetype"] == "image/png"
    bearer = f"Bearer {slack.bot_token}"
    assert fetch(shared[0]["url_private"], Authorization=bearer) == (200, "one")
    assert fetch(shared[0]["url_private"])[0] == 403


def test_a_form_with_the_file_in_it_is_as_good(client: WebClient) -> None:
    file, url = announced(client)
    form = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc\r\n--x--'
    )
    kind = "multipart/form-data; boundary=x"
    assert fetch(url, form, **{"Content-Type": kind}) == (200, "OK - 3")
    assert client.files_completeUploadExternal(files=[{"id": file}])["files"][0]["size"] == 3


def test_bytes_that_were_not_announced_are_refused(slack: Slack, client: WebClient) -> None:
    _, url = announced(client)
    status, text = fetch(url, b"four")
    assert (status, text.split()[0]) == (400, "length_mismatch")
    assert fetch(f"{slack.url}/upload/v1/unknown", b"abc")[0] == 400


def refusal(client: WebClient, method: str, **arguments: Any) -> Any:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=arguments)
    return caught.value.response["error"]


ANNOUNCEMENTS = [
    ({"filename": "a"}, "invalid_arguments"),
    ({"length": 3}, "invalid_arguments"),
    ({"filename": "a", "length": 0}, "invalid_arguments"),
    ({"filename": "a", "length": "many"}, "invalid_arguments"),
    ({"filename": "a", "length": MOST_BYTES + 1}, "file_upload_size_restricted"),
]


@pytest.mark.parametrize(("arguments", "error"), ANNOUNCEMENTS)
def test_announcements_refused(client: WebClient, arguments: dict[str, Any], error: str) -> None:
    assert refusal(client, "files.getUploadURLExternal", **arguments) == error


def test_completions_refused(slack: Slack, client: WebClient) -> None:
    def complete(**arguments: Any) -> Any:
        return refusal(client, "files.completeUploadExternal", **arguments)

    file, url = announced(client)
    files = [{"id": file}]
    elsewhere = slack.workspace.channel("#elsewhere").id
    before = len(slack.messages("#leads"))
    assert complete() == "invalid_arguments"
    assert complete(files="[{") == "invalid_arguments"
    assert complete(files=[{"id": "F404"}]) == "file_not_found"
    assert complete(files=files) == "file_not_found"
    assert refusal(client, "files.info", file=file) == "file_not_found"
    fetch(url, b"abc")
    assert complete(files=files, channel_id="C404") == "channel_not_found"
    assert complete(files=files, channel_id="#leads") == "channel_not_found"
    assert complete(files=files, channel_id=elsewhere) == "not_in_channel"
    assert len(slack.messages("#leads")) == before
    client.api_call("files.completeUploadExternal", json={"files": files})
    assert complete(files=files) == "file_not_found"


def test_uploading_needs_its_scope() -> None:
    with open_workspace(bot_scopes=["chat:write"]) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        asked = {"filename": "a", "length": 3}
        assert refusal(client, "files.getUploadURLExternal", **asked) == "missing_scope"


def test_an_upload_can_go_wrong_on_demand(slack: Slack, client: WebClient) -> None:
    file, url = announced(client)
    slack.faults.next("upload_url", Fault("server_error"), Fault("server_error", accepted=True))
    assert fetch(url, b"abc")[0] == 503
    assert fetch(url, b"abc")[0] == 503
    assert client.files_completeUploadExternal(files=[{"id": file}])["ok"]

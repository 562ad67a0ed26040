"""People over a real socket: answered in the acknowledgement, refused or told what went wrong."""

import pytest
from slack_bolt import BoltRequest

from demo.slack import Fault, Message, words
from tests.bot.referred import filled, newly
from tests.bot.stage import Stage, handed_over, rows


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/oql", "/oql top"),
        ("/oql acme.com", "I know no company called acme.com."),
        ("/oql <!channel>", "I know no company called &lt;!channel&gt;."),
        ("/dql help", "/dql refer"),
        ("/dql list", "No referrals yet."),
    ],
)
def test_a_command_is_answered_to_whoever_asked(stage: Stage, line: str, answer: str) -> None:
    before = len(stage.slack.messages("#general"))
    answered = stage.slack.command("ellis", "#general", line)
    assert answered.failed == ""
    assert answer in words(stage.slack.ephemerals("ellis")[-1]).replace("`", "")
    assert len(stage.slack.messages("#general")) == before


def broken_button(stage: Stage, action_id: str, value: str) -> Message:
    """A message with a button as no view of ours makes it."""
    text = {"type": "plain_text", "text": "Press"}
    button = {"type": "button", "text": text, "action_id": action_id, "value": value}
    stage.workspace.posting.chat_postMessage(
        channel="#leads", text=value, blocks=[{"type": "actions", "elements": [button]}]
    )
    return stage.slack.wait_for_message("#leads", value)


def test_an_unknown_button_says_where_to_look(stage: Stage) -> None:
    message = broken_button(stage, "of_a_later_version", "x1")
    answer = stage.slack.click("sam", message, "of_a_later_version")
    assert answer.failed == ""
    stage.slack.wait_for(lambda: answer.responses)
    assert "another version of mine" in answer.responses[0]["text"]


def test_an_error_behind_a_button_has_an_id_for_the_person_and_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    message = broken_button(stage, "referral_accept", "seven")
    answer = stage.slack.click("sam", message, "referral_accept")
    stage.slack.wait_for(lambda: answer.responses)
    check_error(answer.responses[0]["text"], caplog, "ValueError")


def test_an_error_behind_a_command_has_an_id_for_the_person_and_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    rename(stage, "company", "mislaid")
    try:
        answer = stage.slack.command("ellis", "#general", "/oql acme.com")
    finally:
        rename(stage, "mislaid", "company")
    check_error(answer.text, caplog, "sqlalchemy.exc.")


def test_an_error_behind_a_form_keeps_what_was_typed_and_it_can_be_sent_again(
    stage: Stage, card: Message, caplog: pytest.LogCaptureFixture
) -> None:
    stage.slack.click("sam", card, "referral_decline")
    stage.slack.wait_for_view("sam", "Decline DQL-")
    rename(stage, "referral", "mislaid")
    try:
        answer = stage.slack.submit("sam", None, {"reason": {"value": "no budget this year"}})
    finally:
        rename(stage, "mislaid", "referral")
    assert answer.view is not None
    [said, *_] = answer.view.blocks
    check_error(said["text"]["text"], caplog, "sqlalchemy.exc.")
    again = stage.slack.wait_for_view("sam", "Decline DQL-")
    assert "no budget this year" in str(again.blocks)
    assert stage.slack.submit("sam", again).closed
    assert state_of(stage, card) == "declined"


def rename(stage: Stage, table: str, name: str) -> None:
    with stage.services.ledger.write() as session:
        session.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


def check_error(said: str, caplog: pytest.LogCaptureFixture, reason: str) -> None:
    assert said.startswith("Sorry, something went wrong on my side (error id `")
    code = said.split("`")[1]
    [record] = [r for r in caplog.records if r.name == "bot.desk" and r.exc_info]
    assert code in record.getMessage()
    assert reason in str(record.exc_info)
    assert reason not in said


@pytest.fixture
def card(stage: Stage) -> Message:
    """A referral of Dana's, as its team sees it."""
    return handed_over(stage)


def state_of(stage: Stage, card: Message) -> str:
    number = card.text.split(":")[0].removeprefix("DQL-")
    return str(rows(stage, "SELECT state FROM referral WHERE id = ?", number)[0][0])


def test_two_accept_and_the_second_hears_of_the_first(stage: Stage, card: Message) -> None:
    first = stage.slack.click("sam", card, "referral_accept")
    second = stage.slack.click("ellis", card, "referral_accept")
    sam = stage.slack.person("sam").id
    stage.slack.wait_for(lambda: second.responses)
    assert (first.responses, state_of(stage, card)) == ([], "accepted")
    assert f"was already accepted (<@{sam}>, " in second.responses[0]["text"]


def test_declining_asks_for_a_reason(stage: Stage, card: Message) -> None:
    stage.slack.click("sam", card, "referral_decline")
    form = stage.slack.wait_for_view("sam", "Decline DQL-")
    refused = stage.slack.submit("sam", form, {"reason": {"value": "..."}})
    assert refused.errors == {"reason": "The referrer will want to know why."}
    assert state_of(stage, card) == "open"
    assert stage.slack.submit("sam", form, {"reason": {"value": "no budget"}}).closed
    assert state_of(stage, card) == "declined"


def test_strangers_are_refused(stage: Stage, card: Message) -> None:
    answer = stage.slack.click("stranger", card, "referral_accept")
    stage.slack.wait_for(lambda: answer.responses)
    assert answer.responses[0]["text"].startswith("Sorry: only members of the workspace")
    assert state_of(stage, card) == "open"


def test_a_command_from_another_workspace_is_refused(stage: Stage) -> None:
    body = {"command": "/dql", "text": "list all", "team_id": "T0ELSEWHERE", "user_id": "U1"}
    answer = stage.app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    assert "Sorry: only members of the workspace" in str(answer.body)


FORM = filled("Bo Brown")


def test_a_form_says_what_is_wrong_where_and_then_is_a_referral(stage: Stage) -> None:
    assert stage.slack.command("dana", "#general", "/dql refer").failed == ""
    form = stage.slack.wait_for_view("dana", "Refer to a team")
    wrong = {**FORM, "person": newly("?!"), "company": {"value": "gmail.com"}}
    answer = stage.slack.submit("dana", form, wrong)
    assert answer.errors == {
        "person": "Who is it? Give a name.",
        "company": "gmail.com is no company's domain (free): name the company",
    }
    made = stage.slack.submit("dana", form, FORM)
    assert made.view is not None
    assert "*Bo Brown* is handed to sales" in str(made.view.blocks)
    stage.slack.close("dana", everything=True)
    named = rows(stage, "SELECT team, origin FROM referral WHERE person_name = 'Bo Brown'")
    assert named == [("sales", "talk")]


def test_a_form_that_slack_does_not_open_is_told(stage: Stage) -> None:
    stage.slack.faults.next("views.open", Fault("refused", error="internal_error"))
    answer = stage.slack.command("dana", "#general", "/dql refer")
    assert answer.text == "Slack did not let me open the form. Please try again."

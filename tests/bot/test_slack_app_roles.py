"""Who may, over a real socket: asked at the command, the button and the form, each time anew."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import roles_reader
from bot.clock import now
from bot.roles import Role
from demo.slack import Channel, Fault, Message, Person, open_workspace, words
from ledger import jobs
from tests.bot.referred import filled
from tests.bot.stage import Stage, connected, handed_over, rows

PEOPLE = (
    Person("dana"),
    Person("sam"),
    Person("olive"),
    Person("ellis", is_admin=True),
    Person("gus", is_restricted=True),
)
CHANNELS = (
    Channel("#leads", members=["dana", "gus"]),
    Channel("#dql-sales", members=["sam", "gus"]),
    "#general",
)
GUESTS = "Sorry: I answer full members of this workspace, not guests or visitors."


@pytest.fixture(scope="module")
def stage(shared: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A workspace in which each person is something else."""
    folder: Path = tmp_path_factory.mktemp("roles")
    opening = open_workspace(people=PEOPLE, channels=CHANNELS, ack_seconds=2, redelivery=())
    with opening as slack, connected(slack, folder, where=shared) as connection:
        yield connection


@pytest.fixture
def card(stage: Stage) -> Message:
    """A referral of Dana's, as its team sees it."""
    return handed_over(stage)


def mention(stage: Stage, name: str) -> str:
    return f"<@{stage.slack.person(name).id}>"


@pytest.mark.parametrize(
    ("name", "line", "begins"),
    [
        ("gus", "/oql acme.com", GUESTS),
        ("gus", "/oql top", GUESTS),
        ("gus", "/dql list", GUESTS),
        ("gus", "/dql help", "/dql help"),
        ("gus", "/oql", "/oql help"),
        ("olive", "/oql acme.com", "I know no company called acme.com."),
        ("olive", "/oql top", "Companies by points"),
        ("olive", "/dql refer", "Sorry: only DevRel can do this."),
        ("sam", "/oql ignore acme.com", "Sorry: only DevRel can do this."),
        ("sam", "/oql review", "Sorry: only DevRel can do this."),
        ("dana", "/oql review", "Nothing to review"),
        ("ellis", "/oql review", "Nothing to review"),
    ],
)
def test_a_command_asks_for_the_role(stage: Stage, name: str, line: str, begins: str) -> None:
    answered = stage.slack.command(name, "#general", line)
    assert answered.text.startswith(begins)
    is_refused = begins.startswith("Sorry")
    assert (f"Please ask {mention(stage, 'dana')}." in answered.text) == is_refused
    assert stage.slack.view_of(name) is None


@pytest.mark.parametrize(
    ("name", "begins"), [("gus", GUESTS), ("olive", "Sorry: only the team and DevRel")]
)
def test_a_button_asks_for_the_role(stage: Stage, card: Message, name: str, begins: str) -> None:
    pressed = stage.slack.click(name, card, "referral_accept")
    stage.slack.wait_for(lambda: pressed.responses)
    [told] = pressed.responses
    assert told["text"].startswith(begins)
    assert told["response_type"] == "ephemeral"
    number = card.text.split(":")[0].removeprefix("DQL-")
    assert rows(stage, "SELECT state FROM referral WHERE id = ?", number) == [("open",)]
    assert stage.slack.click("sam", card, "referral_accept").responses == []
    assert rows(stage, "SELECT state FROM referral WHERE id = ?", number) == [("accepted",)]


def test_a_form_asks_again_for_a_role_that_was_lost_meanwhile(stage: Stage) -> None:
    slack, before = stage.slack, rows(stage, "SELECT id FROM referral")
    slack.join_channel("olive", "#leads")
    roles_reader.refresh(stage.services, stage.workspace.reading, now())
    slack.command("olive", "#general", "/dql refer")
    form = slack.wait_for_view("olive", "Refer to a team")
    slack.leave_channel("olive", "#leads")
    roles_reader.refresh(stage.services, stage.workspace.reading, now())
    answer = slack.submit("olive", form, filled("Bo"))
    assert answer.view is not None
    assert "only DevRel can do this" in str(answer.view.blocks)
    assert rows(stage, "SELECT id FROM referral") == before


@pytest.mark.parametrize(("channel", "is_ours"), [("#leads", True), ("#general", False)])
def test_who_enters_a_channel_of_ours_has_the_roles_read_soon(
    stage: Stage, channel: str, is_ours: bool
) -> None:
    tomorrow = now() + timedelta(days=1)
    with stage.services.ledger.write() as session:
        jobs.claim(session, roles_reader.JOB, tomorrow, tomorrow + roles_reader.EVERY)
    stage.slack.join(f"new-{channel[1:]}", channel=channel)
    stage.slack.settle()
    stage.slack.command("dana", "#general", "/dql list")  # what an event began is behind it

    def is_due() -> bool:
        with stage.services.ledger.read() as session:
            return jobs.is_due(session, roles_reader.JOB, now())

    if is_ours:
        stage.slack.wait_for(is_due)
    assert is_due() == is_ours


def test_who_joined_just_now_is_answered_as_what_they_are(stage: Stage) -> None:
    stage.slack.join("fresh")
    answered = stage.slack.command("fresh", "#general", "/oql acme.com")
    assert answered.text.startswith("I know no company called acme.com.")
    stage.slack.join("visiting", is_ultra_restricted=True)
    assert stage.slack.command("visiting", "#general", "/oql acme.com").text.startswith(GUESTS)


def test_whom_slack_does_not_tell_of_is_refused_for_the_moment(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.slack.join("unheard")
    stage.slack.faults.next("users.info", Fault("refused", error="fatal_error"))
    answered = stage.slack.command("unheard", "#general", "/oql acme.com")
    assert answered.text.startswith("Slack did not tell me who you are, so I did nothing.")
    assert "fatal_error" in caplog.text
    assert stage.services.roles.of(stage.slack.person("unheard").id).role is Role.NOBODY
    again = stage.slack.command("unheard", "#general", "/oql acme.com")
    assert again.text.startswith("I know no company")


def test_a_used_up_link_is_followed_by_a_direct_message(stage: Stage, card: Message) -> None:
    stage.slack.faults.next("response_url", Fault("server_error", status=404))
    stage.slack.click("olive", card, "referral_accept")
    told = stage.slack.wait_for_message("@olive", "only the team and DevRel")
    assert mention(stage, "dana") in words(told)

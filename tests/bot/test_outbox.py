"""Posting to a Slack that misbehaves: each cause is heard once, in order, and none is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.channels import Channels
from bot.clients import posting_client
from bot.outbox import EVENT, GRACE, LONGEST_WAIT, TRIES, Outbox, back_off
from bot.views.notice_views import VIEWS
from demo.slack import BOT_SCOPES, Channel, Fault, RateLimit, Slack, open_workspace
from ledger import notices
from ledger.engine import Ledger
from ledger.tables import Notice
from tests.bot import told

PLACES = ("#leads", "#dql-sales", Channel("elsewhere", has_bot=False))


class Clock:
    """A clock that Slack and the outbox share, and that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def forward(self, by: timedelta | float) -> None:
        self.now += by if isinstance(by, timedelta) else timedelta(seconds=by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[Slack]:
    with open_workspace(channels=PLACES, clock=clock.seconds) as opened:
        yield opened


def outbox_at(slack: Slack, ledger: Ledger, clock: Clock, url: str = "") -> Outbox:
    """A new outbox, as after a restart: nothing is remembered but what the ledger holds."""
    reading = WebClient(slack.bot_token, base_url=url or slack.api_url, retry_handlers=[])
    posting = posting_client(slack.bot_token, url or slack.api_url)
    return Outbox(ledger, posting, reading, Channels(reading), VIEWS, "#leads", clock)


@pytest.fixture
def outbox(slack: Slack, ledger: Ledger, clock: Clock) -> Outbox:
    return outbox_at(slack, ledger, clock)


def queue(outbox: Outbox, key: str, channel: str = notices.LEADS, **more: Any) -> None:
    """Queues news of a company that is called like the key."""
    values = {"kind": "oql3", "facts": told.company(key, 1), **more}
    with outbox.ledger.write() as session:
        notices.queue(session, key, channel=channel, now=outbox.clock(), **values)


def state(outbox: Outbox, key: str) -> Notice:
    with outbox.ledger.read() as session:
        found = notices.by_key(session, key)
    assert found is not None
    return found


def heard(slack: Slack, channel: str = "#leads") -> list[str]:
    """The first word of each message in a channel, in order."""
    return [message.text.split(" ")[0] for message in slack.messages(channel)]


def test_posted_once_and_marked(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "acme")
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    [message] = slack.messages("#leads")
    assert message.metadata == {"event_type": EVENT, "event_payload": {"outbox_id": "acme"}}
    kept = state(outbox, "acme")
    assert (kept.state, kept.sent_ts, kept.sent_channel) == ("sent", message.ts, message.channel)
    assert kept.sent_at == outbox.clock()


def test_one_message_a_second_and_channel(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    for key in ("one", "two"):
        queue(outbox, key)
        queue(outbox, f"{key}-sales", "#dql-sales")
    assert outbox.deliver() == 2
    clock.forward(1)
    assert outbox.deliver() == 2
    assert heard(slack) == ["one", "two"]
    assert heard(slack, "#dql-sales") == ["one-sales", "two-sales"]


def test_a_rate_limit_rests_its_channel_alone(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    queue(outbox, "one")
    queue(outbox, "two", "#leads")  # the same channel, by its name
    queue(outbox, "sales", "#dql-sales")
    slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=7))
    assert outbox.deliver() == 1
    assert (heard(slack), heard(slack, "#dql-sales")) == ([], ["sales"])
    clock.forward(6.9)
    assert outbox.deliver() == 0
    clock.forward(0.1)
    assert outbox.deliver() == 1
    clock.forward(1)
    assert outbox.deliver() == 1
    assert heard(slack) == ["one", "two"]


def test_a_strict_slack_gets_everything_in_order(ledger: Ledger, clock: Clock) -> None:
    pace = RateLimit(per_second=0.25, burst=2)
    with open_workspace(channels=PLACES, clock=clock.seconds, post_rate=pace) as slack:
        outbox = outbox_at(slack, ledger, clock)
        keys = [f"company{n}" for n in range(8)]
        for key in keys:
            queue(outbox, key)
        for _ in range(60):
            outbox.deliver()
            clock.forward(1)
        assert heard(slack) == keys


TROUBLE = [
    Fault("reset"),
    Fault("server_error", status=503),
    Fault("server_error", status=500),
    Fault("refused", error="internal_error"),
    Fault("server_error", status=200),  # a page in place of Slack's answer
]


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "lost"])
@pytest.mark.parametrize("fault", TROUBLE, ids=lambda fault: f"{fault.kind} {fault.status}")
def test_a_lost_answer_is_settled_by_looking_back(
    slack: Slack, outbox: Outbox, clock: Clock, fault: Fault, accepted: bool
) -> None:
    trouble = Fault(fault.kind, accepted=accepted, status=fault.status, error=fault.error)
    slack.faults.next("chat.postMessage", trouble)
    queue(outbox, "acme")
    queue(outbox, "other")
    assert outbox.deliver() == 1
    assert state(outbox, "acme").state == "sending"
    clock.forward(GRACE - timedelta(seconds=1))
    outbox.deliver()
    assert sorted(heard(slack)) == ["acme", "other"] if accepted else ["other"]
    clock.forward(1)
    outbox.deliver()
    assert sorted(heard(slack)) == ["acme", "other"]
    found = next(m for m in slack.messages("#leads") if m.text.startswith("acme"))
    kept = state(outbox, "acme")
    assert (kept.state, kept.sent_ts, kept.error) == ("sent", found.ts, "")
    clock.forward(GRACE)
    assert outbox.deliver() == 0


def test_looking_back_reads_every_page(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    queue(outbox, "acme")
    outbox.deliver()
    for n in range(210):
        slack.say("sam", "#leads", f"talk {n}")
    clock.forward(GRACE)
    assert outbox.deliver() == 0
    assert state(outbox, "acme").state == "sent"


def test_a_channel_that_is_not_there_is_told_in_leads(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "acme", "#no-such-channel")
    assert outbox.deliver() == 1
    assert heard(slack) == ["acme"]


@pytest.mark.parametrize("archived", [False, True], ids=["not invited", "archived"])
def test_a_channel_that_cannot_be_used_is_told_in_leads(
    slack: Slack, outbox: Outbox, archived: bool
) -> None:
    place = slack.workspace.channel("#dql-sales" if archived else "#elsewhere")
    place.is_archived = archived
    queue(outbox, "acme", place.id)
    outbox.deliver()
    assert (heard(slack), state(outbox, "acme").state) == (["acme"], "sent")


def test_a_private_channel_by_name_where_the_app_may_see_it(ledger: Ledger, clock: Clock) -> None:
    places = ("#leads", Channel("inner", is_private=True))
    scopes = (*BOT_SCOPES, "groups:read")
    with open_workspace(channels=places, clock=clock.seconds, bot_scopes=scopes) as slack:
        outbox = outbox_at(slack, ledger, clock)
        queue(outbox, "acme", "#inner")
        outbox.deliver()
        assert (heard(slack, "#inner"), heard(slack)) == (["acme"], [])


def test_news_for_one_person_is_nobody_elses(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "gone", "U0NOBODY")
    queue(outbox, "sam", slack.person("sam").id)
    assert outbox.deliver() == 1
    assert heard(slack, "@sam") == ["sam"]
    assert heard(slack) == []
    assert state(outbox, "gone").state == "dead"


def edit(outbox: Outbox, key: str, anchor: str) -> None:
    queue(outbox, key, operation=notices.UPDATE, anchor=anchor)


def test_edits_come_after_their_message_and_in_order(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=5))
    queue(outbox, "card", "#dql-sales")
    edit(outbox, "accepted", "card")
    edit(outbox, "outcome", "card")
    assert outbox.deliver() == 0
    clock.forward(5)
    slack.faults.next("chat.update", Fault("server_error", status=503))
    for _ in range(10):
        outbox.deliver()
        clock.forward(1)
    assert heard(slack, "#dql-sales") == ["outcome"]
    assert heard(slack) == []
    sent = [state(outbox, key).sent_at for key in ("card", "accepted", "outcome")]
    assert None not in sent
    assert sent == sorted(sent, key=str)


def test_an_edit_of_what_was_never_posted_is_given_up(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "card", "#dql-sales", facts={})
    edit(outbox, "accepted", "card")
    outbox.deliver()
    assert [state(outbox, key).state for key in ("card", "accepted")] == ["dead", "dead"]
    assert state(outbox, "accepted").error == "the message to edit was never posted"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("no such kind", {}),
        ("oql3", {}),
        ("oql3", {**told.company("x", 1), "name": None}),
        ("oql3", {**told.company("x", 1), "points": "many"}),
        ("oql3", {**told.company("x", 1), "newest": [{**told.activity("x"), "day": "today"}]}),
        ("referral", {**told.referral("x"), "steps": []}),
        ("referral", {**told.referral("x"), "steps": [{**told.step(), "at": 10**20}]}),
    ],
)
def test_what_no_view_can_show_is_dead_and_the_rest_goes_on(
    slack: Slack, outbox: Outbox, clock: Clock, kind: str, facts: dict[str, Any]
) -> None:
    queue(outbox, "broken", kind=kind, facts=facts)
    queue(outbox, "fine")
    outbox.deliver()
    assert (state(outbox, "broken").state, heard(slack)) == ("dead", ["fine"])
    assert state(outbox, "broken").error
    clock.forward(GRACE)
    assert outbox.deliver() == 0


@pytest.mark.parametrize(
    ("scopes", "channel"),
    [
        (tuple(scope for scope in BOT_SCOPES if scope != "channels:history"), notices.LEADS),
        (BOT_SCOPES, "@sam"),  # reading direct messages is a scope that the app does not ask for
    ],
)
def test_where_looking_back_is_impossible_it_is_not_said_twice(
    ledger: Ledger, clock: Clock, scopes: tuple[str, ...], channel: str
) -> None:
    with open_workspace(channels=PLACES, clock=clock.seconds, bot_scopes=scopes) as slack:
        outbox = outbox_at(slack, ledger, clock)
        to = slack.person("sam").id if channel == "@sam" else channel
        slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
        queue(outbox, "acme", to)
        for _ in range(3):
            outbox.deliver()
            clock.forward(GRACE)
        kept = state(outbox, "acme")
        assert (kept.state, kept.error) == ("uncertain", "cannot look it up: missing_scope")
        assert heard(slack, channel or "#leads") == ["acme"]


def claimed(outbox: Outbox) -> Notice:
    """A process that dies right after it has marked a notice as being sent."""
    with outbox.ledger.write() as session:
        notice = notices.claim(session, outbox.clock())
    assert notice is not None
    return notice


@pytest.mark.parametrize("posted", [True, False])
def test_after_a_crash_while_sending(
    slack: Slack, outbox: Outbox, clock: Clock, posted: bool
) -> None:
    queue(outbox, "acme")
    claimed(outbox)
    if posted:
        mark = {"event_type": EVENT, "event_payload": {"outbox_id": "acme"}}
        outbox.posting.chat_postMessage(channel="#leads", text="acme", metadata=mark)
    clock.forward(GRACE)
    again = outbox_at(slack, outbox.ledger, clock)
    assert again.deliver() == (0 if posted else 1)
    assert (heard(slack), state(again, "acme").state) == (["acme"], "sent")


def test_after_a_crash_while_editing(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    queue(outbox, "card")
    outbox.deliver()
    edit(outbox, "accepted", "card")
    claimed(outbox)
    clock.forward(GRACE)
    outbox_at(slack, outbox.ledger, clock).deliver()
    assert heard(slack) == ["accepted"]


def test_while_slack_is_away_nothing_is_lost_or_doubled(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    away = outbox_at(slack, outbox.ledger, clock, url="http://127.0.0.1:9/api/")
    for key in ("one", "two"):
        queue(outbox, key)
    for _ in range(5):
        assert away.deliver() == 0
        clock.forward(timedelta(hours=1))
    for _ in range(3):
        outbox.deliver()
        clock.forward(1)
    assert sorted(heard(slack)) == ["one", "two"]


@pytest.mark.parametrize(("tries", "end"), [(TRIES - 1, "sent"), (TRIES, "dead")])
def test_a_refusal_that_somebody_can_mend_is_tried_for_about_a_day(
    slack: Slack, outbox: Outbox, clock: Clock, tries: int, end: str
) -> None:
    assert sum(map(back_off, range(1, TRIES)), timedelta()) > timedelta(hours=20)
    queue(outbox, "acme", slack.workspace.channel("#leads").id)
    with outbox.ledger.write() as session:
        session.get_one(Notice, state(outbox, "acme").id).attempts = tries - 1
    slack.workspace.revoked.add(slack.bot_token)
    assert outbox.deliver() == 0
    slack.workspace.revoked.clear()
    assert outbox.deliver() == 0
    clock.forward(LONGEST_WAIT)
    outbox.deliver()
    kept = state(outbox, "acme")
    assert (kept.state, heard(slack)) == (end, ["acme"] * (end == "sent"))
    assert kept.error == ("" if end == "sent" else f"token_revoked, {TRIES} times")


def test_told_to_stop_it_stops_between_two_messages(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "one")
    queue(outbox, "two", "#dql-sales")
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 1

    assert outbox.deliver(stop) == 1
    assert state(outbox, "two").state == "pending"


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 2), (5, 32), (9, 512), (10, 900), (1_000_000, 900)]
)
def test_back_off(attempt: int, seconds: int) -> None:
    assert back_off(attempt) == timedelta(seconds=seconds)

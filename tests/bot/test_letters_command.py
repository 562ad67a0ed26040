"""Dead letters on the command line: listed, read or sent once more, given up."""

from contextlib import closing

import pytest

from ledger import inbox, notices
from ledger.schema import open_ledger
from tests.bot.command_line import Leadlight
from tests.builders import NOW
from tests.conftest import UTC_ZONE

# Which a later version may read: today it is dead only because the test says so.
READABLE = {
    "type": "event_callback",
    "team_id": "T1",
    "event_time": 1_795_176_000,
    "event": {
        "type": "team_join",
        "event_ts": "1795176000.000000",
        "user": {"id": "U0ADA", "team_id": "T1", "name": "ada", "updated": 1_795_176_000},
    },
}
NOTHING = "Every Slack event could be read, and no message is stuck.\n"
POISON = {"event": {"type": "team_join", "user": "zofia@quill.example"}}


@pytest.fixture
def two(leadlight_url: str) -> list[str]:
    """The ids of two dead letters, of which the first can be read."""
    with closing(open_ledger(leadlight_url, UTC_ZONE)) as ledger, ledger.write() as session:
        for name, payload in (("Ev1", READABLE), ("Ev2", POISON)):
            inbox.store(session, "T1", name, payload, NOW)
        ids = [one.id for one in inbox.waiting(session, 9)]
        for one in ids:
            inbox.close(session, one, NOW, "no user in it")
    return [str(one) for one in ids]


def test_they_are_listed_without_anybody(leadlight: Leadlight, two: list[str]) -> None:
    told = leadlight("letters")
    assert told.code == 0
    assert f"{two[0]}  " in told.out
    assert "team_join  2026-11-20T12:00+00:00  no user in it" in told.out
    assert "quill" not in told.out
    listed = leadlight("letters", "--json").json
    assert listed["messages"] == []
    [one, _] = listed["events"]
    assert one["received_at"] == "2026-11-20T12:00+00:00"
    assert "`leadlight letters` lists them" in leadlight("doctor").out


def test_replayed_what_can_be_read_counts_and_the_rest_stays(
    leadlight: Leadlight, two: list[str]
) -> None:
    told = leadlight("letters", "--replay", "all", "--json")
    assert told.code == 1
    assert (told.json["read"], told.json["new"]) == (1, 1)
    [still] = told.json["dead"]
    assert str(still) == two[1]
    assert (told.json["sent"], told.json["uncertain"]) == ([], [])
    again = leadlight("letters", "--replay", two[1])
    assert again.code == 1
    assert f"event {two[1]} still cannot be read: " in again.err
    assert "quill" not in again.err


def test_discarded_they_are_gone(leadlight: Leadlight, two: list[str]) -> None:
    assert leadlight("letters", "--discard", two[1], "404").code == 1
    told = leadlight("letters", "--discard", "all", "--json").json
    assert told == {"events": [int(two[0])], "messages": []}
    assert leadlight("letters").out == NOTHING


@pytest.mark.parametrize("typed", [["one"], ["all", "2"], ["-1"], ["m"], ["mm1"], ["x1"]])
def test_what_is_no_id_is_refused(leadlight: Leadlight, two: list[str], typed: list[str]) -> None:
    assert leadlight("letters", "--discard", *typed).code == 2
    assert len(leadlight("letters", "--json").json["events"]) == 2


@pytest.fixture
def stuck(leadlight_url: str) -> list[str]:
    """Two messages that were given up: one is surely not in Slack, the other may be."""
    with closing(open_ledger(leadlight_url, UTC_ZONE)) as ledger, ledger.write() as session:
        for key, state in (("a", notices.DEAD), ("b", notices.UNCERTAIN), ("c", notices.SENT)):
            notices.queue(session, f"digest:{key}", "digest", "#leads", {"secret": "quill"}, NOW)
            claimed = notices.claim(session, NOW)
            assert claimed is not None
            notices.give_up(session, claimed.id, state, "is_archived")
        return [f"m{one.id}" for one in notices.with_prefix(session, "digest:")][:2]


def test_messages_are_listed_without_their_words(leadlight: Leadlight, stuck: list[str]) -> None:
    told = leadlight("letters").out
    assert "quill" not in told
    [dead, uncertain] = [line.split() for line in told.splitlines() if "digest:" in line]
    assert dead == [stuck[0], "dead", "digest:a", "#leads", "2026-11-20T12:00+00:00", "is_archived"]
    assert uncertain[:3] == [stuck[1], "uncertain", "digest:b"]
    found = leadlight("letters", "--json").json
    assert found["events"] == []
    assert [(one["id"], one["state"]) for one in found["messages"]] == [
        (stuck[0], "dead"),
        (stuck[1], "uncertain"),
    ]


def test_only_who_is_sure_sends_again_what_may_be_there(
    leadlight: Leadlight, stuck: list[str]
) -> None:
    ran = leadlight("letters", "--replay", *stuck)
    assert ran.code == 1
    assert ran.out == "1 message waits to be posted by the service.\n"
    assert f"{stuck[1]} may be in Slack already" in ran.err
    again = leadlight("letters", "--replay", "all", "--json")
    assert (again.code, again.json["sent"], again.json["uncertain"]) == (1, [], stuck[1:])
    sure = leadlight("letters", "--replay", "all", "--yes", "--json")
    assert (sure.code, sure.json["sent"], sure.json["uncertain"]) == (0, stuck[1:], [])
    assert leadlight("letters").out == NOTHING
    assert "ok    messages: 2 waiting" in leadlight("doctor").out


def test_messages_that_are_given_up_are_told_no_more(
    leadlight: Leadlight, stuck: list[str]
) -> None:
    ran = leadlight("letters", "--discard", stuck[1], "m404")
    assert (ran.code, ran.out) == (1, "1 message is given up.\n")
    assert "nothing that got stuck has the id m404" in ran.err
    assert leadlight("letters", "--discard", "all", "--json").json["messages"] == stuck[:1]
    assert leadlight("letters").out == NOTHING
    assert "ok    messages: 0 waiting" in leadlight("doctor").out

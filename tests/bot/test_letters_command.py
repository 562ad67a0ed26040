"""Dead letters on the command line: listed, read once more, emptied."""

from contextlib import closing
from pathlib import Path

import pytest

from ledger import inbox
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
POISON = {"event": {"type": "team_join", "user": "zofia@quill.example"}}


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    """The ids of two dead letters, of which the first can be read."""
    url = f"sqlite:///{tmp_path / 'leadlight.db'}"
    with closing(open_ledger(url, UTC_ZONE)) as ledger, ledger.write() as session:
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
    [one, _] = leadlight("letters", "--json").json
    assert one["received_at"] == "2026-11-20T12:00+00:00"
    assert "`leadlight letters` lists them" in leadlight("doctor").out


def test_replayed_what_can_be_read_counts_and_the_rest_stays(
    leadlight: Leadlight, two: list[str]
) -> None:
    told = leadlight("letters", "--replay", "all", "--json")
    assert told.code == 1
    assert (told.json["read"], told.json["new"]) == (1, 1)
    [still] = told.json["dead"]
    assert (str(still["id"]), "quill" in still["reason"]) == (two[1], False)
    again = leadlight("letters", "--replay", two[1])
    assert again.code == 1
    assert f"event {two[1]} still cannot be read: " in again.err


def test_discarded_they_are_gone(leadlight: Leadlight, two: list[str], tmp_path: Path) -> None:
    assert leadlight("letters", "--discard", two[1], "404").code == 1
    assert leadlight("letters", "--discard", "all", "--json").json == {"discarded": [int(two[0])]}
    assert leadlight("letters").out == "Every Slack event could be read.\n"


@pytest.mark.parametrize("typed", [["one"], ["all", "2"], ["-1"]])
def test_what_is_no_id_is_refused(leadlight: Leadlight, two: list[str], typed: list[str]) -> None:
    assert leadlight("letters", "--discard", *typed).code == 2
    assert len(leadlight("letters", "--json").json) == 2

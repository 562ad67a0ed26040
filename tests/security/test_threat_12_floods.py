"""A flood of events fills no disk: beyond a bound they are left to Slack, which sends them again.

Bodies, connections and page views have bounds of their own: tests/bot/test_http_activities.py,
test_http_server.py, test_http_slack.py, test_http_views.py; the threads of the socket:
test_slack_app_busy.py.
"""

from pathlib import Path

import pytest
from slack_bolt import BoltRequest

from ledger import inbox
from ledger.engine import Ledger
from tests.builders import NOW
from tests.promises.doors import House, opened_house
from tests.promises.knocking import OURS


def row(ledger: Ledger, number: int, state: str = inbox.PENDING) -> None:
    """An event with that number."""
    with ledger.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO inbox_event (id, team_id, event_id, payload, received_at, state, error)"
            " VALUES (?, 'T1', ?, '{}', 1795176000000000, ?, '')",
            (number, f"Ev{number}", state),
        )


@pytest.mark.parametrize(
    ("first", "last", "state", "full"),
    [
        (1, inbox.MOST_WAITING, inbox.PENDING, True),
        (1, inbox.MOST_WAITING - 1, inbox.PENDING, False),
        (7, inbox.MOST_WAITING + 5, inbox.PENDING, False),
        (1, inbox.MOST_WAITING, inbox.DONE, False),
    ],
)
def test_threat_12_the_inbox_has_a_bound(
    ledger: Ledger, first: int, last: int, state: str, full: bool
) -> None:
    with ledger.read() as session:
        assert not inbox.is_full(session)
    for number in (first, last):
        row(ledger, number, state)
    with ledger.read() as session:
        assert inbox.is_full(session) is full


def sent(house: House, name: str) -> int:
    """The status that a sign-up is answered with."""
    user = {"id": "U0NEW", "team_id": OURS, "name": "new", "profile": {}}
    event = {"type": "team_join", "user": user, "event_ts": "1795176000.000000"}
    body = {"type": "event_callback", "team_id": OURS, "event_id": name, "event": event}
    request = BoltRequest(mode="socket_mode", body={**body, "event_time": int(NOW.timestamp())})
    return int(house.app.dispatch(request).status)


def test_threat_12_an_event_for_which_there_is_no_room_is_not_acknowledged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened_house(tmp_path) as house:
        assert sent(house, "Ev-first") == 200
        row(house.services.ledger, inbox.MOST_WAITING + 1)
        assert sent(house, "Ev-beyond") == 503
        kept = house.rows("SELECT event_id FROM inbox_event ORDER BY id")
    assert kept == [("Ev-first",), (f"Ev{inbox.MOST_WAITING + 1}",)]
    assert "events wait to be read: no more are taken" in caplog.text

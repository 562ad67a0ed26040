"""A Bolt app that stores events and acknowledges them, over and over, until it is killed."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, Final

from pydantic import SecretStr
from slack_bolt import BoltRequest

from bot.clients import posting_client, reading_client
from bot.services import Services
from bot.slack_app import build_app
from bot.workspaces import Workspace
from ledger import inbox
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.promises.zygote import Witness

TEAM: Final = "T1"
NOWHERE: Final = "http://127.0.0.1:9/api/"
STORED_FIRST, ACKED_FIRST = "stored first", "acknowledged first"


def workspace() -> Workspace:
    """One whose Slack is away: what arrives is stored all the same."""
    client = posting_client("xoxb-example", NOWHERE)
    return Workspace(
        role="internal",
        collects=True,
        team_id=TEAM,
        team_name="Leadlight",
        bot_id="B1",
        bot_user_id="UBOT",
        scopes=frozenset(),
        reading=reading_client("xoxb-example", NOWHERE),
        posting=client,
        forms=client,
        app_token=SecretStr("xapp-example"),
    )


def joined(number: int) -> dict[str, Any]:
    """The sign-up of the member of that number, as Slack sends it."""
    user = {"id": f"U{number}", "team_id": TEAM, "name": f"member{number}", "profile": {}}
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{number}",
        "event_time": 1_795_163_400 + number,
        "event": {"type": "team_join", "user": user},
    }


# Built once, before any life begins: each life gives it the ledger on which it works.
_services = Services(Ledger("sqlite:///none.db"), read_rules(), UTC_ZONE, "", "")
_later = ThreadPoolExecutor(1)
_app = build_app(workspace(), _services, lambda: NOW, _later, _later)


def listen(witness: Witness, url: str, acked: int, order: str) -> None:
    """Takes events from the first on that was not acknowledged; tells each acknowledgement."""
    _services.ledger = open_ledger(url, UTC_ZONE)
    witness.watch(_services.ledger.engine)
    for number in count(acked + 1):
        if order == ACKED_FIRST:
            witness.tell(number)
        if _app.dispatch(BoltRequest(body=joined(number), mode="socket_mode")).status == 200:
            witness.tell(number)
            witness.step("acknowledged")


def stored(ledger: Ledger) -> list[str]:
    """The ids of the events in the inbox, oldest first."""
    with ledger.read() as session:
        waiting = inbox.waiting(session, 1_000_000)
    return [event.payload["event_id"] for event in waiting]

"""One person comes in by every door under one address, and is one person at the domain."""

import io
from collections.abc import Iterator
from typing import Any

import pytest

from bot import passes
from bot.services import Services
from collectors import activity_file, slack_events
from collectors.github_evidence import Profile, signals_of
from collectors.reading import Reading
from ledger import actors, colleagues, intake
from ledger.drafts import ActivityDraft, ActorDraft
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import Rules
from tests.bot.scene import NOW, TEAM
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY, rows

ADDRESS = "Ada.Lovelace@Acme.example"
HEAD = "source,id,kind,occurred_at,actor,email"


@pytest.fixture
def here(ledger_url: str, ledger: Ledger, rules: Rules) -> Iterator[Services]:
    """The services over a ledger that was opened with a key."""
    hidden = open_ledger(ledger_url, UTC_ZONE, KEY.of)
    yield Services(hidden, rules, UTC_ZONE, "#leads", "#digest", team_id=TEAM)
    hidden.close()


def from_slack(here: Services) -> ActorDraft:
    """A sign-up, by way of what is stored of the event."""
    user: dict[str, Any] = {"id": "U0ADA", "team_id": TEAM, "profile": {"email": ADDRESS}}
    event = {"type": "team_join", "user": user}
    payload = {"team_id": TEAM, "event_id": "Ev1", "event_time": 1_795_163_400, "event": event}
    read = slack_events.read(slack_events.strip(payload, here.ledger.address_hash))
    assert isinstance(read, ActivityDraft)
    return read.actor


def from_github(here: Services) -> ActorDraft:
    profile = Profile("User", "ada", email=ADDRESS)
    return ActorDraft(
        "github", "1815", "ada", signals=signals_of(profile, here.ledger.address_hash)
    )


def from_files(here: Services, *cells: str) -> list[ActivityDraft]:
    lines = [f"{cell},{n},download,2026-11-19T10:00:00Z" for n, cell in enumerate(("a", "b", "c"))]
    text = "\n".join([HEAD, *(f"{line},{cell}" for line, cell in zip(lines, cells, strict=True))])
    reading = Reading(frozenset(here.rules.kinds), NOW, KEY)
    batches = activity_file.read(io.BytesIO(text.encode()), "rows.csv", reading)
    return [draft for batch in batches for draft in batch.drafts]


def test_one_address_in_every_source_is_one_person(here: Services) -> None:
    files = from_files(here, f"ada,{ADDRESS}", f",{ADDRESS.lower()}", f"{ADDRESS},")
    assert len(files) == 3
    with here.ledger.write() as session:
        actors.remember(session, [from_slack(here), from_github(here)], NOW)
        intake.record(session, files, UTC_ZONE, NOW)
    passes.recognise(here, lambda: NOW)
    with here.ledger.read() as session:
        assert colleagues.people_at(session, ["acme.example"]) == {"acme.example": 1}
        affiliated = session.connection().exec_driver_sql(
            "SELECT DISTINCT confidence, evidence FROM affiliation"
        )
        assert affiliated.all() == [(30, "mail domain acme.example (1 person)")]
        assert "lovelace" not in "".join(rows(session))

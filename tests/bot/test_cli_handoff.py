"""How far a company came with sales, as programs and people read it from the command line."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ledger import companies, handoffs
from ledger.schema import open_ledger
from ledger.spoken import By
from tests.bot.command_line import Leadlight

ON = ("--as-of", "2025-06-20")
AT = datetime(2025, 6, 21, 9, tzinfo=UTC)


def hand_off(url: str, state: str, day: date) -> None:
    """Says so in a ledger."""
    ledger = open_ledger(url, ZoneInfo("UTC"))
    try:
        with ledger.write() as session:
            [acme] = companies.find(session, "acme")
            handoffs.record(session, acme.id, state, day, By("U1", "dana", AT))
    finally:
        ledger.close()


def test_a_hand_off_is_shown_with_its_day(
    leadlight: Leadlight, leadlight_url: str, file: Path
) -> None:
    leadlight("import", str(file))
    before = leadlight("company", "acme", *ON, "--json").json
    assert (before["handoff"], before["handoff_since"]) == ("none", None)
    assert "Hand-off" not in leadlight("company", "acme", *ON).out
    hand_off(leadlight_url, "MQL", date(2025, 6, 19))
    hand_off(leadlight_url, "SQL", date(2025, 6, 20))
    found = leadlight("companies", *ON, "--json").json["companies"]
    assert {one["name"]: (one["handoff"], one["handoff_since"]) for one in found} == {
        "acme.example": ("SQL", "2025-06-20"),
        "Rocket Works": ("none", None),
    }
    one = leadlight("company", "acme", *ON, "--json").json
    assert (one["handoff"], one["handoff_since"]) == ("SQL", "2025-06-20")
    assert "Hand-off: SQL since 2025-06-20" in leadlight("company", "acme", *ON).out
    scored = leadlight("score", *ON, "--json").json["companies"]
    assert [row["handoff"] for row in scored] == ["SQL", "none"]

"""Sources that tell of networks alone: what they reach where rules ask for people."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from bot.services import Services
from bot.sources import reach_line, sources
from ledger import intake
from ledger.drafts import Standing
from scoring.rules import read_rules
from tests.bot.scene import NOW
from tests.builders import actor, draft

GATE = """
[[levels.gates]]
needs = "people >= 3"
"""


@pytest.fixture
def crowds(services: Services, tmp_path: Path) -> Services:
    """Rules by which OQL3 needs three people besides its points."""
    text = (files("rules") / "points.toml").read_text("utf-8")
    last = "# --- Announcing"
    (tmp_path / "crowds.toml").write_text(text.replace(last, f"{GATE}\n{last}", 1), "utf-8")
    return replace(services, rules=read_rules(tmp_path / "crowds.toml"))


@pytest.mark.parametrize(
    ("standing", "closed"), [(Standing.PSEUDO, True), (Standing.PERSON, False)]
)
def test_networks_alone_reach_no_level_that_asks_for_people(
    crowds: Services, standing: Standing, closed: bool
) -> None:
    kinds = ("download", "web_view_high_value", "doc_view")
    drafts = [
        draft(kind, kind, NOW, actor("net", source="logs", standing=standing), source="logs")
        for kind in kinds
    ]
    with crowds.ledger.write() as session:
        intake.record(session, drafts, crowds.zone, NOW)
    with crowds.ledger.read() as session:
        [one] = sources(session, crowds, NOW.date())
        told = reach_line(session, crowds, NOW.date())
    assert one.has_people is not closed
    assert ("(no source says by whom)" in told) is closed
    assert ("which is OQL3" in told) is not closed

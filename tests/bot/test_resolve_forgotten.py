"""What `leadlight resolve` knows of a ledger in which somebody was forgotten."""

from pathlib import Path
from typing import Any

import pytest

from tests.bot.asking_who import ask
from tests.bot.command_line import Leadlight

KEY, OTHER = "a key of sixteen bytes and more", "too short"
CY = {"email": "cy@acme.example"}
KEY_FILE = Path("leadlight.db.identity-key")


@pytest.fixture(params=[{}, {"IDENTITY_KEY": KEY}], ids=["key file", "IDENTITY_KEY"])
def told(request: Any, leadlight: Leadlight, file: Path) -> dict[str, str]:
    """The settings of a ledger of two people at acme.example, of whom one was forgotten."""
    its: dict[str, str] = request.param
    assert leadlight("import", str(file), **its).code == 0
    assert leadlight("forget", "site:ada@acme.example", "--yes", **its).code == 0
    return its


def test_the_forgotten_go_on_counting(leadlight: Leadlight, told: dict[str, str]) -> None:
    ran = leadlight("resolve", "--email", CY["email"], "--json", **told)
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["evidence"] == "mail domain acme.example (2 people)"
    [answer] = ask(leadlight, CY, observe=False, **told)
    assert answer["evidence"] == "mail domain acme.example (2 people)"


@pytest.mark.sqlite_only  # the key of a ledger in a file may be in one
@pytest.mark.parametrize("told", [{}], indirect=True)
@pytest.mark.parametrize("settings", [{}, {"IDENTITY_KEY": OTHER}], ids=["no key", "no good key"])
def test_without_the_key_as_many_count_as_are_certain(
    leadlight: Leadlight, told: dict[str, str], settings: dict[str, str]
) -> None:
    """Of one who is there and one who was forgotten nobody can say that they are two."""
    assert leadlight("correct", "alias", "acme.example", "is", "@flibber").code == 0
    KEY_FILE.unlink()
    ran = leadlight("resolve", "--email", CY["email"], "--json", **settings)
    assert ran.json["evidence"] == "candidate: mail domain acme.example (1 person)"
    assert ran.err.count("IDENTITY_KEY") == 1
    assert not KEY_FILE.exists()
    [one, other] = ask(leadlight, CY, {"company": "@flibber"}, observe=False, **settings)
    assert (one["confidence"], other["domain"]) == (0.3, "acme.example")


def test_a_key_that_nobody_needs_is_not_asked_for(leadlight: Leadlight, file: Path) -> None:
    assert leadlight("import", str(file)).code == 0
    ran = leadlight("resolve", "--email", CY["email"], "--json", IDENTITY_KEY=OTHER)
    assert (ran.err, ran.json["confidence"]) == ("", 0.75)

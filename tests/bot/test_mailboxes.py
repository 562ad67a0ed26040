"""How many people some mail addresses are: tags and desks count for nobody more."""

from pathlib import Path

import pytest

from ledger.mailboxes import is_desk, plain_address
from tests.bot.command_line import Leadlight


@pytest.mark.parametrize(
    ("email", "plain"),
    [
        ("Ann@Acme.example", "ann@acme.example"),
        ("ann+news@acme.example", "ann@acme.example"),
        ("ann+a+b@acme.example", "ann@acme.example"),
        ("+ann@acme.example", "+ann@acme.example"),
    ],
)
def test_one_spelling_of_an_address(email: str, plain: str) -> None:
    assert plain_address(email) == plain


@pytest.mark.parametrize(
    ("email", "is_nobodys"),
    [("Info@acme.example", True), ("sales+de@acme.example", True), ("ann@acme.example", False)],
)
def test_a_desk_is_nobody(email: str, is_nobodys: bool) -> None:
    assert is_desk(email) is is_nobodys


@pytest.mark.parametrize(
    ("addresses", "people"),
    [
        (["ann", "ann+list", "ANN+news"], "1 person"),
        (["ann", "bo+list"], "2 people"),
        (["ann", "info", "support", "noreply"], "1 person"),
        (["info"], "1 person"),
        (["ann", "bo", "cy+list", "sales"], "3 or more people"),
    ],
)
@pytest.mark.parametrize("column", ["email", "actor"])
def test_how_many_people_write(
    leadlight: Leadlight, tmp_path: Path, column: str, addresses: list[str], people: str
) -> None:
    rows = [
        f"site,{number},download,2025-06-16T10:00:00+00:00,{local}@acme.example"
        for number, local in enumerate(addresses)
    ]
    file = tmp_path / "rows.csv"
    file.write_text("\n".join([f"source,id,kind,occurred_at,{column}", *rows, ""]))
    assert leadlight("import", str(file)).code == 0
    told = leadlight("resolve", "--email", "acme.example", "--json").json["evidence"]
    assert told.endswith(f"mail domain acme.example ({people})")

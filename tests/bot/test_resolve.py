"""`leadlight resolve` without a ledger: the rules answer, by what they are shown."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.asking_who import ask
from tests.bot.command_line import Leadlight
from tests.mmdb import write_mmdb


def _files() -> list[str]:
    return sorted(one.name for one in Path().iterdir())


@pytest.mark.parametrize(
    ("asked", "domain", "name", "confidence", "evidence"),
    [
        (
            {"email": "ada@acme.example", "company": "Acme, Inc."},
            "acme.example",
            "Acme, Inc.",
            0.95,
            "profile text",
        ),
        ({"email": "acme.example"}, None, None, 0.3, "candidate: mail domain acme.example"),
        ({"company": "Rocket Works"}, None, "Rocket Works", 0.6, 'profile text "Rocket Works"'),
        (
            {"company": "@acme", "blog": "https://www.acme.example/about"},
            "acme.example",
            "acme",
            0.65,
            "and link acme.example",
        ),
        ({"blog": "https://acme.example"}, None, None, 0.0, "nothing that names a company"),
        ({"email": "ada@gmail.com"}, None, None, 0.0, "free mail gmail.com"),
        ({"email": "ada@mit.edu"}, None, None, 0.95, "academic: academic domain mit.edu"),
        ({"email": "ada@apache.org"}, None, None, 0.95, "community: community domain apache.org"),
        ({"company": "freelancer"}, None, None, 0.6, "none: profile text says"),
        ({"email": "me@adabyte.com"}, None, None, 0.0, "personal mail adabyte.com"),
        ({"email": "ada.byte@adabyte.com"}, None, None, 0.0, "personal mail adabyte.com"),
        ({"login": "acme-ci-bot", "company": "@acme"}, None, None, 0.0, "looks like a bot's"),
        ({"login": "dependabot[bot]", "company": "@acme"}, None, None, 0.0, "looks like a bot's"),
        ({"login": "ada"}, None, None, 0.0, "nothing that names a company"),
        ({"email": "x@router.home"}, None, None, 0.0, "nothing that names a company"),
        ({"email": "a" * 20_000 + "@acme.example"}, None, None, 0.0, "nothing that names"),
        ({"company": "A" * 20_000}, None, None, 0.0, "nothing that names a company"),
        ({"company": None, "email": None, "ip": None}, None, None, 0.0, "nothing that names"),
        ({"ip": "192.0.2.1"}, None, None, 0.0, "no IP database is set (IP_DATABASE)"),
    ],
)
def test_without_a_ledger_the_rules_answer(
    leadlight: Leadlight,
    asked: dict[str, Any],
    domain: str | None,
    name: str | None,
    confidence: float,
    evidence: str,
) -> None:
    [told] = ask(leadlight, {"id": 7, **asked})
    assert list(told) == ["id", "domain", "name", "evidence", "confidence"]
    assert (told["id"], told["domain"], told["name"]) == (7, domain, name)
    assert told["confidence"] == confidence
    assert evidence in told["evidence"]
    assert _files() == ["batch.jsonl"]


def test_one_person_is_shown_to_people_and_to_programs(leadlight: Leadlight) -> None:
    asked = ("resolve", "--email", "ada@acme.example", "--company", "Acme")
    ran = leadlight(*asked)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "company     Acme · acme.example",
        'evidence    profile text "Acme" and mail domain acme.example',
        "confidence  0.95, counts",
    ]
    assert leadlight(*asked, "--json").json == {
        "domain": "acme.example",
        "name": "Acme",
        "evidence": 'profile text "Acme" and mail domain acme.example',
        "confidence": 0.95,
    }
    assert leadlight("resolve", "--company", "Acme").out.endswith("0.60, counts as unverified\n")
    assert leadlight("resolve", "--email", "ada@gmail.com").out.startswith("company     none\n")


def test_people_of_a_domain_are_counted_once_they_are_observed(leadlight: Leadlight) -> None:
    """By login, else by address, else by id; the same person twice is one."""
    people = [
        {"id": 1, "email": "ada@acme.example", "login": "Ada"},
        {"id": 2, "email": "ada.b@acme.example", "login": "ada"},
        {"id": 3, "email": "bo@acme.example"},
        {"id": 4, "email": "BO@acme.example"},
        {"id": 5, "email": "acme-ci@acme.example", "login": "acme-ci-bot"},
    ]
    assert {one["confidence"] for one in ask(leadlight, *people)[:4]} == {0.3}
    told = ask(leadlight, *people, observe=True)
    assert [one["id"] for one in told] == [1, 2, 3, 4, 5]
    assert {one["confidence"] for one in told[:4]} == {0.75}
    hosts = [{"id": id, "email": "acme.example", "login": ""} for id in (1, 2, 3)]
    three = ask(leadlight, *({**one, "login": f"p{one['id']}"} for one in hosts), observe=True)
    assert {(one["domain"], one["confidence"]) for one in three} == {("acme.example", 0.95)}
    logins = [{"email": "Ada@acme.example", "login": name} for name in ("ada", "ada-old", "lace")]
    assert {one["confidence"] for one in ask(leadlight, *logins, observe=True)} == {0.3}


def test_a_domain_that_three_people_use_is_nobodys_own(leadlight: Leadlight) -> None:
    """Whatever one of them is called."""
    people = [{"email": f"{name}@adabyte.com"} for name in ("me", "lin", "kim")]
    assert ask(leadlight, *people[:2], observe=True)[0]["domain"] is None
    told = ask(leadlight, *people, observe=True)
    assert {one["domain"] for one in told} == {"adabyte.com"}


def test_a_text_and_a_domain_are_one_company_in_either_order(leadlight: Leadlight) -> None:
    people = [{"email": f"{name}@acme.example"} for name in ("ada", "bo", "cy")]
    for lines in ([*people, {"company": "ACME Inc."}], [{"company": "ACME Inc."}, *people]):
        told = ask(leadlight, *lines, observe=True)
        assert {(one["domain"], one["name"]) for one in told} == {("acme.example", "ACME Inc.")}


def test_a_day_tells_which_company_it_was(leadlight: Leadlight) -> None:
    """Of shipped successors too, which are facts of public record."""
    days = ("2018-01-01", "2020-01-01", None)
    told = ask(leadlight, *({"company": "heptio.com", "at": day} for day in days))
    assert [one["domain"] for one in told] == ["heptio.com", "vmware.com", "heptio.com"]


def test_no_address_is_ever_shown(leadlight: Leadlight) -> None:
    secret = "ada.lovelace.1815"
    lines = [
        {"email": f"{secret}@acme.example", "company": f"mail {secret}@acme.example"},
        {"company": f"{secret}@acme.example", "blog": f"http://{secret}@acme.example"},
        {"email": f"{secret}@{secret}@gmail.com", "login": secret},
    ]
    assert secret not in json.dumps(ask(leadlight, *lines, observe=True))
    assert secret not in leadlight("resolve", "--email", f"{secret}@acme.example").out


def test_a_network_speaks_only_where_nobody_is_named(leadlight: Leadlight, tmp_path: Path) -> None:
    record = {"autonomous_system_number": 64_500, "autonomous_system_organization": "Acme Anvils"}
    database = write_mmdb(tmp_path / "asn.mmdb", {"192.0.2.0/24": record})
    asked = [
        {"ip": "192.0.2.7"},
        {"ip": "198.51.100.7"},
        {"ip": "192.0.2.7", "login": "ada"},
        {"ip": "192.0.2.7", "email": "ada@gmail.com"},
    ]
    told = ask(leadlight, *asked, IP_DATABASE=str(database))
    assert [one["name"] for one in told] == ["Acme Anvils", None, None, None]
    assert told[0]["confidence"] == 0.5
    assert told[1]["evidence"] == "a network address that belongs to no company"
    assert "192.0.2" not in json.dumps(told)

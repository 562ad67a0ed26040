"""`/dql list` and `/dql status`: what became of people, paged, named to those who may know them."""

from datetime import timedelta

import pytest

from bot import commands_text
from bot.answers import Asker, Press, Replace, Say
from bot.dql.steps import Doer, Taken, step
from bot.dql.verbs import LISTED, older
from bot.roles import Role
from bot.services import Services
from bot.views.plain import as_text
from bot.views.receipt import OLDER
from ledger import referrals
from tests.bot.pressing import values_of
from tests.bot.scene import NOW, ask, asker, happened, pulls, said

LINE = '/dql refer "Ada Byte" sales "asked about SSO" from booth "KubeCon EU" company=anvil.example'


def test_a_company_with_many_is_paged(here: Services) -> None:
    for n in range(LISTED + 1):
        said(here, f'/dql refer P{n} sales "asked" from talk company=anvil.example')
    first = ask(here, "/dql status anvil.example")
    assert isinstance(first, Say)
    assert len([line for line in as_text(first.message).splitlines() if "DQL-" in line]) == LISTED
    [value] = values_of(first.message, OLDER)
    second = older(here, Press(value, {}), asker(), NOW)
    assert isinstance(second, Replace)
    assert as_text(second.message).startswith("Referrals that fit anvil.example\n• DQL-1 ")


NOT_TOLD = "I know no company called ada byte, and names of people are DevRel's to look up"


@pytest.mark.parametrize(
    ("role", "teams", "heard"),
    [
        (Role.DEVREL, (), "DQL-1 Ada Byte of"),
        (Role.TEAM, ("sales",), "DQL-1 Ada Byte of"),
        (Role.TEAM, ("product",), NOT_TOLD),
        (Role.MEMBER, ("sales",), NOT_TOLD),
    ],
)
def test_a_person_is_looked_for_by_who_may_know_them(
    here: Services, role: Role, teams: tuple[str, ...], heard: str
) -> None:
    said(here, LINE)
    text = told_to("status ada byte", asker("U9", role=role, teams=teams), here)
    assert heard in text
    assert ("DQL-1" in text) == ("DQL-1" in heard)


def told_to(line: str, who: Asker, here: Services) -> str:
    answer = commands_text.run(here, "/dql", line, who, NOW)
    assert isinstance(answer, Say)
    return as_text(answer.message)


def test_whoever_referred_somebody_finds_them_by_name(here: Services) -> None:
    said(here, LINE)
    assert "DQL-1 Ada Byte" in told_to("status Ada", asker("U1", role=Role.MEMBER), here)


def test_of_a_company_that_is_known_it_is_a_fact_to_everybody(here: Services) -> None:
    happened(here, pulls("anvil.example", 1))
    text = told_to("status anvil.example", asker("U9", role=Role.MEMBER), here)
    assert "Nobody of anvil.example has been referred so far." in text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("list", "Referrals I made"),
        ("list all", "All referrals"),
        ("list sales", "Referrals to sales"),
        ("list introductions", "All introductions"),
        ("status anvil.example", "Referrals that fit anvil.example"),
    ],
)
def test_a_list_says_what_it_is_and_its_days_what_they_are(
    here: Services, line: str, title: str
) -> None:
    said(here, LINE)
    text = said(here, f"/dql {line}")
    assert text.splitlines()[0] == title
    assert ("made 20 Nov 2026" in text or "made 2026-11-20" in text) == ("DQL-1" in text)


@pytest.mark.parametrize("line", ["list", "list all", "list sales", "list introductions"])
def test_nobody_is_advised_what_would_refuse_them(here: Services, line: str) -> None:
    assert "Try /dql" in told_to(line, asker("U9"), here)
    text = told_to(line, asker("U9", role=Role.TEAM, teams=("sales",)), here)
    assert "DevRel makes them" in text
    assert "/dql refer" not in text
    assert "/dql intro" not in text


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("/dql list", [1]),
        ("/dql list all", [1, 2, 3]),
        ("/dql list product", [3]),
        ("/dql LIST Sales", [1, 2]),
        ("/dql list recruiting", []),
        ("/dql status anvil.example", [1, 2]),
        ("/dql status anvil", [1, 2]),
        ("/dql status <http://anvil.example|anvil.example>", [1, 2]),
        ("/dql status rocket.example", []),
        ("/dql status DQL-2", [2]),
        ("/dql status dql3", [3]),
        ("/dql status 3", [3]),
    ],
)
def test_lists(here: Services, line: str, numbers: list[int]) -> None:
    said(here, LINE)
    said(here, LINE.replace("Ada Byte", "Bo"), user="U2")
    said(here, '/dql refer Cy product "wants the beta" from talk', user="U2")
    text = said(here, line)
    assert [n for n in (1, 2, 3) if f"DQL-{n}" in text] == numbers
    assert "[Accept]" not in text


def test_a_long_list_is_paged(here: Services) -> None:
    for n in range(LISTED + 2):
        said(here, f'/dql refer P{n} sales "asked" from talk')
    first = ask(here, "/dql list")
    assert isinstance(first, Say)
    assert f"DQL-{LISTED + 2}" in as_text(first.message)
    assert "[Older]" in as_text(first.message)
    value = first.message.blocks[-1]["elements"][0]["value"]
    second = older(here, Press(value, {}), asker(), NOW)
    assert isinstance(second, Replace)
    title, *lines = as_text(second.message).splitlines()
    assert title == "Referrals I made"
    numbers = [line.split()[1] for line in lines]
    assert numbers == ["DQL-2", "DQL-1"]


@pytest.mark.parametrize(
    ("role", "teams", "named"),
    [
        (Role.ADMIN, (), True),
        (Role.DEVREL, (), True),
        (Role.TEAM, ("sales",), True),
        (Role.TEAM, ("product",), False),
        (Role.MEMBER, (), False),
    ],
)
def test_people_are_named_to_those_who_may_know_them(
    here: Services, role: Role, teams: tuple[str, ...], named: bool
) -> None:
    said(here, LINE)
    somebody = asker("U9", role=role, teams=teams)
    for line in ("list all", "list sales", "status anvil.example", "status DQL-1"):
        answer = commands_text.run(here, "/dql", line, somebody, NOW)
        assert isinstance(answer, Say)
        text = as_text(answer.message)
        assert ("Ada Byte" in text) == named, line
        assert ("asked about SSO" in text) == (named and line == "status DQL-1"), line
        assert "DQL-1" in text
        assert ("Somebody of anvil.example" in text) == (not named), line


def test_whoever_referred_somebody_knows_them(here: Services) -> None:
    said(here, LINE)
    left = asker("U1", role=Role.MEMBER)
    answer = commands_text.run(here, "/dql", "list", left, NOW)
    assert isinstance(answer, Say)
    assert "Ada Byte" in as_text(answer.message)


def test_a_company_is_found_by_every_name_that_people_gave_it(here: Services) -> None:
    happened(here, pulls("anvil.example", 1))
    said(here, LINE)
    said(here, '/oql alias anvil.example is "Hammer Holding"')
    assert "DQL-1" in said(here, '/dql status "Hammer Holding"')


def test_what_became_of_one(here: Services) -> None:
    said(here, LINE)
    step(here, 1, Taken(referrals.ACCEPTED), Doer("U5", "sam"), NOW + timedelta(hours=1))
    text = said(here, "/dql status 1")
    assert "Referred by @U1 2026-11-20 12:00 UTC" in text
    assert "Accepted by @U5 2026-11-20 13:00 UTC" in text


def test_a_company_that_is_only_like_it_is_another(here: Services) -> None:
    happened(here, pulls("notanvil.example", 1))
    assert "of anvil.example is handed" in said(here, LINE)


def introduce(services: Services, count: int, user: str = "U1") -> None:
    for number in range(count):
        line = f'/dql intro "Cy {number}" "Di {number}" "both on ARM" consent=yes'
        said(services, line, user=user)


def test_introductions_stand_beneath_what_i_referred(here: Services) -> None:
    said(here, LINE)
    introduce(here, 6)
    text = said(here, "/dql list")
    assert "Ada Byte" in text.split("Introductions")[0]
    assert "Introduction 6: Cy 5 and Di 5" in text
    assert "Introduction 2" in text
    assert "Introduction 1:" not in text
    assert "/dql list introductions" in text
    assert "Introduction" not in said(here, "/dql list sales")
    said(here, "/dql undo introduction 6")
    assert "Introduction 6" not in said(here, "/dql list")


def test_introductions_a_page_at_a_time(here: Services) -> None:
    introduce(here, 21)
    answer = ask(here, "/dql list introductions")
    assert isinstance(answer, Say)
    assert "Introduction 21:" in as_text(answer.message)
    assert "Introduction 1:" not in as_text(answer.message)
    [value] = values_of(answer.message, OLDER)
    page = older(here, Press(value, {}), asker(), NOW)
    assert isinstance(page, Replace)
    assert "Introduction 1:" in as_text(page.message)
    assert values_of(page.message, OLDER) == []


def test_whom_others_introduced_is_told_to_devrel_alone(here: Services) -> None:
    introduce(here, 1)
    for role, is_told in ((Role.DEVREL, True), (Role.TEAM, False), (Role.MEMBER, False)):
        for line in ("list all", "list introductions"):
            somebody = asker("U9", role=role, teams=("sales",))
            answer = commands_text.run(here, "/dql", line, somebody, NOW)
            assert isinstance(answer, Say)
            assert ("Cy 0" in as_text(answer.message)) == is_told, (role, line)

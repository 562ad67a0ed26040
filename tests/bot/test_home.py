"""The home tab: what waits for one, what one began, how the week went; by role, never empty."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.dql.referring import refer
from bot.dql.steps import Doer, Taken, step
from bot.home import home_facts
from bot.roles import Roles
from bot.services import Services
from bot.views.blocks import Message
from bot.views.home import home
from bot.views.plain import as_text
from bot.views.referral import Draft
from ledger import companies, follows, jobs, referrals, spoken
from ledger.drafts import ActorDraft, Signal, SignalKind
from tests.bot.scene import NOW, did, happened, pulls, said

ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
DANA, SAM = Doer("UDANA", "dana"), Doer("USAM", "sam")
EVERYBODY = frozenset({"UDANA", "USAM", "UELLIS", "UOLIVE"})


@pytest.fixture
def here(here: Services) -> Services:
    """Dana is DevRel, Sam in sales, Ellis an administrator, Olive a member, and Gus a guest."""
    roles = Roles(
        admins=frozenset({"UELLIS"}),
        devrel=frozenset({"UDANA"}),
        teams={"sales": frozenset({"USAM"}), "product": frozenset({"USAM"})},
        members=EVERYBODY,
        outsiders=frozenset({"UGUS"}),
        read_at=NOW,
    )
    return replace(here, roles=roles)


def shown(services: Services, user: str = "UDANA") -> str:
    view: dict[str, Any] = home(home_facts(services, user, NOW))
    return as_text(Message("", tuple(view["blocks"])))


def test_an_empty_home_says_what_to_do(here: Services) -> None:
    text = shown(here)
    assert "Nobody waits." in text
    assert "The button above opens the form" in text
    assert "[Refer somebody]" in text
    assert "/oql follow acme.com" in text


@pytest.mark.parametrize(
    ("user", "has", "has_not"),
    [
        ("UDANA", ["Waiting for a team", "Refer somebody"], ["Set-up", "On the table"]),
        ("UELLIS", ["Waiting for a team", "Set-up"], ["On the table"]),
        ("USAM", ["On the table of product, sales"], ["Waiting for", "Refer somebody", "Set-up"]),
        ("UOLIVE", ["What I referred", "The week to"], ["Waiting", "Refer somebody", "Set-up"]),
        ("UGUS", ["Welcome!", "UDANA"], ["What I referred", "The week to", "Sources"]),
    ],
)
def test_what_each_role_finds(
    here: Services, user: str, has: list[str], has_not: list[str]
) -> None:
    text = shown(here, user)
    assert [part for part in has if part not in text] == []
    assert [part for part in has_not if part in text] == []


def test_a_referral_stands_where_it_belongs(here: Services) -> None:
    refer(here, ADA, DANA, "view:V1", NOW)
    assert shown(here).count("DQL-1") == 2  # it waits, and it is hers
    assert "1 waiting for an answer" in shown(here)
    assert "DQL-1" not in shown(here, "UOLIVE")
    sams = shown(here, "USAM")
    assert sams.count("DQL-1") == 1
    assert "[Accept]  [Decline]" in sams
    step(here, 1, Taken(referrals.ACCEPTED), SAM, NOW)
    assert shown(here).count("DQL-1") == 1
    assert "[Record outcome]" in shown(here, "USAM")
    step(here, 1, Taken(referrals.OUTCOME, outcome="customer"), SAM, NOW)
    assert "every referral has an answer" in shown(here, "USAM")
    text = shown(here)
    assert "What I referred: 1 outcome recorded" in text
    assert "DQL-1 Ada · customer · since " in text


def test_the_weeks_steps_are_told_in_the_order_of_a_referrals_life(here: Services) -> None:
    for number in (1, 2):
        refer(here, replace(ADA, person=f"P{number}"), DANA, f"view:{number}", NOW)
        step(here, number, Taken(referrals.ASKED, "Which?"), SAM, NOW)
        step(here, number, Taken(referrals.ACCEPTED), SAM, NOW)
        step(here, number, Taken(referrals.OUTCOME, outcome="customer"), SAM, NOW)
    text = shown(here)
    assert "Referrals: 2 made, 2 questions asked, 2 accepted, 2 outcomes." in text
    assert "The week to 20 Nov 2026: companies by level" in text


def test_a_line_says_since_when_it_stands_so(here: Services) -> None:
    refer(here, ADA, DANA, "view:V1", NOW)
    step(here, 1, Taken(referrals.ACCEPTED), SAM, NOW + timedelta(days=1))
    step(here, 1, Taken(referrals.ASKED, "Which?"), SAM, NOW + timedelta(days=3))
    with here.ledger.read() as session:
        accepted = referrals.steps(session, 1)[1].at
    assert f"accepted · since {accepted:%Y-%m-%d}" in shown(here)


def test_what_is_on_ones_own_table_waits_for_no_other_team(here: Services) -> None:
    roles = replace(here.roles, teams={"sales": frozenset({"UDANA"})})
    refer(here, ADA, SAM, "view:V1", NOW)
    refer(here, replace(ADA, person="Bo", team="product"), SAM, "view:V2", NOW)
    facts = home_facts(replace(here, roles=roles), "UDANA", NOW)
    assert [row["id"] for table in facts["inbox"] for row in table["rows"]] == [1]
    assert [row["id"] for row in facts["waiting"]["rows"]] == [2]


def test_long_lists_say_how_many_they_leave_out(here: Services) -> None:
    for number in range(9):
        refer(here, replace(ADA, person=f"P{number}"), DANA, f"view:{number}", NOW)
    text = shown(here)
    assert "… and 3 more: /dql list shows them." in text
    assert "… and 3 more: /dql list all shows them." in text


def test_a_team_sees_its_newest_with_reason_and_buttons(here: Services) -> None:
    for number in range(12):
        team = "sales" if number % 2 else "product"
        draft = replace(ADA, person=f"P{number}", team=team, link="https://acme.example/1")
        refer(here, draft, DANA, f"view:{number}", NOW)
    text = shown(here, "USAM")
    assert "On the table of product: 6" in text
    assert "On the table of sales: 6" in text
    assert text.count("“asked for SSO” · ") == text.count("[Accept]  [Decline]") == 10
    assert "DQL-1 " not in text
    assert "… and 1 more: /dql list sales shows them." in text


def test_devrel_in_every_teams_channel_sees_lines(here: Services) -> None:
    teams = {name: frozenset({"UDANA", "USAM"}) for name in ("product", "sales")}
    here = replace(here, roles=replace(here.roles, teams=teams))
    for number in range(4):
        refer(here, replace(ADA, person=f"P{number}"), SAM, f"view:{number}", NOW)
        text = shown(here)
        assert text.count("[Accept]") == (number + 1) * (number < 3)
    assert "On the table of sales: 4\n• DQL-4 P3 · waiting for an answer · since " in text
    assert "asked for SSO" not in text


def test_what_ended_well_is_in_sight_beside_what_is_under_way(here: Services) -> None:
    for number in range(12):
        refer(here, replace(ADA, person=f"P{number}"), DANA, f"view:{number}", NOW)
        if number < 4:
            step(here, number + 1, Taken(referrals.ACCEPTED), SAM, NOW)
            step(here, number + 1, Taken(referrals.OUTCOME, outcome="customer"), SAM, NOW)
    assert [row["id"] for row in home_facts(here, "UDANA", NOW)["mine"]["rows"]] == [
        *(12, 11, 10),
        *(4, 3, 2),
    ]
    assert "8 waiting for an answer · 4 outcomes recorded" in shown(here)


def test_under_way_comes_first_and_withdrawn_ones_are_gone(here: Services) -> None:
    for number in range(3):
        refer(here, replace(ADA, person=f"P{number}"), DANA, f"view:{number}", NOW)
    step(here, 3, Taken(referrals.DECLINED, "no"), SAM, NOW)
    step(here, 2, Taken(referrals.WITHDRAWN), DANA, NOW)
    mine = home_facts(here, "UDANA", NOW)["mine"]
    assert [row["id"] for row in mine["rows"]] == [1, 3]
    assert mine["states"] == {"open": 1, "declined": 1}


def test_companies_that_one_follows(here: Services) -> None:
    happened(here, pulls("acme.example", 4))
    with here.ledger.write() as session:
        [acme] = companies.find(session, "acme.example")
        follows.follow(session, acme.id or 0, spoken.By("UOLIVE", "olive", NOW))
    followed = home_facts(here, "UOLIVE", NOW)["following"]
    assert [row["name"] for row in followed["rows"]] == ["acme.example"]
    assert home_facts(here, "UDANA", NOW)["following"] == {"total": 0, "rows": []}


def test_the_week_is_that_of_the_last_scoring_run(here: Services) -> None:
    happened(here, pulls("acme.example", 4))
    refer(here, ADA, DANA, "view:V1", NOW - timedelta(days=6))
    refer(here, ADA, DANA, "view:V2", NOW - timedelta(days=7))
    week = home_facts(here, "UOLIVE", NOW)["week"]
    assert (week["day"], week["new"], week["steps"]) == ("2026-11-20", 1, {"made": 1})
    assert week["levels"][-1] == {"level": "OQL1", "now": 1, "before": 0}
    happened(here, pulls("bolt.example", 4), NOW + timedelta(days=1))
    week = home_facts(here, "UOLIVE", NOW + timedelta(days=1))["week"]
    assert (week["day"], week["new"]) == ("2026-11-21", 2)


def test_a_company_on_doubtful_evidence_is_marked(here: Services) -> None:
    mail = (Signal(SignalKind.EMAIL_DOMAIN, "two.example"),)
    people = [ActorDraft("files", key, signals=mail) for key in ("ada", "bo")]
    happened(here, [did(who, "download") for who in people])
    marked = "two.example · none · 2 people · company not confirmed yet"
    assert marked in shown(here)
    assert marked in said(here, "/oql top")


def test_troubles_are_told_to_administrators(here: Services) -> None:
    happened(here, pulls("acme.example", 3))
    with here.ledger.write() as session:
        jobs.finish(session, "github", NOW, "GitHub does not answer")
    assert "GitHub does not answer" in shown(here, "UELLIS")
    assert "GitHub does not answer" not in shown(here)
    assert "acme.example · OQL1 · 1 person" in shown(here, "UOLIVE")

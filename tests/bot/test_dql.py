"""`/dql`: a person handed to a team in one line or in a form, and what became of it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import dql, passes, receiving
from bot.answers import Answer, Done, Errors, Open
from bot.services import Services
from bot.views.plain import as_text
from ledger import meta, referrals
from ledger.drafts import ActorDraft, Page
from ledger.intake import Recorded
from ledger.tables import Referral
from tests.bot.scene import (
    NOW,
    TEAM,
    ask,
    asker,
    did,
    github,
    happened,
    member,
    opened,
    pulls,
    said,
)

LINE = '/dql refer "Ada Byte" sales "asked about SSO" from booth "KubeCon EU" company=anvil.example'


def kept(services: Services) -> list[Referral]:
    with services.ledger.read() as session:
        return referrals.recent(session, 100)


def test_one_line_is_a_referral(here: Services) -> None:
    text = said(here, LINE)
    assert text.splitlines() == [
        "DQL-1: Ada Byte of anvil.example is handed to sales, "
        "who get a card to accept or decline. I will tell you what they say.",
        "booth · KubeCon EU · asked about SSO",
    ]
    [one] = kept(here)
    assert (one.person_name, one.team, one.why) == ("Ada Byte", "sales", "asked about SSO")
    assert (one.origin, one.origin_detail, one.referrer) == ("booth", "KubeCon EU", "U1")
    assert (one.state, one.made_at) == ("open", NOW)


def test_somebody_known_brings_company_level_and_contact(here: Services) -> None:
    ada = github("ada", "1", "anvil.example")
    happened(here, [*pulls("anvil.example", 8), did(ada)])
    said(here, '/dql refer github:ada Sales "asked about SSO" from Talk')
    [one] = kept(here)
    assert (one.person_name, one.person_contact) == ("Ada", "github: ada")
    assert (one.origin, one.team, one.level, one.points) == ("talk", "sales", 1, 2_700)
    assert one.actor_id is not None
    assert one.company_id is not None


@pytest.mark.parametrize(
    ("line", "filled"),
    [
        ("", {}),
        ("<@U7|dee>", {"person": "Dee", "contact": "slack: dee", "company": "anvil.example"}),
        ("<@U8|eve> sales", {"person": "eve", "team": "sales", "contact": "Slack: U8"}),
        ("slack:<@U8|eve>", {"person": "eve", "contact": "Slack: U8"}),
        ("<@U8>", {"person": "U8", "contact": "Slack: U8"}),
        ("slack:T1:U9", {"person": "T1:U9"}),
        ("<@U9|gil>", {"person": "gil", "contact": "Slack: U9"}),
        ("@eve sales", {"person": "eve", "team": "sales"}),
        ('"Ada Byte"', {"person": "Ada Byte"}),
        ('"Ada Byte" recruiting', {"person": "Ada Byte", "team": "recruiting"}),
        ("Ada sales likes SSO", {"person": "Ada", "team": "sales", "why": "likes SSO"}),
        ('Ada sales "sales asked"', {"person": "Ada", "team": "sales", "why": "sales asked"}),
        ("Ada sale", {"person": "Ada", "why": "sale"}),
        (
            # Nothing is missing: an origin of no kind is "other", and which one is kept.
            'Ada sales "why" from "a chat"',
            None,
        ),
        ('Ada from oql "x"', {"person": "Ada", "origin": "other", "origin_detail": "oql x"}),
        ('Ada from GITHUB "x#7"', {"person": "Ada", "origin": "GitHub", "origin_detail": "x#7"}),
        (
            'Ada company="Anvil Works"',
            {"person": "Ada", "company": "Anvil Works"},
        ),
    ],
)
def test_what_is_missing_is_asked_for_in_a_form(
    here: Services, line: str, filled: dict[str, str] | None
) -> None:
    wrote = did(ActorDraft("slack", f"{TEAM}:U9"), "slack_message")  # of whom only the id is known
    happened(here, [did(member("U7", "Dee", "anvil.example"), "slack_signup"), wrote])
    answer = ask(here, f"/dql refer {line}")
    if filled is None:
        assert [one.origin_detail for one in kept(here)] == ["a chat"]
        return
    blank = dict.fromkeys(
        ("person", "contact", "company", "team", "why", "origin", "origin_detail"), ""
    )
    assert opened(answer) == {**blank, **filled}
    assert kept(here) == []


def roster(services: Services, *people: ActorDraft) -> None:
    page = Page("slack:T1:members", "{}", actors=people)
    assert passes.record_pages(services, [page], lambda: NOW) == Recorded(0, 0)
    passes.recognise(services, lambda: NOW)


@pytest.mark.parametrize(
    ("team", "contact"), [(TEAM, "Contact: slack: mira · @U5"), ("T2", "Contact: slack: mira")]
)
def test_a_member_who_was_there_before_is_referred_with_all_that_is_known(
    here: Services, team: str, contact: str
) -> None:
    services = replace(here, community_team_ids=("T2",))
    with services.ledger.write() as session:
        meta.put(session, meta.INTERNAL_TEAM, TEAM)
    roster(services, member("U5", "Mira", "anvil.example", team=team))
    said(services, '/dql refer <@U5|mira> sales "asked about SSO" from talk')
    [one] = kept(services)
    assert (one.person_name, one.actor_id is not None) == ("Mira", True)
    card = said(services, "/dql status 1")
    assert "DQL-1: Mira of anvil.example for sales" in card
    assert contact in card
    assert ("@U5" in card) == (team == TEAM)


def values(**typed: str) -> dict[str, str]:
    """A form filled in, but for what is said otherwise."""
    form = {"person": "Ada", "contact": "", "company": "", "team": "sales", "why": "asked for SSO"}
    return {**form, "origin": "booth", "origin_detail": "", **typed}


def submit(services: Services, typed: dict[str, str], request: str = "", who: str = "") -> Answer:
    metadata = who or json.dumps({"actor_id": None, "person": ""})
    return dql.submit(services, typed, metadata, asker(request=request), NOW)


def test_a_form_is_a_referral_and_closes(here: Services) -> None:
    answer = submit(here, values(company="Anvil Works", contact=" ada@anvil.example "))
    assert answer == Done(None)
    [one] = kept(here)
    assert one.person_contact == "ada@anvil.example"


def test_all_that_is_wrong_in_a_form_is_said_by_field(here: Services) -> None:
    answer = submit(here, values(person=" ", why="...", company="gmail.com"))
    assert isinstance(answer, Errors)
    assert answer.fields == {
        "person": "Who is it? Give a name.",
        "why": "Say in a few words why this team.",
        "company": "gmail.com is no company's domain (free): name the company",
    }
    assert kept(here) == []


@pytest.mark.parametrize(("name", "known"), [("Ada", True), (" Ada ", True), ("Bo", False)])
def test_the_person_behind_the_form_stays_unless_another_is_named(
    here: Services, name: str, known: bool
) -> None:
    happened(here, [did(github("ada", "1"))])
    form = ask(here, "/dql refer github:ada")
    assert isinstance(form, Open)
    submit(here, values(person=name), who=form.view["private_metadata"])
    assert [one.actor_id is not None for one in kept(here)] == [known]


def test_the_same_form_sent_twice_is_one_referral(here: Services) -> None:
    for _ in range(2):
        assert submit(here, values(), request="view:V1") == Done(None)
    assert len(kept(here)) == 1


@pytest.mark.parametrize(
    ("days", "line", "warned"),
    [
        (0, LINE, True),
        (90, LINE, True),
        (91, LINE, False),
        (1, LINE.replace("Ada Byte", "ada byte"), True),
        (1, LINE.replace("Ada Byte", "Bo"), False),
        (1, LINE.replace(" sales ", " product "), False),
    ],
)
def test_the_same_person_and_team_within_90_days_is_named(
    here: Services, days: int, line: str, warned: bool
) -> None:
    said(here, LINE)
    text = said(here, line, NOW + timedelta(days=days))
    assert ("The same person went to sales before: DQL-1, 2026-11-20 12:00 UTC" in text) == warned
    assert len(kept(here)) == 2


def test_a_repeat_in_the_form_is_told_as_well(here: Services) -> None:
    said(here, LINE)
    answer = submit(here, values(person="Ada Byte"))
    assert isinstance(answer, Done)
    assert answer.message is not None
    assert "before: DQL-1" in as_text(answer.message)


def test_a_company_that_is_only_like_it_is_another(here: Services) -> None:
    happened(here, pulls("notanvil.example", 1))
    assert "of anvil.example is handed" in said(here, LINE)


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


def test_a_company_is_found_by_every_name_that_people_gave_it(here: Services) -> None:
    happened(here, pulls("anvil.example", 1))
    said(here, LINE)
    said(here, '/oql alias anvil.example is "Hammer Holding"')
    assert "DQL-1" in said(here, '/dql status "Hammer Holding"')


def test_what_became_of_one(here: Services) -> None:
    said(here, LINE)
    receiving.accept(here, 1, asker("U5"), NOW + timedelta(hours=1))
    text = said(here, "/dql status 1")
    assert "Referred by @U1 2026-11-20 12:00 UTC" in text
    assert "Accepted by @U5 2026-11-20 13:00 UTC" in text


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/dql", "/dql refer opens the form"),
        ("/dql help", "/dql refer opens the form"),
        ("/dql refre", "refre is not something I can do. Did you mean /dql refer?"),
        ("/dql acme.com", "acme.com is not something I can do."),
        ("/dql list nobody", "nobody is no team. Teams are marketing, product,"),
        ("/dql list", "No referrals yet. Try /dql refer @member"),
        ("/dql status", "status takes a company or a number: /dql status acme.com."),
        ("/dql status 77", "There is no referral DQL-77."),
        ("/dql status acme.com", "Nobody of acme.com has been referred so far."),
        ("/dql status <@U8|eve>", "Nobody of @eve has been referred so far."),
        ("/dql list <@U8>", "@U8 is no team."),
        ("/dql <@U8|eve>", "@eve is not something I can do."),
        ("/oql <@U8|eve>", "I know no company called @eve."),
    ],
)
def test_what_cannot_be_done_is_answered_with_what_can(
    here: Services, line: str, answer: str
) -> None:
    assert answer in said(here, line)


def test_the_form_behind_an_alert_knows_the_company(here: Services) -> None:
    happened(here, pulls("anvil.example", 1))
    filled = opened(dql.open_for_company(here, 1))
    assert (filled["company"], filled["team"]) == ("anvil.example", "sales")
    assert filled["origin"] == "OQL alert"
    assert opened(dql.open_for_company(here, 99))["company"] == ""


def test_the_form_behind_an_alert_is_for_the_team_that_the_rules_offer(here: Services) -> None:
    announce = here.rules.announce.model_copy(update={"team": "partnerships"})
    here.rules = here.rules.model_copy(update={"announce": announce})
    assert opened(dql.open_for_company(here, 99))["team"] == "partnerships"


def message_of(answer: Answer) -> str:
    assert isinstance(answer, Done)
    assert answer.message is not None
    return as_text(answer.message)


def test_accepting_what_is_gone_or_taken(here: Services) -> None:
    said(here, LINE)
    assert receiving.accept(here, 1, asker("U5"), NOW) == Done(None)
    late: dict[str, Any] = {"values": {"reason": "no capacity"}, "metadata": "1"}
    assert message_of(receiving.decline(here, **late, asker=asker("U6"), now=NOW)) == (
        "DQL-1 was already accepted by @U5."
    )
    late_too = receiving.accept(here, 1, asker("U6"), NOW)
    assert message_of(late_too) == "DQL-1 was already accepted by @U5."
    assert message_of(receiving.accept(here, 99, asker("U6"), NOW)) == "This referral is gone."


def test_declining_takes_a_reason(here: Services) -> None:
    said(here, LINE)
    assert isinstance(receiving.open_decline(here, 1), Open)
    answer = receiving.decline(here, {"reason": "?"}, "1", asker("U5"), NOW)
    assert answer == Errors({"reason": "The referrer will want to know why."})
    assert receiving.decline(here, {"reason": " no budget "}, "1", asker("U5"), NOW) == Done(None)
    assert "Declined by @U5 2026-11-20 12:00 UTC: no budget" in said(here, "/dql status 1")

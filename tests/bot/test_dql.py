"""`/dql`: a person handed to a team in one line or in a form, and what became of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import passes
from bot.answers import Answer, Open, Say
from bot.dql.checks import REFUSED
from bot.roles import Roles
from bot.services import Services
from ledger import actors, meta, referrals
from ledger.drafts import ActorDraft, Page, Standing
from ledger.intake import Recorded
from ledger.tables_desk import Referral
from tests.bot.scene import (
    NOW,
    TEAM,
    ask,
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
        "who get a card to accept or decline. I will send you the link to it, and tell you "
        "what they say.",
        "booth · KubeCon EU · asked about SSO",
        "anvil.example is a new company here: if it has another name, undo this.",
        "[Undo]",
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
        ("<@U7|dee>", {"person": "1:Dee", "contact.1": "slack: dee", "company.1": "anvil.example"}),
        ("<@U8|eve> sales", {"person": "new:eve", "team": "sales", "contact": "Slack: U8"}),
        ("slack:<@U8|eve>", {"person": "new:eve", "contact": "Slack: U8"}),
        ("<@U8>", {"person": "new:U8", "contact": "Slack: U8"}),
        ("slack:T1:U9", {"person": "2:T1:U9", "contact.2": "", "company.2": ""}),
        ("<@U9|gil>", {"person": "2:gil", "contact.2": "Slack: U9", "company.2": ""}),
        ('"Ada Byte"', {"person": "new:Ada Byte"}),
        ('"Ada Byte" recruiting', {"person": "new:Ada Byte", "team": "recruiting", "consent": ""}),
        ("Ada Byte sales", {"person": "new:Ada Byte", "team": "sales"}),
        ("Ada sales likes SSO", {"person": "new:Ada", "team": "sales", "why": "likes SSO"}),
        ('Ada sales "sales asked"', {"person": "new:Ada", "team": "sales", "why": "sales asked"}),
        ("Ada wants SSO", {"person": "new:Ada", "why": "wants SSO"}),
        (
            "<mailto:bea.hart@anvil.example|bea.hart@anvil.example> sales",
            {"person": "new:bea.hart", "contact": "bea.hart@anvil.example", "team": "sales"}
            | {"company": "anvil.example"},
        ),
        ("bea@gmail.com", {"person": "new:bea", "contact": "bea@gmail.com"}),
        ("Ada from oql", {"person": "new:Ada", "why": "from oql"}),
        ('Ada from "oql"', {"person": "new:Ada", "origin": "other", "origin_detail": "oql"}),
        (
            "Ada sales moves from Oracle",
            {"person": "new:Ada", "team": "sales"} | {"why": "moves from Oracle"},
        ),
        (
            'Ada recruiting moves from Oracle from talk "x"',
            {"person": "new:Ada", "team": "recruiting", "consent": ""}
            | {"why": "moves from Oracle", "origin": "talk", "origin_detail": "x"},
        ),
        (
            'Ada recruiting from Berlin from "x" is old from now',
            {"person": "new:Ada", "team": "recruiting", "consent": ""}
            | {"why": "from Berlin", "origin": "other", "origin_detail": "x is old from now"},
        ),
        (
            'Ada from GITHUB "x#7"',
            {"person": "new:Ada", "origin": "GitHub", "origin_detail": "x#7"},
        ),
        ('Ada company="Anvil Works"', {"person": "new:Ada", "company": "Anvil Works"}),
        ("Ada link=<https://x.example/7>", {"person": "new:Ada", "link": "https://x.example/7"}),
        (
            '"Ada" recruiting "wants a job" from talk',
            {"person": "new:Ada", "team": "recruiting", "why": "wants a job", "origin": "talk"}
            | {"consent": ""},
        ),
    ],
)
def test_what_is_missing_is_asked_for_in_a_form(
    here: Services, line: str, filled: dict[str, str]
) -> None:
    wrote = did(ActorDraft("slack", f"{TEAM}:U9"), "slack_message")  # of whom only the id is known
    happened(here, [did(member("U7", "Dee", "anvil.example"), "slack_signup"), wrote])
    answer = ask(here, f"/dql refer {line}")
    suggested = {name.partition(".")[0] for name in filled}
    fields = ("person", "contact", "company", "team", "why", "origin", "origin_detail", "link")
    blank = {name: "" for name in fields if name not in suggested}
    assert opened(answer) == {**blank, **filled}
    assert notes(answer) == []
    assert kept(here) == []


def notes(answer: Answer) -> list[str]:
    """What a form says could not be understood."""
    assert isinstance(answer, Open), answer
    texts = [block["text"]["text"] for block in answer.view["blocks"] if block["type"] == "section"]
    return [text.removeprefix(":warning: ") for text in texts if text.startswith(":warning:")]


@pytest.mark.parametrize(
    ("line", "note", "filled"),
    [
        ("@eve", "Slack knows no @eve: pick the person, or type the name.", {"team": "sales"}),
        ("site:ada", "site:ada may be 2 people: pick the person.", {"team": "sales"}),
        (
            "Bea company=gmail.com",
            "gmail.com is no company's domain (free): name the company",
            {"person": "new:Bea", "company": "gmail.com"},
        ),
        ("github:robo", "github:robo is a bot: only people can be referred.", {"person": ""}),
        (
            "Bea link=x.example",
            "x.example is no link. Write the whole address, such as "
            "https://github.com/acme/anvil/issues/7.",
            {"person": "new:Bea", "link": ""},
        ),
        (
            "Bea consent=maybe",
            "consent is yes, no or not asked, not maybe.",
            {"person": "new:Bea"},
        ),
        ("ada", "ada may be 2 people: pick the person.", {"person": ""}),
        ("😀", "Who is it? Give a name.", {"person": "new:😀"}),
        (
            "github:olaf",
            "github:olaf is one of our own: only people of the community can be referred.",
            {"person": ""},
        ),
        (
            "<@U5|leadlight>",
            "leadlight is no full member here: say who it is.",
            {"person": "new:leadlight"},
        ),
    ],
)
def test_what_cannot_be_understood_is_said_above_what_could(
    here: Services, line: str, note: str, filled: dict[str, str]
) -> None:
    robot = ActorDraft("github", "9", handle="robo", standing=Standing.BOT)
    twins = [ActorDraft("site", key, handle="ada") for key in ("1", "2")]
    own = ActorDraft("github", "8", handle="olaf")
    happened(here, [did(who) for who in (*twins, robot, own)])
    with here.ledger.write() as session:
        [olaf] = actors.find(session, "github", "olaf")
        olaf.standing = Standing.STAFF
    here.roles = Roles(outsiders=frozenset({"U5"}))
    answer = ask(here, f'/dql refer {line} sales "asked for SSO" from talk')
    assert notes(answer) == [note]
    assert filled.items() <= opened(answer).items()
    assert kept(here) == []


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ('Bea sales "." from talk', "Say in a few words why this team."),
        ('Bea recruiting "wants a job" from talk consent=no', REFUSED),
    ],
)
def test_the_line_takes_no_more_than_the_form(here: Services, line: str, note: str) -> None:
    assert notes(ask(here, f"/dql refer {line}")) == [note]
    assert kept(here) == []


def test_a_misspelt_team_is_asked_for(here: Services) -> None:
    answer = ask(here, '/dql refer Ada sale "asked for SSO" from talk')
    assert notes(answer) == ["sale is no team: did you mean sales?"]
    assert opened(answer)["why"] == "asked for SSO"


@pytest.mark.parametrize(
    ("earlier", "origin"),
    [("booth", "booth"), ("talk", "talk"), ("other", "other"), ("", "other")],
)
def test_an_origin_is_of_the_kind_that_it_was_before(
    here: Services, earlier: str, origin: str
) -> None:
    if earlier:
        said(here, f'/dql refer Bo sales "asked" from {earlier} "KubeCon EU"')
    said(here, '/dql refer Ada sales "asked" from “kubecon eu”')
    assert (kept(here)[0].origin, kept(here)[0].origin_detail) == (origin, "kubecon eu")


def test_who_is_asked_first_is_referred_once_it_is_said(here: Services) -> None:
    said(here, '/dql refer Ada recruiting "wants a job" from talk consent=not-asked')
    said(here, '/dql refer Ada sales "asked" from talk consent=yes link=https://x.example/7')
    assert [(one.consent, one.link) for one in kept(here)] == [
        ("", "https://x.example/7"),
        ("not asked", ""),
    ]


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
def test_the_same_person_and_team_within_90_days_is_shown_before(
    here: Services, days: int, line: str, warned: bool
) -> None:
    said(here, LINE)
    answer = ask(here, line, NOW + timedelta(days=days))
    assert isinstance(answer, Open if warned else Say)
    assert len(kept(here)) == (1 if warned else 2)
    if warned:
        [note] = notes(answer)
        assert note.startswith(
            "*Ada Byte* of anvil.example was already referred to sales on <!date"
        )
        assert note.endswith("by <@U1>: DQL-1, waiting for an answer.")
        assert opened(answer)["why"] == "asked about SSO"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/dql", "/dql refer opens the form"),
        ("/dql help", "/dql refer opens the form"),
        ("/dql refre", "refre is not something I can do. Did you mean /dql refer?"),
        ("/dql acme.com", "acme.com is not something I can do."),
        ("/dql list nobody", "nobody is no team. Teams are marketing, product,"),
        ("/dql list", "Referrals I made\nNo referrals yet. Try /dql refer @member"),
        ("/dql status", "status takes a company or a number: /dql status acme.com."),
        ("/dql status 77", "There is no referral DQL-77."),
        ("/dql status acme.com", "Nobody of acme.com has been referred so far."),
        ("/dql status <@U8|eve>", "Nobody of @eve has been referred so far."),
        ("/dql list <@U8>", "@U8 is no team."),
        ("/dql <@U8|eve>", "@eve is not something I can do."),
        ("/oql <@U8|eve>", "Nobody called @eve has been seen"),
    ],
)
def test_what_cannot_be_done_is_answered_with_what_can(
    here: Services, line: str, answer: str
) -> None:
    assert answer in said(here, line)

"""`/oql`: levels and why, the list, a human's word, and help where a line cannot be read."""

from datetime import timedelta

import pytest

from bot.services import Services
from ledger import affiliations, jobs, tallies
from ledger.tables import Actor
from scoring.rescore import assess
from tests.bot.scene import NOW, did, github, happened, member, pulls, said


def level_of(services: Services, key: str) -> str | None:
    with services.ledger.read() as session:
        found = assess(session, services.rules, services.today(NOW))
    return next((one.level for one in found if one.key == key), None)


@pytest.fixture
def known(here: Services) -> Services:
    """Three companies: one at OQL1, one with a point or two, one that was never seen lately."""
    ada, bo = github("ada", "1", "anvil.example"), github("bo", "2", "rocket.example")
    old = github("cy", "3", "notanvil.example")
    happened(
        here,
        [
            *pulls("anvil.example", 8),
            did(ada, "pull_request"),
            did(bo),
            did(old, at=NOW - timedelta(days=400)),
        ],
    )
    return here


def test_a_company_by_its_domain(known: Services) -> None:
    text = said(known, "/oql anvil.example")
    assert "anvil.example: OQL1 since 15 Nov 2026" in text
    assert "Downloads: 25 of 50" in text
    assert "Community: 5 of 20" in text
    assert "2 people in 90 days · last seen 20 Nov 2026" in text
    assert "Not counted: Downloads 15 by the week cap" in text
    assert "noticed: OQL1 20 Nov 2026" in text
    assert "[Refer to sales]" in text


@pytest.mark.parametrize(
    "typed",
    [
        "ROCKET.example",
        "rocket",
        '"rocket"',
        "<http://rocket.example|rocket.example>",
        "<https://www.rocket.example/pricing>",
        "<mailto:bo@rocket.example|bo@rocket.example>",
    ],
)
def test_a_company_as_people_write_it(known: Services, typed: str) -> None:
    assert said(known, f"/oql {typed}").startswith("rocket.example: no level yet")


def test_several_that_fit_are_named(known: Services) -> None:
    text = said(known, "/oql anvil")
    assert "/oql anvil.example anvil.example" in text
    assert "/oql notanvil.example notanvil.example" in text


def test_a_company_that_did_nothing_lately(known: Services) -> None:
    text = said(known, "/oql notanvil.example")
    assert text.splitlines() == [
        "notanvil.example: no activity in the last 90 days, and never an OQL.",
        "Known by: 1 person, stated by the sender",
    ]


def test_nobody_is_called_so(known: Services) -> None:
    assert said(known, "/oql <!channel>").startswith("I know no company called <!channel>.")


@pytest.mark.parametrize(
    ("line", "first", "others"),
    [
        ("/oql top", "30 anvil.example · OQL1 · 2 people", 1),
        ("/oql top 1", "30 anvil.example", 0),
        ("/oql TOP 40", "30 anvil.example", 1),
    ],
)
def test_top(known: Services, line: str, first: str, others: int) -> None:
    title, *rows, definition, buttons = said(known, line).splitlines()
    assert title == "Companies by points in 30 days"
    assert rows[0].startswith(first)
    assert len(rows) == 1 + others
    assert definition.startswith(f"1 to {1 + others} of 2. Whoever earned points in 30 days")
    assert buttons.endswith("[CSV of all]")


def test_top_of_nothing_says_what_to_look_at(here: Services) -> None:
    text = said(here, "/oql top")
    assert "No company has earned points in the last 30 days." in text
    assert "OQL1, OQL2, OQL3" in text


@pytest.mark.parametrize("number", ["0", "41", "-1", "ten", "1.5", "٣٠٠"])
def test_top_takes_a_number(here: Services, number: str) -> None:
    assert f"`top` takes a number from 1 to 40, not `{number}`.".replace("`", "") in said(
        here, f"/oql top {number}"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/oql", "/oql acme.com shows"),
        ("/oql help", "/oql acme.com shows"),
        ("/oql HELP me", "/oql acme.com shows"),
        ("/oql tops", "tops is not something I can do. Did you mean /oql top?"),
        ("/oql lnk github:ada acme.com", "Did you mean /oql link?"),
        ("/oql tpo", "tpo is not something I can do. Did you mean /oql top?"),
        ("/oql whi acme.example", "whi is not something I can do. Did you mean /oql why?"),
        ("/oql tpo.example", "I know no company called tpo.example."),
        ('/oql "top"', "I know no company called top."),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_can(
    here: Services, line: str, answer: str
) -> None:
    assert answer in said(here, line)


def test_a_company_may_look_like_a_misspelt_verb(here: Services) -> None:
    happened(here, pulls("linq.example", 1))
    assert said(here, "/oql linq").startswith("linq.example: ")


@pytest.mark.parametrize(
    "who", ["github:BO", "github:@bo", "github:2", "GitHub:bo"], ids=lambda who: who
)
def test_link_by_login_and_it_wins(known: Services, who: str) -> None:
    text = said(known, f"/oql link {who} <http://newco.example|newco.example>")
    assert text.splitlines() == [
        "bo stands for newco.example from now on, whatever the evidence says. Levels follow soon.",
        "Undo: /oql undo 1",
        "[Undo]",
    ]
    with known.ledger.write() as session:
        session.get_one(Actor, actor_id(known, "github", "2")).stale = True
    bo = github("bo", "2", "other.example")
    happened(known, [did(bo, "pull_request", NOW - timedelta(hours=1))])
    assert level_of(known, "newco.example") == "none"
    assert level_of(known, "rocket.example") is None
    assert level_of(known, "other.example") is None


def actor_id(services: Services, source: str, key: str) -> int:
    with services.ledger.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT id FROM actor WHERE source = ? AND key = ?", (source, key)
        )
        return int(rows.scalar_one())


@pytest.mark.parametrize("who", ["<@U7|dee>", "slack:<@U7|dee>", "slack:@dee", "slack:T1:U7"])
def test_link_a_member(here: Services, who: str) -> None:
    happened(here, [did(member("U7", "Dee"), "slack_signup")])
    assert "dee stands for" in said(here, f"/oql link {who} Anvil Works")
    with here.ledger.read() as session:
        company = affiliations.company_of(
            session, actor_id(here, "slack", "T1:U7"), here.today(NOW)
        )
    assert company is not None
    assert (company.key, company.name) == ("name:anvilworks", "Anvil Works")


@pytest.mark.parametrize("nobody", ["none", "NOBODY", "-"])
def test_link_to_nobody(known: Services, nobody: str) -> None:
    assert "bo stands for nobody from now on" in said(known, f"/oql link github:bo {nobody}")
    assert level_of(known, "rocket.example") is None
    with known.ledger.read() as session:
        assert tallies.unresolved(session) == 1


def test_link_makes_the_score_due(known: Services) -> None:
    with known.ledger.write() as session:
        assert jobs.claim(session, "score", NOW, NOW + timedelta(hours=1))
    said(known, "/oql link github:bo newco.example")
    with known.ledger.read() as session:
        assert jobs.is_due(session, "score", NOW)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/oql link", "link takes PERSON COMPANY [from DAY] [until DAY]."),
        ("/oql link github:bo", "link takes PERSON COMPANY [from DAY] [until DAY]."),
        ("/oql link bo newco.example", "Nobody called bo has been seen: write"),
        ("/oql link github:zed newco.example", "Nobody called github:zed has been seen: write"),
        ("/oql link <@U9|zed> newco.example", "Nobody called @zed has been seen: write"),
        ("/oql link github:bo gmail.com", "gmail.com is no company's domain (free)"),
        ("/oql link github:bo !!!", "A company's name needs a letter or a digit"),
    ],
)
def test_a_link_that_cannot_be_made_says_why(known: Services, line: str, problem: str) -> None:
    text = said(known, line)
    assert problem in text
    assert "/oql link github:LOGIN acme.com" in text
    assert level_of(known, "rocket.example") == "none"


def test_a_handle_that_two_have_needs_the_id(known: Services) -> None:
    happened(known, [did(github("bo", "22"))])
    assert "github:bo may mean 2 people: give the id in place of the handle." in said(
        known, "/oql link github:bo newco.example"
    )
    assert "bo stands for" in said(known, "/oql link github:22 newco.example")

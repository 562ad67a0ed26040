"""`/dql report`: what everybody reads, what DevRel alone gets, and what Slack takes."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.answers import Answer, Asker, Later, Press, Say
from bot.grammar import words
from bot.pages.report import report_page
from bot.permits import Permit
from bot.reporting.report import report
from bot.reporting.spans import parse
from bot.reporting.verb import FILES, ROUTES, report_verb, send_csv
from bot.roles import Role
from bot.services import Services
from bot.views import report as views
from bot.views.blocks import MESSAGE_TEXT, Message
from bot.views.plain import as_text
from demo.slack import problems
from ledger import introductions, notices, referrals
from ledger.tables_desk import Introduction
from scoring.rules import Rules
from tests.bot import told
from tests.bot.looked_back import Page
from tests.bot.reported import referral, spring
from tests.bot.scene import NOW, asker
from tests.bot.worst_report import worst

MEMBER, DEVREL = asker(role=Role.MEMBER), asker(role=Role.DEVREL)


@pytest.fixture
def springtime(here: Services) -> Services:
    with here.ledger.write() as session:
        spring(session)
    return here


def ask(services: Services, line: str, who: Asker = DEVREL) -> Answer:
    return report_verb(services, words(line), who, NOW)


def read(services: Services, line: str, who: Asker = DEVREL) -> str:
    answer = ask(services, line, who)
    assert isinstance(answer, Later), answer
    return as_text(answer.work())


def test_the_answer_says_it_in_sentences_and_lists(springtime: Services) -> None:
    answer = ask(springtime, "2025-Q2")
    assert isinstance(answer, Later)
    assert answer.message.text == "Counting the second quarter of 2025 …"
    text = as_text(answer.work())
    for part in (
        "In the second quarter of 2025 DevRel was part of a sale and helped 2 people get hired.",
        "recruiting: 2 made, 2 accepted, 2 with an outcome so far; 2 outcomes recorded; "
        "median 1.5 days to accept, 10 days to an outcome",
        "sales: 2 made, 1 accepted, 1 declined, 1 with an outcome so far; 1 outcome recorded",
        "talk: 2 outcomes recorded (KubeCon EU 2); of 2 made 2 with an outcome so far",
        "sales, customer: 1 sourced (12,500), 0 influenced",
        "Handed over and outcomes recorded: Apr 2025 3 and 2; May 2025 2 and 1; Jun 2025 0 and 0",
        "1 Apr 2025 to 30 Jun 2025, as it stands on 20 Nov 2026.",
    ):
        assert part in text
    assert "leadlight report" not in text, "who reads it in Slack has no terminal"


def test_people_are_named_to_devrel_alone(springtime: Services) -> None:
    assert "Cy Moss of Acme" in read(springtime, "2025-Q2")
    everybody = read(springtime, "2025-Q2", MEMBER)
    assert "Somebody of Acme" in everybody
    assert not any(name in everybody for name in ("Cy Moss", "Ada Byte", "Bo Hood"))
    assert "CSV" in read(springtime, "2025-Q2")
    assert "CSV" not in everybody


def test_nothing_typed_is_this_quarter(here: Services) -> None:
    assert "In the fourth quarter of 2026, until today, nobody" in read(here, "")


def test_before_there_are_outcomes_it_promises_none(here: Services) -> None:
    with here.ledger.write() as session:
        spring(session)
    assert "DevRel made 1 referral to teams; outcomes are to come." in read(
        here, "from 2025-05-11 to 2025-05-12"
    )
    with here.ledger.write() as session:
        row = Introduction(
            request_key="alone",
            made_at=NOW,
            first_name="Ada",
            second_name="Bo",
            why="both run it on ARM",
            referrer="U1",
        )
        introductions.make(session, row)
    text = read(here, "")
    assert "DevRel handed on nobody." in text
    assert "Apart from these, 1 introduction between members of the community." in text


@pytest.mark.parametrize("line", ["soon", "<!channel>", "2027-Q1", "soon csv"])
def test_what_names_no_days_is_told_with_lines_that_work(here: Services, line: str) -> None:
    answer = ask(here, line)
    assert isinstance(answer, Say)
    assert "/dql report last quarter" in answer.message.text
    assert "<!channel>" not in answer.message.text


def test_the_file_is_queued_once_a_request_and_made_when_it_is_posted(springtime: Services) -> None:
    who = asker(request="once")
    for _ in range(2):
        answer = ask(springtime, "2025-Q2 csv", who)
        assert isinstance(answer, Say)
        assert "referrals-2025-04-01-to-2025-06-30.csv" in answer.message.text
    with springtime.ledger.read() as session:
        queued = notices.by_key(session, "report:once")
    assert queued is not None
    assert (queued.channel, queued.facts["name"]) == (
        "U1",
        "referrals-2025-04-01-to-2025-06-30.csv",
    )
    assert "Cy Moss" not in json.dumps(queued.facts)
    made = FILES[queued.facts["of"]](springtime, queued.facts)
    assert made.startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))
    assert [row["person"] for row in rows][2] == "Cy Moss"


def test_the_button_sends_the_days_that_were_shown(springtime: Services) -> None:
    answer = ask(springtime, "2025-Q2")
    assert isinstance(answer, Later)
    page, button = answer.work().blocks[-1]["elements"]
    assert page["action_id"] == views.PAGE
    press = Press(button["value"], {})
    send_csv(springtime, press, asker(request="pressed"), NOW)
    with springtime.ledger.read() as session:
        queued = notices.by_key(session, "report:pressed")
    assert queued is not None
    told = {name: queued.facts[name] for name in ("of", "from", "to", "names")}
    days = {"from": "2025-04-01", "to": "2025-06-30"}
    assert told == {"of": "report", **days, "names": True}
    assert ROUTES.clicks[button["action_id"]].permit is Permit.DEVREL


def test_the_file_is_refused_to_everybody_else(springtime: Services) -> None:
    answer = ask(springtime, "2025-Q2 csv", asker(role=Role.TEAM, teams=["sales"], request="no"))
    assert isinstance(answer, Say)
    assert "DevRel" in answer.message.text
    with springtime.ledger.read() as session:
        assert notices.by_key(session, "report:no") is None


def mrkdwn(held: Any) -> Iterator[str]:
    if isinstance(held, dict):
        if held.get("type") == "mrkdwn":
            yield held["text"]
        for value in held.values():
            yield from mrkdwn(value)
    elif isinstance(held, list | tuple):
        for one in held:
            yield from mrkdwn(one)


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
@pytest.mark.parametrize("many", [0, 1, 300])
def test_slack_takes_it_at_its_worst_and_pings_nobody(name: str, many: int, rules: Rules) -> None:
    messages: list[Message] = [
        views.answer(worst(name, many, rules), with_csv=True),
        views.answer(worst(name, many, rules), with_csv=False),
        views.queued(name),
    ]
    for message in messages:
        assert problems(list(message.blocks)) == []
        assert 0 < len(message.text) <= MESSAGE_TEXT
        assert not any("<" in text for text in (message.text, *mrkdwn(message.blocks)))


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
@pytest.mark.parametrize("many", [0, 1, 40])
def test_the_page_bears_whatever_people_typed(name: str, many: int, rules: Rules) -> None:
    page = Page(report_page(worst(name, many, rules)))
    assert page.asks == []
    assert "script" not in page.tags
    if many:
        assert f"DevRel brought {name}." in page.text


def test_the_page_is_sent_to_anybody_and_names_nobody(springtime: Services) -> None:
    anybody = asker("U9", role=Role.MEMBER, request="page")
    route = ROUTES.clicks[views.PAGE]
    assert route.permit is Permit.ANYONE
    said = route.run(springtime, Press("2025-04-01 2025-06-30", {}), anybody, NOW)
    assert isinstance(said, Say)
    with springtime.ledger.read() as session:
        queued = notices.by_key(session, "report:page")
    assert queued is not None
    assert (queued.channel, queued.facts["name"]) == (
        "U9",
        "report-2025-04-01-to-2025-06-30.html",
    )
    page = FILES[queued.facts["of"]](springtime, queued.facts).decode()
    assert "What DevRel brought" in page
    assert "1 April 2025 to 30 June 2025" in page
    assert "Cy Moss" not in page


def test_the_page_of_a_quarter_that_goes_on_bears_its_name(springtime: Services) -> None:
    answer = ask(springtime, "")
    assert isinstance(answer, Later)
    value = answer.work().blocks[-1]["elements"][0]["value"]
    who = asker("U9", role=Role.MEMBER, request="goes-on")
    ROUTES.clicks[views.PAGE].run(springtime, Press(value, {}), who, NOW)
    with springtime.ledger.read() as session:
        queued = notices.by_key(session, "report:goes-on")
    assert queued is not None
    assert queued.facts["name"] == "report-2026-10-01-to-2026-11-20.html"
    page = FILES[queued.facts["of"]](springtime, queued.facts).decode()
    assert "The fourth quarter of 2026: 1 October 2026 to 20 November 2026, as it" in page


def test_days_without_a_name_are_told_once(springtime: Services) -> None:
    said = report_page(facts_of(springtime, "from 2025-04-11 to 2025-04-12"))
    assert said.count("11 April 2025 to 12 April 2025, as it stands on") == 1
    assert "2025: 11 April" not in said


def test_two_referrals_of_one_person_are_two_referrals(springtime: Services) -> None:
    """So neither a sentence nor the page calls them people."""
    with springtime.ledger.write() as session:
        for number, team in ((7, "sales"), (8, "marketing")):
            referrals.make(session, referral(number, NOW, team, person_name="Ada Byte"))
    facts = facts_of(springtime, "")
    assert "DevRel made 2 referrals to teams; outcomes are to come." in facts["sentences"][0]
    assert "Of the 2 referrals made so far" in facts["sentences"][1]
    assert "<b>2</b> referrals to teams" in report_page(facts)


def test_a_tile_says_one_of_one(springtime: Services) -> None:
    page = report_page(facts_of(springtime, "2025-Q2"))
    assert "<b>1</b> introduction between members" in page
    assert "<b>3</b> outcomes recorded in that time" in page


def test_where_months_add_up_to_more_the_chart_says_why(springtime: Services) -> None:
    """An opportunity in July that became a customer in August is one outcome of the quarter."""
    july, august = (datetime(2026, month, 8, 12, tzinfo=UTC) for month in (7, 8))
    with springtime.ledger.write() as session:
        made, _ = referrals.make(session, referral(7, july, "sales"))
        for step, at, kind in (
            (referrals.ACCEPTED, july, ""),
            (referrals.OUTCOME, july, "opportunity"),
            (referrals.OUTCOME, august, "customer"),
        ):
            referrals.advance(session, made.id, step, "U2", "Sam", "", at, kind)
    why = "A referral with outcomes in several of these counts in each, and once in the whole."
    shown = "Jul 2026 1 and 1; Aug 2026 0 and 1; Sep 2026 0 and 0"
    text = read(springtime, "2026-Q3")
    assert f"{shown}. {why}" in text
    assert "sales: 1 made, 1 accepted, 1 with an outcome so far; 1 outcome recorded" in text
    assert shown in read(springtime, "2026"), "a month has one figure, whatever is asked"
    assert why in report_page(facts_of(springtime, "2026-Q3"))
    assert why not in read(springtime, "2026-08")


def facts_of(services: Services, typed: str) -> dict[str, Any]:
    today = services.today(NOW)
    with services.ledger.read() as session:
        span = parse(typed, today)
        return report(session, services.rules, services.zone, span, today).facts

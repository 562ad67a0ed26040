"""`leadlight report`: as people read it, as a page, as a file, as JSON."""

import csv
from pathlib import Path

import pytest

from bot.services import Services
from tests.bot.command_line import Leadlight, Ran
from tests.bot.looked_back import Page
from tests.bot.reported import spring
from tests.kept import where_is

QUARTER = ("2025-Q2",)
HEADLINE = "In the second quarter of 2025 DevRel was part of a sale and helped 2 people get hired."
SENTENCES = [
    HEADLINE,
    "Of the 5 referrals made in that time, 3 were accepted, 1 was declined, 1 waits "
    "and 3 have an outcome so far.",
    "Half of the accepted ones were accepted within 1.5 days "
    "and half of the outcomes came within 10 days.",
    "3 outcomes were recorded in that time, whenever the referral was made.",
    "The largest part came from talks: 2 of 3.",
    "Apart from these, 1 introduction between members of the community.",
]


@pytest.fixture
def run(leadlight: Leadlight, services: Services) -> Leadlight:
    with services.ledger.write() as session:
        spring(session)

    def ran(*args: str, **environment: str) -> Ran:
        return leadlight("report", *args, **where_is(services.ledger), **environment)

    return ran


def test_as_people_read_it(run: Leadlight) -> None:
    lines = run(*QUARTER).out.splitlines()
    assert lines[0].startswith("2025-04-01 to 2025-06-30, as it stands on ")
    assert lines[2:8] == SENTENCES
    rows = [line.split() for line in lines]
    assert ["recruiting", "2", "2", "0", "0", "2", "2", "-", "1.5", "10.0"] in rows
    assert ["sales", "2", "1", "1", "0", "1", "1", "-", "1.5", "10.0"] in rows
    assert ["talk", "KubeCon", "EU", "2", "2", "2"] in rows
    assert ["sales", "customer", "1", "12,500", "0", "-"] in rows
    assert "Whether they stay cannot be said" in lines[-1]


def test_the_days_can_be_named_in_several_ways(run: Leadlight) -> None:
    named = run(*QUARTER, "--json").json
    asked = run("--from", "2025-04-01", "--to", "2025-06-30", "--json").json
    from_its_quarter = run("--to", "2025-06-30", "--json").json
    assert named == asked == from_its_quarter
    assert named["span"]["name"] == "the second quarter of 2025"
    later = run("--from", "2025-04-11", "--to", "2025-04-12", "--json").json
    assert (later["cohort"]["made"], later["recorded"]["kinds"]) == (1, {"hired": 1})
    assert later["span"]["name"] == "11 April 2025 to 12 April 2025"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("soon",), "'soon' names no days. Say `2026-Q3`"),
        (("2025-Q2", "--to", "2025-06-30"), "name a span, or --from and --to, not both"),
        (("--from", "2025-06-30", "--to", "2025-06-01"), "2025-06-30 is after 2025-06-01"),
        (("--from", "June"), "'June' is no day: write it as 2026-11-20"),
        (("2099",), "2099 has not begun"),
    ],
)
def test_what_names_no_days(run: Leadlight, args: tuple[str, ...], said: str) -> None:
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_time_in_which_nothing_was_says_what_to_do(run: Leadlight, tmp_path: Path) -> None:
    ran = run("2024-Q1", "--html", "page.html")
    assert "nobody was handed to a team" in ran.out
    assert "/dql refer @member" in ran.out
    assert "/dql refer @member" in Page((tmp_path / "page.html").read_text("utf-8")).text


def test_the_page_stands_alone_and_names_nobody(run: Leadlight, tmp_path: Path) -> None:
    ran = run(*QUARTER, "--html", "page.html")
    assert (ran.code, ran.err) == (0, "The page is in page.html.\n")
    page = Page((tmp_path / "page.html").read_text("utf-8"))
    assert "script" not in page.tags
    assert page.asks == []
    for sentence in SENTENCES:
        assert sentence in page.text
    assert "Somebody of Acme, met at a talk (KubeCon EU), handed to sales: customer" in page.text
    assert "12,500" in page.text
    assert "Referral: somebody whom DevRel met" in page.text
    assert not any(name in page.text for name in ("Cy Moss", "Ada Byte"))
    assert run(*QUARTER, "--html", "page.html", "--names").code == 0
    assert "Cy Moss of Acme" in (tmp_path / "page.html").read_text("utf-8")


def test_the_file_for_a_spreadsheet(run: Leadlight, tmp_path: Path) -> None:
    ran = run(*QUARTER, "--csv", "report.csv")
    assert ran.err == "The referrals are in report.csv.\n"
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[2] == {
        "number": "DQL-3",
        "person": "",
        "company": "acme.example",
        "team": "sales",
        "origin": "talk",
        "which": "KubeCon EU",
        "made": "2025-04-21",
        "in_cohort": "yes",
        "state": "outcome",
        "days_to_accept": "1.50000",
        "days_to_outcome": "10.00000",
        "recorded_on": "2025-05-01",
        "recorded_outcome": "customer",
        "recorded_value": "12500.00",
        "source": "sourced",
    }
    assert (rows[3]["which"], rows[3]["source"]) == ("'=HYPERLINK(1)", "influenced")
    assert run(*QUARTER, "--csv", "report.csv", "--names").code == 0
    assert "Cy Moss" in (tmp_path / "report.csv").read_text("utf-8")


def test_goals_stand_beside_what_was_recorded(run: Leadlight, tmp_path: Path) -> None:
    packaged = (Path(__file__).parents[2] / "rules" / "points.toml").read_text("utf-8")
    text = packaged.replace("[teams.sales]\n", "[teams.sales]\ngoal = 2\n")
    (tmp_path / "goals.toml").write_text(text, "utf-8")
    goals = {
        span: {team["team"]: team["goal"] for team in answer["teams"]}["sales"]
        for span in ("2025-Q2", "2025", "2025-05", "2025-04")
        if (answer := run(span, "--json", RULES_FILE="goals.toml").json)
    }
    assert goals == {"2025-Q2": 2, "2025": 8, "2025-05": None, "2025-04": None}
    shown = run(*QUARTER, "--html", "page.html", RULES_FILE="goals.toml")
    assert ["sales", "2", "1", "1", "0", "1", "1", "2"] in [
        line.split()[:8] for line in shown.out.splitlines()
    ]
    assert "goal" in Page((tmp_path / "page.html").read_text("utf-8")).text


def test_a_project_that_sells_nothing_speaks_of_no_sales(run: Leadlight, tmp_path: Path) -> None:
    packaged = (Path(__file__).parents[2] / "rules" / "points.toml").read_text("utf-8")
    (tmp_path / "free.toml").write_text(f"{packaged}\n[project]\nsells = false\n", "utf-8")
    answer = run(*QUARTER, "--json", RULES_FILE="free.toml").json
    assert answer["sentences"][0] == HEADLINE.replace("was part of a sale", "helped win a customer")
    assert not any(
        "sale" in text for text in [*answer["sentences"], *answer["definitions"].values()]
    )

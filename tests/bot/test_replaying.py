"""Replaying: what other rules would have said, to programs, on a page, in Slack."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import commands_text
from bot.answers import Later, Say
from bot.pages.replay import at_best, replay_page
from bot.replay import PAGES_DIFFER, replay_facts
from bot.services import Services
from bot.views import replay as view
from bot.views.plain import as_text
from scoring.rules import Rules, read_rules
from tests.bot.command_line import Leadlight
from tests.bot.looked_back import Page, content, handed, lower_rules, three_companies
from tests.bot.scene import NOW, asker
from tests.kept import where_is
from tests.scoring.judging import Judging, day


@pytest.fixture
def judging(services: Services, tmp_path: Path) -> Judging:
    return three_companies(services.ledger, tmp_path)


@pytest.fixture
def lower(tmp_path: Path) -> Rules:
    return read_rules(lower_rules(tmp_path))


def facts(services: Services, today: Rules, new: Rules, last: int = 20) -> dict[str, Any]:
    with services.ledger.read() as session:
        return replay_facts(session, services.zone, today, new, day(0), day(last))


def test_outcomes_say_who_would_have_been_flagged_before_the_first_call(
    services: Services, judging: Judging, lower: Rules
) -> None:
    handed(services, "acme.example", 20, "sales", "customer")
    handed(services, "bolt.example", 10, "sales", "opportunity")
    handed(services, "cog.example", 8, "sales", "customer")
    handed(services, "bolt.example", 5, "recruiting", "hired")
    found = facts(services, judging.rules, lower)
    assert found["outcomes"] == [
        {
            "team": "recruiting",
            "outcomes": 1,
            "won": [],
            "today": {"flagged": 0, "median_days": None},
            "new": {"flagged": 0, "median_days": None},
            "sentence": "Of 1 recruiting outcome, the new rules would have flagged 0 before the "
            "first call, today's 0.",
        },
        {
            "team": "sales",
            "outcomes": 2,
            "won": ["customer"],
            "today": {"flagged": 1, "median_days": 10.0},
            "new": {"flagged": 1, "median_days": 20.0},
            "sentence": "Of 2 sales won, the new rules would have flagged 1 before the first call "
            "(median 20 days earlier), today's 1 (median 10 days earlier).",
        },
    ]


@pytest.mark.parametrize(
    ("team", "won", "sentence"),
    [
        ("sales", '["customer"]', "Of 1 sale won, "),
        ("sales", '["customer", "opportunity"]', "Of 2 sales won, "),
        ("sales", "[]", "Of 2 sales outcomes, "),
        ("recruiting", '["hired"]', "Of 1 recruiting referral won, "),
    ],
)
def test_each_team_says_what_is_won(
    services: Services, judging: Judging, tmp_path: Path, team: str, won: str, sentence: str
) -> None:
    for domain, of, outcome in (
        ("acme.example", "sales", "customer"),
        ("bolt.example", "sales", "opportunity"),
        ("acme.example", "recruiting", "applied"),
        ("bolt.example", "recruiting", "hired"),
    ):
        handed(services, domain, 15, of, outcome)
    text = (tmp_path / "uncapped.toml").read_text("utf-8").replace('won = ["customer"]\n', "")
    outcomes = f"[teams.{team}]"
    (tmp_path / "won.toml").write_text(text.replace(outcomes, f"{outcomes}\nwon = {won}"), "utf-8")
    today = read_rules(tmp_path / "won.toml")
    found = facts(services, today, judging.rules)["outcomes"]
    told = [one["sentence"] for one in found if one["team"] == team]
    assert [one[: len(sentence)] for one in told] == [sentence]


@pytest.mark.parametrize("first", [0, 8, 15, 20, 50])
def test_how_early_a_company_was_flagged_is_the_same_from_every_day_on(
    services: Services, judging: Judging, lower: Rules, first: int
) -> None:
    """Flagged on day 10, there until day 29, handed over on day 50."""
    handed(services, "acme.example", 50, "sales", "customer")
    with services.ledger.read() as session:
        found = replay_facts(session, services.zone, judging.rules, lower, day(first), day(60))
    [told] = found["outcomes"]
    assert told["today"] == {"flagged": 1, "median_days": 40.0}
    assert told["new"] == {"flagged": 1, "median_days": 50.0}


def test_who_was_there_before_the_span_reached_it_before(
    services: Services, judging: Judging, lower: Rules
) -> None:
    with services.ledger.read() as session:
        found = replay_facts(session, services.zone, judging.rules, lower, day(7), day(20))
    assert [
        (one["company"], one["today"], one["new"], one["days_earlier"])
        for one in found["reached"]["companies"]
    ] == [
        ("acme.example", "2026-06-11", "before 2026-06-08", None),
        ("bolt.example", None, "before 2026-06-08", None),
    ]
    assert "before 2026-06-08" in Page(replay_page(found)).text


def test_every_fact_of_a_replay(services: Services, judging: Judging, lower: Rules) -> None:
    found = facts(services, judging.rules, lower)
    acme = {"company": "acme.example", "name": "Acme"}
    bolt = {"company": "bolt.example", "name": "Bolt"}
    assert found == {
        "from": "2026-06-01",
        "to": "2026-06-21",
        "rules": {
            side: {
                "name": rules.name,
                "version": rules.version,
                "announces": "OQL3",
                "levels": ["OQL1", "OQL2", "OQL3"],
            }
            for side, rules in (("today", judging.rules), ("new", lower))
        },
        "last_day": {
            "higher": 1,
            "lower": 0,
            "companies": [{**bolt, "today": "OQL2", "new": "OQL3", "points": 45.0}],
        },
        "span": {
            "higher": 1,
            "lower": 0,
            "companies": [{**bolt, "today": "OQL2", "new": "OQL3", "points": 45.0}],
        },
        "reached": {
            "today": 1,
            "new": 2,
            "companies": [
                {**acme, "today": "2026-06-11", "new": "2026-06-01", "days_earlier": 10},
                {**bolt, "today": None, "new": "2026-06-06", "days_earlier": None},
            ],
        },
        "weeks": [
            {
                "until": until,
                "alerts": {"today": today, "new": new},
                "levels": {
                    "today": dict(zip(("OQL1", "OQL2", "OQL3"), at_today, strict=True)),
                    "new": dict(zip(("OQL1", "OQL2", "OQL3"), at_new, strict=True)),
                },
            }
            for until, today, new, at_today, at_new in (
                ("2026-06-07", 0, 2, (1, 2, 0), (1, 0, 2)),
                ("2026-06-14", 1, 0, (1, 1, 1), (1, 0, 2)),
                ("2026-06-21", 0, 0, (1, 1, 1), (1, 0, 2)),
            )
        ],
        "outcomes": [],
        "notes": [
            "The new rules ask for what the ledger does not hold of these days: doc_view, "
            "doc_view_high_value, blog_view, blog_view_high_value, web_view, web_view_high_value, "
            "issue, pull_request, slack_signup."
        ],
        "summary": [
            "On 2026-06-21 1 company would stand at another level: 1 higher, 0 lower.",
            "Since 2026-06-01 the new rules would have announced OQL3 twice, today's once.",
        ],
    }


def test_the_same_rules_change_nothing(services: Services, judging: Judging) -> None:
    found = facts(services, judging.rules, judging.rules)
    assert found["reached"] == {"today": 1, "new": 1, "companies": []}
    assert found["last_day"] == {"higher": 0, "lower": 0, "companies": []}
    shown = as_text(view.answer(found))
    assert "On 2026-06-21 no companies would stand at another level." in shown


def test_other_page_patterns_are_told(services: Services, judging: Judging, lower: Rules) -> None:
    new = lower.model_copy(update={"pages": lower.pages[1:]})
    assert new.pages_version != lower.pages_version
    assert facts(services, judging.rules, new)["notes"][0] == PAGES_DIFFER


def test_a_page_stands_alone(services: Services, judging: Judging, lower: Rules) -> None:
    with services.ledger.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE company SET name = '<script src=//x.example>' WHERE key = 'bolt.example'"
        )
    page = Page(replay_page(facts(services, judging.rules, lower)))
    assert "script" not in page.tags
    assert page.asks == []
    assert page.tags.count("svg") == page.tags.count("desc") == 3
    assert "<script src=//x.example>" in page.text
    assert "Since 2026-06-01 the new rules would have announced OQL3 twice" in page.text


@pytest.mark.parametrize(("last", "told"), [(20, []), (50, ["bolt.example"])])
def test_at_best_tells_only_what_the_last_day_does_not(
    services: Services, judging: Judging, lower: Rules, last: int, told: list[str]
) -> None:
    found = facts(services, judging.rules, lower, last)
    assert [one["company"] for one in at_best(found)] == told
    [row] = re.findall(r"<tr><td>Bolt \(bolt.example\)</td><td>OQL2</td>.*", replay_page(found))
    assert "bolt.example</td><td>" not in row


def test_the_command_writes_nothing(
    leadlight: Leadlight, services: Services, judging: Judging, lower: Rules, tmp_path: Path
) -> None:
    before = content(services.ledger)
    span = ("--from", "2026-06-01", "--to", "2026-06-21")
    where = {**where_is(services.ledger), "RULES_FILE": str(tmp_path / "uncapped.toml")}
    ran = leadlight("replay", "--rules", "lower.toml", *span, "--json", **where)
    assert ran.json == facts(services, judging.rules, lower)
    shown = leadlight("replay", "--rules", "lower.toml", *span, "--html", "page.html", **where)
    assert (ran.code, shown.code, shown.err) == (0, 0, "The page is in page.html.\n")
    lines = shown.out.splitlines()
    assert "bolt.example  OQL2           OQL3         45.0" in lines
    assert "acme.example  2026-06-11     2026-06-01  10" in lines
    assert "2026-06-14  1 / 0      1 / 1  1 / 0  1 / 2" in lines
    assert "bolt.example" in Page((tmp_path / "page.html").read_text("utf-8")).text
    assert content(services.ledger) == before


@pytest.mark.parametrize("name", ["signals", "community", "lower", "lower.toml"])
def test_slack_is_told_beside_a_chart(
    here: Services, judging: Judging, tmp_path: Path, name: str
) -> None:
    lower_rules(tmp_path)
    services = replace(here, rules=judging.rules, rules_folder=tmp_path)
    answer = commands_text.run(services, "/oql", f"replay {name}", asker(), NOW)
    assert isinstance(answer, Later)
    assert as_text(answer.message) == f"Looking at 180 days by {name.removesuffix('.toml')} …"
    made = answer.work()
    assert as_text(made).startswith(f"{name.removesuffix('.toml')} against points, 2026-05-25 to")
    [chart] = [block["chart"] for block in made.blocks if block["type"] == "data_visualization"]
    assert [one["name"] for one in chart["series"]] == ["today", "new"]
    assert chart["axis_config"]["categories"][-1] == "2026-11-20"


def test_names_from_outside_call_nobody(services: Services, judging: Judging, lower: Rules) -> None:
    with services.ledger.write() as session:
        session.connection().exec_driver_sql("UPDATE company SET name = '<!channel>' || name")
    new = lower.model_copy(update={"name": "<!here>" + "x" * 5_000})
    found = facts(services, judging.rules, new)
    notice = {"name": new.name, "version": new.version, "summary": found["summary"]}
    for message in (view.answer(found), view.unadopted(notice)):
        texts = [message.text, *(str(block) for block in message.blocks)]
        assert not [text for text in texts if "<!" in text]
        assert all(len(block.get("text", {}).get("text", "")) < 3_000 for block in message.blocks)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "../outside",
        "../outside.toml",
        "/etc/passwd",
        "sub/inner",
        "linked",
        ".hidden",
        "notes.txt",
        "lower.toml.toml",
        "~/lower",
        "lower extra",
        "<!channel>",
    ],
)
def test_slack_reads_no_other_file(here: Services, tmp_path: Path, typed: str) -> None:
    folder = tmp_path / "rules"
    (folder / "sub").mkdir(parents=True)
    path = lower_rules(tmp_path)
    text = path.read_text("utf-8")
    for place in ("rules/lower.toml", "outside.toml", "rules/sub/inner.toml", "rules/.hidden.toml"):
        (tmp_path / place).write_text(text, "utf-8")
    (folder / "notes.txt").write_text(text, "utf-8")
    (folder / "linked.toml").symlink_to(tmp_path / "outside.toml")
    services = replace(here, rules_folder=folder)
    answer = commands_text.run(services, "/oql", f"replay {typed}", asker(), NOW)
    assert isinstance(answer, Say)
    assert "there is points, signals, community" in as_text(answer.message)
    known = commands_text.run(services, "/oql", "replay lower", asker(), NOW)
    assert isinstance(known, Later)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = 3 4\n", "broken.toml:1: is not TOML"),
        ("name = 3\nwindow_days = 31\n", "more: leadlight rules check broken.toml)"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_not_its_folder(
    here: Services, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "broken.toml").write_text(text, "utf-8")
    answer = commands_text.run(
        replace(here, rules_folder=tmp_path), "/oql", "replay broken", asker(), NOW
    )
    assert isinstance(answer, Say)
    said = as_text(answer.message)
    assert "broken.toml:1:" in said
    assert told in said.replace("`", "")
    assert str(tmp_path) not in said

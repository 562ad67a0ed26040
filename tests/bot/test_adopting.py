"""Rules in force: the first score takes them, others wait to be adopted, and flood nobody."""

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot import adopted, passes
from bot.services import Services
from bot.views.notice_views import VIEWS
from bot.views.plain import as_text
from ledger import levels, notices
from scoring.rules import Rules, RulesError, read_rules
from tests.bot.command_line import Leadlight, Ran
from tests.bot.looked_back import content, lower_rules, three_companies
from tests.kept import where_is
from tests.scoring.judging import Judging, day, noon

WAITS = "RULES_FILE holds others: lower, version"


class Terminal(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def judging(services: Services, tmp_path: Path) -> Judging:
    return three_companies(services.ledger, tmp_path)


@pytest.fixture
def lower(tmp_path: Path) -> Rules:
    return read_rules(lower_rules(tmp_path))


@pytest.fixture
def running(services: Services, judging: Judging, lower: Rules, tmp_path: Path) -> Services:
    """A service whose ledger adopted the rules without caps, while RULES_FILE holds lower ones."""
    file = str(tmp_path / "uncapped.toml")
    assert adopted.begin(services.ledger, judging.rules, file) is judging.rules
    in_force = adopted.begin(services.ledger, lower, str(tmp_path / "lower.toml"))
    assert in_force.version == judging.rules.version
    return replace(services, rules=in_force, offered=lower)


def test_a_new_ledger_takes_what_it_is_offered(services: Services, tmp_path: Path) -> None:
    path = lower_rules(tmp_path)
    offered = read_rules(path)
    with services.ledger.read() as session:
        assert adopted.kept(session) is None
        assert adopted.in_force(session, offered) is offered
    assert adopted.begin(services.ledger, offered, str(path)) is offered
    with services.ledger.read() as session:
        kept = adopted.kept(session)
    assert kept == adopted.Adopted(offered.version, path.read_text("utf-8"))


def test_what_does_not_judge_holds_at_once(running: Services, lower: Rules, tmp_path: Path) -> None:
    """Names and teams of the file in use; its levels wait. An unknown announced level too."""
    text = (tmp_path / "lower.toml").read_text("utf-8")
    text = text.replace('channel = "#dql-sales"', 'channel = "#sales"')
    text = text.replace("again_after_days = 14", "again_after_days = 21")
    text = text.replace('name = "OQL3"', 'name = "hot"').replace('level = "OQL3"', 'level = "hot"')
    (tmp_path / "other.toml").write_text(text, "utf-8")
    offered = read_rules(tmp_path / "other.toml")
    found = adopted.begin(running.ledger, offered, None)
    assert found.level_names == running.rules.level_names
    assert found.thresholds == running.rules.thresholds != offered.thresholds
    assert (found.announce.level, found.announce.again_after_days) == ("OQL3", 21)
    assert found.teams["sales"].channel == "#sales"


def test_new_words_and_teams_need_no_adopting(running: Services, tmp_path: Path) -> None:
    text = (tmp_path / "uncapped.toml").read_text("utf-8")
    (tmp_path / "words.toml").write_text(text.replace("#dql-sales", "#sales"), "utf-8")
    offered = read_rules(tmp_path / "words.toml")
    assert adopted.begin(running.ledger, offered, None) is offered


def test_other_rules_wait_and_are_told_once(running: Services, lower: Rules) -> None:
    for _ in range(2):
        adopted.tell(running, noon(20))
    with running.ledger.read() as session:
        [notice] = notices.with_prefix(session, "rules:")
    assert (notice.kind, notice.channel) == ("rules", notices.LEADS)
    assert notice.key == f"rules:{lower.version}:1"
    assert as_text(VIEWS[notice.kind](notice.facts)).splitlines() == [
        f"RULES_FILE holds other rules: lower, version {lower.version}. Levels are still judged by "
        "those that were adopted.",
        "On 2026-06-21 1 company would stand at another level: 1 higher, 0 lower. Since 2025-12-24 "
        "the new rules would have announced OQL3 twice, today's once.",
        "To take them: leadlight rules adopt. What only the rules change is not announced.",
    ]


def test_rules_in_force_are_nothing_to_tell(running: Services) -> None:
    adopted.tell(replace(running, offered=running.rules), noon(20))
    adopted.tell(replace(running, offered=None), noon(20))
    with running.ledger.read() as session:
        assert notices.with_prefix(session, "rules:") == []


def test_adopting_moves_levels_in_silence(
    running: Services, judging: Judging, lower: Rules, tmp_path: Path
) -> None:
    passes.judge(running, noon(12))
    assert judging.told() == ["oql3:acme.example:2026-06-11"]
    adopted.refresh(running)
    assert running.rules.thresholds == judging.rules.thresholds
    with running.ledger.write() as session:
        adopted.adopt(session, str(tmp_path / "lower.toml"))
    adopted.refresh(running)
    assert running.rules.thresholds == lower.thresholds
    found = passes.judge(running, noon(13))
    assert [(one.from_level, one.to_level) for one in found.changes] == [(2, 3)]
    with running.ledger.read() as session:
        by_rules = [one.rules_version for one in levels.between(session, day(13), day(13))]
    assert by_rules == [lower.version]
    assert judging.told() == ["oql3:acme.example:2026-06-11"]
    judging.earn(14, 30, "cog.example", "cy")
    passes.judge(running, noon(14))
    assert judging.told()[1:] == ["oql3:cog.example:2026-06-15"]
    adopted.tell(running, noon(14))
    with running.ledger.read() as session:
        assert notices.with_prefix(session, "rules:") == []


def test_a_service_that_started_with_other_rules_takes_what_was_adopted(
    running: Services, judging: Judging, lower: Rules, tmp_path: Path
) -> None:
    services = replace(running, rules=judging.rules, offered=judging.rules)
    with services.ledger.write() as session:
        adopted.adopt(session, str(tmp_path / "lower.toml"))
    for _ in range(2):
        adopted.refresh(services)
        adopted.tell(services, noon(14))
        assert services.rules.thresholds == lower.thresholds
    with services.ledger.read() as session:
        assert notices.with_prefix(session, "rules:") == []


def test_what_was_adopted_and_cannot_be_read_says_so(running: Services) -> None:
    with running.ledger.write() as session:
        session.connection().exec_driver_sql(
            """UPDATE meta SET value = '{"version": "x", "text": "name = 3"}' WHERE name = ?""",
            (adopted.KEPT,),
        )
    with running.ledger.read() as session, pytest.raises(RulesError, match="the adopted rules:1:"):
        adopted.in_force(session, running.rules)


@pytest.fixture
def run(leadlight: Leadlight, judging: Judging, lower: Rules, tmp_path: Path) -> Leadlight:
    """Commands at that ledger, which has adopted the rules without caps; the file is named."""

    def ran(file: str, *args: str) -> Ran:
        return leadlight(*args, RULES_FILE=file, **where_is(judging.ledger))

    assert ran("uncapped.toml", "score", "--as-of", "2026-06-21").code == 0
    return ran


def test_a_score_by_rules_that_wait_stores_nothing(run: Leadlight, judging: Judging) -> None:
    before = content(judging.ledger)
    ran = run("lower.toml", "score", "--as-of", "2026-06-21")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "bolt.example: OQL2 to OQL3, 45 points",
        "1 company would change its level by lower",
    ]
    assert "this ledger judges by points, version" in ran.err
    assert "leadlight rules adopt" in ran.err
    told = run("lower.toml", "score", "--as-of", "2026-06-21", "--json").json
    assert told["rules"] == "lower"
    assert told["companies"][1]["level"] == "OQL3"
    assert told["changes"] == [
        {
            "company": "bolt.example",
            "name": "Bolt",
            "from": "OQL2",
            "to": "OQL3",
            "points": 45.0,
        }
    ]
    assert content(judging.ledger) == before


@pytest.mark.parametrize(
    ("answer", "code"),
    [("y\n", 0), ("YES\n", 0), ("n\n", 1), ("\n", 1)],
)
def test_adopting_asks_at_a_terminal(
    run: Leadlight, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    ran = run("lower.toml", "rules", "adopt")
    assert ran.code == code
    assert "would have announced OQL3" in ran.out
    assert "Adopt these rules? [y/N]" in ran.out
    assert run("lower.toml", "score", "--as-of", "2026-06-21").code == code


def test_adopting_in_a_script(run: Leadlight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    refused = run("lower.toml", "rules", "adopt")
    assert (refused.code, "say --yes" in refused.err) == (2, True)
    found = [line for line in run("lower.toml", "doctor").out.splitlines() if WAITS in line]
    assert [line[:21] for line in found] == ["WRONG rules in force:"]
    assert run("lower.toml", "replay").out.startswith("lower (")
    assert run("lower.toml", "rules", "adopt", "--yes").code == 0
    again = run("lower.toml", "rules", "adopt")
    assert (again.code, again.out.endswith("is in force already.\n")) == (0, True)
    assert "ok    rules in force: lower" in run("lower.toml", "doctor").out
    scored = run("lower.toml", "score", "--as-of", "2026-06-21")
    assert (scored.code, scored.err) == (0, "")
    assert scored.out.startswith("bolt.example: OQL2 to OQL3, 45 points\n")


def test_what_was_shown_is_adopted(
    run: Leadlight, judging: Judging, lower: Rules, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody goes on editing the file while the question is open."""
    shown = (tmp_path / "lower.toml").read_text("utf-8")

    class Editor:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            (tmp_path / "lower.toml").write_text(shown.replace("from = 40", "from = 41"), "utf-8")
            return "y\n"

    monkeypatch.setattr(sys, "stdin", Editor())
    ran = run("lower.toml", "rules", "adopt")
    assert f"lower, version {lower.version}, is in force from the next score on." in ran.out
    with judging.ledger.read() as session:
        kept = adopted.kept(session)
    assert kept is not None
    assert (kept.version, kept.text) == (lower.version, shown)


def test_teams_alone_are_adopted_without_a_question(
    run: Leadlight, judging: Judging, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = (tmp_path / "uncapped.toml").read_text("utf-8").replace("#dql-sales", "#closing")
    (tmp_path / "teams.toml").write_text(text, "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    ran = run("teams.toml", "rules", "adopt")
    assert (ran.code, ran.err) == (0, "")
    assert "its pages, teams and announcing hold from then on" in ran.out
    with judging.ledger.read() as session:
        kept = adopted.kept(session)
    assert kept is not None
    assert kept.text == text
    assert run("teams.toml", "rules", "adopt").out.endswith("is in force already.\n")


def test_a_replay_compares_with_the_rules_in_force(run: Leadlight, lower: Rules) -> None:
    rules = run("lower.toml", "replay", "--rules", "signals", "--json").json["rules"]
    assert (rules["today"]["name"], rules["new"]["name"]) == ("points", "signals")
    assert rules["today"]["version"] != lower.version
    itself = run("lower.toml", "replay", "--rules", "lower.toml", "--json").json
    assert itself["rules"]["new"]["version"] == lower.version
    assert itself["rules"]["today"] == rules["today"]


def test_a_ledger_that_kept_no_rules_takes_others_by_a_decision_only(
    leadlight: Leadlight, judging: Judging, lower: Rules
) -> None:
    """It was judged before ledgers kept their rules, so none of them can be compared with."""
    judging.judge(12)
    where = {**where_is(judging.ledger), "RULES_FILE": "lower.toml"}
    before = content(judging.ledger)
    refused = leadlight("score", "--as-of", "2026-06-21", **where)
    assert refused.code != 0
    assert f"lower.toml: holds other rules than version {judging.rules.version}" in refused.err
    assert "leadlight rules adopt" in refused.err
    assert content(judging.ledger) == before
    assert leadlight("rules", "adopt", "--yes", **where).code == 0
    assert leadlight("score", "--as-of", "2026-06-21", **where).code == 0

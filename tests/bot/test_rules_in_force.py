"""A ledger between two rules files: what is told, recorded and taken up, and by which of them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot import adopted, passes
from bot.services import Services
from bot.sources import reach_line
from ledger import levels, notices
from scoring.counts import MOST_TOPICS
from scoring.reach import arriving, reach_sentence
from scoring.rules import Rules, read_rules
from tests.bot.looked_back import lower_rules, three_companies
from tests.scoring.judging import Judging, day, noon

DOZEN = 12


@pytest.fixture
def judging(services: Services, tmp_path: Path) -> Judging:
    return three_companies(services.ledger, tmp_path)


@pytest.fixture
def running(services: Services, judging: Judging, tmp_path: Path) -> Services:
    """A service that judges by the rules without caps, as its ledger adopted them."""
    lower_rules(tmp_path)
    adopted.begin(services.ledger, judging.rules, str(tmp_path / "uncapped.toml"))
    found = replace(services, rules=judging.rules, offered=judging.rules, intake=judging.rules)
    adopted.refresh(found)
    return found


def write(folder: Path, name: str, *changes: tuple[str, str], base: str = "lower") -> str:
    """A file like another but for some changes; its path."""
    text = (folder / f"{base}.toml").read_text("utf-8")
    for old, new in changes:
        other = re.sub(rf"(?m)^{old}", new, text, count=1)
        assert other != text
        text = other
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return str(folder / f"{name}.toml")


def take(services: Services, file: str) -> Rules:
    with services.ledger.write() as session:
        return adopted.adopt(session, file)


def offer(services: Services, file: str) -> Services:
    """The service after a new start with another RULES_FILE."""
    offered = read_rules(file)
    rules = adopted.begin(services.ledger, offered, file)
    found = replace(services, rules=rules, offered=offered, intake=offered, adopted=None)
    adopted.refresh(found)
    return found


def test_a_page_of_a_kind_that_waits_stops_nothing(running: Services, tmp_path: Path) -> None:
    page = '[[pages]]\nmatch = "/talks/*"\nkind = "talk_view"\ntopic = "talks"\n\n[[pages]]'
    file = write(
        tmp_path,
        "talks",
        (r"blog_view = .*$", "blog_view = 1\ntalk_view = 1"),
        (r"\[\[pages\]\]", page),
    )
    waiting = offer(running, file)
    assert waiting.rules.version == running.rules.version
    assert "talk_view" not in {one.kind for one in waiting.rules.pages}
    assert waiting.rules.pages == running.rules.pages
    assert arriving(waiting.rules, ["blog_view"]) == {"blog_view"}
    assert reach_sentence(waiting.rules, list(read_rules(file).kinds), "All")
    with waiting.ledger.read() as session:
        assert reach_line(session, waiting, day(20))
    passes.judge(waiting, noon(20))


def test_topics_of_both_files_are_no_more_than_can_be_read(
    running: Services, tmp_path: Path
) -> None:
    gates = "".join(
        f'[[levels.gates]]\ntopic = "gate{n}"\nneeds = "count >= 1"\n\n' for n in range(DOZEN)
    )
    take(running, write(tmp_path, "gated", (r"\[announce\]", gates + "[announce]")))
    pages = "".join(
        f'[[pages]]\nmatch = "/{n}"\nkind = "web_view"\ntopic = "page{n}"\n\n'
        for n in range(MOST_TOPICS - 5)
    )
    file = write(tmp_path, "paged", (r"\[\[pages\]\]", pages + "[[pages]]"))
    waiting = offer(running, file)
    assert len(waiting.rules.topics) == MOST_TOPICS
    assert len(waiting.rules.pages) == len(read_rules(file).pages)
    assert {f"gate{n}" for n in range(DOZEN)} < set(waiting.rules.topics)
    passes.judge(waiting, noon(20))


def test_a_rise_until_other_rules_are_adopted_is_told(
    running: Services, judging: Judging, tmp_path: Path
) -> None:
    """Cog earns what both files call OQL3; Bolt is there by the new ones alone."""
    passes.judge(running, noon(12))
    told = judging.told()
    judging.earn(13, 80, "cog.example", "cy")
    take(running, str(tmp_path / "lower.toml"))
    adopted.refresh(running)
    found = passes.judge(running, noon(13))
    assert judging.told() == [*told, "oql3:cog.example:2026-06-14"]
    assert [(one.from_level, one.to_level) for one in found.changes] == [(1, 3), (2, 3)]
    with running.ledger.read() as session:
        by = [one.rules_version for one in levels.between(session, day(13), day(13))]
    assert by == [judging.rules.version, running.rules.version]
    assert passes.judge(running, noon(14)).changes == ()
    assert judging.told() == [*told, "oql3:cog.example:2026-06-14"]


def test_a_fall_until_other_rules_are_adopted_is_told(
    running: Services, judging: Judging, tmp_path: Path
) -> None:
    """Acme has 80 points until its first 40 are 30 days old; the new rules call 40 OQL3."""
    for number in (12, 29):
        passes.judge(running, noon(number))
    take(running, str(tmp_path / "lower.toml"))
    adopted.refresh(running)
    passes.judge(running, noon(30))
    with running.ledger.read() as session:
        fallen = [one.facts["company"] for one in notices.with_prefix(session, "cold:")]
    assert fallen == ["acme.example"]


def test_rules_adopted_and_replaced_before_any_score_judge_nothing(
    running: Services, judging: Judging, tmp_path: Path
) -> None:
    passes.judge(running, noon(12))
    judging.earn(13, 80, "cog.example", "cy")
    take(
        running, write(tmp_path, "steep", ("from = 20", "from = 300"), ("from = 40", "from = 900"))
    )
    take(running, str(tmp_path / "lower.toml"))
    adopted.refresh(running)
    passes.judge(running, noon(13))
    assert "oql3:cog.example:2026-06-14" in judging.told()


def test_a_change_keeps_the_version_of_a_file_while_others_wait(
    running: Services, judging: Judging, tmp_path: Path
) -> None:
    waiting = offer(running, write(tmp_path, "other", ("news_days = 7", "news_days = 9")))
    assert waiting.rules.announce.news_days == 9
    passes.judge(waiting, noon(12))
    with running.ledger.read() as session:
        by = {one.rules_version for one in levels.between(session, day(12), day(12))}
    assert by == {read_rules(tmp_path / "uncapped.toml").version}


def test_a_service_takes_an_adopted_file_whole(running: Services, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "whole",
        ('channel = "#dql-sales"', 'channel = "#closing"'),
        ('match = "/pricing\\*"', 'match = "/prices*"'),
        ("news_days = 7", "news_days = 9"),
    )
    take(running, file)
    adopted.refresh(running)
    assert running.rules == running.intake == read_rules(file)


def test_teams_and_pages_alone_are_taken_by_adopting_them(
    running: Services, tmp_path: Path
) -> None:
    file = write(
        tmp_path, "teams", ('channel = "#dql-sales"', 'channel = "#closing"'), base="uncapped"
    )
    assert take(running, file).version == running.rules.version
    adopted.refresh(running)
    assert running.rules.teams["sales"].channel == "#closing"
    assert running.intake == running.rules


def test_a_new_start_takes_teams_that_were_edited_since(running: Services, tmp_path: Path) -> None:
    change = ('channel = "#dql-sales"', 'channel = "#closing"')
    started = offer(running, write(tmp_path, "teams", change, base="uncapped"))
    adopted.refresh(started)
    assert started.rules.teams["sales"].channel == "#closing"


def test_where_and_when_it_is_told_waits_for_nobody(running: Services, tmp_path: Path) -> None:
    """Neither beside levels that wait, nor does anybody change level by taking it."""
    for base in ("lower", "uncapped"):
        text = (tmp_path / f"{base}.toml").read_text("utf-8")
        more = "[project]\nsells = false\n[[routes]]\nchannel = '#all'\n[quiet]\n[reminders]\n"
        (tmp_path / f"told-{base}.toml").write_text(f"{text}\n{more}", "utf-8")
    waiting = offer(running, str(tmp_path / "told-lower.toml")).rules
    assert waiting.version == running.rules.version != read_rules(tmp_path / "lower.toml").version
    assert (waiting.project.sells, waiting.routes[0].channel) == (False, "#all")
    assert waiting.quiet is not None
    passes.judge(running, noon(12))
    taken = take(running, str(tmp_path / "told-uncapped.toml"))
    adopted.refresh(running)
    assert running.rules == taken
    assert taken.routes[0].channel == "#all"
    assert not passes.judge(running, noon(12)).changes


def test_rules_that_wait_again_are_told_again(running: Services, tmp_path: Path) -> None:
    lower, uncapped = (str(tmp_path / f"{name}.toml") for name in ("lower", "uncapped"))
    for file in (lower, uncapped, lower):
        for _ in range(2):
            waiting = offer(running, file)
            adopted.tell(waiting, noon(20))
        take(waiting, file)
    with running.ledger.read() as session:
        told = [one.facts["name"] for one in notices.with_prefix(session, "rules:")]
    assert told == ["lower", "points", "lower"]

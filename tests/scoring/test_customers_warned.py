"""Whose falls are told and where: customers', until a person says that one is none."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from ledger import companies, customers, handoffs, notices
from ledger.engine import Ledger
from ledger.spoken import By
from scoring.rescore.customers import said_of
from scoring.rules import read_rules
from tests.scoring.judging import ACME, Judging, day, noon

ROUTES = '[[routes]]\ncustomer = true\nchannel = "#customers"\n'


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    """Rules without caps, with a channel for the news of customers."""
    text = (files("rules") / "points.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(day|week|month) = .*$", "", text)
    (tmp_path / "routed.toml").write_text(f"{text}\n{ROUTES}")
    return Judging(ledger, read_rules(tmp_path / "routed.toml"))


@pytest.mark.parametrize(
    ("words", "channels"),
    [
        ([], []),
        (["won"], ["#customers"]),
        (["won", "none at all"], []),
        (["won", "lost"], []),
        (["won", "none at all", "lost", "won"], ["#customers"]),
    ],
)
def test_only_of_customers_every_fall_is_told(
    story: Judging, words: list[str], channels: list[str]
) -> None:
    story.earn(0, 30)
    story.judge(0)
    with story.ledger.write() as session:
        [acme] = companies.find(session, ACME)
        for number, word in enumerate(words, 1):
            by = By("U1", "Dana", noon(number))
            if word in handoffs.STATES:
                customers.hand_off(session, acme.id, word, day(number), by)
            else:
                assert customers.deny(session, acme.id, by)
        said = said_of(session, story.rules, day(5), acme.id)
        assert said.customer is bool(channels)
        assert (said.channel(story.rules, "rise", "OQL3") == "#customers") is bool(channels)
    story.judge_all((29, 30, 31))
    with story.ledger.read() as session:
        assert [one.channel for one in notices.with_prefix(session, "cold:")] == channels

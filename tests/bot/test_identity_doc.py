"""docs/identity.md does what it says: commands give their answers, tables the figures in use."""

import re
from pathlib import Path

import pytest

from bot.correction_line import PAIRS, VERBS, read_line
from bot.grammar import words
from identity import match
from identity.lists import listed
from tests.bot.command_line import Leadlight
from tests.bot.documented import ROOT, page

DOC = page("identity.md")
PAGE, SHOWN = DOC.text, DOC.shown
TAUGHT = PAGE.partition("## Putting it right")[2].partition("\n### ")[0]
LINES = [
    line
    for row in re.findall(r"^\| .*\| (`.*`) \|$", TAUGHT, re.M)
    for line in re.findall(r"`([^`]+)`", row)
]


@pytest.mark.parametrize("shown", SHOWN, ids=[text.splitlines()[0][2:] for text in SHOWN])
def test_a_question_is_answered_as_shown(leadlight: Leadlight, tmp_path: Path, shown: str) -> None:
    DOC.holds(leadlight, tmp_path, shown)


def test_every_verb_has_a_line_that_can_be_read() -> None:
    verbs = [line.split()[0] for line in LINES]
    assert sorted(verbs) == sorted([*VERBS, "undo"])
    for line in LINES:
        verb, *_ = line.split()
        if verb in VERBS:
            read = read_line(verb, words(line)[1:])
            assert read.action == verb
            assert bool(read.object.text) == (verb in PAIRS)


@pytest.mark.parametrize(
    ("evidence", "confidence"),
    [
        ("the sender of a row says so", match.STATED),
        ("two kinds of evidence name the same company", match.AGREED),
        ("a mail domain that three people or more use", match.MAIL_BY_PEOPLE[0][1]),
        ("a mail domain that two people use", match.MAIL_BY_PEOPLE[1][1]),
        ("a mail domain that one person uses", match.MAIL_BY_PEOPLE[2][1]),
        ("profile text that spells a company whose domain is known", match.KNOWN_NAME),
        ("profile text `@handle`, whose", match.ORG_DOMAIN),
        ("profile text `@handle` and no more", match.HANDLE_ALONE),
        ("the Slack workspace of a stranger", match.TEAM_DOMAIN),
        ("other profile text", match.PLAIN_TEXT),
        ("a profile text that names several companies", match.COMPOUND_TEXT),
        ("text and mail name different companies", match.DISAGREED),
        ("an IP database names the business", match.NETWORK_OWNER),
        ("an IP database names only who runs", match.NETWORK_AS),
    ],
)
def test_a_figure_is_the_one_that_is_used(evidence: str, confidence: float) -> None:
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| {evidence}")]
    figure = re.match(r"[\d.]*\d", row.split(" | ")[1])
    assert figure is not None
    assert figure[0] == f"{confidence:g}"


def test_the_bands_and_the_lists_are_all_there() -> None:
    assert f"| {match.VERIFIED} and more | it counts |" in PAGE
    assert f"| below {match.COUNTS} | a **candidate**" in PAGE
    shipped = sorted(one.name for one in (ROOT / "identity" / "data").glob("*.txt"))
    assert sorted(re.findall(r"^\| `(\w+\.txt)` \|", PAGE, re.M)) == shipped
    assert all(any(listed(name)) for name in shipped)

"""What the pages point at is there: files, headings, pictures, commands of Slack."""

import re
from pathlib import Path

import pytest

from bot.routes import ROUTES

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
CODE = re.compile(r"^```.*?^```", re.M | re.S)
LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(#[^)\s]+)?\)")
COMMAND = re.compile(r"`(/[do]ql) ([a-z]+)(?![\w.:-])")


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    titles = re.findall(r"^#+ (.*)$", CODE.sub("", page.read_text()), re.M)
    return {"#" + re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def missing(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for name, anchor in LINK.findall(CODE.sub("", page.read_text())):
        aim = page.parent / name if name else page
        if not aim.exists() or (anchor and anchor not in headings(aim)):
            found.append(name + anchor)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    assert missing(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_slack_are_there(page: Path) -> None:
    named = set(COMMAND.findall(page.read_text()))
    known = {(command, verb) for command, verbs in ROUTES.verbs.items() for verb in verbs}
    assert named - known - {("/dql", "help"), ("/oql", "help")} == set()


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n[a](#one) [b](#two) [c](gone.md) [d](page.md#one)\n```\n[e](no.md)\n```\n"
    )
    assert missing(page) == ["#two", "gone.md"]

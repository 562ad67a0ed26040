"""`leadlight forget`: who is meant, what is asked, and that no source brings a name back."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from demo.github import GitHub
from demo.serve import serving
from ledger.engine import Ledger
from tests.bot.command_line import Leadlight
from tests.kept import Kept

REPO = "lantern/lantern"
LOGIN, NAME, HOST = "zofiaquill", "Zofia Quill", "quill-own.example"
ROWS = """\
source,id,kind,occurred_at,actor,email,domain,url,title
forum,zofia-1,forum_post,2026-11-17T10:00:00Z,zofiaquill,zofia@quill-own.example,,https://x/zofia,Zofia
forum,zofia-2,forum_post,2026-11-18T10:00:00Z,zofiaquill,,,https://x/zofia/2,Zofia again
forum,bo-1,forum_post,2026-11-18T11:00:00Z,bo,,acme.example,https://x/bo,Bo answers
site,s-1,download,2026-11-18T12:00:00Z,,zofia@acme.example,,,
site,s-2,download,2026-11-18T12:00:00Z,,bo@acme.example,,,
site,s-3,download,2026-11-18T12:00:00Z,,cy@acme.example,,,
site,s-4,doc_view,2026-11-18T12:00:00Z,,,acme.example,,
"""


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def forum(leadlight: Leadlight, tmp_path: Path) -> Path:
    """A file of a forum and a website, imported."""
    file = tmp_path / "forum.csv"
    file.write_text(ROWS)
    assert leadlight("import", str(file)).code == 0
    return file


@pytest.fixture
def held(leadlight_url: str, kept: Kept) -> Callable[[], bytes]:
    """Reads all bytes that the commands' ledger keeps, in lower case."""

    def read() -> bytes:
        with closing(Ledger(leadlight_url)) as ledger:
            return kept.on_disk(ledger).lower()

    return read


def test_somebody_is_forgotten_and_comes_back_as_nobody(
    leadlight: Leadlight, forum: Path, held: Callable[[], bytes]
) -> None:
    assert b"zofia-1" in held()
    told = leadlight("forget", "forum:ZofiaQuill", "--yes", "--json")
    assert told.code == 0
    assert told.json == {
        "forgotten": True,
        "before": False,
        "activities": 2,
        "evidence": 1,
        "affiliations": told.json["affiliations"],
        "referrals": 0,
        "corrections": 0,
        "events": 0,
        "backups": [],
    }
    assert b"zofia" not in held()
    assert b"quill" not in held()
    again = leadlight("import", "--json", str(forum)).json
    assert (again["new"], again["duplicate"]) == (0, 7)
    assert leadlight("import", "--json", "--dry-run", str(forum)).json["new"] == 0
    assert b"zofia" not in held()


def test_a_mail_address_finds_whom_it_hides(
    leadlight: Leadlight, forum: Path, tmp_path: Path
) -> None:
    assert leadlight("score", "--as-of", "2026-11-20").code == 0
    before = leadlight("company", "acme.example", "--json", "--as-of", "2026-11-20").json
    assert (before["people"], before["level"]) == (4, "OQL1")
    assert leadlight("forget", "site:Zofia@ACME.example", "--yes").code == 0
    assert leadlight("score", "--as-of", "2026-11-20").code == 0
    after = leadlight("company", "acme.example", "--json", "--as-of", "2026-11-20").json
    assert nameless(after) == nameless(before)
    again = leadlight("forget", "site:zofia@acme.example", "--yes")
    assert (again.code, again.out.partition(",")[0]) == (0, "They were forgotten before")
    assert leadlight("forget", "site:zofia@acme.example", "--json").json["before"] is True


def nameless(answer: Any) -> Any:
    """The answer of `company --json` without whom it names."""
    if isinstance(answer, list):
        return [nameless(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {key: nameless(one) for key, one in answer.items() if key not in {"who", "title"}}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("zofiaquill", "say the source and the handle, such as github:octocat"),
        (":zofiaquill", "say the source"),
        ("forum:", "say the source"),
        ("forum:zofi", "nobody is called forum:zofi"),
        ("github:zofiaquill", "nobody is called github:zofiaquill"),
        ("site:domain:acme.example", "is a network or a company"),
    ],
)
def test_who_is_no_person_is_not_forgotten(
    leadlight: Leadlight, forum: Path, typed: str, why: str
) -> None:
    told = leadlight("forget", typed, "--yes")
    assert told.code == 1
    assert why in told.err


def test_an_unknown_address_is_not_repeated(leadlight: Leadlight, forum: Path) -> None:
    told = leadlight("forget", "site:nobody@secret.example", "--yes")
    assert told.code == 1
    assert "secret" not in told.err


def test_of_several_nobody_is_forgotten(
    leadlight: Leadlight, tmp_path: Path, github: dict[str, str], held: Callable[[], bytes]
) -> None:
    file = tmp_path / "twin.jsonl"
    row = {"source": "github", "id": "x", "kind": "issue", "occurred_at": "2026-11-18T12:00:00Z"}
    file.write_text(json.dumps({**row, "actor": LOGIN}))
    assert leadlight("import", str(file)).code == 0
    assert leadlight("collect", **github).code == 0
    told = leadlight("forget", f"github:{LOGIN}", "--yes")
    assert told.code == 1
    assert f"is the name of several: say which of github:{LOGIN}, github:" in told.err
    assert LOGIN.encode() in held()


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_it_asks_first(
    leadlight: Leadlight, forum: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    told = leadlight("forget", "forum:zofiaquill")
    assert told.code == code
    assert "forum:zofiaquill, known since" in told.out
    assert "  2 activities: kind, day and count stay; ids, titles and links go\n" in told.out
    assert "  1 piece of evidence goes\n" in told.out
    was_before = (
        "They were forgotten before" in leadlight("forget", "forum:zofiaquill", "--yes").out
    )
    assert was_before is (code == 0)


def test_where_nobody_can_be_asked_it_wants_a_word(
    leadlight: Leadlight, forum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    told = leadlight("forget", "forum:zofiaquill")
    assert (told.code, "say --yes" in told.err) == (2, True)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({}, id="its file is gone", marks=pytest.mark.sqlite_only),
        pytest.param({"IDENTITY_KEY": "k" * 16}, id="another is set"),
    ],
)
def test_a_lost_key_is_told(
    leadlight: Leadlight, forum: Path, tmp_path: Path, other: dict[str, str]
) -> None:
    leadlight("forget", "forum:zofiaquill", "--yes")
    assert "ok    forgotten people: kept forgotten" in leadlight("doctor").out
    if not other:
        (tmp_path / "leadlight.db.identity-key").unlink()
    said = leadlight("doctor", **other).out
    assert "WRONG forgotten people: known under another IDENTITY_KEY" in said
    told = leadlight("forget", "forum:bo", "--yes", **other)
    assert told.code == 0
    assert "was so under another IDENTITY_KEY" in told.err


@pytest.fixture
def github() -> Iterator[dict[str, str]]:
    """A repository in which one person did everything there is, and another a little."""
    server = GitHub()
    server.hub.token("ghp_test", "read:user")
    repository = server.hub.repository(REPO)
    zofia = server.hub.account(
        LOGIN, name=NAME, company="@quillworks", email=f"z@{HOST}", blog=f"https://{HOST}"
    )
    repository.open(f"{NAME} asks", zofia)
    repository.open("Another", server.hub.account("bo"))
    repository.comment(1, zofia)
    repository.star(zofia)
    with serving(server) as url:
        yield {"GITHUB_API_URL": url, "GITHUB_REPOS": REPO, "GITHUB_TOKEN": "ghp_test"}


def test_github_brings_no_name_back(
    leadlight: Leadlight, leadlight_url: str, github: dict[str, str], held: Callable[[], bytes]
) -> None:
    first = leadlight("collect", "--json", **github).json
    assert sum(one["new"] for one in first["sources"]) == 4
    assert leadlight("forget", f"github:{LOGIN}", "--yes", **github).code == 0
    words = (LOGIN, NAME.lower(), HOST)
    assert [word for word in words if word.encode() in held()] == []
    forget_how_far_was_read(leadlight_url)
    again = leadlight("collect", "--json", **github).json
    assert [one["new"] for one in again["sources"]] == [0] * len(again["sources"])
    assert [word for word in words if word.encode() in held()] == []


def forget_how_far_was_read(url: str) -> None:
    """Has the next collecting read everything from the beginning."""
    with closing(Ledger(url)) as ledger, ledger.write() as session:
        session.connection().exec_driver_sql("DELETE FROM cursor")


@pytest.mark.sqlite_only  # beside a database none is ever made
def test_no_key_is_made_before_it_is_needed(leadlight: Leadlight, tmp_path: Path) -> None:
    assert leadlight("companies").code == 0
    assert leadlight("score").code == 0
    assert not (tmp_path / "leadlight.db.identity-key").exists()
    leadlight("forget", "forum:nobody")
    assert (tmp_path / "leadlight.db.identity-key").exists()

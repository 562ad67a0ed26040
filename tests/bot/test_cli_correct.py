"""`leadlight correct` and `leadlight review`: a line, a file, the list that can be read again."""

import re
from pathlib import Path

import pytest

from tests.bot.command_line import Leadlight

HEAD = "action,subject,object,from,until,note\n"
ROWS = HEAD + (
    "link,site:ada@acme.example,none,,,\n"
    "merge,Rocket Works,acme.example,,,the same since 2019\n"
    "alias,acme.example,@acme-oss,,,\n"
    "alias,acme.example,team:T0ACME,,,\n"
    "alias,acme.example,Acme Anvils,,,\n"
    "verify,acme.example,,,,\n"
)
GOOD = ROWS.replace("link,site:ada@acme.example,none,,,\n", "")
ON = ("--as-of", "2025-06-20")


@pytest.fixture
def known(leadlight: Leadlight, file: Path) -> Leadlight:
    """The ledger of the example: acme.example and Rocket Works."""
    assert leadlight("import", str(file)).code == 0
    return leadlight


def companies(leadlight: Leadlight) -> dict[str, float]:
    found = leadlight("companies", *ON, "--json").json["companies"]
    return {one["company"]: one["score"]["30"] for one in found}


def test_a_line_is_taken_and_undone(known: Leadlight) -> None:
    before = companies(known)
    ran = known("correct", "merge", "Rocket Works", "into", "acme.example")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0].startswith("Rocket Works counts as acme.example from now on")
    assert ran.out.splitlines()[1] == "Undo: leadlight correct undo 1"
    assert set(companies(known)) == {"acme.example"}
    again = known("correct", "merge", "name:rocketworks", "into", "acme.example")
    assert (again.code, again.out[:14]) == (0, "Nothing to do:")
    assert known("correct", "undo", "1").out.startswith("Undone: name:rocketworks counts as acme")
    assert companies(known) == before


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ((), "correct takes a line, or --file FILE, or --list"),
        (("mrege", "a", "b"), "'mrege' is no verb: there is link"),
        (("merge", "nope", "into", "acme.example"), "I know no company called nope"),
        (("link", "files:zed", "acme.example"), "nobody called files:zed has been seen"),
        (("undo",), "undo takes the number of a correction, which --list shows"),
        (("undo", "9"), "there is no correction 9"),
        (("ignore", "acme.example", "--list"), "correct takes a line, or --file FILE"),
    ],
)
def test_what_cannot_be_taken_is_one_clear_line(
    known: Leadlight, line: tuple[str, ...], problem: str
) -> None:
    ran = known("correct", *line)
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err
    assert ran.err.count("\n") == 1


def test_a_mail_address_finds_whom_it_hides(known: Leadlight, tmp_path: Path) -> None:
    row = "site,a-1,download,2025-06-20T10:00:00Z,Ada@Globex.example\n"
    rows = tmp_path / "mail.csv"
    rows.write_text("source,id,kind,occurred_at,email\n" + row)
    assert known("import", str(rows)).code == 0
    ran = known("correct", "link", "site:ada@globex.example", "acme.example", "--json")
    assert (ran.code, ran.json["object"]) == (0, "acme.example")
    assert "globex" not in ran.out
    assert "globex" not in known("correct", "--list").out
    other = known("correct", "link", "site:bo@globex.example", "acme.example")
    assert (other.code, "globex" in other.err) == (2, False)
    assert "nobody called site:(an address) has been seen" in other.err


@pytest.mark.sqlite_only  # beside a database none is ever made
def test_an_address_makes_no_key(leadlight: Leadlight, tmp_path: Path) -> None:
    row = "forum,1,issue,2025-06-20T10:00:00Z,ada\n"
    rows = tmp_path / "forum.csv"
    rows.write_text("source,id,kind,occurred_at,actor\n" + row)
    assert leadlight("import", str(rows)).code == 0
    key = tmp_path / "leadlight.db.identity-key"
    key.unlink()  # as if the rows had come from a collector
    assert leadlight("correct", "link", "forum:ada@acme.example", "acme.example").code == 2
    assert not key.exists()


def test_bad_rows_are_named_and_the_good_ones_go_in(known: Leadlight) -> None:
    bad = (
        "mrege,a,b,,,\n"
        "link,site:zed,acme.example,,,\n"
        "link,,acme.example,,,\n"
        "successor,Rocket Works,acme.example,soon,,\n"
        "merge,Acme Anvils,acme.example,,,\n"
    )
    Path("words.csv").write_text(GOOD + bad)
    ran = known("correct", "--file", "words.csv")
    assert ran.code == 1
    assert ran.out == "10 read: 5 made, 0 said before, 5 rejected\n"
    starts = (
        "words.csv line 7: 'mrege' is no action: there is link",
        "words.csv line 8: nobody called site:zed has been seen",
        "words.csv line 9: link takes PERSON COMPANY",
        "words.csv line 10: 'soon' is no day: write it as 2026-11-20",
        "words.csv line 11: acme.example cannot be joined to itself",
    )
    for told, start in zip(ran.err.splitlines(), starts, strict=True):
        assert told.startswith(start)
    assert set(companies(known)) == {"acme.example"}


def test_the_same_file_twice_changes_nothing_more(known: Leadlight) -> None:
    Path("words.csv").write_text(GOOD)
    assert known("correct", "--file", "words.csv").code == 0
    before = companies(known), known("correct", "--list").out
    again = known("correct", "--file", "words.csv", "--json")
    assert again.json == {"read": 5, "new": 0, "unchanged": 5, "dry_run": False, "rejected": []}
    assert (companies(known), known("correct", "--list").out) == before


def test_a_dry_run_says_what_would_be_and_writes_nothing(known: Leadlight) -> None:
    Path("words.csv").write_text(GOOD)
    before = companies(known)
    ran = known("correct", "--file", "words.csv", "--dry-run")
    assert (ran.code, ran.out) == (
        0,
        "5 read: 5 would be made, nothing was, 0 said before, 0 rejected\n",
    )
    assert companies(known) == before
    assert known("correct", "--list").out == "No correction stands.\n"


def test_what_stands_is_written_and_read_again(known: Leadlight, tmp_path: Path) -> None:
    Path("words.csv").write_text(GOOD)
    known("correct", "--file", "words.csv")
    known("correct", "ignore", "acme.example")
    known("correct", "undo", "6")
    known("correct", "heed", "acme.example")
    assert (
        known("correct", "--list", "--csv", "out.csv").out == "6 corrections written to out.csv\n"
    )
    written = Path("out.csv").read_text()
    assert "merge,name:rocketworks,acme.example,,,the same since 2019\n" in written
    assert "alias,acme.example,@acme-oss,,,\n" in written
    assert "alias,acme.example,team:T0ACME,,,\n" in written
    again = known("correct", "--file", "out.csv", "--json")
    assert (again.json["new"], again.json["unchanged"], again.json["rejected"]) == (0, 6, [])
    elsewhere = f"sqlite:///{tmp_path / 'other.db'}"
    known("import", "activities.csv", DATABASE_URL=elsewhere)
    taken = known("correct", "--file", "out.csv", "--json", DATABASE_URL=elsewhere)
    assert (taken.json["new"], taken.json["rejected"]) == (6, [])
    copied = known("correct", "--csv", "-", DATABASE_URL=elsewhere).out
    assert copied == written


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"who,what\na,b\n", "the header lacks action and subject"),
        (b"", "the header lacks action and subject"),
        (HEAD.encode() + b"ignore,caf\xe9,,,,\n", "is not UTF-8"),
    ],
)
def test_a_file_that_is_none(known: Leadlight, text: bytes, problem: str) -> None:
    Path("words.csv").write_bytes(text)
    ran = known("correct", "--file", "words.csv")
    assert ran.code == 2
    assert problem in ran.err
    assert ran.err.startswith("words.csv")


def test_the_list_for_programs(known: Leadlight) -> None:
    known("correct", "ignore", "acme.example", "--note", "a customer's staging")
    [one] = known("correct", "--list", "--json").json
    assert (one["action"], one["subject"], one["note"]) == (
        "ignore",
        "acme.example",
        "a customer's staging",
    )
    assert one["undone_on"] is None


def test_the_queue_on_the_command_line(leadlight: Leadlight) -> None:
    Path("mails.csv").write_text(
        "source,id,kind,occurred_at,email\n"
        "site,1,download,2025-06-16T10:00:00Z,jane@janes.example\n"
    )
    leadlight("import", "mails.csv")
    found = leadlight("review", "--json").json
    assert found["total"] == 1
    [one] = found["suggestions"]
    assert (one["kind"], one["object"], one["points"]) == ("match", "janes.example", 0.0)
    assert one["id"] in leadlight("review").out
    ran = leadlight("review", "--turn-down", one["id"])
    assert ran.out.startswith("Turned down, and not asked again: ")
    assert leadlight("review").out.startswith("Nothing to review")
    late = leadlight("review", "--take", one["id"])
    assert late.code == 1
    assert "was quicker" in late.err


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("--take", "match:1"), "'match:1' is no suggestion"),
        (("--take", "company:1:2"), "'company:1:2' is no suggestion"),
        (("--take", "match:1:2"), "nothing is in doubt under match:1:2, so that nothing was"),
        (("--turn-down", "company:1"), "`leadlight review` lists what is"),
        (("--turn-down", "merge:1:2"), "nothing is in doubt under merge:1:2"),
        (("--take", "match:1:2", "--turn-down", "bot:1"), "two answers: give one"),
        (("--most", "0"), "--most takes a number from 1 to 1000, not 0"),
    ],
)
def test_a_wrong_answer(leadlight: Leadlight, args: tuple[str, ...], problem: str) -> None:
    ran = leadlight("review", *args)
    assert ran.code == 2
    assert problem in ran.err


def test_the_company_command_tells_how_it_is_known(known: Leadlight) -> None:
    known("correct", "verify", "acme.example")
    known("correct", "merge", "Rocket Works", "acme.example")
    text = known("company", "acme.example", *ON).out
    assert "\nconfirmed\n" in text
    assert "\nWho: with Rocket Works\n" in text
    found = known("company", "acme.example", *ON, "--json").json["who"]
    assert (found["confirmed"], found["merged"]) == (True, ["Rocket Works"])


@pytest.mark.parametrize("line", ["ignore newco.example", "verify newco.example"])
def test_of_whom_nobody_has_been_seen_it_says_so(known: Leadlight, line: str) -> None:
    if "verify" in line:
        known("correct", "ignore", "newco.example")
        known("correct", "heed", "newco.example")
    ran = known("correct", *line.split())
    assert ran.out.splitlines()[1] == "Nobody has been seen there yet."
    seen = known("correct", line.split()[0], "acme.example")
    assert "Nobody has been seen" not in seen.out


@pytest.mark.parametrize("of", ["acme.example", "rockets.example"])
def test_a_companys_own_domain_is_no_alias(known: Leadlight, of: str) -> None:
    """Nor is that of one that was merged into it."""
    known("correct", "ignore", "rockets.example")
    known("correct", "merge", "rockets.example", "into", "acme.example")
    ran = known("correct", "alias", "acme.example", "is", of)
    assert ran.out == f"Nothing to do: {of} is acme.example already.\n"


@pytest.mark.parametrize(("answer", "told"), [("--take", "stands for"), ("--turn-down", "Turned")])
def test_a_review_shows_no_pseudonym(
    leadlight: Leadlight, tmp_path: Path, answer: str, told: str
) -> None:
    rows = tmp_path / "one.csv"
    rows.write_text(
        "source,id,kind,occurred_at,email\n"
        "site,1,download,2025-06-16T10:00:00+00:00,ada@acme.example\n"
    )
    assert leadlight("import", str(rows)).code == 0
    [asked] = leadlight("review", "--json").json["suggestions"]
    said = leadlight("review", answer, asked["id"]).out
    again = leadlight("review", answer, asked["id"]).err
    assert told in said
    for text in (said, again):
        assert "omebody seen by site" in text
        assert re.search("[0-9a-f]{32}", text) is None

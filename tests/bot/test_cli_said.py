"""What people say on the command line stands at once, also of whom nobody has seen yet."""

from pathlib import Path

import pytest

from tests.bot.command_line import Leadlight

HEAD = "source,id,kind,occurred_at,actor,email,company,domain\n"
DAY = "2025-06-20T10:00:00Z"
ROWS = HEAD + "".join(
    [
        f"forum,1,download,{DAY},ada,ada@acme.example,,\n",
        f"forum,2,download,{DAY},bo,bo@acme.example,,\n",
        f"forum,3,download,{DAY},cy,,Acme Anvils,\n",
        f"forum,4,download,{DAY},di,,,globex.example\n",
        f"forum,5,download,{DAY},ed,,,\n",
    ]
)
ON = ("--as-of", "2025-06-20")


@pytest.fixture
def known(leadlight: Leadlight, tmp_path: Path) -> Leadlight:
    (tmp_path / "rows.csv").write_text(ROWS)
    assert leadlight("import", str(tmp_path / "rows.csv")).code == 0
    return leadlight


def companies(leadlight: Leadlight) -> set[str]:
    return {one["company"] for one in leadlight("companies", *ON, "--json").json["companies"]}


def test_a_company_is_left_out_before_anybody_has_seen_it(known: Leadlight, tmp_path: Path) -> None:
    assert known("correct", "ignore", "Initech").code == 2  # a part of some name, or a slip
    ran = known("correct", "ignore", "initech.example")
    assert (ran.code, ran.err) == (0, "")
    assert known("correct", "ignore", '"Hooli Anvils"').code == 0
    assert known("correct", "ignore", "initech.example").out.startswith("Nothing to do:")
    seen = HEAD + f"forum,9,download,{DAY},flo,,Hooli Anvils,\nforum,8,download,{DAY},gus,,,"
    (tmp_path / "later.csv").write_text(seen + "initech.example\n")
    assert known("import", str(tmp_path / "later.csv")).code == 0
    before = companies(known)
    assert not before & {"initech.example", "name:hoolianvils"}
    assert known("correct", "undo", "1").code == 0
    assert companies(known) == {*before, "initech.example"}


def test_a_company_that_was_never_seen_goes_with_the_word(known: Leadlight) -> None:
    assert known("correct", "ignore", "initech.example").code == 0
    assert known("correct", "undo", "1").code == 0
    assert "none is known by that name" in known("company", "initech.example").err


def test_a_company_in_no_list_says_why(known: Leadlight) -> None:
    for verb, told in {
        "ignore": ". leadlight correct heed globex.example takes it in.",
        "heed": "",
        "unverify": "nobody counts for it. leadlight correct verify globex.example takes that back",
    }.items():
        assert known("correct", verb, "globex.example").code == 0
        ran = known("company", "globex.example", *ON)
        assert (ran.code, ran.err) == (0, "")
        assert told in ran.out
        assert "/oql" not in ran.out
        assert "never an OQL" not in ran.out
    silent = known("company", "acme.example", "--as-of", "2024-01-01").out
    assert "no activity in the 90 days to 2024-01-01, and never an OQL." in silent


def test_a_merged_company_is_the_other_one(known: Leadlight) -> None:
    assert known("correct", "merge", "globex.example", "into", "acme.example").code == 0
    ran = known("company", "globex.example", *ON)
    assert ran.out.splitlines()[1].startswith("acme.example")
    assert "Who: with globex.example" in ran.out


def test_a_name_is_listed_as_it_was_spelled(known: Leadlight, tmp_path: Path) -> None:
    assert known("correct", "alias", "acme.example", "is", "Acme  Anvils, Inc.").code == 0
    assert known("correct", "alias", "acme.example", "is", "@Acme-OSS").code == 0
    listed = known("correct", "--list").out
    assert "Acme Anvils, Inc. is acme.example" in listed
    assert "@acme-oss is acme.example" in listed
    out = tmp_path / "said.csv"
    assert known("correct", "--csv", str(out)).code == 0
    assert 'alias,acme.example,"Acme Anvils, Inc.",,,' in out.read_text().splitlines()
    again = known("correct", "--file", str(out))
    assert again.out == "2 read: 0 made, 2 said before, 0 rejected\n"
    assert known("correct", "unalias", "ACME ANVILS").code == 0
    assert "Anvils" not in known("correct", "--list").out


def test_a_mail_address_is_no_name_of_a_company(known: Leadlight) -> None:
    ran = known("correct", "alias", "acme.example", "is", "cy@acme-labs.example")
    assert (ran.code, ran.out) == (2, "")
    assert "write the domain, acme-labs.example" in ran.err
    assert "cy@" not in ran.err
    assert known("correct", "--list").out == "No correction stands.\n"


def test_a_domain_is_news_of_a_company_known_by_name(known: Leadlight) -> None:
    assert known("correct", "link", "forum:ed", '"Newco"').code == 0
    assert "ed stands for Newco (newco.example)" in known(
        "correct", "link", "forum:ed", "newco.example"
    ).out.replace("*", "")
    assert known("correct", "link", "forum:ed", "newco.example").out[:14] == "Nothing to do:"
    assert known("company", "newco.example", *ON, "--json").json["name"] == "Newco"
    assert known("correct", "undo", "2").code == 0
    assert known("company", "newco", *ON, "--json").json["company"] == "name:newco"


def test_everybody_concerned_is_weighed_before_the_answer(known: Leadlight) -> None:
    before = companies(known)
    assert "name:acmeanvils" in before
    assert known("correct", "alias", "acme.example", "is", "Acme Anvils").code == 0
    assert companies(known) == before - {"name:acmeanvils"}
    assert known("correct", "undo", "1").code == 0
    assert companies(known) == before
    assert known("correct", "link", "forum:di", "none").code == 0
    ran = known("correct", "unlink", "forum:di", "--json")
    assert ran.json["object_name"] == "globex.example"


def test_our_own_people_wait_for_no_company(leadlight: Leadlight, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    ran = leadlight("import", "rows.csv", "--json", OWN_DOMAINS="globex.example")
    assert ran.json["without_company"] == 1


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("correct", "--file", "nosuch.csv"), "there is no file nosuch.csv: check its name"),
        (("correct", "--file", "."), ". is a folder: name a file in it"),
        (("resolve", "--batch", "nosuch.jsonl"), "there is no file nosuch.jsonl: check its name"),
        (("resolve", "--email", "not an email"), "--email: no mail address and no host"),
        (("resolve", "--email", "ada"), "write it as ada@acme.com"),
        (("resolve", "--email", "ada@"), "write it as ada@acme.com"),
    ],
)
def test_what_cannot_be_read_is_2_with_its_mend(
    leadlight: Leadlight, args: tuple[str, ...], problem: str
) -> None:
    ran = leadlight(*args)
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err
    assert "Errno" not in ran.err


@pytest.mark.parametrize("email", ["ada@acme.example", "acme.example", "me@laptop.local"])
def test_an_address_or_its_host_is_answered(leadlight: Leadlight, email: str) -> None:
    assert leadlight("resolve", "--email", email).code == 0

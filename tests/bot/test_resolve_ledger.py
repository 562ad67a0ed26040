"""What `leadlight resolve` answers where there is a ledger, which it leaves as it is."""

from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from identity.agreement import labels
from ledger.engine import Ledger
from ledger.looking import seen
from ledger.picture import taken
from tests.bot.asking_who import NOBODY, ask
from tests.bot.command_line import Leadlight
from tests.bot.looked_back import content


@pytest.fixture
def known(leadlight: Leadlight, file: Path) -> Leadlight:
    """A ledger of acme.example, with two people and its own word, and of Rocket Works."""
    assert leadlight("import", str(file)).code == 0
    return leadlight


def _held(url: str) -> list[str] | bytes:
    """All that the ledger holds; each byte of a file."""
    with closing(Ledger(url)) as ledger:
        return ledger.path.read_bytes() if ledger.is_file else content(ledger)


def _files() -> list[str]:
    return sorted(one.name for one in Path().iterdir())


def test_a_ledgers_people_and_companies_are_known(known: Leadlight, leadlight_url: str) -> None:
    """Two people write from acme.example; whoever asks changes nothing."""
    before = _held(leadlight_url), _files()
    ran = known("resolve", "--email", "cy@acme.example", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["evidence"] == "mail domain acme.example (2 people)"
    assert (ran.json["domain"], ran.json["confidence"]) == ("acme.example", 0.75)
    assert known("resolve", "--company", "Acme", "--json").json["domain"] == "acme.example"
    assert (_held(leadlight_url), _files()) == before


@pytest.mark.parametrize(
    ("line", "asked", "domain", "name", "evidence"),
    [
        (
            "merge acme.example into RocketWorks",
            {"email": "cy@acme.example"},
            None,
            "Rocket Works",
            "mail domain acme.example (2 people); it counts as Rocket Works",
        ),
        (
            "alias acme.example is anvils.example",
            {"email": "zoe@anvils.example", "company": "anvils"},
            "acme.example",
            None,
            'profile text "anvils" and mail domain anvils.example',
        ),
        (
            "alias acme.example is @flibber",
            {"company": "@flibber"},
            "acme.example",
            None,
            "profile text @flibber, which a person said is this company's",
        ),
        (
            "ignore acme.example",
            {"email": "cy@acme.example"},
            None,
            None,
            "mail domain acme.example (2 people); a person said that acme.example does not count",
        ),
        (
            "merge acme.example into RocketWorks; ignore RocketWorks",
            {"email": "cy@acme.example"},
            None,
            None,
            "mail domain acme.example (2 people); a person said that Rocket Works does not count",
        ),
        (
            "unverify acme.example",
            {"email": "cy@acme.example"},
            None,
            None,
            "mail domain acme.example (2 people); a person said that acme.example does not count",
        ),
        (
            "successor acme.example is RocketWorks from 2025-07-01",
            {"email": "cy@acme.example", "at": "2025-06-30"},
            "acme.example",
            None,
            "mail domain acme.example (2 people)",
        ),
        (
            "successor acme.example is RocketWorks from 2025-07-01",
            {"email": "cy@acme.example"},
            None,
            "Rocket Works",
            "mail domain acme.example (2 people); it counts as Rocket Works",
        ),
    ],
)
def test_what_people_said_goes_before_the_rules(
    known: Leadlight,
    line: str,
    asked: dict[str, str],
    domain: str | None,
    name: str | None,
    evidence: str,
) -> None:
    for one in line.split(";"):
        said = [word.replace("RocketWorks", "Rocket Works") for word in one.split()]
        ran = known("correct", *said)
        assert (ran.code, ran.err) == (0, "")
    [told] = ask(known, asked)
    assert (told["domain"], told["name"], told["evidence"]) == (domain, name, evidence)


def test_a_company_that_a_person_verified_needs_no_second_person(
    known: Leadlight, tmp_path: Path
) -> None:
    more = tmp_path / "more.csv"
    more.write_text(
        "source,id,kind,occurred_at,email\n"
        "site,9,download,2025-06-16T10:00:00+00:00,zoe@initech.example\n"
    )
    assert known("import", str(more)).code == 0
    assert ask(known, {"email": "zoe@initech.example"})[0]["domain"] is None
    assert known("correct", "verify", "initech.example").code == 0
    [told] = ask(known, {"email": "zoe@initech.example"})
    assert (told["domain"], told["confidence"]) == ("initech.example", 1.0)
    assert told["evidence"].endswith("; confirmed by a person")


def test_a_login_stands_for_whom_the_ledger_says(
    leadlight: Leadlight, leadlight_url: str, tmp_path: Path
) -> None:
    """A person's word goes first; what rules know speaks where the question tells no more."""
    rows = [f"github,{id},issue,2025-06-16T10:00:00Z,{id},acme.example" for id in (1, 2)]
    (tmp_path / "old.csv").write_text(
        "source,id,kind,occurred_at,actor,domain\n" + "\n".join(rows) + "\n"
    )
    assert leadlight("import", "old.csv").code == 0
    with closing(Ledger(leadlight_url)) as ledger, ledger.write() as session:
        for key, handle, standing in (("1", "Ada", "person"), ("2", "byte-ci-bot", "suspect")):
            session.connection().exec_driver_sql(
                "UPDATE actor SET handle = ?, handle_key = ?, standing = ? WHERE key = ?",
                (handle, handle.lower(), standing, key),
            )
    ada, other = {"login": "@ada"}, {"login": "ada", "email": "ada@initech.example"}
    assert [one["domain"] for one in ask(leadlight, ada, other)] == ["acme.example", None]
    line = "link github:ada acme.example from 2025-06-01"
    assert leadlight("correct", *line.split()).code == 0
    told = ask(leadlight, ada, other, {**other, "at": "2025-05-31"})
    assert [one["domain"] for one in told] == ["acme.example", "acme.example", None]
    assert ask(leadlight, {"login": "byte-ci-bot"})[0]["evidence"] == "the login looks like a bot's"
    assert leadlight("correct", "person", "github:byte-ci-bot").code == 0
    assert ask(leadlight, {"login": "byte-ci-bot"})[0]["domain"] == "acme.example"


def test_our_own_people_never_score(known: Leadlight) -> None:
    [told] = ask(known, {"email": "cy@acme.example"}, OWN_DOMAINS="acme.example")
    assert told["evidence"] == "staff: our own domain acme.example"
    assert told | NOBODY == told


def test_a_ledger_that_cannot_be_used_is_named_and_left_alone(known: Leadlight) -> None:
    Path("other.db").write_bytes(b"SQLite format 3\0" + bytes(5_000))
    ran = known("resolve", "--company", "Acme", "--json", DATABASE_URL="sqlite:///other.db")
    assert ran.code == 0
    assert ran.json["name"] == "Acme"
    assert ran.err.startswith("Answered without the ledger: other.db ")
    assert ran.err.count("\n") == 1


def test_a_picture_is_none_where_there_is_no_ledger(tmp_path: Path) -> None:
    assert seen(f"sqlite:///{tmp_path}/none.db", partial(taken, labels=labels)) is None
    assert list(tmp_path.iterdir()) == []

"""Who is it, from end to end: from a candidate to a lead, and what people say of who is who.

The first story runs the true programme beside a pretended Slack. The others go command by command,
each of which opens the ledger anew as a restart does, beside a pretended GitHub where need be.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import passes
from demo.github import GitHub
from demo.serve import serving
from demo.slack import open_workspace, words
from scoring.rescore import assess
from tests.bot.command_line import Leadlight as Commands
from tests.bot.conftest import leadlight as at_once
from tests.bot.test_github_people import World, world
from tests.story.conftest import TOKEN, Leadlight, until
from tests.story.test_whole_way import DOWNLOADS, VIEWS, asked, jobs_done

__all__ = ["at_once", "world"]

ACME, GLOBEX = "acme.example", "globex.example"
REPO = "lantern/lantern"
NOW = datetime.now(UTC)  # what is old is told to nobody, so that the stories end today
COLUMNS = ("source", "id", "kind", "occurred_at", "actor", "email", "domain")
NAMES = frozenset({"who", "title"})


def write(file: Path, kinds: Mapping[str, Mapping[int, int]], **who: str) -> str:
    """A file of one who does each kind so often on the day so many days ago."""
    key = next(iter(who.values()))
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for kind, days in kinds.items():
            for ago, often in days.items():
                for number in range(often):
                    at = NOW - timedelta(days=ago, seconds=number)
                    row = {"source": "logs", "id": f"{key}-{kind}-{ago}-{number}", "kind": kind}
                    writer.writerow({**row, "occurred_at": at.isoformat(), **who})
    return str(file)


LATELY = (NOW - timedelta(days=20)).date()
ONCE = {"web_view": {1: 1}}
STANDING = (
    "SELECT confidence FROM affiliation f JOIN company c ON c.id = f.company_id AND c.key = '{}' "
    "WHERE superseded_at IS NULL ORDER BY 1"
)
MUCH = {"download": DOWNLOADS, "doc_view": VIEWS}  # 70 points in the 30 days that end now


# --- From a candidate to a lead -------------------------------------------------------------------


def test_one_may_be_of_a_company_two_count_and_three_are_told_of_once(
    leadlight: Leadlight, at_once: Commands, tmp_path: Path
) -> None:
    def bring(name: str, kinds: Mapping[str, Mapping[int, int]]) -> None:
        file = write(tmp_path / f"{name}.csv", kinds, email=f"{name}@{ACME}")
        assert at_once("import", file, **leadlight.settings).code == 0

    def standing() -> list[tuple[Any, ...]]:
        return asked(leadlight, STANDING.format(ACME))

    with open_workspace() as slack:
        leadlight.settings |= {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "LEADS_CHANNEL": "#leads",
            "OWN_DOMAINS": "leadlight-demo.example",
        }
        bring("ann", MUCH)
        service = leadlight.start()
        slack.wait_connected(seconds=60)
        until(lambda: "score" in jobs_done(leadlight), "the first score")
        assert standing() == [(30,)]
        answer = slack.command("dana", "#leads", "/oql top")
        assert "No company has earned points" in str(answer.payload)
        assert "on evidence too weak to count" in card(slack)

        bring("bob", ONCE)
        assert at_once("score", **leadlight.settings).code == 0
        assert standing() == [(75,), (75,)]
        assert "OQL3" in card(slack)
        assert "not confirmed yet" in card(slack)
        assert asked(leadlight, "SELECT key FROM notice WHERE key LIKE 'oql3:%'") == []

        bring("cyd", ONCE)
        rise = words(slack.wait_for_message("#leads", f"{ACME} reached OQL3", 30))
        assert "70.2 points in 30 days" in rise
        assert "not confirmed" not in card(slack)
        bring("dot", ONCE)
        assert at_once("score", **leadlight.settings).code == 0
        assert service.stop() == 0, service.said()
        assert sum("reached OQL3" in words(one) for one in slack.messages("#leads")) == 1
    assert "Traceback" not in service.said()


def card(slack: Any) -> str:
    """What Dana is told of Acme."""
    return str(slack.command("dana", "#leads", f"/oql {ACME}").payload)


# --- One record, whichever signal names it --------------------------------------------------------


@pytest.fixture
def hub() -> Iterator[tuple[GitHub, dict[str, str]]]:
    """A pretended GitHub, and the settings by which commands find it."""
    server = GitHub()
    server.hub.token(TOKEN, "read:user")
    server.hub.repository(REPO)
    with serving(server) as url:
        yield server, {"GITHUB_API_URL": url, "GITHUB_REPOS": REPO, "GITHUB_TOKEN": TOKEN}


def companies(at_once: Commands) -> dict[str, dict[str, Any]]:
    """All that are listed today, by key."""
    return {one["company"]: one for one in at_once("companies", "--json").json["companies"]}


def test_an_organisation_an_address_in_slack_and_a_commit_are_one_company(
    at_once: Commands, hub: tuple[GitHub, dict[str, str]]
) -> None:
    github, given = hub
    repository = github.hub.repository(REPO)
    github.hub.account(
        "acme-org", type="Organization", name="Acme Anvils", blog=f"https://www.{ACME}/about"
    )
    repository.open("A question", github.hub.account("ann", company="@acme-org"))
    bob = github.hub.account("bob")
    repository.open("Mend it", bob, pull=True).commit = (f"bob@eu.{ACME}", bob)
    Path("slack.csv").write_text(
        "source,id,kind,occurred_at,actor,email\n"
        f"slack,signup:T1:U1,slack_signup,{NOW.isoformat()},T1:U1,cyd@{ACME}\n"
    )
    assert at_once("import", "slack.csv").code == 0
    assert at_once("collect", **given).code == 0
    [one] = companies(at_once).values()
    assert (one["company"], one["people"], one["score"]["30"]) == (ACME, 3, 5.0)
    repository.open("Another", github.hub.account("dan", company="Acme Anvils, Inc."))
    assert at_once("collect", **given).code == 0
    assert {key: one["people"] for key, one in companies(at_once).items()} == {ACME: 4}


# --- Old activities stay with the employer of their day -------------------------------------------


def test_who_changes_employer_leaves_what_was_done_behind(world: World) -> None:
    zoe = world.person("zoe", company="Acme Anvils")
    world.repo.open("First", zoe, pull=True, at=world.now)
    world.poll()
    before = points(world)
    assert before == {"name:acmeanvils": 500}
    world.later(days=8)
    zoe.company = "Globex"
    world.repo.open("Third", zoe, pull=True, at=world.now)
    world.poll()
    assert points(world) == {**before, "name:globex": 500}
    world.later(days=8)
    world.poll()
    assert points(world) == {**before, "name:globex": 500}


def points(world: World) -> dict[str, int]:
    """Everybody's points of the last 30 days, in hundredths, once all is judged."""
    services = world.services
    passes.judge(services, world.now)
    with services.ledger.read() as session:
        found = assess(session, services.rules, services.today(world.now))
    return {one.key: one.score(30) for one in found}


# --- What people say, and unsay -------------------------------------------------------------------


@pytest.fixture
def told(at_once: Commands, tmp_path: Path) -> Commands:
    """Acme at OQL3, Globex at OQL2, and Ann who is alone at her domain."""
    brought(at_once, tmp_path)
    return at_once


def brought(at_once: Commands, folder: Path, **given: str) -> None:
    used = {"download": DOWNLOADS}
    files = [
        write(folder / "acme.csv", MUCH, domain=ACME),
        write(folder / "globex.csv", used, domain=GLOBEX),
        write(folder / "ann.csv", {"download": {3: 1}}, actor="ann", email="ann@alone.example"),
    ]
    assert at_once("import", *files, **given).code == 0
    assert at_once("score", **given).code == 0


def levels(at_once: Commands) -> dict[str, str]:
    """Each company's level as the list has it, and why one is OQL0, after a pass."""
    assert at_once("score").code == 0
    shown = at_once("companies").out.splitlines()[1:]
    return {line.split()[0]: " ".join(line.split()[1:3]) for line in shown}


BEFORE = {ACME: "OQL3", GLOBEX: "OQL2"}
SAID: list[tuple[str, dict[str, str]]] = [
    (f"merge {GLOBEX} into {ACME}", {ACME: "OQL3"}),
    (f"merge {ACME} into {GLOBEX}", {GLOBEX: "OQL3"}),
    (f"ignore {ACME}", {GLOBEX: "OQL2"}),
    (f"unverify {ACME}", {ACME: "OQL0 unverified", GLOBEX: "OQL2"}),
    (f"verify {ACME}", BEFORE),
    (f"successor {GLOBEX} is {ACME} from {LATELY}", {ACME: "OQL3", GLOBEX: "OQL1"}),
    (f"link logs:ann {ACME}", BEFORE),
    ("link logs:ann alone.example", {**BEFORE, "alone.example": "none"}),
    (f"link logs:domain:{GLOBEX} none", {ACME: "OQL3", GLOBEX: "OQL0 unverified"}),
]


@pytest.mark.parametrize(("line", "after"), SAID, ids=[line for line, _ in SAID])
def test_levels_follow_a_word_within_a_pass_and_its_undoing_exactly(
    told: Commands, line: str, after: dict[str, str]
) -> None:
    before, listed = levels(told), companies(told)
    assert {key: level.split()[0] for key, level in before.items()} == BEFORE
    assert told("correct", *line.split()).code == 0
    found = levels(told)
    assert found.keys() == after.keys(), found
    assert all(found[key].startswith(level) for key, level in after.items()), found
    assert told("correct", "undo", "1").code == 0
    assert levels(told) == before
    assert companies(told) == listed


def test_corrections_say_the_same_of_another_ledger(told: Commands, tmp_path: Path) -> None:
    elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
    key = {"IDENTITY_KEY": "one and the same for both ledgers"}
    for line in (
        f"merge {GLOBEX} into {ACME}",
        "link logs:domain:globex.example initech.example",
        "verify initech.example",
        "alias initech.example is @initech-oss",
        f"ignore {ACME}",
    ):
        assert told("correct", *line.split()).code == 0, line
    assert told("correct", "--list", "--csv", "said.csv").code == 0
    brought(told, tmp_path, **elsewhere, **key)
    taken = told("correct", "--file", "said.csv", "--json", **elsewhere).json
    assert (taken["new"], taken["rejected"]) == (5, [])
    ledgers = [told("companies", "--json", **where).json for where in ({}, elsewhere)]
    assert ledgers[0] == ledgers[1]
    assert {one["company"] for one in ledgers[0]["companies"]} == {"initech.example"}


# --- Forgotten ------------------------------------------------------------------------------------


def test_who_is_forgotten_leaves_the_figures_and_no_poll_brings_a_name_back(
    at_once: Commands, hub: tuple[GitHub, dict[str, str]], tmp_path: Path
) -> None:
    github, given = hub
    repository = github.hub.repository(REPO)
    zofia = github.hub.account("zofiaquill", name="Zofia Quill", email=f"zofia@{ACME}")
    others = [github.hub.account(login, email=f"{login}@{ACME}") for login in ("bob", "cyd")]
    for author in (zofia, zofia, *others):
        repository.open("Mend it", author, pull=True, at=NOW - timedelta(days=2))
    assert at_once("collect", **given).code == 0
    assert at_once("score").code == 0
    before = at_once("company", ACME, "--json").json
    assert (before["level"], before["people"]) == ("none", 3)
    assert at_once("forget", "github:zofiaquill", "--yes", **given).code == 0
    assert nameless(at_once("company", ACME, "--json").json) == nameless(before)
    later = datetime.now(UTC)  # polls ask from a minute before the last one on
    repository.open("And again", zofia, at=later)
    repository.touch(1, later)
    repository.star(zofia)
    assert at_once("collect", **given).code == 0
    assert at_once("score").code == 0
    assert at_once("company", ACME, "--json").json["score"]["30"] == before["score"]["30"] + 2
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("leadlight.db*")).lower()
    assert [word for word in (b"zofia", b"quill") if word in kept] == []


def nameless(answer: Any) -> Any:
    """An answer without whom it names."""
    if isinstance(answer, list):
        return [nameless(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {key: nameless(one) for key, one in answer.items() if key not in NAMES}


# --- A no is a no ---------------------------------------------------------------------------------


def test_what_was_turned_down_is_not_asked_again(
    at_once: Commands, hub: tuple[GitHub, dict[str, str]]
) -> None:
    github, given = hub
    repository = github.hub.repository(REPO)
    accounts = [
        github.hub.account("nora", email="nora@alone.example"),
        github.hub.account("emil", company="Tallgras Data"),
        github.hub.account("iris", company="Tallgrass Data"),
        github.hub.account("anvil-deploy-bot"),
    ]

    def everybody_asks() -> None:
        for author in accounts:
            repository.open("A question", author, at=datetime.now(UTC).replace(microsecond=0))
        assert at_once("collect", **given).code == 0
        assert at_once("score").code == 0

    everybody_asks()
    asked = at_once("review", "--json").json["suggestions"]
    assert sorted(one["kind"] for one in asked) == ["bot", "company", "company", "match", "merge"]
    for one in sorted(asked, key=lambda one: one["kind"] == "company"):
        assert at_once("review", "--turn-down", one["id"]).code == 0, one
    assert at_once("review", "--json").json == {"total": 0, "suggestions": []}
    everybody_asks()
    assert at_once("review", "--json").json == {"total": 0, "suggestions": []}
    assert at_once("correct", "undo", "1").code == 0
    [again] = at_once("review", "--json").json["suggestions"]
    assert again["id"] == asked[0]["id"]

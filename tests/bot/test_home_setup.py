"""The set-up checklist on an administrator's home tab: each line with its mend."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import hearing
from bot.home.setup import checks
from bot.roles import Roles
from bot.services import Services
from bot.sources import sources
from bot.views.home_setup import done, to_do
from ledger import notices
from scoring.rules import read_rules
from tests.bot.scene import NOW, happened, pulls

US = frozenset({"U1"})


@pytest.fixture
def ready(here: Services) -> Services:
    """All is set up: there is nothing to mend."""
    happened(here, pulls("acme.example", 4))
    teams = dict.fromkeys(here.rules.teams, US)
    roles = Roles(admins=US, devrel=US, teams=teams, members=US, read_at=NOW)
    return replace(here, roles=roles, own_domains=frozenset({"us.example"}))


def mends(services: Services) -> Mapping[str, str]:
    """What is to be mended, by what it is."""
    with services.ledger.read() as session:
        feeds = sources(session, services, NOW.date())
        found: list[dict[str, Any]] = checks(session, services, feeds, NOW)
    assert all(one["what"] and one["saw"] for one in found)
    return {one["what"]: one["mend"] for one in found if not one["fine"]}


def test_all_is_well(ready: Services) -> None:
    assert mends(ready) == {}
    with ready.ledger.read() as session:
        found = checks(session, ready, sources(session, ready, NOW.date()), NOW)
    assert to_do(found) == []
    assert "Leads channel: #leads · Digest channel: #digest" in str(done(found))


@pytest.mark.parametrize(
    ("devrel", "says"),
    [((), "1 person, whoever joins #leads ·"), (("U1",), "Who is DevRel: 1 person ·")],
)
def test_who_becomes_devrel_is_said(ready: Services, devrel: tuple[str, ...], says: str) -> None:
    here = replace(ready, devrel=devrel)
    with here.ledger.read() as session:
        found = checks(session, here, sources(session, here, NOW.date()), NOW)
    assert says in str(done(found))


def lost(services: Services, **changed: Any) -> Services:
    return replace(services, roles=replace(services.roles, **changed))


CASES: list[tuple[Callable[[Services], Services], str, str]] = [
    (lambda s: replace(s, leads_channel=""), "Leads channel", "set LEADS_CHANNEL"),
    (lambda s: lost(s, absent=("#leads",)), "Leads channel", "/invite me to #leads"),
    (lambda s: lost(s, is_open=True), "Leads channel", "DEVREL"),
    (lambda s: lost(s, absent=("#dql-sales",)), "Channels of teams", "make #dql-sales"),
    (lambda s: lost(s, admins=frozenset()), "Who is administrator", "set ADMINS"),
    (lambda s: lost(s, devrel=frozenset()), "Who is DevRel", "set DEVREL"),
    (lambda s: lost(s, teams={"sales": US}), "Members of teams", "/invite me"),
    (lambda s: lost(s, read_at=NOW - timedelta(minutes=16)), "Roles", "Slack could not be asked"),
    (lambda s: lost(s, problems=("members of #x: invite me",)), "Roles", "invite me"),
    (lambda s: replace(s, own_domains=frozenset()), "Own domains", "set OWN_DOMAINS"),
    (lambda s: replace(s, lacks={"Acme": ["im:write"]}), "Scopes in Acme", "manifest"),
    (lambda s: replace(s, exceeds={"Acme": ["admin"]}), "Scopes in Acme", "take them away"),
    (lambda s: replace(s, offered=read_rules("signals")), "Rules in force", "rules adopt"),
]


@pytest.mark.parametrize(("break_it", "what", "mend"), CASES, ids=[case[2] for case in CASES])
def test_each_has_its_mend(
    ready: Services, break_it: Callable[[Services], Services], what: str, mend: str
) -> None:
    found = mends(break_it(ready))
    assert list(found) == [what]
    assert mend in found[what]


def test_nothing_came_in(here: Services) -> None:
    assert "leadlight import" in mends(here)["Sources"]


def test_a_message_that_could_not_be_posted(ready: Services) -> None:
    with ready.ledger.write() as session:
        notices.queue(session, "oql3:1", "oql3", "", {}, NOW)
        claimed = notices.claim(session, NOW)
        assert claimed is not None
        notices.give_up(session, claimed.id, notices.DEAD, "too long")
    assert "leadlight letters" in mends(ready)["Messages"]


def test_a_connection_that_is_silent_and_one_that_is_not(ready: Services) -> None:
    hearing.note(ready.ledger, {"Acme (T1)": None, "Community (T2)": NOW})
    assert list(mends(ready)) == ["Connection to Community (T2)"]
    with ready.ledger.read() as session:
        found = checks(session, ready, sources(session, ready, NOW.date()), NOW)
    assert "silent since 2026-" in str(to_do(found))
    assert "Connection to Acme (T1): connected" in str(done(found))
    hearing.note(ready.ledger, {"Acme (T1)": None, "Community (T2)": None})
    assert mends(ready) == {}

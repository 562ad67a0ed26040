"""What several instances say of themselves: to `doctor`, to home tabs, to monitoring."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest

from bot import hearing
from bot.findings import Finding
from bot.hearing import FORGOTTEN, SILENCE, connections, noted
from bot.home.setup import checks
from bot.http.figures import figures
from bot.instance_findings import heard, instances
from bot.leading import Instance
from bot.metrics import Metrics
from bot.readiness import Readiness
from bot.services import Services
from ledger.engine import Ledger
from scoring.rules import Rules
from tests.builders import NOW
from tests.conftest import UTC_ZONE

LATER = NOW + SILENCE + timedelta(seconds=1)


@pytest.fixture
def three(postgres_ledger: Ledger) -> Iterator[dict[str, Instance]]:
    """Instances of one database, the first of which leads; each has said that it hears Slack."""
    ledger = postgres_ledger
    made = {name: Instance(ledger.leading(), Metrics(), name) for name in ("a1", "b2", "c3")}
    for one in made.values():
        one.look(lambda: None)
        hearing.note(ledger, {"Acme (T1)": None}, one, NOW)
    yield made
    for one in made.values():
        one.end()


def told(ledger: Ledger, now: datetime) -> Mapping[str, tuple[bool, str]]:
    """What `doctor` says of them: whether it is fine, and the rest of the line."""
    found = [*instances(ledger, now), *heard(ledger, [], now)]
    return {f"{one.what} {one.saw}": (one.fine, one.mend) for one in found}


def test_doctor_names_those_at_work_and_who_leads(
    postgres_ledger: Ledger, three: dict[str, Instance]
) -> None:
    hearing.note(postgres_ledger, {"Acme (T1)": NOW}, three["b2"], NOW)
    found = told(postgres_ledger, NOW)
    assert list(found) == [
        "instances 3 at work: a1 leads, b2, c3",
        "Slack connection Acme (T1), instance a1 connected",
        "Slack connection Acme (T1), instance b2 silent since 2026-11-20 12:00 UTC",
        "Slack connection Acme (T1), instance c3 connected",
    ]
    assert [fine for fine, _ in found.values()] == [True, True, False, True]


def test_one_that_is_not_heard_of_is_named_and_later_forgotten(
    postgres_ledger: Ledger, three: dict[str, Instance]
) -> None:
    for name in ("a1", "c3"):
        hearing.note(postgres_ledger, {"Acme (T1)": None}, three[name], LATER)
    found = told(postgres_ledger, LATER)
    assert found["instances 2 at work: a1 leads, c3"] == (True, "")
    fine, mend = found["instance b2 not heard of since 2026-11-20 12:00:00 UTC"]
    assert (fine, mend[:15]) == (False, "it was killed, ")
    assert not [line for line in found if "instance b2 connected" in line]
    at_last = NOW + FORGOTTEN + timedelta(seconds=1)
    hearing.note(postgres_ledger, {"Acme (T1)": None}, three["a1"], at_last)
    with postgres_ledger.read() as session:
        assert [one.name for one in noted(session)] == ["a1", "c3"]


def test_without_a_leader_doctor_says_so(
    postgres_ledger: Ledger, three: dict[str, Instance]
) -> None:
    three["a1"].end()
    for name in ("b2", "c3"):
        hearing.note(postgres_ledger, {}, three[name], LATER)
    [first, *_] = instances(postgres_ledger, LATER)
    assert first == Finding(
        "instances",
        fine=False,
        saw="2 at work: b2, c3, none leads",
        mend="another leads within 10 seconds; else see their logs",
    )


def test_one_that_ends_is_not_missed(postgres_ledger: Ledger, three: dict[str, Instance]) -> None:
    hearing.leave(postgres_ledger, three["b2"])
    assert next(iter(told(postgres_ledger, NOW))) == "instances 2 at work: a1 leads, c3"


def test_what_the_only_instance_of_a_file_said_is_forgotten_in_a_database(
    postgres_ledger: Ledger, three: dict[str, Instance]
) -> None:
    hearing.note(postgres_ledger, {"Acme (T1)": NOW})  # it was moved over with the rest
    hearing.note(postgres_ledger, {}, three["a1"], LATER)
    with postgres_ledger.read() as session:
        assert "Acme (T1)" not in connections(session, NOW)


def test_where_nothing_changes_an_instance_writes_a_sign_of_life_now_and_then(
    postgres_ledger: Ledger, three: dict[str, Instance]
) -> None:
    written = []
    for seconds in range(0, 61, 2):
        before = postgres_ledger.waits.writes.counts()[-1]
        now = NOW + timedelta(seconds=seconds)
        hearing.note(postgres_ledger, {"Acme (T1)": None}, three["a1"], now)
        if postgres_ledger.waits.writes.counts()[-1] > before:
            written.append(seconds)
    assert written == [20, 40, 60]


def test_a_file_has_one_and_nothing_is_said_of_instances(ledger: Ledger) -> None:
    if ledger.is_file:
        hearing.note(ledger, {"Acme (T1)": None})
        assert list(instances(ledger, NOW)) == []
        with ledger.read() as session:
            assert connections(session, LATER) == {"Acme (T1)": None}


def test_monitoring_is_told_which_leads(postgres_ledger: Ledger, rules: Rules) -> None:
    services = Services(postgres_ledger, rules, UTC_ZONE, "#leads", "#leads")
    for leads in (True, False):
        services.metrics.leads = leads
        told = figures(Readiness(services), NOW).decode()
        assert f"\nleadlight_leads {float(leads)}\n" in told


def test_an_administrator_reads_it_in_the_home_tab(
    postgres_ledger: Ledger, three: dict[str, Instance], rules: Rules
) -> None:
    services = Services(postgres_ledger, rules, UTC_ZONE, "#leads", "#leads")
    hearing.note(postgres_ledger, {"Acme (T1)": None}, three["a1"], LATER)
    with postgres_ledger.read() as session:
        found = {one["what"]: one for one in checks(session, services, [], LATER)}
    assert found["Instances"]["saw"] == "1 at work: a1 leads"
    assert found["Instance b2"]["saw"].startswith("not heard of since 2026-11-20 12:00")
    assert not found["Instance b2"]["fine"]
    assert found["Connection to Acme (T1), instance a1"]["fine"]

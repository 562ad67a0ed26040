"""Which source brought what on which days: by ranges of ids, each workspace of Slack for itself."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from ledger import cursors, deliveries, intake
from ledger.drafts import ActivityDraft
from ledger.engine import Ledger
from ledger.numbers import highest_id
from ledger.tables import Activity
from ledger.types import day_number
from tests.builders import NOW, draft
from tests.conftest import UTC_ZONE

TODAY = day_number(NOW.date())


def record(ledger: Ledger, drafts: Sequence[ActivityDraft]) -> None:
    with ledger.write() as session:
        intake.record(session, drafts, UTC_ZONE, NOW)


def arrived(ledger: Ledger, after: int = 0, first_day: int = 0) -> deliveries.Arrived:
    with ledger.read() as session:
        until = highest_id(session, Activity)
        return deliveries.arrived(session, after, until, first_day)


def test_nothing_came_yet(ledger: Ledger) -> None:
    assert arrived(ledger) == {}


def test_days_by_source_and_kind(ledger: Ledger) -> None:
    yesterday = NOW - timedelta(days=1)
    record(
        ledger,
        [
            draft("1", "download"),
            draft("2", "download"),
            draft("3", "download", yesterday),
            draft("4", "doc_view", yesterday),
            draft("a:b", "issue", source="github"),
            draft("signup:T1:U1", "slack_signup", source="slack"),
            draft("message:T1:C1:1.1", "slack_message", yesterday, source="slack"),
            draft("reaction:T2:C1:1.1:U1:tada", "slack_reaction", source="slack"),
        ],
    )
    assert arrived(ledger) == {
        "files": {"download": {TODAY, TODAY - 1}, "doc_view": {TODAY - 1}},
        "github": {"issue": {TODAY}},
        "slack:T1": {"slack_signup": {TODAY}, "slack_message": {TODAY - 1}},
        "slack:T2": {"slack_reaction": {TODAY}},
    }
    assert arrived(ledger, first_day=TODAY)["files"] == {"download": {TODAY}}


def test_only_what_came_since(ledger: Ledger) -> None:
    record(ledger, [draft("1", "download")])
    with ledger.read() as session:
        looked = highest_id(session, Activity)
    assert arrived(ledger, looked) == {}
    record(ledger, [draft("1", "download"), draft("2", "issue", NOW - timedelta(days=400))])
    assert arrived(ledger, looked) == {"files": {"issue": {TODAY - 400}}}


def test_many_are_read_a_range_at_a_time(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    record(ledger, [draft(str(n), "download", NOW - timedelta(days=n)) for n in range(25)])
    whole = arrived(ledger)
    monkeypatch.setattr(deliveries, "RANGE", 4)
    assert arrived(ledger) == whole == {"files": {"download": {TODAY - n for n in range(25)}}}


def test_when_cursors_were_kept(ledger: Ledger) -> None:
    with ledger.write() as session:
        cursors.save(session, "github:acme/anvil", "1", NOW)
        cursors.save(session, "github:acme/other", "1", NOW + timedelta(hours=1))
        cursors.save(session, "slack:T1:users", "1", NOW)
    with ledger.read() as session:
        assert deliveries.read_at(session, "github:") == {
            "github:acme/anvil": NOW,
            "github:acme/other": NOW + timedelta(hours=1),
        }
        assert deliveries.read_at(session, "git_ub:") == {}

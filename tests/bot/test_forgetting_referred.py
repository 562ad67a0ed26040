"""Somebody who was only ever referred, by name and as it was typed: exported, and forgotten."""

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot import forgetting
from bot.dql import steps
from bot.dql.steps import Doer, Taken
from bot.forgetting import Asked, Before, ForgettingError
from bot.outbox import Outbox
from bot.services import Services
from demo.slack import Slack, words
from ledger import backups, inbox, introductions, notices, referrals
from ledger.engine import Ledger
from ledger.referral_steps import DECLINED
from ledger.restoring import restore
from ledger.schema import open_ledger
from ledger.tables_desk import Introduction
from scoring.rules import Rules
from tests.bot.command_line import Leadlight
from tests.bot.posting import Clock, outbox_at
from tests.bot.scene import TEAM, did, happened, member, said
from tests.conftest import UTC_ZONE
from tests.kept import Kept
from tests.ledger.forgetful import KEY, holding, rows

WORDS = ("zofia", "quill")
LINE = '/dql refer "Zofia Quill" {team} "Zofia asks about SSO" from booth "the talk of Zofia Quill"'
SAM = Doer("U0SAM", "sam")


@pytest.fixture
def here(ledger_url: str, ledger: Ledger, rules: Rules) -> Iterator[Services]:
    """The services over a ledger that was opened with a key."""
    with closing(open_ledger(ledger_url, UTC_ZONE, KEY.of)) as hidden:
        yield Services(hidden, rules, UTC_ZONE, "#leads", "#digest", team_id=TEAM)


@pytest.fixture
def outbox(slack: Slack, here: Services, clock: Clock) -> Outbox:
    return outbox_at(slack, here.ledger, clock)


def deliver(outbox: Outbox, clock: Clock) -> None:
    for _ in range(12):
        outbox.deliver()
        clock.forward(2)


def refer(
    here: Services, clock: Clock, line: str = LINE, contact: str = "", team: str = "sales"
) -> None:
    said(here, line.format(team=team), clock.now)
    if contact:
        with here.ledger.write() as session:
            referrals.recent(session, 1)[0].person_contact = contact


def asked(here: Services, typed: str) -> Asked:
    found = forgetting.look_up(here, typed, KEY)
    assert isinstance(found, Asked)
    return found


def traces(here: Services) -> list[str]:
    with here.ledger.read() as session:
        return holding(rows(session), WORDS)


@pytest.mark.parametrize("typed", ["DQL-1", "dql-1", " DQL1 "])
def test_nothing_is_left_of_them_wherever_they_were_named(
    here: Services, slack: Slack, outbox: Outbox, clock: Clock, kept: Kept, typed: str
) -> None:
    refer(here, clock, contact="zofia@quill.example")
    deliver(outbox, clock)
    steps.step(here, 1, Taken(DECLINED, "Zofia has no budget"), SAM, clock.now)
    deliver(outbox, clock)
    event = {"event": {"type": "team_join", "user": {"email": "zofia@quill.example"}}}
    with here.ledger.write() as session:
        inbox.store(session, TEAM, "Ev1", event, clock.now)
        met = Introduction(
            request_key="one",
            made_at=clock.now,
            first_name="Zofia Quill",
            second_name="Nia",
            why="Zofia runs it on ARM",
            referrer="U1",
        )
        introductions.make(session, met)
    assert len(traces(here)) > 5
    assert any("Zofia" in words(one) for one in slack.messages("#dql-sales"))
    held = forgetting.forget(here, asked(here, typed), clock)
    assert (held.referrals, held.activities) == (1, 0)
    assert traces(here) == []
    assert b"zofia" not in kept.on_disk(here.ledger).lower()
    deliver(outbox, clock)
    shown = [words(one) for one in slack.messages("#dql-sales")]
    assert not any("Zofia" in one for one in shown)
    assert "a forgotten person" in shown[0]
    with here.ledger.read() as session:
        assert referrals.get(session, 1) is not None
        assert introductions.recent(session, 1)[0].second_name == "Nia"


def test_their_other_referrals_go_too_and_those_of_others_stay(
    here: Services, clock: Clock
) -> None:
    typed = {"sales": "zofia@quill.example", "product": "", "marketing": "Zofia@quill.example"}
    for team, contact in typed.items():
        refer(here, clock, contact=contact, team=team)
    refer(here, clock, '/dql refer "Zofia Quillon" {team} "hers" from booth')
    refer(here, clock, '/dql refer "Bo" {team} "his" from booth', contact="sales@quill.example")
    found = asked(here, "DQL-2")
    assert found.called == "Zofia Quill (DQL-1, DQL-2, DQL-3)"
    forgetting.forget(here, found, clock)
    with here.ledger.read() as session:
        names = [one.person_name for one in reversed(referrals.recent(session, 9))]
    assert names == [*["a forgotten person"] * 3, "Zofia Quillon", "Bo"]


def test_once_forgotten_there_is_nothing_to_forget(here: Services, clock: Clock) -> None:
    refer(here, clock)
    forgetting.forget(here, asked(here, "DQL-1"), clock)
    assert forgetting.look_up(here, "DQL-1", KEY) == Before(clock.now)
    with pytest.raises(ForgettingError, match="there is no referral DQL-7"):
        forgetting.look_up(here, "DQL-7", KEY)


def test_who_has_an_account_is_forgotten_by_it(here: Services, clock: Clock) -> None:
    happened(here, [did(member("U0ZOFIA", "Zofia Quill", "acme.example"))], clock.now)
    said(here, "/dql refer <@U0ZOFIA> sales SSO from booth", clock.now)
    found = asked(here, "DQL-1")
    assert (found.source, found.key, found.held.activities) == ("slack", f"{TEAM}:U0ZOFIA", 1)
    forgetting.forget(here, found, clock)
    assert isinstance(forgetting.look_up(here, "DQL-1", KEY), Before)


@pytest.mark.sqlite_only  # as are backups
def test_they_stay_forgotten_when_an_older_backup_is_restored(
    here: Services, clock: Clock, tmp_path: Path
) -> None:
    refer(here, clock)
    file, place = tmp_path / "backup.db", here.ledger.path
    backups.backup(here.ledger, file, clock.now)
    forgetting.forget(here, asked(here, "DQL-1"), clock)
    here.ledger.close()
    done = restore(file, place, KEY.of, clock.now + timedelta(days=1), lambda *_: None)
    assert done.forgotten == 1
    assert b"zofia" not in place.read_bytes().lower()
    assert traces(here) == []


@pytest.fixture
def referred(leadlight: Leadlight, tmp_path: Path) -> Path:
    """A ledger on the command line with one referral of her, and of Bo; its folder."""
    for name in ("Zofia Quill", "Bo Byte"):
        line = ("refer", name, "sales", "asks about SSO", "--origin", "booth")
        assert leadlight(*line).code == 0, leadlight(*line).err
    return tmp_path


def test_what_is_known_of_them_is_exported(leadlight: Leadlight, referred: Path) -> None:
    told = leadlight("export", "hers", "--person", "DQL-1", "--json")
    assert sorted(told.json["rows"]) == ["person.csv", "person.json", "referrals.csv"]
    with (referred / "hers" / "person.csv").open(encoding="utf-8-sig", newline="") as text:
        lines = {(row["which"], row["about"]): row["value"] for row in csv.DictReader(text)}
    assert lines["DQL-1", "person"] == "Zofia Quill"
    whole = json.loads((referred / "hers" / "person.json").read_text(encoding="utf-8"))
    assert {"table": "referral", "row": "1", "column": "person_name", "value": "Zofia Quill"} in (
        whole
    )
    assert "Bo Byte" not in (referred / "hers" / "referrals.csv").read_text("utf-8-sig")


@pytest.mark.sqlite_only  # as is the backup that still holds her
def test_on_the_command_line_it_is_shown_asked_and_done(
    leadlight: Leadlight, referred: Path
) -> None:
    backup = ("backup", "leadlight-2026-01-31.db")
    assert leadlight(*backup).code == 0
    given = {"BACKUP_DIR": str(referred), "BACKUP_KEEP": "7"}
    told = leadlight("forget", "DQL-1", "--yes", **given)
    assert told.out.startswith("Zofia Quill (DQL-1), known since")
    assert "1 referral: team, origin and outcome stay" in told.out
    assert "Whoever refers them again by name keeps the name again." in told.out
    assert "Still in" in told.out
    assert leadlight("forget", "DQL-1").out.startswith("They were forgotten before")
    assert leadlight("export", "hers", "--person", "DQL-1").code == 2
    told = leadlight("forget", "DQL-2", "--yes", "--json", **given)
    assert (told.json["referrals"], len(told.json["backups"])) == (1, 1)


def test_what_waits_is_posted_without_them(here: Services, clock: Clock) -> None:
    refer(here, clock)
    forgetting.forget(here, asked(here, "DQL-1"), clock)
    with here.ledger.read() as session:
        (card, *_) = notices.with_prefix(session, "referral:1")
    assert card.facts["person"] == "a forgotten person"

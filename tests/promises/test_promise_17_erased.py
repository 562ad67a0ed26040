"""17: a person can be exported and erased: nothing of them is left, nothing brings them back."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pytest
from sqlmodel import select

from bot import forgetting, passes
from bot.forgetting import Asked
from bot.services import Services
from ledger import actors, backups, exporting_person, inbox, intake, notices
from ledger.drafts import ActorDraft
from ledger.engine import Ledger
from ledger.schema import open_ledger
from ledger.tables import Actor, Tally
from scoring.rules import Rules
from tests.bot.scene import NOW, TEAM
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY, ZONE, deeds, holding, live, person, rows
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.served import logged

PEOPLE: Final = size.of(20, 500)
SOURCES: Final = ("slack", "github", "files")
KEEP: Final = 3  # backups, a day each
STAY: Final = "corinzstays"
LATER: Final = NOW + timedelta(days=1)


def people() -> list[ActorDraft]:
    """Those who ask for it; each name stands in nobody else's."""
    return [person(f"zofiax{n:03d}y", SOURCES[n % len(SOURCES)]) for n in range(PEOPLE)]


@pytest.fixture
def services(tmp_path: Path, rules: Rules) -> Iterator[Services]:
    with closing(open_ledger(f"sqlite:///{tmp_path / 'leadlight.db'}", UTC_ZONE, KEY.of)) as ledger:
        yield Services(ledger, rules, UTC_ZONE, "#leads", "#digest", team_id=TEAM)


def bytes_of(folder: Path) -> bytes:
    """All bytes of every file in it, in lower case."""
    return b"".join(one.read_bytes() for one in sorted(folder.iterdir()) if one.is_file()).lower()


def left(found: bytes, who: list[ActorDraft]) -> list[str]:
    """Whose name stands in these bytes."""
    return [one.handle for one in who if one.handle.encode() in found]


def counts(ledger: Ledger) -> list[tuple[Any, ...]]:
    """What everybody did, by day and kind, without who."""
    with ledger.read() as session:
        return sorted((one.day, one.kind, one.count) for one in session.exec(select(Tally)))


def waiting_and_dead(services: Services, who: list[ActorDraft]) -> None:
    """Of each a letter that nobody could read, an event that waits, and news that were sent."""
    with services.ledger.write() as session:
        for number, one in enumerate(who):
            user = one.key.partition(":")[2] or one.key
            event = {"type": "team_join", "user": user, "profile": {"real_name": one.name}}
            inbox.store(session, TEAM, f"EvDead{number}", {"event": event}, NOW)
            notices.queue(session, f"said:{number}", "referral_news", user, {"by": user}, NOW)
    passes.read_inbox(services, lambda: NOW)


def export(services: Services, one: ActorDraft) -> str:
    """All that the ledger holds of a person."""
    with services.ledger.read() as session:
        actor = actors.by_identity(session, one.source, one.key)
        return repr(exporting_person.person(session, actor)) if actor else ""


def forget(services: Services, one: ActorDraft) -> None:
    found = forgetting.look_up(services, f"{one.source}:{one.key}", KEY)
    assert isinstance(found, Asked)
    forgetting.forget(services, found, lambda: LATER)


def test_promise_17_the_erased_are_nowhere_and_stay_so(
    services: Services, tmp_path: Path, record: Record
) -> None:
    who, ledger, folder = people(), services.ledger, tmp_path / "backups"
    folder.mkdir()
    with ledger.write() as session:
        for one in (*who, person(STAY)):
            live(session, one)
    waiting_and_dead(services, [one for one in who if one.source == "slack"])
    backups.daily(ledger, folder, KEEP, NOW.date(), NOW)
    assert left(bytes_of(tmp_path), who) == left(bytes_of(folder), who) == [w.handle for w in who]
    before = counts(ledger)
    assert all(one.handle in export(services, one).lower() for one in who)
    with logged() as log:
        for one in who:
            forget(services, one)
    assert found_nowhere(services, tmp_path, log, who)
    assert counts(ledger) == before
    assert not any(export(services, one) for one in who)
    told_again(services, who)
    assert found_nowhere(services, tmp_path, log, who)
    for day in range(1, KEEP + 1):
        backups.daily(ledger, folder, KEEP, NOW.date() + timedelta(days=day), NOW)
    assert left(bytes_of(folder), who) == []
    assert STAY.encode() in bytes_of(folder)
    record("erased; then database, log, letters, news, logs and backups searched", PEOPLE, "people")


def found_nowhere(services: Services, folder: Path, log: StringIO, who: list[ActorDraft]) -> bool:
    """Neither in a row, nor in a byte of the ledger's files, nor in a line of the log."""
    with services.ledger.read() as session:
        assert holding(rows(session), [one.handle for one in who]) == []
    assert left(bytes_of(folder), who) == []
    assert left(log.getvalue().lower().encode(), who) == []
    return STAY.encode() in bytes_of(folder)


def told_again(services: Services, who: list[ActorDraft]) -> None:
    """The next poll of every source tells the same of them, and a little more."""
    with services.ledger.write() as session:
        known = len(session.exec(select(Actor)).all())
        for one in who:
            recorded = intake.record(session, deeds(one, 4), ZONE, LATER)
            assert (recorded.new, recorded.duplicate) == (1, 3)
        assert len(session.exec(select(Actor)).all()) == known

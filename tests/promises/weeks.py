"""The weeks of a service that looks at each of them whether its digest is due."""

from datetime import UTC, datetime, time, timedelta
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

from bot.digests.queueing import queue_if_due
from bot.services import Services
from bot.settings import WeekMoment
from ledger import meta, notices
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.conftest import UTC_ZONE
from tests.promises.zygote import Witness

MONDAY: Final = WeekMoment(0, time(9))
FIRST: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
WEEK: Final = timedelta(days=7)


def services_at(ledger: Ledger, zone: ZoneInfo) -> Services:
    """A service that has judged once, so that there is something to tell."""
    with ledger.write() as session:
        meta.put(session, meta.RESCORED_DAY, FIRST.date().isoformat())
    return Services(ledger, RULES, zone, leads_channel="#leads", digest_channel="#digest")


def digests(ledger: Ledger) -> list[str]:
    """The keys of the digests that were queued, without what follows in their threads."""
    with ledger.read() as session:
        return [one.key for one in notices.with_prefix(session, "digest:") if one.anchor is None]


def look(witness: Witness, url: str, weeks: int) -> None:
    """Looks at the due moment of so many weeks, one after the other."""
    ledger = open_ledger(url, UTC_ZONE)
    services = services_at(ledger, UTC_ZONE)
    witness.wait()
    for week in range(weeks):
        queue_if_due(services, MONDAY, FIRST + week * WEEK)
    ledger.close()


def _warm() -> None:
    """What SQLAlchemy learns by a first digest no life learns again."""
    with TemporaryDirectory() as folder:
        ledger = open_ledger(f"sqlite:///{folder}/ledger.db", UTC_ZONE)
        queue_if_due(services_at(ledger, UTC_ZONE), MONDAY, FIRST)
        ledger.close()


RULES: Final = read_rules()
_warm()

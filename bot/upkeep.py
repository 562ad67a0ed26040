"""The ledger's own chores: a backup a day, old things stripped, every page read once a day.

Why a backup is looked for every hour: a disk that was full, or a folder that was not mounted, costs
an hour then and not a day.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.schedule import Job
from bot.services import Services
from bot.settings import Settings
from ledger import backups, health, retention
from ledger.errors import LedgerError

log = logging.getLogger(__name__)

LATE = timedelta(days=2)  # a daily backup that is older did not come


def jobs(
    settings: Settings,
    services: Services,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
) -> list[Job]:
    """The chores, with how often each is due; no backup where no folder is set."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    table = [
        Job("retention", lambda: keep(settings, services, clock(), stop), day),
        Job("quick-check", lambda: check(services, clock()), day),
    ]
    if settings.backup_dir is not None:
        table.append(Job("backup", lambda: back_up(settings, services, clock()), hour))
    return table


def back_up(settings: Settings, services: Services, now: datetime) -> None:
    """Makes the day's backup in `BACKUP_DIR`, if there is none yet.

    Raises:
        OSError: the folder is gone, or full.
        LedgerError: the copy is not whole.
    """
    folder, today = settings.backup_dir, services.today(now)
    if folder is None or backups.daily_file(services.ledger, folder, today).exists():
        return
    made = backups.daily(services.ledger, folder, settings.backup_keep, today, now)
    log.info("backup %s: %.1f MB, checked", made.path.name, made.size / 2**20)


def keep(
    settings: Settings, services: Services, now: datetime, stop: Callable[[], bool] = bool
) -> None:
    """Strips what is older than `RETENTION_DAYS`."""
    days = settings.retention_days
    done = retention.keep(services.ledger, services.zone, days, now, stop)
    if done.stripped or done.events or done.messages:
        log.info(
            "retention: %d activities, %d events, %d messages stripped",
            done.stripped,
            done.events,
            done.messages,
        )


def check(services: Services, now: datetime) -> None:
    """Reads every page of the ledger.

    Raises:
        LedgerError: it is damaged; nothing more is written.
    """
    if found := health.quick_check(services.ledger, now):
        raise LedgerError(health.damaged(services.ledger, found))

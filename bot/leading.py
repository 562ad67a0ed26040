"""Which of several instances does what is due: one leads, and the next one does when that ends.

Where a database may have several instances it gives a lock to one of them, and takes it back with
the connection, however that ends. Whoever does anything as leader asks the database first, each
time: a connection may be lost unnoticed, and another instance may lead since.
"""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Lock
from typing import Final

from bot.metrics import Metrics
from ledger.engine import Ledger
from ledger.store import Leading

log = logging.getLogger(__name__)

TRY_EVERY: Final = timedelta(seconds=2)


class OvertakenError(Exception):
    """This instance leads no more: what was done as the leader is to leave no trace."""


class Instance:
    """This process among those that serve one ledger; any thread may ask it.

    Its `name` is drawn, for a machine's may be a person's or hold an address. It is empty where no
    other instance can be: that one always leads.
    """

    def __init__(self, bid: Leading, metrics: Metrics, name: str = "") -> None:
        self.name = name
        self._bid, self._metrics = bid, metrics
        self._changing = Lock()
        metrics.leads = self.is_alone

    @property
    def is_alone(self) -> bool:
        """Whether no other instance can be there."""
        return not self.name

    @property
    def leads(self) -> bool:
        """Whether it led when it was looked at last: for words, not to act by."""
        return self._metrics.leads

    def holds(self) -> bool:
        """Asks whether it leads still, where it did: before each thing that only a leader does."""
        with self._changing:
            return self.leads and self._noted(self._bid.is_leading())

    def look(self, taking_over: Callable[[], object]) -> None:
        """Leads if nobody does; `taking_over` is called before anything else is done as leader.

        It may wait for so long that another instance leads since, and asks with `confirm`. Where
        it fails, this one leads from the next look on at the earliest.
        """
        with self._changing:
            leads = self._bid.try_lead()
            if not leads or self.leads:
                self._noted(leads)
                return
        with suppress(OvertakenError):
            taking_over()
        with self._changing:
            self._noted(self._bid.is_leading())

    def confirm(self) -> None:
        """While it takes over. Raises OvertakenError where another instance may lead since."""
        if not self._bid.is_leading():
            raise OvertakenError

    def end(self) -> None:
        """Lets another one lead: nothing is done here any more."""
        self._bid.release()

    def _noted(self, leads: bool) -> bool:
        """Asked and noted together, or an older answer would be taken for the newer one."""
        led, self._metrics.leads = self.leads, leads
        if leads and not led:
            log.info("instance %s leads from now on, and does what is due", self.name)
        elif led and not leads:
            why = self._bid.trouble or "the database has taken the lock back"
            log.warning("instance %s leads no more: %s", self.name, why)
        return leads


def instance_of(ledger: Ledger, metrics: Metrics) -> Instance:
    """A file has one instance, a PostgreSQL database any number."""
    name = "" if ledger.is_file else secrets.token_hex(3)
    return Instance(ledger.leading(), metrics, name)

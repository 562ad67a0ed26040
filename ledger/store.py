"""What a ledger asks of the database that keeps it: all in which SQLite and PostgreSQL differ.

Why a seam this small: tables, statements and transactions are the same for both, so that whoever
works with a ledger never asks which of the two it is.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Engine


class Leading(Protocol):
    """One instance's bid to be the one that collects and scores; any thread may ask."""

    trouble: str  # why the last answer was no, where nobody else leads either; with what to do

    def try_lead(self) -> bool:
        """Whether this instance leads from now on, or did already; waits for no other one."""

    def is_leading(self) -> bool:
        """Whether it leads still; asked before each thing that only a leader does."""

    def release(self) -> None:
        """Lets another lead; nothing happens where this one does not."""


class Store(Protocol):
    """A database with a ledger in it, or room for one."""

    engine_name: str  # "SQLite", "PostgreSQL"
    name: str  # for people: the file, or host:port/database; never a password
    engine: Engine  # whose transactions are writers that wait for their turn
    reading: Engine  # the same, whose transactions see one moment and write nothing

    @property
    def version(self) -> str:
        """The version of the database in use."""

    @property
    def races(self) -> bool:
        """Whether two processes that write may damage the ledger."""

    def writing(self, *, beside: bool) -> Engine:
        """The engine of a writer; one `beside` the others waits for none of them."""

    def turn(self, *, beside: bool) -> AbstractContextManager[None]:
        """A writer's turn among those of this process; waits for it, and counts the wait."""

    def heed_service(self) -> None:
        """Before a write. Raises LedgerError where a running service forbids it."""

    def trouble(self) -> str:
        """Why nothing can be written, and what to do; cheap, and empty when nothing is wrong."""

    def check(self) -> None:
        """After a commit. Raises LedgerError where what was written is not to be trusted."""

    def serving(self) -> AbstractContextManager[None]:
        """For as long as a service runs. Raises LedgerError where another one must end first."""

    def leading(self) -> Leading:
        """A bid to lead all services of this ledger; one for each service."""

    def only_service(self) -> AbstractContextManager[None]:
        """For what no service may run beside. Raises LedgerError where one runs."""

    def is_served(self) -> bool:
        """Whether a service runs on this ledger, here or elsewhere."""

    def write_anew(self) -> None:
        """Has no byte stay, in what the ledger lies in, of what was deleted or changed."""

    def close(self) -> None:
        """Gives every connection back."""

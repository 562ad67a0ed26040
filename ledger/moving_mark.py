"""The mark of a move that is not finished: whose, how far it came, and that nobody may work there.

It is a row of the target's own, in the same transaction as what it says is there, so that whoever
is killed goes on where that transaction was. It goes once every row was compared.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Final

from sqlmodel import Session

from ledger import meta
from ledger.errors import LedgerError
from ledger.moving_values import Raw
from ledger.tables import Meta

NAME: Final = "moving"  # in meta
BYTES: Final = "surrogateescape"  # a key's text has to come back as the very bytes it was


@dataclass(slots=True)
class Mark:
    """A move: the source's identity, the state of its file, and the last key of each table.

    `references` are the statements that the target needs before it is a ledger again.
    """

    source: str
    state: list[int]
    references: list[str]
    last: dict[str, list[str | int]] = field(default_factory=dict)

    def after(self, table: str) -> tuple[Raw, ...] | None:
        """The key behind which a table's rows are still to come; None: all of them."""
        kept = self.last.get(table)
        if kept is None:
            return None
        return tuple(one.encode(errors=BYTES) if isinstance(one, str) else one for one in kept)

    def came_to(self, table: str, key: tuple[Raw, ...]) -> None:
        """Notes the last key of a table."""
        self.last[table] = [
            one.decode(errors=BYTES) if isinstance(one, bytes) else int(one or 0) for one in key
        ]


def kept(session: Session) -> Mark | None:
    """The mark in a target; None where no move into it was begun, or the last one is finished."""
    found = meta.get(session, NAME)
    return Mark(**json.loads(found)) if found else None


def keep(session: Session, mark: Mark) -> None:
    """Puts it there, in the place of an earlier one."""
    meta.put(session, NAME, json.dumps(asdict(mark)))


def remove(session: Session) -> None:
    """The move is finished."""
    session.delete(session.get_one(Meta, NAME))


def refuse_unfinished(session: Session, name: str) -> None:
    """For whoever opens a ledger to work with it.

    Raises:
        LedgerError: a move into it was not finished.
    """
    if meta.get(session, NAME) is not None:
        raise LedgerError(
            f"{name} is no whole ledger: a move into it was not finished. Run `leadlight "
            "migrate-to` with its URL again, with DATABASE_URL still naming the SQLite file"
        )

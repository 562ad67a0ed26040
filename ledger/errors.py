"""What can be wrong with a ledger, in words for whoever runs it."""

from sqlalchemy.exc import SQLAlchemyError as DatabaseError

__all__ = ["DatabaseError", "LedgerError"]


class LedgerError(Exception):
    """The ledger cannot be used as asked; the message says why and what to do."""

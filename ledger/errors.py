"""What can be wrong with a ledger, in words for whoever runs it."""


class LedgerError(Exception):
    """The ledger cannot be used as asked; the message says why and what to do."""

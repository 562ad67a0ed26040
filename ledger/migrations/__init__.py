"""Schema versions: each one a step from the ledger that stands to the one the code expects."""

"""JUDGES: rules and arrays in, points and levels out; only `rescore` meets the ledger."""

"""LISTENS: one module a source; each turns what arrived into activity drafts."""

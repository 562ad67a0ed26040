"""Secrets and mail addresses that must never be read in a log, and logs put back as they were."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot import logs

CANARIES = (
    "xoxb-1234-c4n4ry-abc",
    "xoxe.xoxp-1-c4n4ry",
    "xapp-1-A1-c4n4ry",
    "ghp_c4n4ry1234",
    "ghs_c4n4ry1234",
    "github_pat_11A_c4n4ry",
    "https://hooks.slack.com/commands/T1/2/c4n4ry",
    "wss://wss-primary.slack.com/link/?ticket=c4n4ry&app_id=1",
    "Bearer eyJ.c4n4ry.sig",
    "c4n4ry.person+tag@mail.acme.example",
)
CHANGED = (*logs.ROOMS, "bolt", "apscheduler")


@contextmanager
def restored() -> Iterator[None]:
    """What `logs.set_up` changes within the block is undone behind it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in CHANGED}
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, was in levels.items():
            logging.getLogger(name).setLevel(was)

"""Whether Slack is heard over each socket, kept in the ledger for `doctor` and for home tabs.

Why kept: `doctor` is a process of its own, and the service may serve no HTTP to be asked by.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.sockets import Socket
from ledger import meta
from ledger.engine import Ledger, Session

KEPT: Final = "sockets"  # the ledger's fact: since when each is silent, JSON; null where it is not
ANEW: Final = "it is connected anew by itself; where that fails, the log says why"

States = Mapping[str, datetime | None]  # by workspace: since when it is silent; None: it is heard


def watch(ledger: Ledger, sockets: Sequence[Socket], now: datetime) -> None:
    """Looks after the service's sockets at `now` (aware, UTC), and keeps how they are."""
    for socket in sockets:
        socket.watch(now)
    note(ledger, {socket.workspace: socket.silent_since(now) for socket in sockets})


def note(ledger: Ledger, states: States) -> None:
    """Keeps how the service's sockets are; writes only where that has changed. Moments are UTC."""
    told = {name: since.isoformat() if since else None for name, since in states.items()}
    text = json.dumps(told, sort_keys=True)
    with ledger.read() as session:
        if meta.get(session, KEPT) == text:
            return
    with ledger.write() as session:
        meta.put(session, KEPT, text)


def noted(session: Session) -> dict[str, datetime | None]:
    """As the service that runs, or that ran last, noted them; none until it is connected."""
    kept: dict[str, str | None] = json.loads(meta.get(session, KEPT) or "{}")
    return {name: datetime.fromisoformat(one) if one else None for name, one in kept.items()}


def in_words(since: datetime | None) -> str:
    """How a socket is."""
    return f"silent since {since:%Y-%m-%d %H:%M} UTC" if since else "connected"

"""Whether Slack is heard over each socket, kept in the ledger for `doctor` and for home tabs.

Why kept: `doctor` is a process of its own, and the service may serve no HTTP to be asked by. Of
several instances each keeps its own, with whether it leads and when it said so: one that was killed
says nothing more, and is forgotten after a while.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.leading import Instance
from bot.sockets import Socket
from ledger import instances
from ledger.engine import Ledger, Session

ANEW: Final = "it is connected anew by itself; where that fails, the log says why"
LOST: Final = "it was killed, or hangs: end it, and start it anew"
BEAT: Final = 20  # seconds from one sign of life to the next, where there may be several instances
SILENCE: Final = timedelta(seconds=60)  # without a sign: it was killed, or hangs
FORGOTTEN: Final = timedelta(minutes=10)

States = Mapping[str, datetime | None]  # by workspace: since when it is silent; None: it is heard


@dataclass(frozen=True, slots=True)
class Told:
    """What an instance said last, and when (aware, UTC; None where there can be but one)."""

    name: str
    at: datetime | None
    leads: bool
    sockets: States

    def is_silent(self, now: datetime) -> bool:
        """Whether it should have said more since."""
        return self.at is not None and now - self.at > SILENCE

    def is_long_gone(self, now: datetime) -> bool:
        """Whether nobody need know of it; where there may be several, all say when they spoke."""
        return self.at is None or now - self.at > FORGOTTEN


def watch(ledger: Ledger, instance: Instance, sockets: Sequence[Socket], now: datetime) -> None:
    """Looks after the instance's sockets at `now` (aware, UTC), and keeps how they are."""
    for socket in sockets:
        socket.watch(now)
    states = {socket.workspace: socket.silent_since(now) for socket in sockets}
    note(ledger, states, instance, now)


def note(
    ledger: Ledger, states: States, instance: Instance | None = None, now: datetime | None = None
) -> None:
    """Keeps how the sockets of an instance are; writes only where that has changed, or is due.

    Without an instance it is the only one. Moments are aware, UTC.
    """
    sockets = {name: since.isoformat() if since else None for name, since in states.items()}
    kept: dict[str, Any] = {"sockets": sockets}
    name = instance.name if instance else ""
    if instance and now and not instance.is_alone:
        beat = now.replace(second=now.second // BEAT * BEAT, microsecond=0)
        kept |= {"leads": instance.leads, "at": beat.isoformat()}
    text = json.dumps(kept, sort_keys=True)
    with ledger.read() as session:
        told = instances.told(session)
        gone = [one.name for one in noted(session) if name and now and one.is_long_gone(now)]
    if told.get(name) == text and not gone:
        return
    with ledger.write(beside=True) as session:
        instances.tell(session, name, text)
        instances.forget(session, gone)


def led_no_more(session: Session) -> None:
    """Whoever said that it leads does so no more, for another one does, whether it knows or not."""
    for name, text in instances.told(session).items():
        said = json.loads(text)
        if said.get("leads"):
            instances.tell(session, name, json.dumps({**said, "leads": False}, sort_keys=True))


def leave(ledger: Ledger, instance: Instance) -> None:
    """Drops what an instance said that ends."""
    with ledger.write(beside=True) as session:
        instances.forget(session, [instance.name])


def noted(session: Session) -> list[Told]:
    """What each instance that runs, or ran lately, noted; in the order of their names."""
    return [_read(name, json.loads(text)) for name, text in instances.told(session).items()]


def connections(session: Session, now: datetime) -> dict[str, datetime | None]:
    """Each socket by its words: since when it is silent. Of instances that are heard of still."""
    return {
        f"{workspace}, instance {one.name}" if one.name else workspace: since
        for one in noted(session)
        if not one.is_silent(now)
        for workspace, since in one.sockets.items()
    }


def at_work(session: Session, now: datetime) -> str:
    """Which instances run and which of them leads, in words; empty where there can be but one."""
    running = [one for one in noted(session) if one.name and not one.is_silent(now)]
    names = ", ".join(one.name + " leads" * one.leads for one in running)
    return f"{len(running)} at work: {names}" if running else ""


def lost(session: Session, now: datetime) -> dict[str, str]:
    """The names of those that should have said more, and since when in words."""
    silent = [one for one in noted(session) if one.is_silent(now)]
    return {one.name: f"not heard of since {one.at:%Y-%m-%d %H:%M:%S} UTC" for one in silent}


def in_words(since: datetime | None) -> str:
    """How a socket is."""
    return f"silent since {since:%Y-%m-%d %H:%M} UTC" if since else "connected"


def _read(name: str, said: Mapping[str, Any]) -> Told:
    sockets = {of: datetime.fromisoformat(at) if at else None for of, at in said["sockets"].items()}
    at = said.get("at")
    return Told(name, datetime.fromisoformat(at) if at else None, said.get("leads", True), sockets)

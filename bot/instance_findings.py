"""What `doctor` says of the service: which of its instances runs, which leads, what they hear."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import hearing
from bot.findings import Finding
from bot.workspaces import Workspace
from ledger.engine import Ledger

FOLLOWED = "another leads within 10 seconds; else see their logs"


def instances(kept: Ledger, now: datetime) -> Iterator[Finding]:
    """Those that serve this ledger, where there may be several; `now` is aware, UTC."""
    if kept.is_file:
        return
    with kept.read() as session:
        running, lost = hearing.at_work(session, now), hearing.lost(session, now)
    if running:
        is_led = kept.is_served()
        saw = running if is_led else f"{running}, none leads"
        yield Finding("instances", is_led, saw, "" if is_led else FOLLOWED)
    for name, saw in lost.items():
        yield Finding(f"instance {name}", False, saw, hearing.LOST)


def heard(kept: Ledger, workspaces: Sequence[Workspace], now: datetime) -> Iterator[Finding]:
    """Each socket of the service, as it noted it; nothing where Slack sends by HTTP."""
    if workspaces and all(one.path for one in workspaces):
        return
    with kept.read() as session:
        found = hearing.connections(session, now)
    if not kept.is_served() and (kept.is_file or not found):
        yield Finding("Slack connection", True, "none, for `leadlight run` is not running")
        return
    if not found and workspaces:
        saw = "none since `leadlight run` was started"
        yield Finding("Slack connection", False, saw, "it is tried again and again; see its log")
    for workspace, since in found.items():
        mend = hearing.ANEW if since else ""
        saw = f"{workspace} {hearing.in_words(since)}"
        yield Finding("Slack connection", since is None, saw, mend)

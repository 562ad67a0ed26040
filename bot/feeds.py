"""What `doctor` says of sources: what each brings and when it last did, and what has none."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePath

from bot.findings import Finding
from bot.services import services_of
from bot.settings import Settings
from bot.sources import Source, categories_of, sources, without_source
from bot.views.sources import often
from bot.workspaces import Workspace
from ledger.deliveries import read_at
from ledger.engine import Ledger
from scoring.rules import Rules

FOLLOWED = "access-log:"  # before the path of a log: how far it was read
SILENCE = "see whether it still runs: silence looks like churn, and levels may fall by it"


def feeds(
    given: Settings, kept: Ledger, rules: Rules, workspaces: Sequence[Workspace], today: date
) -> Iterator[Finding]:
    """Each source, when it last brought something, and the categories that have none."""
    services = services_of(given, kept, rules, workspaces)
    with kept.read() as session:
        found = sources(session, services, today)
        logs = read_at(session, FOLLOWED)
    for source in found:
        yield _feed(rules, source)
    for name, at in sorted(logs.items()):
        yield Finding(
            f"log {PurePath(name).name}", True, f"followed, read until {at:%Y-%m-%d %H:%M} UTC"
        )
    if given.http_port is not None:
        views = " and views of your sites" if given.site_key else "; views of sites need SITE_KEY"
        yield Finding("HTTP", True, f"port {given.http_port} takes activities{views}")
    for title in without_source(rules, found):
        yield Finding(f"category {title}", True, "no source brings points for it")


def _feed(rules: Rules, source: Source) -> Finding:
    brings = ", ".join(categories_of(rules, source.kinds)) or "no category of the rules"
    last = f"last on {source.last}" if source.last else "nothing yet"
    read = f", read {source.read_at:%Y-%m-%d %H:%M} UTC" if source.read_at else ""
    saw = f"{brings}; {last}{read}"
    if source.is_silent:
        saw += f"; silent for {source.quiet} days, usually something {often(source.usual)}"
        return Finding(f"source {source.title}", False, saw, SILENCE)
    return Finding(f"source {source.title}", True, saw)

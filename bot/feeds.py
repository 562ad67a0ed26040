"""What `doctor` says of sources: what each brings and when it last did, and what has none."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import PurePath

from bot.clock import now
from bot.findings import Finding
from bot.services import services_of
from bot.settings import Settings
from bot.sources import Source, awaited, categories_of, sources, without_source
from bot.unread import Unread, unread
from bot.views.sources import often
from bot.workspaces import Workspace
from ledger.deliveries import read_at
from ledger.engine import Ledger
from scoring.rules import Rules

FOLLOWED = "access-log:"  # before the path of a log: how far it was read
QUIET = timedelta(days=2)  # in which a log that is worth following has a line
STOPPED = "start `leadlight import --follow` again, or see whether the server still writes there"
SILENCE = "see whether it still runs: silence looks like churn, and levels may fall by it"


def feeds(
    given: Settings, kept: Ledger, rules: Rules, workspaces: Sequence[Workspace], today: date
) -> Iterator[Finding]:
    """Each source, when it last brought something, and the categories that have none."""
    services = services_of(given, kept, rules, workspaces)
    with kept.read() as session:
        found = sources(session, services, today)
        logs = read_at(session, FOLLOWED)
        missed = unread(session, now())
    for source in found:
        yield _feed(rules, source)
    for name, at in sorted(logs.items()):
        saw = f"followed, read until {at:%Y-%m-%d %H:%M} UTC"
        fine = today - at.date() <= QUIET
        yield Finding(f"log {PurePath(name).name}", fine, saw, "" if fine else STOPPED)
    yield from map(_missed, missed)
    if given.http_port is not None:
        views = " and views of your sites" if given.site_key else "; views of sites need SITE_KEY"
        yield Finding("HTTP", True, f"port {given.http_port} takes activities{views}")
    for title in awaited(rules, found):
        yield Finding(f"category {title}", True, "a source is on, and has brought none of it yet")
    for title in without_source(rules, found):
        yield Finding(f"category {title}", True, "no source brings points for it")


def _brings(rules: Rules, source: Source) -> str:
    """The categories that it brings points for, or why there are none."""
    earning = categories_of(rules, [kind for kind in source.kinds if rules.earns(kind)])
    if not earning and not rules.kinds.keys().isdisjoint(source.kinds):
        return "evidence only"
    return ", ".join(earning) or "no category of the rules"


def _ago(days: int) -> str:
    if days < 1:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def _missed(one: Unread) -> Finding:
    files = ", ".join(map(str, one.files)) or "the file that was read last, which is gone"
    mend = "`leadlight import` them: what is known already is not counted twice"
    if not one.files:
        mend = "import it from a backup, if there is one; this line stays for a day"
    return Finding(f"log {one.log.name}", False, f"rotated before it was read: {files}", mend)


def _feed(rules: Rules, source: Source) -> Finding:
    brings = _brings(rules, source)
    last = source.state or "nothing yet"
    if source.last:
        last = f"last on {source.last}, {_ago(source.quiet)}"
    read = f", read {source.read_at:%Y-%m-%d %H:%M} UTC" if source.read_at else ""
    saw = f"{brings}; {last}{read}"
    if source.is_silent:
        saw += f"; silent for {source.quiet} days, usually something {often(source.usual)}"
        return Finding(f"source {source.title}", False, saw, SILENCE)
    return Finding(f"source {source.title}", True, saw)

"""`/metrics`: what was counted, and what stands in the ledger at this moment, for Prometheus.

What waits is asked of the ledger when somebody looks, so that it is never a second, older truth.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.metrics import Counts, Metrics
from bot.readiness import Readiness
from ledger import backups, depths, health
from ledger.errors import DatabaseError
from ledger.waits import Durations, Waits

# What cursors stand for that are read again and again. Others are notes, and may hold a path.
SOURCES = ("github", "slack", "access-log")
INBOX, OUTBOX = ("pending", "done", "dead"), ("pending", "sending", "sent", "uncertain", "dead")


def figures(readiness: Readiness, now: datetime) -> bytes:
    """Everything, as text in Prometheus' form; `now` is aware, UTC."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Moment(readiness, now))
    return generate_latest(registry)


class _Moment(Collector):
    """The figures of one moment; of a ledger that cannot be read, what is known without it."""

    def __init__(self, readiness: Readiness, now: datetime) -> None:
        self._readiness, self._now = readiness, now
        self._ledger = readiness.services.ledger

    def collect(self) -> Iterator[Metric]:
        """What the library asks for, once."""
        is_ready = not self._readiness.causes(self._now)
        yield _gauge("ready", "Whether the service does its work; /readyz says why not.", is_ready)
        about = "Whether this instance does what is due; of several, one does."
        yield _gauge("leads", about, self._readiness.services.metrics.leads)
        yield from _counted(self._readiness.services.metrics)
        yield from _waited(self._ledger.waits)
        try:
            yield from self._kept()
        except DatabaseError:  # told by `ready`, and by the missing figures
            return

    def _kept(self) -> Iterator[Metric]:
        with self._ledger.read() as session:
            found = depths.depths(session, self._now)
            read_until = depths.read_until(session)
            backup, checked = backups.last(session), health.checked(session)
        yield _rows("inbox", INBOX, found.inbox)
        yield self._age("inbox", "event of Slack's", found.inbox_since)
        yield _rows("outbox", OUTBOX, found.outbox)
        yield self._age("outbox", "message that is due", found.outbox_since)
        ages: Counts = {
            (one,): self._since(read_until[one]) for one in SOURCES if one in read_until
        }
        about = "Since a source last brought something new."
        yield _gauges("cursor_age_seconds", about, ("source",), ages)
        if backup is not None:
            about = "When the ledger was last backed up, in Unix seconds."
            yield _gauge("last_backup_timestamp_seconds", about, backup.timestamp())
        if checked is not None:
            about = "Whether the last check of every page found no damage."
            yield _gauge("quick_check_ok", about, not checked.found)

    def _age(self, queue: str, what: str, since: datetime | None) -> Metric:
        about = f"For how long the oldest waiting {what} waits."
        return _gauge(f"{queue}_oldest_seconds", about, self._since(since or self._now))

    def _since(self, moment: datetime) -> float:
        return max((self._now - moment).total_seconds(), 0.0)


def _counted(counted: Metrics) -> Iterator[Metric]:
    about = "From a request of Slack's to its acknowledgement."
    yield _histogram("ack_seconds", about, (), [((), counted.acks)])
    jobs = [((name,), durations) for name, durations in list(counted.jobs.items())]
    yield _histogram("job_seconds", "How long a run of a job took.", ("job",), jobs)
    about = "Runs of a job, by how they ended."
    yield _counter("job_runs", about, ("job", "end"), counted.runs)
    about = "Seconds of rest that an API asked for."
    yield _counter("rate_limit_wait_seconds", about, ("api",), counted.rests)
    about = "Silent sockets that were connected anew."
    yield _counter("reconnects", about, ("workspace",), counted.reconnects)
    about = "Whether a workspace's socket is heard."
    yield _gauges("socket_connected", about, ("workspace",), counted.heard)


def _waited(waits: Waits) -> Iterator[Metric]:
    about = "Seconds that writers waited for their turn."
    yield _counter("database_busy_seconds", about, (), {(): waits.busy.total})
    about = "How long a write took, once it had its turn."
    yield _histogram("database_write_seconds", about, (), [((), waits.writes)])


def _gauge(name: str, about: str, value: float) -> Metric:
    return _gauges(name, about, (), {(): float(value)})


def _gauges(name: str, about: str, labels: tuple[str, ...], values: Counts) -> Metric:
    family = GaugeMetricFamily(f"leadlight_{name}", about, labels=labels)
    for given, value in list(values.items()):
        family.add_metric(given, value)
    return family


def _counter(name: str, about: str, labels: tuple[str, ...], values: Counts) -> Metric:
    family = CounterMetricFamily(f"leadlight_{name}", about, labels=labels)
    for given, value in list(values.items()):
        family.add_metric(given, value)
    return family


def _histogram(
    name: str,
    about: str,
    labels: tuple[str, ...],
    durations: Iterable[tuple[tuple[str, ...], Durations]],
) -> Metric:
    family = HistogramMetricFamily(f"leadlight_{name}", about, labels=labels)
    for given, one in durations:
        bounds = (*map(str, one.bounds), "+Inf")
        buckets = list(zip(bounds, map(float, one.counts()), strict=True))
        family.add_metric(given, buckets, one.total)
    return family


def _rows(queue: str, states: tuple[str, ...], counted: dict[str, int]) -> Metric:
    named = dict.fromkeys((*states, *counted))
    rows: Counts = {(state,): float(counted.get(state, 0)) for state in named}
    return _gauges(f"{queue}_rows", "Rows by their state.", ("state",), rows)

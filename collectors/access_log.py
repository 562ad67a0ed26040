"""Reads web servers' access logs: who looked at which page, once in a half hour.

Most lines of a log are no views. A line counts when it is a GET that was answered with 200, or with
304 (a person who has the page already looks at it again), of no asset, by no bot, and of a path
that a `[[pages]]` pattern of the rules file gives a kind. What people download with (curl, Wget)
counts where the kind is `download`, and there a 304 brought nothing.

Why fixed half hours, from :00 and from :30: a view is one (host, network, agent, page, half hour),
its id their hash, its time the half hour's beginning. So a line needs nothing of the lines around
it, and a log read twice, in pieces, in any order, or while it grows gives the same activities. A
visitor who stays over the half hour is seen twice.

Addresses end here: an actor is the pseudonym of the network, or of the part of it that a company
has (see `activity_who`). The hash takes the whole network in either case: the same log gives the
same activities with and without an IP database. User names are not read, and queries, which may
hold anything, are cut off.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import IO

from collectors.access_log_asked import AGAIN, NO_RULE, Asked, asked_by, reason_of
from collectors.access_log_line import fault_of, half_hour, in_half_hour, take_apart
from collectors.activity_who import network_actor, network_key
from collectors.batch import Batch
from collectors.lines import Lines
from collectors.reading import Reading
from ledger.drafts import EARLIEST, ActivityDraft, ActorDraft, Rejected

SOURCE = "access-log"
BATCH_LINES = 100_000  # of which a fifth are views
_BLOCK_LINES = 4_000
_MOST_UNMAPPED = 100
_LOOKED_AT = 5  # lines, to know a log
_SOME_VISITORS = 10_000
_SOME_HALF_HOURS = 4_096
_EARLY = timedelta(days=1)  # by which a server's clock may be ahead


def is_one(head: bytes) -> bool:
    """Whether these first bytes of a file begin an access log: any of a few lines is one of it.

    The first may be blank, cut off by a rotation, or whatever somebody sent.
    """
    first = head.split(b"\n", _LOOKED_AT)[:_LOOKED_AT]
    return any(take_apart(line.decode("utf-8", "replace")) is not None for line in first)


def read(
    stream: IO[bytes], name: str, reading: Reading, source: str = "", before: int = 0
) -> Iterator[Batch]:
    """Yield the views of a log in batches; lines count from `before` + 1.

    `source` is the activities' source, and where lines name no virtual host but it looks like
    one, the host of their pages; without it that is each line's virtual host, else "access-log".
    Never raises for what the file holds.
    """
    lines = Lines(stream)
    log = _Log(name, reading, source, before)
    while _add_some(lines, log):
        if log.read >= BATCH_LINES:
            yield log.batch()
    if log.read:
        yield log.batch()


def _add_some(lines: Lines, log: "_Log") -> bool:
    """Adds lines to the log, many at once where none has a fault; False at the end."""
    first, text = lines.block(_BLOCK_LINES)
    if text:
        log.add(first, text.removesuffix("\n").split("\n"))
        return True
    taken = lines.take()
    if taken and taken.fault:
        log.reject(taken.number, taken.fault)
    elif taken:
        log.add(taken.number, [taken.text])
    return taken is not None


class _Log:
    """The lines of one file, as drafts of the batch that is being filled."""

    def __init__(self, name: str, reading: Reading, source: str, before: int) -> None:
        self._name, self._source, self._before = name, source, before
        self._asked = asked_by(reading, source.lower() if "." in source else "")
        self._actor = _actor_by(reading)
        self._began = _began_by(reading)
        self._empty()

    @property
    def read(self) -> int:
        """How many lines were added since the last batch."""
        return len(self._drafts) + len(self._rejected) + self._left_out.total()

    def _empty(self) -> None:
        self._drafts: dict[tuple[str, str], ActivityDraft] = {}
        self._rejected: list[Rejected] = []
        self._left_out: Counter[str] = Counter()
        self._unmapped: Counter[str] = Counter()

    def batch(self) -> Batch:
        """What was added since the last one."""
        filled = Batch(
            tuple(self._drafts.values()),
            tuple(self._rejected),
            filtered=self._left_out.total(),
            read=self.read,
            left_out=self._left_out,
            unmapped=Counter(dict(self._unmapped.most_common(_MOST_UNMAPPED))),
        )
        self._empty()
        return filled

    def add(self, first: int, lines: list[str]) -> None:
        """Lines in a row: each is a draft, a reason to leave it out, or a fault."""
        asked_for, left_out = self._asked, self._left_out
        for number, text in enumerate(lines, first):
            parts = take_apart(text)
            if parts is None:
                if not text.isspace() and text:
                    self.reject(number, fault_of(text))
                continue
            host, ip, minute, zone, request, agent = parts
            asked = asked_for(host, request)
            reason = asked.reason or reason_of(asked.kind, agent)
            if not reason:
                self._see(number, asked, ip, agent, self._began(in_half_hour(minute, zone), zone))
                continue
            left_out[reason] += 1
            if reason is NO_RULE:
                self._unmapped[asked.page] += 1

    def reject(self, number: int, reason: str) -> None:
        """A line that cannot be read."""
        self._rejected.append(Rejected(f"{self._name} line {self._before + number}", reason))

    def _see(
        self, number: int, asked: Asked, ip: str, agent: str, began: tuple[datetime, str] | None
    ) -> None:
        """A view, or a fault that only views are looked at for."""
        if began is None:
            self.reject(number, "its time is no moment, before 1990 or in the future")
            return
        source = self._source or asked.host or SOURCE
        try:
            actor, network = self._actor(source, ip)
        except ValueError:
            self.reject(number, "column ip: not an IP address")
            return
        seen = "\0".join((asked.host, network, agent, asked.page, began[1]))
        id = blake2b(seen.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        if (source, id) in self._drafts:
            self._left_out[AGAIN] += 1
            return
        self._drafts[source, id] = ActivityDraft(
            source, id, asked.kind, began[0], actor, url=asked.page, topic=asked.topic
        )


def _began_by(reading: Reading) -> Callable[[str, str], tuple[datetime, str] | None]:
    """When the half hour of a request began, also as text; None for what cannot be true."""
    latest = reading.now + _EARLY

    @lru_cache(maxsize=_SOME_HALF_HOURS)
    def began(minute: str, zone: str) -> tuple[datetime, str] | None:
        at = half_hour(minute, zone)
        return (at, f"{at.timestamp():.0f}") if at and EARLIEST <= at < latest else None

    return began


def _actor_by(reading: Reading) -> Callable[[str, str], tuple[ActorDraft, str]]:
    """Who is behind addresses, in which network; remembered: a visitor asks for many pages."""

    @lru_cache(maxsize=_SOME_VISITORS)
    def actor(source: str, ip: str) -> tuple[ActorDraft, str]:
        network = network_key(ip, reading.pseudonym)
        return network_actor(source, network, reading.owner_of(ip)), network

    return actor

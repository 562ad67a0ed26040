"""What every handler is given, and the two ways on from it: to a reading thread, to the ledger.

The event loop itself neither writes nor parses what is large: it keeps nothing small waiting.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.http.bodies import Bodies
from bot.http.clients import Networks
from bot.http.refusals import Refused, later
from bot.http.slack_requests import SlackRequests
from bot.http.writer import Full, Unfit, Unwritten, Writer
from bot.readiness import Readiness
from bot.services import Services
from collectors.reading import OwnerOf, PageRule, Reading, no_pages, nobodys
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, ActorDraft
from ledger.engine import Session
from ledger.errors import DatabaseError, LedgerError, in_words
from ledger.intake import Recorded
from scoring.pages import page_rule
from scoring.rules import Rules

log = logging.getLogger(__name__)

PATIENCE = 15.0  # seconds that a sender waits for the ledger
READERS = 2  # threads that parse
SMALL = 4_000  # bytes of a body that is parsed sooner than it is handed to another thread
REMEMBERED = timedelta(minutes=1)

Done = TypeVar("Done")


class Lately:
    """The actors of the last minute by the cells that named them: most come again, and soon.

    The cells may hold addresses; they are in this memory alone, and gone with the minute.
    """

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._met: dict[tuple[str | None, ...], ActorDraft] = {}

    def met(self, now: datetime) -> dict[tuple[str | None, ...], ActorDraft]:
        """What a reading that begins now may look into and add to."""
        if self._since is None or not timedelta(0) <= now - self._since < REMEMBERED:
            self._since, self._met = now, {}
        return self._met


class Intake:
    """What the rules of the moment say of rows; worked out when they change, not for each body."""

    def __init__(self) -> None:
        self._rules: Rules | None = None
        self._told: tuple[frozenset[str], PageRule] = (frozenset(), no_pages)

    def by(self, rules: Rules) -> tuple[frozenset[str], PageRule]:
        """The kinds that may come in, and what kind of view a page is."""
        if rules is not self._rules:
            self._rules, self._told = rules, (frozenset(rules.kinds), page_rule(rules))
        return self._told


@dataclass(frozen=True)
class Door:
    """One bundle for all handlers; secrets are in plain, and never shown."""

    services: Services
    writer: Writer
    pseudonyms: Pseudonyms
    clock: Callable[[], datetime]
    readiness: Readiness
    token: str = field(default="", repr=False)  # "" for no rows
    site_key: str = field(default="", repr=False)  # "" for no page views
    webhook_secret: str = field(default="", repr=False)  # "" for no webhook
    repositories: frozenset[str] = frozenset()  # "owner/name", lower case
    proxies: Networks = ()
    owner_of: OwnerOf = nobodys  # by an address, where there is an IP database
    lately: Lately = field(default_factory=Lately, repr=False)
    intake: Intake = field(default_factory=Intake, repr=False)
    bodies: Bodies = field(default_factory=Bodies)
    slack: SlackRequests = field(default_factory=SlackRequests)
    readers: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(READERS, thread_name_prefix="http-reader")
    )

    def reading(self) -> Reading:
        """What readers of rows are told, at this moment."""
        kinds, page = self.intake.by(self.services.intake or self.services.rules)
        now = self.clock()
        return Reading(kinds, now, self.pseudonyms, page, self.lately.met(now), self.owner_of)

    async def parse(self, body: bytes, work: Callable[[bytes], Done]) -> Done:
        """What `work` reads from a body; in a reading thread, unless it is soon done."""
        if len(body) <= SMALL:
            return work(body)
        return await asyncio.get_running_loop().run_in_executor(self.readers, work, body)

    async def store(
        self, drafts: Sequence[ActivityDraft], people: Sequence[ActorDraft] = ()
    ) -> Recorded:
        """Stores activities, and the evidence of people; back when both are on disk.

        Raises:
            Refused: the ledger is busy or full, and the same again later does no harm; or it
                cannot hold what these rows say.
        """
        if not drafts and not people:
            return Recorded(0, 0)
        try:
            written = self.writer.submit(drafts, people)
            return await asyncio.wait_for(asyncio.wrap_future(written), PATIENCE)
        except Full:
            raise later("more comes in than can be written") from None
        except Unfit:
            raise Refused(400, "these rows hold what cannot be stored: send them apart") from None
        except (Unwritten, TimeoutError):
            raise later("the ledger cannot be written now") from None

    async def write(self, work: Callable[[Session], Done]) -> Done:
        """Does `work` in a transaction of its own; Refused as `store` is."""

        def written() -> Done:
            with self.services.ledger.write() as session:
                return work(session)

        try:
            return await asyncio.to_thread(written)
        except (DatabaseError, LedgerError) as error:
            log.error("a hint was not stored %s", in_words(error))
            raise later("the ledger cannot be written now") from None

    def store_unasked(self, draft: ActivityDraft) -> None:
        """Stores an activity that nobody waits for; one that is lost is told in the log."""
        try:
            written = self.writer.submit([draft])
        except Full:
            log.warning("a page view was lost: more comes in than can be written")
        else:
            written.add_done_callback(_tell_loss)


def _tell_loss(written: "Future[Recorded]") -> None:
    if isinstance(written.exception(), Unwritten):
        log.warning("a page view was lost: the ledger cannot be written now")

"""What happens to a company goes to the thread of its card, makes the card true, and to followers.

Why a pass over what is on record, and no call where it happens: levels, steps of referrals and
hand-offs come from the score, from Slack and from the command line, and none of them can forget
it. What came at once is one message a company. Cards are made true in silence where there is no
news: of a hushed company, of days long past, of levels that other rules made.

Why written apart from being read: a first score moves every company, and nobody else could write
while all of it is put into words. What somebody asks to be forgotten between makes it be read anew.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.following_news import words_to
from bot.movement_facts import Movement, Said, moved_facts, present_facts
from bot.quiet import due
from bot.services import Services
from ledger import companies, follows, handoffs, happenings, hushes, notices, referrals
from ledger.engine import Session
from ledger.happenings import Happened, Read
from ledger.tables import Company, Notice
from ledger.tables_desk import Handoff
from ledger.withdrawing import FALL, RISE
from scoring.rescore.customers import customers
from scoring.rescore.risen import known_there

Facts = dict[str, Any]

SHOWN: Final = 3  # of the rises and of the falls of a company: so many are kept true
TOLD: Final = frozenset(
    {
        referrals.MADE,
        referrals.HANDED,
        referrals.ACCEPTED,
        referrals.DECLINED,
        referrals.OUTCOME,
        referrals.NO_OUTCOME,
        referrals.REOPENED,
        referrals.CORRECTED,
        referrals.WITHDRAWN,
    }
)


@dataclass(frozen=True, slots=True)
class _Message:
    """A notice that is to be queued; what hangs on a card names the card's key as its anchor."""

    key: str
    kind: str
    channel: str
    facts: Facts
    due_at: datetime
    operation: str = notices.POST
    anchor: str | None = None

    def queue(self, session: Session, now: datetime) -> None:
        told = self.key, self.kind, self.channel, self.facts, now
        notices.queue(session, *told, self.operation, anchor=self.anchor, due_at=self.due_at)


def tell(services: Services, now: datetime) -> int:
    """Queues what happened since the last time; returns of how many companies something is told."""
    with services.ledger.read() as session:
        read, newest = happenings.looked(session), happenings.newest(session)
        if read == newest:
            return 0
        forgotten = happenings.forgotten(session)
        telling = _Telling.of(session, services, read, now) if read else None
        told = list(telling.messages(_stamp(newest))) if telling else []
    with services.ledger.write() as session:
        if happenings.looked(session) != read or happenings.forgotten(session) != forgotten:
            return 0  # somebody else just did, or may not be named any more
        happenings.keep(session, newest)
        for message in told:
            message.queue(session, now)
    if told:
        services.wake()
    return len(telling.found) if telling else 0


def _stamp(newest: Read) -> str:
    """What is told once: everything up to these rows."""
    rows = newest.level, newest.step, newest.handoff, newest.audit, newest.correction
    return "-".join(str(one) for one in (*rows, newest.undone))


@dataclass(frozen=True)
class _Telling:
    """One pass: what happened to whom, and what is on record of them beside it."""

    session: Session
    services: Services
    now: datetime
    found: Mapping[int, Movement]
    rises: Mapping[int, list[int]]  # notices of each company, oldest first
    falls: Mapping[int, list[int]]
    followers: Mapping[int, list[str]]
    handoffs: Mapping[int, Handoff]
    customers: Set[int]
    hushed: Mapping[int, date]

    @classmethod
    def of(cls, session: Session, services: Services, read: Read, now: datetime) -> "_Telling":
        """Of the companies that have a card or followers, for of the others nobody hears."""
        rises, falls = happenings.cards(session, RISE), happenings.cards(session, FALL)
        followers, today = follows.followed(session), services.today(now)
        heard_of = rises.keys() | falls.keys() | followers.keys()
        happened = happenings.since(session, read, heard_of)
        fresh = today - timedelta(days=services.rules.announce.news_days)
        found = _by_company(happened, set(_news(happened, read, fresh)))
        stand, hushed = handoffs.state_of(session, found.keys()), hushes.hushed(session, today)
        won = customers(session, services.rules, today)
        return cls(session, services, now, found, rises, falls, followers, stand, won, hushed)

    def messages(self, stamp: str) -> Iterator[_Message]:
        """Of each company the cards in the channel first, then word to who follows it."""
        due_at = due(self.services.rules.quiet, self.services.zone, self.now)
        for company_id, movement in self.found.items():
            company = companies.get_one(self.session, company_id)
            cause = f"{stamp}:{company.key}"
            rises, falls = self.rises.get(company_id, []), self.falls.get(company_id, [])
            cards = [self.session.get_one(Notice, one) for one in falls[-SHOWN:] + rises[-SHOWN:]]
            for number, card in enumerate(cards):
                yield self._edit(company, card, f"{cause}:{number}")
            for card in cards[-1:]:
                yield from self._reply(company, card, movement, cause, due_at)
            told = moved_facts(self.session, self.services.rules, company, movement)
            following = self.followers.get(company_id, ())
            words = words_to(following, self.services.roles, told)
            for number, (user, facts) in enumerate(words):
                # A key is never cleared, so that no id of a person stands in it.
                yield _Message(f"follow:{cause}:{number}", "followed", user, facts, due_at)

    def _edit(self, company: Company, card: Notice, cause: str) -> _Message:
        """A card as it was told, with what stands by now."""
        said = Said(
            self.handoffs.get(company.id),
            company.id in self.customers,
            self.hushed.get(company.id),
            company.ignored or company.confirmed is False,
        )
        present = present_facts(self.session, self.services.rules, company.id, said)
        facts = {**card.facts, "present": present}
        if card.kind == RISE:
            known = known_there(self.session, company.id, ())
            before = card.facts.get("known") or known
            facts["known"] = {**known, "introduced_by": before["introduced_by"]}
        to = card.channel, facts, self.now
        return _Message(f"shown:{cause}", card.kind, *to, notices.UPDATE, card.key)

    def _reply(
        self, company: Company, card: Notice, movement: Movement, cause: str, due_at: datetime
    ) -> Iterator[_Message]:
        """What came since a card was told, in its thread, unless the company is hushed."""
        since = [row for row in movement.news if row.recorded_at > card.created_at]
        later = Movement(since, movement.steps, movement.handoffs)
        facts = moved_facts(self.session, self.services.rules, company, later)
        if facts and company.id not in self.hushed:
            to = card.channel, facts, due_at
            yield _Message(f"moved:{cause}", "moved", *to, notices.REPLY, card.key)


def _news(happened: Happened, read: Read, fresh: date) -> Iterator[int]:
    """The level changes that are news: recent, and not of the first rescore by other rules."""
    rules, other_rules = read.rules, set[tuple[str, datetime]]()
    for version, at in happened.rescores:
        if rules and version != rules:
            other_rules.add((version, at))
        rules = version
    for _, row in happened.levels:
        if row.day >= fresh and (row.rules_version, row.recorded_at) not in other_rules:
            yield row.id


def _by_company(happened: Happened, news: set[int]) -> dict[int, Movement]:
    """What happened, by the company of which it is told."""
    found: dict[int, Movement] = {}
    for company_id, level in happened.levels:
        movement = found.setdefault(company_id, Movement())
        movement.news += [level] if level.id in news else []
    for company_id in happened.marked:
        found.setdefault(company_id, Movement())
    for company_id, step in happened.steps:
        if step.step in TOLD:
            found.setdefault(company_id, Movement()).steps.append(step)
    for company_id, handoff in happened.handoffs:
        found.setdefault(company_id, Movement()).handoffs.append(handoff)
    return found

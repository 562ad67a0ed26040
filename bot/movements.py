"""What happens to a company goes to the thread of its card, makes the card true, and to followers.

Why a pass over what is on record, and no call where it happens: levels, steps of referrals and
hand-offs come from the score, from Slack and from the command line, and none of them can forget
it. What came at once is one message a company. Cards are made true in silence where there is no
news: of a hushed company, of days long past, of levels that other rules made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot import following_news
from bot.quiet import due
from bot.services import Services
from ledger import companies, follows, handoffs, happenings, hushes, levels, notices, referrals
from ledger.engine import Session
from ledger.happenings import Happened, Read
from ledger.tables import Company, Handoff, LevelChange, Notice, ReferralStep
from ledger.withdrawing import RISE
from scoring.rescore import level_label
from scoring.rescore.risen import known_there
from scoring.rules import Rules

Facts = dict[str, Any]

TOLD: Final = frozenset(
    {
        referrals.MADE,
        referrals.HANDED,
        referrals.ACCEPTED,
        referrals.DECLINED,
        referrals.OUTCOME,
        referrals.NO_OUTCOME,
        referrals.WITHDRAWN,
    }
)


@dataclass
class Movement:
    """What happened to one company since somebody looked; of level changes those that are news."""

    news: list[LevelChange] = field(default_factory=list)
    steps: list[ReferralStep] = field(default_factory=list)
    handoffs: list[Handoff] = field(default_factory=list)


def tell(services: Services, now: datetime) -> int:
    """Queues what happened since the last time; returns of how many companies something is told.

    Whatever happened is read beside everybody else, for a first score changes every company; only
    what somebody hears of is written.
    """
    with services.ledger.read() as session:
        read, newest = happenings.looked(session), happenings.newest(session)
        if read == newest:
            return 0
        found = _heard_of(session, services, read, now) if read else {}
    with services.ledger.write() as session:
        if happenings.looked(session) != read:
            return 0  # somebody else just did
        happenings.keep(session, newest)
        telling = _Telling(session, services, now, _stamp(newest))
        for company_id, (movement, card) in found.items():
            telling.company(companies.get_one(session, company_id), movement, card)
    if found:
        services.wake()
    return len(found)


def _heard_of(
    session: Session, services: Services, read: Read, now: datetime
) -> dict[int, tuple[Movement, int | None]]:
    """What happened to companies that have a card or followers, with the card's notice."""
    cards = happenings.cards(session, RISE)
    heard_of = cards.keys() | follows.followed(session).keys()
    if not heard_of:
        return {}
    fresh = services.today(now) - timedelta(days=services.rules.announce.news_days)
    happened = happenings.since(session, read, heard_of)
    found = _by_company(happened, set(_news(happened, read, fresh)))
    return {one: (movement, cards.get(one)) for one, movement in found.items()}


def _stamp(newest: Read) -> str:
    """What is told once: everything up to these rows."""
    return f"{newest.level}-{newest.step}-{newest.handoff}"


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
    for company_id, step in happened.steps:
        if step.step in TOLD:
            found.setdefault(company_id, Movement()).steps.append(step)
    for company_id, handoff in happened.handoffs:
        found.setdefault(company_id, Movement()).handoffs.append(handoff)
    return found


@dataclass(frozen=True)
class _Telling:
    """One pass: where and when it queues what."""

    session: Session
    services: Services
    now: datetime
    stamp: str

    def company(self, company: Company, movement: Movement, card_id: int | None) -> None:
        """The card in the channel first, then who follows the company."""
        session, rules = self.session, self.services.rules
        due_at = due(rules.quiet, self.services.zone, self.now)
        if card_id is not None:
            card = session.get_one(Notice, card_id)
            self._edit(company, card)
            since = [row for row in movement.news if row.recorded_at > card.created_at]
            later = Movement(since, movement.steps, movement.handoffs)
            facts = moved_facts(session, rules, company, later)
            is_hushed = company.id in hushes.hushed(session, self.services.today(self.now))
            if facts and not is_hushed:
                key = f"moved:{self.stamp}:{company.key}"
                self._queue(key, "moved", card, facts, notices.REPLY, due_at)
        following_news.tell(
            session,
            self.services.roles,
            moved_facts(session, rules, company, movement),
            f"{self.stamp}:{company.key}",
            (self.now, due_at),
        )

    def _edit(self, company: Company, card: Notice) -> None:
        """The card as it was told, with what stands by now."""
        session, rules = self.session, self.services.rules
        known = known_there(session, company.id, ())
        before = card.facts.get("known") or known
        facts = {
            **card.facts,
            "present": present_facts(session, rules, company.id),
            "known": {**known, "introduced_by": before["introduced_by"]},
        }
        key = f"shown:{self.stamp}:{company.key}"
        self._queue(key, card.kind, card, facts, notices.UPDATE, self.now)

    def _queue(
        self, key: str, kind: str, card: Notice, facts: Facts, operation: str, due_at: datetime
    ) -> None:
        notices.queue(
            self.session,
            key,
            kind,
            card.channel,
            facts,
            self.now,
            operation,
            anchor=card.key,
            due_at=due_at,
        )


def present_facts(session: Session, rules: Rules, company_id: int) -> Facts | None:
    """The level on record and its day, and the hand-off; None where no level is on record."""
    kept = levels.of_company(session, company_id)
    if not kept:
        return None
    handoff = handoffs.state_of(session, [company_id]).get(company_id)
    stands = handoff is not None and handoff.state != handoffs.NONE
    return {
        "level": level_label(rules, kept[-1].to_level),
        "since": kept[-1].day.isoformat(),
        "handoff": _handoff(handoff) if handoff and stands else None,
    }


def moved_facts(
    session: Session, rules: Rules, company: Company, movement: Movement
) -> Facts | None:
    """What is told of it; None where it is nothing. Days are ISO text."""
    was = movement.news[0].from_level if movement.news else 0
    level = movement.news[-1].to_level if movement.news else 0
    if was == level and not movement.steps and not movement.handoffs:
        return None
    return {
        "company_id": company.id,
        "company": company.key,
        "name": company.name,
        "sells": rules.project.sells,
        "level": None
        if was == level
        else {
            "was": level_label(rules, was),
            "level": level_label(rules, level),
            "up": max(level, 0) > max(was, 0),
        },
        "fell": _fell(session, company, movement.news) if level < was else None,
        "steps": [
            {
                "id": step.referral_id,
                "step": step.step,
                "team": step.team,
                "outcome": step.outcome,
                "by": step.by,
            }
            for step in movement.steps
        ],
        "handoffs": [_handoff(one) for one in movement.handoffs],
    }


def _handoff(row: Handoff) -> Facts:
    return {"state": row.state, "day": row.day.isoformat(), "by": row.by_name, "by_id": row.by}


def _fell(session: Session, company: Company, news: Iterable[LevelChange]) -> Facts | None:
    """What the warning says that came with one of these changes, if one did."""
    moments = {row.recorded_at for row in news}
    warned = notices.with_prefix(session, f"cold:{company.key}:")
    said = next((one.facts for one in warned if one.created_at in moments), None)
    return {"since": said["since"], "categories": said["categories"]} if said else None

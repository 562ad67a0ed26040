"""Taking a referral's steps: each one transaction with what it changes and whom it is told.

The same functions serve buttons, forms and the command line, so that a step is the same thing
wherever it was taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.dql.brought import bring_about
from bot.dql.facts import Counted, Facts, counted_on, referral_facts
from bot.dql.telling import tell_step
from bot.services import Services
from ledger import referrals, spoken
from ledger.engine import Session
from ledger.tables_desk import Referral


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does it: a Slack user, or whoever runs the command line."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as somebody takes it; `value` in hundredths of the team's currency."""

    step: str
    note: str = ""
    outcome: str = ""
    value: int | None = None


Stands = tuple[Facts | None, bool]


def step(
    services: Services,
    referral_id: int,
    taken: Taken,
    by: Doer,
    now: datetime,
    tell: bool = True,
    *,
    request_key: str | None = None,
    seen: int | None = None,
) -> Stands:
    """Takes a step; of two people at once, one wins. Returns what stands, and whether this did it.

    None in place of the facts: there is no such referral. With `tell` off nobody hears of it.
    `seen` is the id of the newest step that whoever acts has seen, where that matters.
    """

    def advance(session: Session) -> bool:
        return referrals.advance(
            session,
            referral_id,
            taken.step,
            by.id,
            by.name,
            taken.note,
            now,
            taken.outcome,
            taken.value,
            request_key=request_key,
            seen=seen,
        )

    def follow(session: Session, referral: Referral) -> None:
        if tell:
            who = spoken.By(by.id, by.name, now)
            bring_about(session, services, referral, taken.step, who)

    return _take(services, referral_id, advance, follow, now, tell)


def hand_on(
    services: Services,
    referral_id: int,
    team: str,
    why: str,
    by: Doer,
    now: datetime,
    *,
    request_key: str | None = None,
    seen: int | None = None,
    consent: str = "",
) -> Stands:
    """Hands a referral to another team, in whose channel it gets a new card.

    `consent` is what the person said to it, where that team has them asked.
    """

    def move(session: Session) -> bool:
        return referrals.hand_on(
            *(session, referral_id, team, by.id, by.name, why, now, request_key),
            seen=seen,
            consent=consent,
        )

    return _take(services, referral_id, move, lambda session, referral: None, now, tell=True)


def _take(
    services: Services,
    referral_id: int,
    act: Callable[[Session], bool],
    follow: Callable[[Session, Referral], None],
    now: datetime,
    tell: bool,
) -> Stands:
    counted = _counted(services, referral_id, now) if tell else None
    with services.ledger.write() as session:
        referral = referrals.get(session, referral_id)
        if referral is None:
            return None, False
        done = act(session)
        session.refresh(referral)
        if done:
            follow(session, referral)
        if done and tell:
            tell_step(session, services, referral, counted, now)
        facts = referral_facts(session, services.rules, referral)
    services.wake()
    return facts, done


def _counted(services: Services, referral_id: int, now: datetime) -> Counted | None:
    """How the company counts today, for the card."""
    with services.ledger.read() as session:
        referral = referrals.get(session, referral_id)
        company_id = referral.company_id if referral else None
        return counted_on(session, services.rules, company_id, services.today(now))

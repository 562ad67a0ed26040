"""Making a referral and taking its steps: each one transaction with the notices it causes.

The same functions serve the slash command, the form and the command line, so that a referral is
the same thing wherever it was made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.facts import Facts, referral_facts
from bot.naming import NamingError, company_name
from bot.services import Services
from bot.views.referral import Draft
from ledger import affiliations, companies, notices, referrals
from ledger.engine import Session
from ledger.tables import Company, Referral
from scoring.rescore import assess

REPEAT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class By:
    """Who does it: a Slack user, or whoever runs the command line."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A referral as it stands now; `earlier` is one of the same person to the same team."""

    facts: Facts
    earlier: Facts | None


def refer(
    services: Services, draft: Draft, by: By, request_key: str, now: datetime, tell: bool = True
) -> Made:
    """Hands a person to a team: kept, and told to the team and the referrer, once a request.

    With `tell` off it is history: kept, and nobody hears of it.
    """
    with services.ledger.write() as session:
        company = _company(session, draft, services, now)
        earlier = referrals.twin_within(
            session, draft.person, draft.actor_id, draft.team, now - REPEAT
        )
        level, points = _standing(session, services, company, now)
        referral, new = referrals.make(
            session,
            Referral(
                request_key=request_key,
                made_at=now,
                person_name=draft.person,
                person_contact=draft.contact,
                actor_id=draft.actor_id,
                company_id=company.id if company else None,
                company_name="" if company else draft.company,
                team=draft.team,
                why=draft.why,
                origin=draft.origin,
                origin_detail=draft.origin_detail,
                referrer=by.id,
                referrer_name=by.name,
                level=level,
                points=points,
            ),
        )
        facts = referral_facts(session, services.rules, referral)
        if new and tell:
            tell_team(session, services, facts, now)
        told = earlier if earlier is not None and earlier.id != referral.id else None
        made = Made(facts, referral_facts(session, services.rules, told) if told else None)
    services.wake()
    return made


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as somebody takes it; `value` in hundredths of the team's currency."""

    step: str
    note: str = ""
    outcome: str = ""
    value: int | None = None


def step(
    services: Services, referral_id: int, taken: Taken, by: By, now: datetime, tell: bool = True
) -> tuple[Facts | None, bool]:
    """Takes a step; of two people at once, one wins. Returns what stands, and whether this did it.

    None in place of the facts: there is no such referral. With `tell` off nobody hears of it.
    """
    with services.ledger.write() as session:
        referral = referrals.get(session, referral_id)
        if referral is None:
            return None, False
        done = referrals.advance(
            session,
            referral_id,
            taken.step,
            by.id,
            by.name,
            taken.note,
            now,
            taken.outcome,
            taken.value,
        )
        session.refresh(referral)
        facts = referral_facts(session, services.rules, referral)
        if done and tell:
            card, key = f"referral:{referral_id}", f"referral:{referral_id}:{taken.step}"
            notices.queue(
                session,
                f"{key}:card",
                "referral",
                notices.LEADS,
                facts,
                now,
                notices.UPDATE,
                anchor=card,
            )
            if referral.referrer.startswith(("U", "W")):
                notices.queue(session, key, "referral_news", referral.referrer, facts, now)
    services.wake()
    return facts, done


def tell_team(session: Session, services: Services, facts: Facts, now: datetime) -> None:
    """Queues the team's card and the referrer's first news."""
    channel = services.rules.teams[facts["team"]].channel
    key = f"referral:{facts['id']}"
    notices.queue(session, key, "referral", channel, facts, now)
    if facts["referrer"].startswith(("U", "W")):
        notices.queue(session, f"{key}:made", "referral_news", facts["referrer"], facts, now)


def _company(session: Session, draft: Draft, services: Services, now: datetime) -> Company | None:
    """The company that was typed, else the one the person stands for today."""
    if draft.company:
        try:
            named = company_name(draft.company)
        except NamingError:
            return None
        return companies.obtain(session, named, now)
    if draft.actor_id is not None:
        return affiliations.company_of(session, draft.actor_id, services.today(now))
    return None


def _standing(
    session: Session, services: Services, company: Company | None, now: datetime
) -> tuple[int, int]:
    """The company's level (as kept in a change) and points today; a DQL keeps both."""
    if company is not None:
        for one in assess(session, services.rules, services.today(now), company.id):
            return one.standing.code, one.score(services.rules.window_days)
    return 0, 0

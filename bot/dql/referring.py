"""Making a referral: one transaction with the notices it causes.

The same functions serve the slash command, the form and the command line, so that a referral is
the same thing wherever it was made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.dql.facts import Facts, referral_facts
from bot.dql.steps import By
from bot.dql.telling import tell_made
from bot.naming import NamingError, company_name
from bot.services import Services
from bot.views.referral import Draft
from ledger import affiliations, companies, referrals
from ledger.engine import Session
from ledger.tables import Company, Referral
from scoring.rescore import assess

REPEAT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Made:
    """A referral as it stands now; `earlier` is one of the same person to the same team."""

    facts: Facts
    earlier: Facts | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """Nothing was made: `earlier` is a referral of the same person to the same team."""

    earlier: Facts


def refer(
    services: Services, draft: Draft, by: By, request_key: str, now: datetime, tell: bool = True
) -> Made:
    """Hands a person to a team: kept, and told to the team and the referrer, once a request.

    With `tell` off it is history: kept, and nobody hears of it.
    """
    with services.ledger.write() as session:
        made = _make(session, services, draft, by, request_key, now, tell)
    services.wake()
    return made


def refer_unless_repeated(
    services: Services,
    draft: Draft,
    by: By,
    request_key: str,
    now: datetime,
    seen: int | None = None,
) -> Made | Repeated:
    """Like `refer`, unless the same person went to the same team within 90 days.

    `seen` is the number of the earlier one that whoever refers was shown. The referral of this very
    request is no earlier one, however often it comes.
    """
    with services.ledger.write() as session:
        earlier = _earlier(session, draft, now)
        if earlier is not None and earlier.id != seen and earlier.request_key != request_key:
            return Repeated(referral_facts(session, services.rules, earlier))
        made = _make(session, services, draft, by, request_key, now, tell=True)
    services.wake()
    return made


def _earlier(session: Session, draft: Draft, now: datetime) -> Referral | None:
    since = now - REPEAT
    return referrals.twin_within(session, draft.person, draft.actor_id, draft.team, since)


def _make(
    session: Session,
    services: Services,
    draft: Draft,
    by: By,
    request_key: str,
    now: datetime,
    tell: bool,
) -> Made:
    company = _company(session, draft, services, now)
    earlier = _earlier(session, draft, now)
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
            link=draft.link,
            consent=draft.consent,
            referrer=by.id,
            referrer_name=by.name,
            level=level,
            points=points,
        ),
    )
    facts = referral_facts(session, services.rules, referral)
    if new and tell:
        tell_made(session, services, referral, now)
    told = earlier if earlier is not None and earlier.id != referral.id else None
    return Made(facts, referral_facts(session, services.rules, told) if told else None)


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

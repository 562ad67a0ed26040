"""Making a referral: one transaction with the notices it causes.

The same functions serve the slash command, the form and the command line, so that a referral is
the same thing wherever it was made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.dql.employers import employer
from bot.dql.facts import Counted, Facts, counted_on, referral_facts
from bot.dql.steps import Doer
from bot.dql.telling import tell_made
from bot.services import Services
from bot.views.referral import Draft
from ledger import companies, referrals, twins
from ledger.engine import Session
from ledger.naming import CompanyName
from ledger.tables_desk import Referral

REPEAT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Made:
    """A referral as it stands now; `earlier` is one of the same person to the same team.

    `is_new_company` says that nobody had heard of the company before.
    """

    facts: Facts
    earlier: Facts | None
    is_new_company: bool


@dataclass(frozen=True, slots=True)
class Repeated:
    """Nothing was made: `earlier` is a referral of the same person to the same team."""

    earlier: Facts


@dataclass(frozen=True, slots=True)
class _Looked:
    """The company that is meant, and how it counts today."""

    named: CompanyName | None
    is_new: bool
    counted: Counted | None


def refer(
    services: Services, draft: Draft, by: Doer, request_key: str, now: datetime, tell: bool = True
) -> Made:
    """Hands a person to a team: kept, and told to the team and the referrer, once a request.

    With `tell` off it is history: kept, and nobody hears of it.
    """
    looked = _look(services, draft, now)
    with services.ledger.write() as session:
        made = _make(session, services, draft, looked, by, request_key, now, tell)
    services.wake()
    return made


def refer_unless_repeated(
    services: Services,
    draft: Draft,
    by: Doer,
    request_key: str,
    now: datetime,
    seen: int | None = None,
) -> Made | Repeated:
    """Like `refer`, unless the same person went to the same team within 90 days.

    `seen` is the number of the earlier one that whoever refers was shown. The referral of this very
    request is no earlier one, however often it comes.
    """
    looked = _look(services, draft, now)
    with services.ledger.write() as session:
        earlier = _earlier(session, draft, now)
        if earlier is not None and earlier.id != seen and earlier.request_key != request_key:
            return Repeated(referral_facts(session, services.rules, earlier))
        made = _make(session, services, draft, looked, by, request_key, now, tell=True)
    services.wake()
    return made


def _look(services: Services, draft: Draft, now: datetime) -> _Looked:
    """What is looked up before the write, which nobody else should have to wait for."""
    today = services.today(now)
    with services.ledger.read() as session:
        named = employer(session, draft, today)
        known = companies.recorded(session, named) if named else None
        counted = counted_on(session, services.rules, known.id if known else None, today)
    return _Looked(named, named is not None and known is None, counted)


def _earlier(session: Session, draft: Draft, now: datetime) -> Referral | None:
    since = now - REPEAT
    person = twins.Person(draft.person, draft.actor_id, draft.contact)
    return twins.twin_within(session, person, draft.team, since)


def _make(
    session: Session,
    services: Services,
    draft: Draft,
    looked: _Looked,
    by: Doer,
    request_key: str,
    now: datetime,
    tell: bool,
) -> Made:
    company = companies.obtain(session, looked.named, now) if looked.named else None
    earlier, counted = _earlier(session, draft, now), looked.counted
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
            level=counted.code if counted else 0,
            points=counted.points if counted else 0,
        ),
    )
    facts = referral_facts(session, services.rules, referral)
    if new and tell:
        tell_made(session, services, referral, counted, now)
    told = earlier if earlier is not None and earlier.id != referral.id else None
    return Made(
        facts,
        referral_facts(session, services.rules, told) if told else None,
        new and looked.is_new,
    )

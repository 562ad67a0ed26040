"""Reminding of referrals that wait: nothing of them expires silently.

A team that has not answered for some working days is reminded in the card's thread, and so is
whoever accepted one of which nothing came for a month; then again every week or month until
somebody does something. How often it was said follows from the clock alone, and each time has its
own key, so that a service that was away says it once and not for every week that it missed. What is
due in quiet hours waits for their end, and is withdrawn if somebody does something until then.
"""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.dql.facts import referral_facts
from bot.dql.telling import card_places, channel_of
from bot.quiet import due
from bot.services import Services
from bot.views.blocks import is_member
from ledger import notices, reminding
from ledger.engine import Session
from ledger.reminding import Waiting
from ledger.types import day_in

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
SATURDAY: Final = 5


def remind(services: Services, now: datetime) -> int:
    """Queues the reminders that are due now and were not said; returns how many. None on weekends.

    Times are reckoned in the ledger's zone.
    """
    rules, zone = services.rules.reminders, services.zone
    if now.astimezone(zone).weekday() >= SATURDAY:
        return 0
    today = services.today(now)
    queued = 0
    with services.ledger.write() as session:
        for one in reminding.unanswered(session, today):
            first = after_working_days(one.since, rules.accept_days, zone)
            queued += _remind(session, services, one, _base(one, first, zone), WEEK, now)
        for one in reminding.without_outcome(session, today):
            first = one.since + timedelta(days=rules.outcome_days)
            queued += _remind(session, services, one, _base(one, first, zone), MONTH, now)
    if queued:
        services.wake()
    return queued


def after_working_days(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day so many working days (Monday to Friday) later, in `zone`.

    What comes on a weekend counts as from Monday's first minute.
    """
    here = at.astimezone(zone)
    if here.weekday() >= SATURDAY:
        monday = here.date() + timedelta(days=7 - here.weekday())
        here = datetime.combine(monday, time(), zone)
    for _ in range(days):
        here += timedelta(days=3 if here.weekday() == SATURDAY - 1 else 1)
    return here


def _base(one: Waiting, first: datetime, zone: ZoneInfo) -> datetime:
    """From when on reminders are counted: from the day until which they were put off, if any."""
    until = one.referral.snoozed_until
    if until is None or until <= day_in(zone, first):
        return first
    return datetime.combine(until, time(), zone)


def _remind(
    session: Session,
    services: Services,
    one: Waiting,
    base: datetime,
    every: timedelta,
    now: datetime,
) -> int:
    if now < base:
        return 0
    count, referral = (now - base) // every, one.referral
    key = f"referral:{referral.id}:waiting:{one.step_id}:{day_in(services.zone, base)}:{count}"
    facts = referral_facts(session, services.rules, referral)
    facts["since"] = int(one.since.timestamp())
    facts["broadcast"] = True  # a thread alone tells nobody who did not write in it
    place, at = card_places(facts)[-1], due(services.rules.quiet, services.zone, now)
    new = notices.queue(
        session,
        key,
        "referral_reminder",
        channel_of(services, place.team),
        facts,
        now,
        notices.REPLY,
        anchor=place.key,
        due_at=at,
    )
    if new and every == WEEK and is_member(referral.referrer):
        whom = referral.referrer
        told = f"{key}:referrer"
        notices.queue(session, told, "referral_waiting", whom, facts, now, due_at=at)
    return int(new)

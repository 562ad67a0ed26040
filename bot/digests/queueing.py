"""When a digest is due, and its messages: one for the channel, the rest of it in its thread."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.digests.facts import digest_facts
from bot.digests.spans import Period, due_on
from bot.services import Services
from bot.settings import WeekMoment
from bot.views.digest import LISTS, MOST
from ledger import meta, notices

Facts = dict[str, Any]
Part = tuple[str, str, Facts]  # what its key ends with, its kind, its facts

WEEK: Final = timedelta(days=7)
LATE: Final = timedelta(hours=48)  # a digest later than this is left out


def latest_due(zone: ZoneInfo, at: WeekMoment, now: datetime) -> datetime:
    """The last moment, not after `now`, at which a digest was due, in `zone`."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - at.weekday) % 7)
    due = datetime.combine(day, at.at, tzinfo=zone)
    return due if due <= now else datetime.combine(day - WEEK, at.at, tzinfo=zone)


def due_today(services: Services, now: datetime) -> date:
    """Up to which day, that one left out, a digest reaches that is asked for now: yesterday's end.

    One rule for whoever asks, so that a preview shows what would be posted.
    """
    return services.today(now)


def key(services: Services, until: date) -> str:
    """What makes a digest happen once: its week and channel, however far it looks back."""
    year, week, _ = until.isocalendar()
    return f"digest:{year}-W{week:02d}:{services.digest_channel}"


def queue_if_due(services: Services, at: WeekMoment, now: datetime) -> bool:
    """Queues the digest that is due, once; one that is over 48 hours late is left out."""
    due = latest_due(services.zone, at, now)
    if now - due > LATE:
        return False
    until = due.astimezone(services.zone).date()
    with services.ledger.read() as session:
        begun = meta.get(session, meta.RESCORED_DAY)
        if begun is None or notices.by_key(session, key(services, until)) is not None:
            return False
    return queue(services, until, now, due_on(until))


def queue(services: Services, until: date, now: datetime, period: Period = Period.WEEK) -> bool:
    """Queues the digest that is due on `until`; False when one of that week was queued before.

    Of a longer one the week follows in the thread.
    """
    with services.ledger.read() as session:
        told = digest_facts(session, services, until, period)
        week = None if period is Period.WEEK else digest_facts(session, services, until)
    of, channel = key(services, until), services.digest_channel
    with services.ledger.write() as session:
        queued = notices.queue(session, of, "digest", channel, head(told), now)
        if queued:
            for name, kind, facts in thread(told, week):
                answer = (f"{of}:{name}", kind, channel, facts, now)
                notices.queue(session, *answer, operation=notices.REPLY, anchor=of)
    services.wake()
    return queued


def head(told: Facts) -> Facts:
    """What the message itself shows of each list."""
    return {**told, **{name: told[name][:MOST] for name in LISTS}}


def thread(told: Facts, week: Facts | None = None) -> Iterator[Part]:
    """What follows in its thread: the rest of each long list, and the week of a longer digest."""
    for name in LISTS:
        if rest := told[name][MOST:]:
            facts = {"list": name, "rows": rest, "total": told["counts"][name]}
            yield name, "digest_more", {**facts, "sells": told["sells"], "period": told["period"]}
    if week is not None:
        yield "week", "digest", head(week)

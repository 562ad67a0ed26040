"""The weekly digest as facts: what changed in a week, and when the next one is due."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.services import Services
from bot.settings import WeekMoment
from bot.sources import reach_of, source_facts, sources, without_source
from ledger import levels, meta, notices, referrals
from ledger.engine import Session
from ledger.tables import LevelChange
from scoring.rescore import Assessment, assess
from scoring.rules import Rules

Facts = dict[str, Any]

WEEK = timedelta(days=7)
LATE = timedelta(hours=48)  # a digest later than this is left out
OVERDUE = timedelta(days=7)


def latest_due(zone: ZoneInfo, at: WeekMoment, now: datetime) -> datetime:
    """The last moment, not after `now`, at which a digest was due, in `zone`."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - at.weekday) % 7)
    due = datetime.combine(day, at.at, tzinfo=zone)
    return due if due <= now else datetime.combine(day - WEEK, at.at, tzinfo=zone)


def key(services: Services, until: date) -> str:
    """What makes a digest happen once: its week and channel."""
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
    return queue(services, until, now)


def queue(services: Services, until: date, now: datetime) -> bool:
    """Queues the digest of the week before `until`; False when it was queued before."""
    with services.ledger.read() as session:
        told = digest_facts(session, services, until)
    with services.ledger.write() as session:
        queued = notices.queue(
            session, key(services, until), "digest", services.digest_channel, told, now
        )
    services.wake()
    return queued


def digest_facts(session: Session, services: Services, until: date) -> Facts:
    """The week of seven days that ends the day before `until`, against the week before it."""
    rules = services.rules
    last = until - timedelta(days=1)
    now = {one.company_id: one for one in assess(session, rules, last)}
    before = {one.company_id: one for one in assess(session, rules, last - WEEK)}
    moves = [_move(rules, one, before.get(company)) for company, one in now.items()]
    first = datetime.combine(until - WEEK, datetime.min.time(), tzinfo=services.zone)
    end = datetime.combine(until, datetime.min.time(), tzinfo=services.zone)
    feeds = sources(session, services, last)
    by_deeds, by_rules = _causes(session, until - WEEK, last)
    return {
        "until": last.isoformat(),
        "levels": _levels(rules, now, before),
        "new": [m for m in moves if m["was"] == 0 and m["is"] > 0],
        "risers": [m for m in moves if m["is"] > m["was"] != 0],
        "fallers": [m for m in moves if m["is"] < m["was"]],
        "noticed": _noticed(rules, by_deeds, now, before),
        "by_new_rules": _moved(by_rules),
        "gained": _gained(moves),
        "teams": _teams(referrals.steps_between(session, first, end)),
        "waiting": len(referrals.waiting(session, OVERDUE, end)),
        "reach": reach_of(rules, feeds),
        "sources": [source_facts(rules, one) for one in feeds],
        "without_source": without_source(rules, feeds),
    }


def _move(rules: Rules, one: Assessment, before: Assessment | None) -> Facts:
    window = rules.window_days
    return {
        "name": one.name,
        "from": before.level if before else "none",
        "to": one.level,
        "was": before.standing.code if before else 0,
        "is": one.standing.code,
        "points": one.score(window),
        "before": before.score(window) if before else 0,
        "verified": one.verified or one.standing.former,  # who is one counts no more
    }


def _causes(
    session: Session, first: date, last: date
) -> tuple[list[LevelChange], list[LevelChange]]:
    """The changes recorded for these days: by deeds, and at the first rescore by other rules.

    What the rules before them made of deeds is left out, as today's rules may always have said so.
    """
    by_deeds: list[LevelChange] = []
    by_rules: list[LevelChange] = []
    before, since = levels.version_before(session, first), None
    for one in levels.between(session, first, last):
        if one.rules_version != before:
            # The first change there ever was has no rules before it that it could differ from.
            since = one.recorded_at if before else None
            before = one.rules_version
            by_deeds.clear()
        (by_rules if one.recorded_at == since else by_deeds).append(one)
    return by_deeds, by_rules


def _moved(by_rules: Sequence[LevelChange]) -> list[Facts]:
    """How many companies other rules moved, by day."""
    moved = Counter(one.day.isoformat() for one in by_rules)
    return [{"day": day, "companies": count} for day, count in moved.items()]


def _noticed(
    rules: Rules,
    recorded: Sequence[LevelChange],
    now: Mapping[int, Assessment],
    before: Mapping[int, Assessment],
) -> list[Facts]:
    """Who came to light this week at a level that they had before, by late or back-filled data."""
    found = []
    for company_id in dict.fromkeys(c.company_id for c in recorded if c.to_level > 0):
        one, was = now.get(company_id), before.get(company_id)
        if one is None or was is None or one.since is None or one.standing.level <= 0:
            continue
        if was.standing.code == one.standing.code:
            at = one.score(rules.window_days)
            told = {"name": one.name, "to": one.level, "since": one.since.isoformat()}
            found.append({**told, "points": at, "verified": one.verified})
    return sorted(found, key=lambda told: -told["points"])


def _gained(moves: Sequence[Facts], most: int = 5) -> list[Facts]:
    """Those who stayed at their level with the most points more than a week ago."""
    rising = [m for m in moves if m["is"] == m["was"] and m["points"] > m["before"]]
    return sorted(rising, key=lambda m: m["before"] - m["points"])[:most]


def _levels(
    rules: Rules, now: Mapping[int, Assessment], before: Mapping[int, Assessment]
) -> list[Facts]:
    today = Counter(one.level for one in now.values())
    then = Counter(one.level for one in before.values())
    names = [*reversed(rules.level_names[1:]), "OQL0"]
    return [{"level": name, "now": today[name], "before": then[name]} for name in names]


def _teams(steps: Sequence[tuple[str, Any]]) -> list[Facts]:
    by_team: dict[str, Counter[str]] = {}
    for team, step in steps:
        by_team.setdefault(team, Counter())[step.step] += 1
    return [{"team": team, "steps": dict(counted)} for team, counted in sorted(by_team.items())]

"""The second door: judges every company, keeps the changes, queues what is worth telling.

The only module of this room that meets the ledger. Everything is computed from the tallies, with
today's affiliations and rules, for any day: no earlier run is needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from ledger import companies, levels, meta, notices, tallies
from ledger.engine import Ledger, Session
from ledger.tables import Company, LevelChange
from ledger.types import day_number, day_of_number
from scoring.kernel import WINDOWS
from scoring.rules_model import Rules
from scoring.standing import FORMER_CODE, NOBODY, Standing, stand
from scoring.why import DayCredit, explain

COUNTS: Final = 50  # confidence in hundredths from which an affiliation counts
VERIFIED: Final = 80  # from which it may raise the announced level by itself
LONGEST: Final = max(WINDOWS)
EARLIEST: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A company on a day, as it is listed. Points are hundredths."""

    company_id: int
    key: str
    name: str
    standing: Standing
    level: str
    people: int  # distinct persons in 90 days
    last_activity: date | None
    verified: bool
    note: str = ""  # why a former company is one: cold, unverified

    @property
    def since(self) -> date | None:
        """The first day of the present level."""
        return None if self.standing.since is None else day_of_number(self.standing.since)

    def score(self, window: int) -> int:
        """The points of a window, in hundredths."""
        return self.standing.scores[window]


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a rescore found: every company, and those whose level changed since the last one."""

    as_of: date
    companies: tuple[Assessment, ...]
    changes: tuple[LevelChange, ...]
    stored: bool


def assess(
    session: Session, rules: Rules, as_of: date, company_id: int | None = None
) -> tuple[Assessment, ...]:
    """Every company with an activity in 90 days or a level, by score, then name; or one alone."""
    counted = tallies.per_day(session, EARLIEST, as_of, COUNTS, company_id)
    found = stand(rules, counted, day_number(as_of))
    qualified = _once_qualified(session, as_of)
    if company_id is not None:
        qualified &= {company_id}
    for silent in qualified - set(found):
        found[silent] = NOBODY
    recently = as_of - timedelta(days=LONGEST - 1)
    recent = tallies.presence(session, recently, as_of, COUNTS, company_id)
    ever = tallies.presence(session, EARLIEST, as_of, COUNTS, company_id)
    names = companies.by_ids(session, list(found))
    listed = [
        _assessment(rules, names[number], standing, number in qualified, recent, ever)
        for number, standing in found.items()
        if not names[number].ignored
    ]
    shown = [one for one in listed if one.company_id in recent or one.level != "none"]
    window = rules.window_days
    return tuple(sorted(shown, key=lambda one: (-one.score(window), one.name.casefold(), one.key)))


def _once_qualified(session: Session, as_of: date) -> set[int]:
    """Companies whose recorded level was once above none; the record outlives its evidence."""
    return {
        change.company_id
        for change in levels.between(session, EARLIEST, as_of)
        if change.to_level > 0
    }


def _assessment(
    rules: Rules,
    company: Company,
    standing: Standing,
    qualified: bool,
    recent: Mapping[int, tallies.Presence],
    ever: Mapping[int, tallies.Presence],
) -> Assessment:
    """One company; recorded as qualified and no longer borne out by any evidence: unverified."""
    note = "cold" if standing.former else ""
    if qualified and standing.level == 0 and not standing.former:
        standing = replace(standing, former=True)
        note = "unverified"
    present, once = recent.get(company.id), ever.get(company.id)
    return Assessment(
        company_id=company.id,
        key=company.key,
        name=company.name,
        standing=standing,
        level=rules.level_name(standing.level, former=standing.former),
        people=present.people if present else 0,
        last_activity=once.last_day if once else None,
        verified=bool(once and once.confidence >= VERIFIED),
        note=note,
    )


def rescore(ledger: Ledger, rules: Rules, as_of: date, today: date, now: datetime) -> Rescored:
    """Judges every company as of a day; keeps level changes and queues announcements.

    Judged on a stable picture, which locks nobody out; only what follows from it is written. A day
    before the last rescored one, or a day to come, is judged and not stored: what was announced is
    never rewritten. A day that lies further back than news does announces nothing.
    """
    with ledger.read() as session:
        found = assess(session, rules, as_of)
    with ledger.write() as session:
        last = meta.get(session, meta.RESCORED_DAY)
        last_day = date.fromisoformat(last) if last else None
        if as_of > today or (last_day is not None and as_of < last_day):
            return Rescored(as_of, found, (), stored=False)
        changes = _changes(session, rules, found, as_of, now)
        session.add_all(changes)
        session.flush()
        if today - as_of <= timedelta(days=rules.announce.news_days):
            _announce(session, rules, found, as_of, last_day, now)
        meta.put(session, meta.RESCORED_DAY, as_of.isoformat())
    return Rescored(as_of, found, tuple(changes), stored=True)


def _changes(
    session: Session, rules: Rules, found: tuple[Assessment, ...], as_of: date, now: datetime
) -> list[LevelChange]:
    before = levels.latest(session)
    changes = []
    for one in found:
        was = before[one.company_id].to_level if one.company_id in before else 0
        if one.standing.code != was:
            changes.append(
                LevelChange(
                    company_id=one.company_id,
                    day=as_of,
                    from_level=was,
                    to_level=one.standing.code,
                    points=one.score(rules.window_days),
                    window_days=rules.window_days,
                    rules_name=rules.name,
                    rules_version=rules.version,
                    recorded_at=now,
                )
            )
    return changes


def _announce(
    session: Session,
    rules: Rules,
    found: tuple[Assessment, ...],
    as_of: date,
    last_day: date | None,
    now: datetime,
) -> None:
    """Queues one message for each new stay at the announced level.

    News is what began since the last rescore, or within the rules' days; older stays come from
    back-filled history, which announces nothing. Late data may move a stay's first day, so it is
    known by nearness to the one announced last; a correction may, so that whoever is on record as
    being there since before that day is no news.
    """
    fresh = as_of - timedelta(days=rules.announce.news_days)
    apart = timedelta(days=rules.announce.again_after_days)
    recorded, announced = levels.latest(session), rules.level_names.index(rules.announce.level)
    for one in found:
        if one.standing.episode is None or not one.verified:
            continue
        began = day_of_number(one.standing.episode)
        if began < fresh and (last_day is None or began <= last_day):
            continue
        company, change = companies.get_one(session, one.company_id), recorded[one.company_id]
        if company.announced_for is not None and began < company.announced_for + apart:
            continue
        stayed = last_day is not None and change.day < began <= last_day + apart
        if stayed and change.to_level >= announced:
            continue
        company.announced_for = began
        key = f"oql3:{one.key}:{began.isoformat()}"
        notices.queue(session, key, "oql3", notices.LEADS, facts(session, rules, one, as_of), now)


def facts(session: Session, rules: Rules, one: Assessment, as_of: date) -> dict[str, Any]:
    """What a message about a company needs to know; points in hundredths, days as ISO text."""
    first = as_of - timedelta(days=rules.window_days - 1)
    newest = newest_of(tallies.activities(session, one.company_id, first, as_of, COUNTS, limit=200))
    return {
        "company_id": one.company_id,
        "company": one.key,
        "name": one.name,
        "level": one.level,
        "meaning": _meaning(rules, one.standing.level),
        "points": one.score(rules.window_days),
        "window_days": rules.window_days,
        "people": one.people,
        "categories": [
            {
                "title": rules.categories[name].title,
                "points": earned,
                "cap": rules.categories[name].month,
            }
            for name, earned in one.standing.categories.items()
            if earned
        ],
        "newest": newest[:3],
    }


def _meaning(rules: Rules, level: int) -> str:
    return rules.levels[level - 1].meaning if level else ""


def newest_of(seen: Sequence[tallies.Seen]) -> list[dict[str, Any]]:
    """Activities, newest first, the same thing done often as one with its count."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in seen:
        known = found.setdefault(
            (one.kind, one.title, one.url),
            {
                "kind": one.kind,
                "title": one.title,
                "url": one.url,
                "day": one.day.isoformat(),
                "count": 0,
            },
        )
        known["count"] += one.count
    return list(found.values())


def why(session: Session, rules: Rules, company_id: int, as_of: date) -> tuple[DayCredit, ...]:
    """Each category's and day's credit behind a company's score; they add up to it exactly."""
    first = as_of - timedelta(days=rules.window_days - 1)
    counted = tallies.per_day(session, first, as_of, COUNTS, company_id)
    days = [(row.day, row.kind, row.count) for row in counted]
    return explain(rules, days, day_number(as_of), rules.window_days)


def level_label(rules: Rules, code: int) -> str:
    """The name of a level as it is kept in a level change."""
    former = code == FORMER_CODE
    return rules.level_name(0 if former else code, former=former)

"""A digest as facts: what changed in a week, a month or a quarter, and what waits for somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.digests import moves, waiting, winning
from bot.digests.spans import Period, Stretch, span_of
from bot.reporting.counting import recorded_in
from bot.reporting.spans import Span, begins
from bot.services import Services
from bot.sources import reach_of, source_facts, sources, without_source
from ledger import hushes, referrals, reminding, reporting
from ledger.engine import Session
from scoring.rescore import Assessment
from scoring.rescore.assessing import of_companies
from scoring.rescore.bases import bases
from scoring.rescore.compared import compared, still_at
from scoring.rules import Rules

Facts = dict[str, Any]

OVERDUE: Final = timedelta(days=7)
WEEKS: Final = 13  # of a quarter: how far the chart looks back
KEPT: Final = 80  # of a list; what is more is counted


def digest_facts(
    session: Session, services: Services, until: date, period: Period = Period.WEEK
) -> Facts:
    """The days of the digest that is due on `until`, against the day before them."""
    span, rules = span_of(period, until), services.rules
    feeds = sources(session, services, span.last)
    listed = _companies(session, rules, span)
    lists = {**listed.lists, **_referred(session, services, span)}
    overdue = _overdue(session, services, span)
    return {
        "period": period.value,
        "title": span.title,
        "due": until.isoformat(),
        "until": span.last.isoformat(),
        "sells": rules.project.sells,
        "levels": listed.levels,
        "growth": listed.growth,
        "snoozed": listed.snoozed,
        **{name: rows[:KEPT] for name, rows in lists.items()},
        "counts": {name: len(rows) for name, rows in lists.items()} | listed.counts,
        "waiting": len(overdue),
        "overdue": overdue[:KEPT],
        "reach": reach_of(rules, feeds),
        "sources": [source_facts(rules, one) for one in feeds],
        "without_source": without_source(rules, feeds),
    }


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a span of days did to companies; `counts` are of whole lists, of which the first stand.

    `snoozed` would be told of, had nobody put off their news.
    """

    levels: list[Facts]
    growth: Facts
    lists: dict[str, list[Facts]]
    counts: dict[str, int]
    snoozed: int


def _companies(session: Session, rules: Rules, span: Stretch) -> _Listed:
    """Everybody as columns, and by name those alone who stand in a list or are snoozed."""
    eve, weeks = span.first - timedelta(days=1), _weeks(span.last)
    (now, before), counted = bases(session, rules, (span.last, eve), weeks)
    hushed = hushes.hushed(session, span.last)
    found = compared(session, now, before, span.last, KEPT, hushed)
    stalled = waiting.stalled(session, rules, now, span.last)
    came, by_rules = moves.recorded(session, span.first, span.last)
    noticed = still_at(now, before, [one for one in came if one not in hushed])
    shown = {*found.first, *stalled[:KEPT], *noticed[:KEPT], *hushed}
    then, today = (
        {one.company_id: one for one in of_companies(session, rules, day, shown)}
        for day in (eve, span.last)
    )
    told = {company: one for company, one in today.items() if company in found.first}
    lists = {
        **moves.moves(rules, told, then),
        "noticed": [moves.noticed(rules, today[one]) for one in noticed[:KEPT]],
        "by_new_rules": by_rules,
        "quiet": waiting.quiet(rules, told.values(), span.last),
        "stalled": [waiting.company(rules, today[one]) for one in stalled[:KEPT]],
    }
    return _Listed(
        levels=moves.levels_of(rules, now, before),
        growth=_growth(rules, weeks, counted),
        lists=lists,
        counts={**found.counts, "noticed": len(noticed), "stalled": len(stalled)},
        snoozed=_left_out(rules, span, [today[one] for one in hushed.keys() & today.keys()], then),
    )


def _left_out(
    rules: Rules, span: Stretch, hushed: Iterable[Assessment], before: moves.Found
) -> int:
    """How many companies would be told of, had nobody put off their news."""
    return sum(
        bool(waiting.quiet(rules, [one], span.last))
        or any(moves.moves(rules, {one.company_id: one}, before).values())
        for one in hushed
    )


def _weeks(last: date) -> list[date]:
    """The ends of thirteen weeks and the day before them, oldest first."""
    return [last - timedelta(weeks=ago) for ago in range(WEEKS, -1, -1)]


def _growth(rules: Rules, days: Sequence[date], counted: Sequence[Sequence[int]]) -> Facts:
    """Companies by level on these days."""
    names = rules.level_names[1:]
    return {
        "days": [day.isoformat() for day in days],
        "levels": {name: [one[at] for one in counted] for at, name in enumerate(names)},
    }


def _overdue(session: Session, services: Services, span: Stretch) -> list[int]:
    """The referrals that had waited for an answer for over a week at its end, oldest first."""
    end = begins(span.until, services.zone)
    waiting = reminding.unanswered_at(session, end)
    return [one.referral.id for one in waiting if one.since <= end - OVERDUE]


def _referred(session: Session, services: Services, span: Stretch) -> dict[str, list[Facts]]:
    """Referrals by team, what came of them, those without an end, and companies that were won.

    An outcome is what the report calls recorded: one a referral, the latest as it was corrected.
    """
    zone = services.zone
    first, end = begins(span.first, zone), begins(span.until, zone)
    handed = reporting.handed(session, first, end)
    came = [(one, outcome) for one in handed for outcome in one.outcomes]
    came = [(one, outcome) for one, outcome in came if first <= outcome.at < end]
    recorded = recorded_in(handed, Span(span.first, span.last, span.title), zone)
    return {
        "teams": _teams(session, first, end, Counter(one.of.team for one in recorded)),
        "outcomes": [_outcome(one.of, one.came) for one in recorded],
        "won": winning.won(session, services, (first, end), came),
        "unended": waiting.unended(session, services, span),
    }


def _teams(
    session: Session, first: datetime, end: datetime, recorded: Mapping[str, int]
) -> list[Facts]:
    """Each team's steps in these days, and how many people waited for it at their end."""
    waits = Counter(one.team for one in reminding.unanswered_at(session, end))
    by_team: dict[str, Counter[str]] = {team: Counter() for team in {**waits, **recorded}}
    for team, step in referrals.steps_between(session, first, end):
        by_team.setdefault(team, Counter())[step.step] += step.step != referrals.OUTCOME
    for team, count in recorded.items():
        by_team[team][referrals.OUTCOME] = count
    return [
        {"team": team, "steps": dict(+counted), "waiting": waits.get(team, 0)}
        for team, counted in sorted(by_team.items())
    ]


def _outcome(one: reporting.Handed, came: reporting.Came) -> Facts:
    """What a team says came of a referral, by number; people are not named."""
    return {
        "id": one.id,
        "company_name": one.company_name,
        "team": one.team,
        "outcome": came.kind,
        "value": came.value,
    }

"""The report's figures as plain facts: by cohort, and by the date of the outcome.

Two questions are asked of each span, and both are answered, for one alone misleads. What became of
those handed over in it (the cohort; its end is open, so a young one has few outcomes)? And what was
recorded in it, whenever the person was handed over (by date; a referral counts once, with the
latest outcome of the span)? Values are decimals, as programs read them; days are elapsed time.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.reporting.counting import Recorded, cohort_of, recorded_in
from bot.reporting.origins import origins
from bot.reporting.phrases import weight
from bot.reporting.spans import Span
from ledger.referrals import ACCEPTED, DECLINED, NO_OUTCOME, OPEN, OUTCOME
from ledger.reporting import Came, Handed
from ledger.types import day_in
from scoring.rules_model import Rules

Facts = dict[str, Any]

DAY: Final = timedelta(days=1)
MOST_MONTHS: Final = 12  # shown month by month; longer spans by quarter, then by year
MOST_QUARTERS: Final = 20  # what a chart of Slack takes
EXAMPLES: Final = 3


def figures(
    handed: Sequence[Handed], span: Span, rules: Rules, zone: ZoneInfo, *, names: bool
) -> Facts:
    """All figures of a span; people's names stand in the examples only with `names`."""
    cohort, recorded = cohort_of(handed, span, zone), recorded_in(handed, span, zone)
    return {
        "cohort": standing(cohort),
        "recorded": {"outcomes": len(recorded), "kinds": _kinds(recorded)},
        "teams": _teams(cohort, recorded, span, rules),
        "origins": origins(cohort, recorded),
        "months": _months(cohort, handed, span, zone),
        "value": _values(recorded, rules),
        "examples": _examples(recorded, rules, names=names),
    }


def standing(cohort: Sequence[Handed]) -> Facts:
    """How those made stand now: made = waiting + declined + accepted, accepted = the other three.

    `days_to_accept` is the median from the moment the present team got it, `days_to_outcome` the
    median from the referral to its first outcome; None where there is none.
    """
    states = Counter(one.state for one in cohort)
    return {
        "made": len(cohort),
        "waiting": states[OPEN],
        "declined": states[DECLINED],
        "accepted": states[ACCEPTED] + states[NO_OUTCOME] + states[OUTCOME],
        "in_work": states[ACCEPTED],
        "no_outcome": states[NO_OUTCOME],
        "outcomes": states[OUTCOME],
        "days_to_accept": _middle(
            one.accepted_at - one.reached_at for one in cohort if one.accepted_at
        ),
        "days_to_outcome": _middle(
            one.outcomes[0].at - one.made_at for one in cohort if one.outcomes
        ),
    }


def _middle(spans: Iterable[timedelta]) -> float | None:
    """The median in days, to a tenth."""
    found = [span / DAY for span in spans]
    return round(median(found), 1) if found else None


def _teams(
    cohort: Sequence[Handed], recorded: Sequence[Recorded], span: Span, rules: Rules
) -> list[Facts]:
    """By team, in the order of the rules; one with neither figures nor a goal is left out."""
    of: dict[str, list[Handed]] = defaultdict(list)
    came: dict[str, list[Recorded]] = defaultdict(list)
    for one in cohort:
        of[one.team].append(one)
    for done in recorded:
        came[done.of.team].append(done)
    goals = {name: (team.goal or 0) * span.quarters for name, team in rules.teams.items()}
    return [
        {
            "team": team,
            **standing(of[team]),
            "recorded": len(came[team]),
            "kinds": _kinds(came[team]),
            "goal": goals.get(team) or None,
        }
        for team in _in_order(rules, {*of, *came})
        if of[team] or came[team] or goals.get(team)
    ]


def _in_order(rules: Rules, others: Iterable[str]) -> list[str]:
    """The teams of the rules, then those that left them."""
    return [*rules.teams, *sorted(set(others) - rules.teams.keys())]


def _kinds(recorded: Iterable[Recorded]) -> dict[str, int]:
    """How often each outcome was recorded, the most frequent first."""
    counted = Counter(one.came.kind for one in recorded)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _months(
    cohort: Sequence[Handed], handed: Sequence[Handed], span: Span, zone: ZoneInfo
) -> list[Facts]:
    """By month (long spans: by quarter or year): made by the day made, outcomes by their day.

    A referral with outcomes in two months counts in each: so a month has the same figure in every
    report, and the months may add up to more than the whole.
    """
    of = _bucket(span)
    rows: dict[str, Facts] = {}
    day = span.first
    while day <= span.last:
        rows.setdefault(of(day), {"label": of(day), "made": 0, "outcomes": 0})
        day += DAY
    for one in cohort:
        rows[of(day_in(zone, one.made_at))]["made"] += 1
    for one in handed:
        came = (day_in(zone, outcome.at) for outcome in one.outcomes)
        for label in {of(day) for day in came if span.first <= day <= span.last}:
            rows[label]["outcomes"] += 1
    return list(rows.values())


def _bucket(span: Span) -> Callable[[date], str]:
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    if months <= MOST_MONTHS:
        return lambda day: f"{day:%b} {day.year}"
    if months <= MOST_QUARTERS * 3 - 2:
        return lambda day: f"Q{(day.month + 2) // 3} {day.year}"
    return lambda day: str(day.year)


def _values(recorded: Sequence[Recorded], rules: Rules) -> list[Facts]:
    """By team and kind of outcome: how many were sourced and influenced, and their values.

    The two are never added up. A value is None where nobody recorded one. What was worth most
    comes first, then the teams in the order of the rules.
    """
    rows: dict[tuple[str, str], dict[bool, list[Came]]] = {}
    for one in recorded:
        key = one.of.team, one.came.kind
        rows.setdefault(key, {False: [], True: []})[one.of.is_sourced].append(one.came)
    order = {team: number for number, team in enumerate(_in_order(rules, (t for t, _ in rows)))}
    found = [
        {
            "team": team,
            "outcome": kind,
            "sourced": _worth(of[True]),
            "influenced": _worth(of[False]),
        }
        for (team, kind), of in rows.items()
    ]

    def place(row: Facts) -> tuple[float, int, str]:
        most = max(row[side]["value"] or 0 for side in ("sourced", "influenced"))
        return -most, order[row["team"]], row["outcome"]

    return sorted(found, key=place)


def _worth(came: Sequence[Came]) -> Facts:
    values = [one.value for one in came if one.value is not None]
    return {"count": len(came), "value": sum(values) / 100 if values else None}


def _examples(recorded: Sequence[Recorded], rules: Rules, *, names: bool) -> list[Facts]:
    """A few of what came of it, each another kind: what weighs most first, the latest of it."""
    told: dict[str, Recorded] = {}
    for one in sorted(recorded, key=lambda one: one.came.at, reverse=True):
        told.setdefault(one.came.kind, one)
    first = sorted(told.values(), key=lambda one: (not _is_won(one, rules), weight(one.came.kind)))
    return [
        {
            "person": one.of.person if names else None,
            "company": one.of.company_name or None,
            "origin": one.of.origin,
            "which": one.of.origin_detail,
            "team": one.of.team,
            "outcome": one.came.kind,
            "days": round((one.came.at - one.of.made_at) / DAY),
        }
        for one in first[:EXAMPLES]
    ]


def _is_won(one: Recorded, rules: Rules) -> bool:
    team = rules.teams.get(one.of.team)
    return team is not None and one.came.kind in team.won

"""Scoring as one would write it first: objects of the mapper, a loop, a dictionary of days."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import Session, col, or_, select

from ledger.tables import Activity, Actor, Affiliation, Company
from scoring.kernel import MONTH, WEEK, WINDOWS
from scoring.rescore import Board
from scoring.rules_model import Rules

Days = Mapping[date, int]
Scores = dict[int, dict[int, int]]


def scores(session: Session, rules: Rules, as_of: date) -> Scores:
    """Points in hundredths by company and window, of all who earned any in 90 days."""
    found = {}
    for company in session.exec(select(Company).where(col(Company.ignored).is_(False))):
        days = _days(session, rules, company, as_of)
        if days:
            found[company.id] = {window: _score(rules, days, as_of, window) for window in WINDOWS}
    return found


def agrees(found: Scores, board: Board) -> bool:
    """Whether these are the scores of the board."""
    columns = [board.totals(window).tolist() for window in WINDOWS]
    named = zip(board.ids.tolist(), zip(*columns, strict=True), strict=True)
    known = {one: dict(zip(WINDOWS, totals, strict=True)) for one, totals in named}
    none = dict.fromkeys(WINDOWS, 0)
    return all(known.get(one, none) == found.get(one, none) for one in known.keys() | found.keys())


def _days(session: Session, rules: Rules, company: Company, as_of: date) -> dict[str, Days]:
    """Points before caps by category and day."""
    day = col(Activity.day)
    query = (
        select(Activity)
        .join(Actor, col(Actor.id) == col(Activity.actor_id))
        .join(Affiliation, col(Affiliation.actor_id) == col(Actor.id))
        .where(Affiliation.company_id == company.id, col(Affiliation.superseded_at).is_(None))
        .where(Affiliation.confidence >= 50, Actor.standing != "bot")
        .where(or_(col(Affiliation.valid_from).is_(None), col(Affiliation.valid_from) <= day))
        .where(or_(col(Affiliation.valid_until).is_(None), col(Affiliation.valid_until) >= day))
        .where(day > as_of - timedelta(days=max(WINDOWS)), day <= as_of)
    )
    found: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for activity in session.exec(query):
        if rules.earns(activity.kind):
            category, points = rules.kinds[activity.kind]
            found[category][activity.day] += points * activity.count
    return dict(found)


def _score(rules: Rules, found: Mapping[str, Days], as_of: date, window: int) -> int:
    """As much as possible, as early as possible, from the window's first day on."""
    total = 0
    for category, days in found.items():
        limits = rules.categories[category]
        credit: dict[date, int] = {}
        for day in sorted(days):
            if day <= as_of - timedelta(days=window):
                continue
            room = [days[day]]
            for cap, length in ((limits.day, 1), (limits.week, WEEK), (limits.month, MONTH)):
                if cap is not None:
                    first = day - timedelta(days=length - 1)
                    room.append(cap - sum(n for at, n in credit.items() if at >= first))
            credit[day] = min(room)
        total += sum(credit.values())
    return total

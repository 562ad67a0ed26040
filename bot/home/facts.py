"""What one person finds in their App Home, by what they are: facts for one view.

Everybody sees their own referrals and the companies they follow, a team what is on its table,
DevRel who waits and what to review, an administrator whether all is set up. Guests see none of it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from bot import week
from bot.dql.facts import referral_facts
from bot.home.setup import checks
from bot.reporting.spans import begins
from bot.review_head import head
from bot.roles import Membership, Role
from bot.services import Services
from bot.sources import Source, reach_of, source_facts, sources
from ledger import follows, jobs, referrals
from ledger.engine import Session
from ledger.tables_desk import Referral
from scoring.rescore import Assessment
from scoring.rescore.assessing import of_companies
from scoring.rules import Rules

Facts = dict[str, Any]

SHOWN: Final = 6  # of each list
ON_TABLE: Final = 5  # of each team's
COUNTED: Final = 500
LOOKED_AT: Final = 30  # companies whose points are counted for a list
TO_REVIEW: Final = 5
WEEK: Final = timedelta(days=6)  # with today: seven days
UNDER_WAY: Final = (referrals.OPEN, referrals.ACCEPTED)
DEVREL: Final = (Role.ADMIN, Role.DEVREL)


def home_facts(services: Services, user_id: str, now: datetime) -> Facts:
    """The tab of somebody, as they may see it; `now` is aware."""
    standing, rules, today = services.roles.of(user_id), services.rules, services.today(now)
    if standing.role is Role.NOBODY:
        return {"role": standing.role.value, "ask": list(services.roles.holding(Role.DEVREL))}
    acts = standing.role in DEVREL
    with services.ledger.read() as session:
        feeds = sources(session, services, today)
        counted = week.kept(session, services, today)
        return {
            "role": standing.role.value,
            "acts": acts,
            "sells": rules.project.sells,
            "window_days": rules.window_days,
            "mine": _mine(session, rules, user_id),
            **_waiting(session, rules, standing),
            "following": _companies(session, services, follows.following(session, user_id), now),
            **(_review(session, services, now) if acts else {}),
            "week": {**counted, "steps": _steps(session, services, now)},
            "top": _companies(session, services, counted["top"], now),
            "sources": [source_facts(rules, one) for one in feeds],
            "reach": reach_of(rules, feeds),
            **(_for_admins(session, services, feeds, now) if standing.role is Role.ADMIN else {}),
        }


def _mine(session: Session, rules: Rules, user_id: str) -> Facts:
    """What somebody referred: how many in each state; those under way first, then the outcomes.

    At most half the list is kept for outcomes, so that both are in sight. These are their own
    words, so people are named in them.
    """
    rows = referrals.recent(session, COUNTED, referrer=user_id)
    rows = [row for row in rows if row.state != referrals.WITHDRAWN]
    under_way = [row for row in rows if row.state in UNDER_WAY]
    ended = [row for row in rows if row.state == referrals.OUTCOME]
    closed = [row for row in rows if row.state not in (*UNDER_WAY, referrals.OUTCOME)]
    head = SHOWN - min(len(ended), SHOWN // 2)
    first = [*under_way[:head], *ended, *under_way[head:], *closed]
    return {
        "states": dict(Counter(row.state for row in first)),
        **_listed(session, rules, first),
    }


def _waiting(session: Session, rules: Rules, standing: Membership) -> Facts:
    """What is on the table of their own teams; for DevRel also who waits for another team."""
    rows = referrals.in_state(session, referrals.OPEN, COUNTED)
    accepted = referrals.in_state(session, referrals.ACCEPTED, COUNTED)
    under_way = sorted((*rows, *accepted), key=lambda row: -row.id)
    tables = {team: [row for row in under_way if row.team == team] for team in standing.teams}
    found: Facts = {
        "teams": sorted(standing.teams),
        "inbox": [
            {"team": team, **_listed(session, rules, tables[team], ON_TABLE)}
            for team in sorted(tables)
            if tables[team]
        ],
    }
    if standing.role in DEVREL:
        others = [row for row in rows if row.team not in standing.teams]
        found["waiting"] = _listed(session, rules, others)
    return found


def _listed(session: Session, rules: Rules, rows: list[Referral], most: int = SHOWN) -> Facts:
    shown = [referral_facts(session, rules, row) for row in rows[:most]]
    return {"total": len(rows), "rows": shown}


def _review(session: Session, services: Services, now: datetime) -> Facts:
    first, total = head(session, services, services.today(now), TO_REVIEW)
    return {"review": [one.facts() for one in first], "to_review": total}


def _companies(session: Session, services: Services, ids: list[int], now: datetime) -> Facts:
    """These as they stand, by points; who has done nothing for long is counted alone."""
    rules, some = services.rules, ids[:LOOKED_AT]
    found = of_companies(session, rules, services.today(now), some) if some else ()
    return {"total": len(ids), "rows": [_company(rules, one) for one in found[:SHOWN]]}


def _company(rules: Rules, one: Assessment) -> Facts:
    return {
        "company_id": one.company_id,
        "company": one.key,
        "name": one.name,
        "level": one.level,
        "points": one.score(rules.window_days),
        "people": one.people,
        "verified": one.verified,
    }


def _steps(session: Session, services: Services, now: datetime) -> dict[str, int]:
    """The steps of referrals in the seven days up to today."""
    first = begins(services.today(now) - WEEK, services.zone)
    taken = referrals.steps_between(session, first, now + timedelta(seconds=1))
    return dict(Counter(step.step for _, step in taken))


def _for_admins(
    session: Session, services: Services, feeds: Iterable[Source], now: datetime
) -> Facts:
    return {
        "setup": checks(session, services, feeds, now),
        "failing": [f"{job.name}: {job.error}" for job in jobs.failing(session)],
    }

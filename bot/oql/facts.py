"""A company as plain facts: what its card, its reasons and programs are told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from bot.company_words import words_on
from bot.oql.ahead import gate_rows, hold_facts, way_facts
from bot.oql.said import referral_facts, said_facts
from bot.services import Services
from bot.views.days import written
from ledger import called, follows, persons
from ledger.engine import Session
from ledger.types import day_of_number
from scoring.rescore import Card, Share, card, facts, shares, signals_of, steps, why
from scoring.rescore.risen import by_week
from scoring.rules import Rules
from scoring.why import DayCredit

Facts = dict[str, Any]

LATEST: Final = 8  # level changes in an answer; older ones are counted
PEOPLE: Final = 8  # of those who are named


def company_facts(
    session: Session,
    services: Services,
    company_id: int,
    today: date,
    *,
    names: bool = False,
    acts: bool = False,
    reader: str = "",
) -> Facts | None:
    """A company as its card shows it to `reader`, a Slack user id; None where it is not listed.

    Without `names` nobody is named. `acts` says whether the reader may do what DevRel does.
    """
    rules = services.rules
    found = card(session, rules, company_id, today)
    if found is None:
        return None
    return {
        **card_facts(session, rules, found, today),
        **said_facts(session, rules, [company_id], today)[company_id],
        "hold": hold_facts(found),
        "weeks": by_week(found.scores, today),
        "chart": services.charts == "block",
        "sells": rules.project.sells,
        "who": _who(session, found.seen[:PEOPLE]) if names else [],
        **referral_facts(session, services, company_id, names=names),
        "follows": reader in follows.followers(session, company_id),
        "acts": acts,
    }


def _who(session: Session, seen: Sequence[tuple[int, date]]) -> list[Facts]:
    """Persons by name, with their accounts and the last day on which they were there.

    Whoever has none, such as somebody forgotten, is counted alone.
    """
    several = persons.among(session, [actor_id for actor_id, _ in seen])
    found = [(called.by_ids(session, several.several(actor_id)), day) for actor_id, day in seen]
    return [
        {"name": name, "account": called.listed(accounts), "seen": day.isoformat()}
        for accounts, day in found
        if (name := called.named(accounts))
    ]


def card_facts(session: Session, rules: Rules, shown: Card, as_of: date) -> Facts:
    """A company by its score: standing, points against caps, what the caps cut, history.

    Beside them the way to the next level, every gate with its figure, and which categories moved.
    """
    one = shown.one
    recorded = steps(session, rules, one.company_id, as_of)
    return {
        **facts(session, rules, one, as_of),
        "categories": [
            {"title": category.title, "points": shown.now[name], "cap": category.month}
            for name, category in rules.categories.items()
        ],
        "since": one.since.isoformat() if one.since else None,
        "note": one.note,
        "verified": one.verified,
        "scores": {str(window): points for window, points in one.standing.scores.items()},
        "last_activity": one.last_activity.isoformat() if one.last_activity else None,
        "words": words_on(session, one.company_id),
        "cuts": cuts(rules, shown.why),
        "history": [f"{step.level} {written(step.day)}" for step in recorded[-LATEST:]],
        "earlier": max(len(recorded) - LATEST, 0),
        "way": way_facts(rules, shown.way) if shown.way else None,
        "gates": gate_rows(one.gates),
        "moves": [
            {"title": rules.categories[name].title, "points": by} for name, by in shown.moves
        ],
    }


def signal_rows(session: Session, rules: Rules, company_id: int, as_of: date) -> list[Facts]:
    """What a company kept coming back to: a topic or a kind of page, how often, by how many.

    `days` is the span from the first day to the last one, both counted.
    """
    return [
        {
            **({"topic": one.topic} if one.topic else {"kind": one.kind}),
            "count": one.count,
            "days": one.days,
            "people": one.people,
            "first": day_of_number(one.first).isoformat(),
            "last": day_of_number(one.last).isoformat(),
            "text": one.text,
        }
        for one in signals_of(session, rules, company_id, as_of)
    ]


def cuts(rules: Rules, credits: Iterable[DayCredit]) -> list[str]:
    """What the caps took away, a phrase a category and cap: "Downloads 15 by the week cap"."""
    lost: dict[tuple[str, str], int] = {}
    for credit in credits:
        if credit.cut is not None:
            at = rules.categories[credit.category].title, credit.cut
            lost[at] = lost.get(at, 0) + credit.raw - credit.credited
    return [f"{title} {points / 100:g} by the {cap} cap" for (title, cap), points in lost.items()]


def why_rows(session: Session, rules: Rules, company_id: int, as_of: date) -> list[Facts]:
    """Each day's credit in each category, and each activity's; points as decimals.

    Activities that do not stand one by one any more are told by kind, without a time.
    """
    done: dict[tuple[str, date], list[Facts]] = defaultdict(list)
    for share in shares(session, rules, company_id, as_of):
        done[share.category, share.day].append(
            {
                "kind": share.kind,
                "at": share.at.isoformat() if share.at else None,
                "title": share.title,
                "who": share.who,
                "count": share.count,
                **_credited(share),
            }
        )
    return [
        {
            "category": credit.category,
            "day": day_of_number(credit.day).isoformat(),
            **_credited(credit),
            "activities": done[credit.category, day_of_number(credit.day)],
        }
        for credit in why(session, rules, company_id, as_of)
    ]


def _credited(of: DayCredit | Share) -> Facts:
    return {"raw": of.raw / 100, "credited": of.credited / 100, "cap": of.cut}

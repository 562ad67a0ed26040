"""Companies as the command line shows them: JSON for programs, columns for people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.commands.opening import say, table
from ledger import handoffs
from ledger.engine import Session
from scoring.kernel import WINDOWS
from scoring.rescore import Assessment
from scoring.rules import Rules
from scoring.rules_model import NONE


def as_json(rules: Rules, one: Assessment) -> dict[str, Any]:
    """One company; points as decimals, days as ISO text."""
    return {
        "company": one.key,
        "name": one.name,
        "level": one.level,
        "since": one.since.isoformat() if one.since and one.level != "none" else None,
        "score": {str(window): one.score(window) / 100 for window in WINDOWS},
        "categories": {
            name: one.standing.categories.get(name, 0) / 100 for name in rules.categories
        },
        "people": one.people,
        "last_activity": one.last_activity.isoformat() if one.last_activity else None,
        "verified": one.verified,
    }


def with_handoffs(
    session: Session, rows: Iterable[tuple[int, Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Companies, each by its row id, with how far they came with sales by now, and since when."""
    found = list(rows)
    stand = handoffs.state_of(session, [company_id for company_id, _ in found])
    told = []
    for company_id, row in found:
        handoff = stand.get(company_id)
        state, day = (handoff.state, handoff.day.isoformat()) if handoff else (handoffs.NONE, None)
        told.append({**row, "handoff": state, "handoff_since": day})
    return told


def unlisted(rules: Rules, key: str, name: str) -> dict[str, Any]:
    """The same of a company that is not listed: no level, no points."""
    return {
        "company": key,
        "name": name,
        "level": NONE,
        "since": None,
        "score": {str(window): 0.0 for window in WINDOWS},
        "categories": dict.fromkeys(rules.categories, 0.0),
        "people": 0,
        "last_activity": None,
        "verified": False,
    }


def as_report(
    session: Session, rules: Rules, found: Sequence[Assessment], as_of: date
) -> dict[str, Any]:
    """All companies of a day."""
    return {
        "as_of": as_of.isoformat(),
        "window_days": rules.window_days,
        "rules": rules.name,
        "companies": with_handoffs(
            session, ((one.company_id, as_json(rules, one)) for one in found)
        ),
    }


def show(found: Sequence[Assessment]) -> None:
    """Columns, or a word on why there are none."""
    if not found:
        say("No company has an activity in 90 days, or a level.")
        return
    table(
        ("company", "level", "since", *(f"{w} days" for w in WINDOWS), "people", "last seen", ""),
        [
            (
                one.key,
                f"{one.level} {one.note}".strip(),
                one.since or "",
                *(one.score(window) / 100 for window in WINDOWS),
                one.people,
                one.last_activity or "",
                "" if one.verified or one.note else "not confirmed yet",
            )
            for one in found
        ],
    )

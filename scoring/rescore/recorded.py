"""A company's level changes as they were recorded, named as the rules that made them named levels.

Why the names are kept: a change holds a level's number and its rules' version, but another rules
file may have fewer levels, or call the same number otherwise. What was announced is never
rewritten, so neither is its name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger import levels, meta
from ledger.engine import Session
from scoring.rescore.telling import label
from scoring.rules_model import Rules

KEPT: Final = "level_names"  # the ledger's fact that holds them, by version of the rules


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded change; `points` are hundredths, `rules` the name and version that made it."""

    day: date
    was: str
    level: str
    points: int
    rules: tuple[str, str]


def keep_names(session: Session, version: str, names: Sequence[str]) -> None:
    """Remembers what rules of a version call their levels, from 0 on, before a change says so."""
    known = _names(session)
    if version not in known:
        meta.put(session, KEPT, json.dumps({**known, version: list(names)}))


def steps(session: Session, rules: Rules, company_id: int, until: date) -> tuple[Step, ...]:
    """What was recorded of a company for the days up to `until`, inclusive, oldest first.

    Of rules that recorded before names were kept, the names of today's `rules` stand in.
    """
    known, found = _names(session), []
    before = None
    for one in levels.of_company(session, company_id):
        if one.day > until:
            continue
        # The level that was left has the name that it had when it was reached.
        left_by = before.rules_version if before else one.rules_version
        was = label(known.get(left_by, rules.level_names), one.from_level)
        level = label(known.get(one.rules_version, rules.level_names), one.to_level)
        found.append(Step(one.day, was, level, one.points, (one.rules_name, one.rules_version)))
        before = one
    return tuple(found)


def level_named(session: Session, rules: Rules, code: int) -> str:
    """The name of a level that was kept without its rules, as a referral keeps it.

    Today's; where today's rules have fewer levels, that of the rules which came last and had it.
    """
    known: list[Sequence[str]] = [rules.level_names, *reversed(_names(session).values())]
    return label(next((names for names in known if code < len(names)), ()), code)


def _names(session: Session) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(meta.get(session, KEPT) or "{}")
    return found

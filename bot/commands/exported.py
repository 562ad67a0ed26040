"""The files of `leadlight export`: their columns, and what stands in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.cells import cell, exact
from bot.commands.listing import as_json, unlisted, with_handoffs
from collectors.activity_row import FREE, REQUIRED, WHO
from ledger import exporting, tags
from ledger.engine import Session
from ledger.exporting import Known, Referred
from scoring.kernel import WINDOWS
from scoring.rescore import assess, level_named
from scoring.rules import Rules

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file: its columns, and its rows as they may be written."""

    name: str
    head: Sequence[str]
    rows: Iterable[Row]


ACTIVITY: Final = (*REQUIRED, *WHO, *FREE)
LEVEL: Final = (
    *("company", "day", "from", "to", "points", "window_days", "rules", "rules_version"),
    "recorded_at",
)
REFERRAL: Final = (
    *("number", "made_at", "person", "contact", "company", "team", "why", "origin", "which"),
    *("link", "consent", "referrer", "referrer_name", "state", "level", "points"),
    *("outcome", "value", "steps"),
)
COMPANY: Final = ("company", "name", "domain", "level", "since")
BESIDE: Final = ("people", "last_activity", "verified", "handoff", "handoff_since", "tags")


def activities(session: Session, actor_id: int | None = None) -> Sheet:
    """In the columns of the activity file; mail and network addresses were never kept."""
    rows = (
        (
            exact(one.source),
            exact(one.external_id),
            one.kind,
            one.occurred_at.isoformat(),
            exact(one.actor),
            "",
            exact(one.company.name) if one.company and not one.company.domain else "",
            one.company.domain if one.company and one.company.domain else "",
            "",
            exact(one.url),
            exact(one.title),
            "",
            one.count,
        )
        for one in exporting.activities(session, actor_id)
    )
    return Sheet("activities.csv", ACTIVITY, rows)


def companies(session: Session, rules: Rules, as_of: date, only: set[int] | None) -> Sheet:
    """Every company, or these: by points, then those without any, by name."""
    known = exporting.known(session)
    assessed = {one.company_id: as_json(rules, one) for one in assess(session, rules, as_of)}
    rest = (one for one in known.values() if one.id not in assessed)
    told = {**assessed, **{one.id: unlisted(rules, one.key, one.name) for one in rest}}
    wanted = [(one, row) for one, row in told.items() if only is None or one in only]
    rows = with_handoffs(session, wanted)
    tagged = tags.of(session, [one for one, _ in wanted])
    head = (
        *COMPANY,
        *(f"score_{window}" for window in WINDOWS),
        *(f"points_{category}" for category in rules.categories),
        *BESIDE,
    )
    lines = (
        _company(row, known.get(one), tagged.get(one, ()), rules)
        for (one, _), row in zip(wanted, rows, strict=True)
    )
    return Sheet("companies.csv", head, lines)


def _company(
    row: dict[str, Any], known: Known | None, tagged: Iterable[str], rules: Rules
) -> list[object]:
    cells = (
        *(row["company"], row["name"], known.domain if known else None, row["level"], row["since"]),
        *(row["score"][str(window)] for window in WINDOWS),
        *(row["categories"][category] for category in rules.categories),
        *(row["people"], row["last_activity"], "yes" if row["verified"] else "no"),
        *(row["handoff"], row["handoff_since"], ", ".join(sorted(tagged))),
    )
    return [cell(value) for value in cells]


def levels(session: Session, rules: Rules, only: set[int] | None) -> Sheet:
    """Level changes as they were recorded, oldest first, in the names of the rules in force."""
    known = exporting.known(session)
    rows = (
        [
            cell(value)
            for value in (
                known[one.company_id].key,
                one.day.isoformat(),
                level_named(session, rules, one.from_level),
                level_named(session, rules, one.to_level),
                one.points / 100,
                one.window_days,
                one.rules_name,
                one.rules_version,
                one.recorded_at.isoformat(),
            )
        ]
        for one in exporting.level_changes(session)
        if only is None or one.company_id in only
    )
    return Sheet("levels.csv", LEVEL, rows)


def referrals(session: Session, rules: Rules, ids: Sequence[int] | None = None) -> Sheet:
    """Referrals with what came of them; a step a sentence, with its note."""
    found = exporting.referrals(session, ids)
    return Sheet("referrals.csv", REFERRAL, (_referral(session, rules, one) for one in found))


def _referral(session: Session, rules: Rules, told: Referred) -> list[object]:
    one = told.referral
    outcome = next((step for step in reversed(told.steps) if step.outcome), None)
    steps = "; ".join(
        f"{step.at:%Y-%m-%d} {step.step}{f' ({step.team})' * bool(step.team)} by "
        f"{step.by_name or step.by}{f': {step.note}' * bool(step.note)}"
        for step in told.steps
    )
    cells = (
        *(f"DQL-{one.id}", one.made_at.isoformat(), one.person_name, one.person_contact),
        *(told.company, one.team, one.why, one.origin, one.origin_detail, one.link, one.consent),
        *(one.referrer, one.referrer_name, one.state, level_named(session, rules, one.level)),
        *(one.points / 100, outcome.outcome if outcome else ""),
        None if outcome is None or outcome.value is None else outcome.value / 100,
        steps,
    )
    return [cell(value) for value in cells]

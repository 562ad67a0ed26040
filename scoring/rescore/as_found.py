"""Where a company stands by its evidence, kept before a person's word takes it out.

Why: whoever qualified and is turned down is a former company. A rescore finds that on record, for
the evidence that it would look at counts no more by then; and none may have come in between.
"""

from datetime import date, datetime

from ledger import levels
from ledger.engine import Session
from ledger.levels import Change
from scoring.rescore.assessing import assess
from scoring.rescore.recorded import keep_names
from scoring.rules_model import Rules


def unrecorded(session: Session, rules: Rules, as_of: date, company_id: int) -> tuple[Change, ...]:
    """The change from a company's level on record to that of a day; none where they agree."""
    kept = [one.to_level for one in levels.of_company(session, company_id) if one.day <= as_of]
    was = kept[-1] if kept else 0
    return tuple(
        Change(company_id, was, one.standing.code, one.score(rules.window_days))
        for one in assess(session, rules, as_of, company_id)
        if one.standing.code != was
    )


def keep(
    session: Session, rules: Rules, changes: tuple[Change, ...], as_of: date, now: datetime
) -> None:
    """Puts such changes on record, as a rescore of that day would."""
    if changes:
        keep_names(session, rules.version, rules.level_names)
        named = (rules.name, rules.version)
        levels.record(session, changes, as_of, rules.window_days, named, now)

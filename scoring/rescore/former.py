"""Why a company once at a level by record is OQL0, where today's rules find none in its past.

Either its match is no longer certain, or somebody who earned its points was found to stand for
another: both are unverified. Or all of it stands, and other rules gave it the level. Or a person
said that it went on as another company, which has the points of its people from that day on.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from ledger import levels
from ledger.engine import Session
from scoring.rules_model import Rules

COLD: Final = "cold"
UNVERIFIED: Final = "unverified"
OTHER_RULES: Final = "by other rules"
SUCCEEDED: Final = "succeeded"


def by_other_rules(
    session: Session, rules: Rules, as_of: date, certain: Collection[int]
) -> set[int]:
    """Which of some companies, whose match is certain, had their level by other rules alone."""
    if not certain:
        return set()
    by_these = levels.reached_by(session, as_of, rules.version)
    return set(certain) - by_these

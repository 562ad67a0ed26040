"""Who stands at the announced level when Leadlight is set up: taken as told, and told nobody.

Why: a fall is told of whoever's rise was told. A company that was there before is as worth a
warning as any other, although its rise is no news.
"""

from collections.abc import Sequence
from datetime import date

from ledger import companies
from ledger.bands import VERIFIED
from ledger.engine import Session
from ledger.types import day_number
from scoring.rescore import reading
from scoring.rescore.occasion import Occasion
from scoring.rules_model import Rules


def take_as_told(session: Session, rules: Rules, found: Occasion) -> None:
    """At the first rescore, after announcing: the certain ones there of whom nothing was told."""
    ids = certain(session, rules, found.as_of, found.at_announced(rules).tolist())
    companies.announced(session, ids, found.as_of, only_untold=True)


def certain(session: Session, rules: Rules, as_of: date, ids: Sequence[int]) -> list[int]:
    """Those of some companies that may be announced: whose match is as good as confirmed."""
    last = day_number(as_of)
    counts, best = reading.with_confidence(session, rules, reading.BEGINNING, last, ids)
    return [int(one) for one in counts.ids[best >= VERIFIED]]

"""The whole report as facts: what the page, Slack, the terminal and programs show."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.reporting.activity import still_active_facts
from bot.reporting.definitions import definitions
from bot.reporting.figures import figures
from bot.reporting.sentences import example, months_note, sentences, still_active
from bot.reporting.spans import Span
from ledger import reporting
from ledger.engine import Session
from ledger.reporting import Handed
from scoring.rules_model import Rules

Facts = dict[str, Any]

VERSION: Final = 1  # of the facts' shape, for programs


@dataclass(frozen=True, slots=True)
class Report:
    """The facts, and the referrals that they were counted from."""

    facts: Facts
    handed: list[Handed]


def report(
    session: Session, rules: Rules, zone: ZoneInfo, span: Span, today: date, *, names: bool = False
) -> Report:
    """Everything about a span, as the ledger knows it today.

    Days are days in `zone`. People are named, in the examples alone, only with `names`.
    """
    first, after = span.moments(zone)
    handed = reporting.handed(session, first, after)
    met = reporting.introductions(session, first, after)
    facts: Facts = {
        "version": VERSION,
        "span": {
            "name": span.name,
            "from": span.first.isoformat(),
            "to": span.last.isoformat(),
            "goes_on": span.goes_on,
            "whole": (span.whole or span.last).isoformat(),
            "quarters": span.quarters,
        },
        "as_of": today.isoformat(),
        "sells": rules.project.sells,
        "introductions": {"made": met.made, "people": met.people},
        **figures(handed, span, rules, zone, names=names),
        "still_active": still_active_facts(session, zone, span, today),
    }
    facts["months_note"] = months_note(facts["months"], facts["recorded"]["outcomes"])
    facts["still_active"]["sentence"] = still_active(facts["still_active"])
    for one in facts["examples"]:
        one["sentence"] = example(one)
    facts["sentences"] = sentences(facts, span, rules)
    facts["definitions"] = definitions(rules)
    return Report(facts, handed)

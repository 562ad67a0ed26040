"""The ledger's columns for looking back: a span of days as one or several rules files see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ledger import successions
from ledger.bands import VERIFIED
from ledger.engine import Session
from ledger.types import day_number
from scoring.counts import MOST_KINDS, MOST_TOPICS, Counts, Flags, Ints
from scoring.replay import NOBODY, Handoffs, Verdict, flagged, reach_back, verdict
from scoring.rescore import reading
from scoring.rules_model import Rules


class TooDifferentError(ValueError):
    """Rules files that name more kinds or topics together than one reading can tell apart."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Several rules files on the same days and companies.

    Of each: `flagged` are the days on which it would have told of the companies handed over, and
    `unseen` the kinds and topics it asks for of which these days hold nothing.
    """

    counts: Counts
    verdicts: tuple[Verdict, ...]
    flagged: tuple[Ints, ...]
    unseen: tuple[tuple[str, ...], ...]


def compare(
    session: Session,
    several: Sequence[Rules],
    first: date,
    last: date,
    handed: Sequence[tuple[int, date]],
) -> Compared:
    """What each of some rules files says of the days `first` to `last`.

    `handed` are company ids with the day of their handoff, each taken for whoever it was by then;
    these are looked at from their first activity on, or what is said of them would depend on
    `first`. Raises TooDifferentError.
    """
    begin, end = day_number(first), day_number(last)
    start = min(reach_back(rules, begin) - rules.longest_window for rules in several)
    counts, told = _counts(session, several, start, end)
    said = successions.read(session)
    handed = [(said.present(company, day_number(day)), day) for company, day in handed]
    ids = {company for company, _ in handed}
    past, known = _counts(session, several, reading.BEGINNING, end, ids)
    handoffs = _handoffs(past, handed)
    return Compared(
        counts,
        tuple(verdict(rules, counts, begin, end, told) for rules in several),
        tuple(flagged(rules, past, end, known, handoffs) for rules in several),
        tuple(_unseen(rules, counts) for rules in several),
    )


def whole_past(
    session: Session, rules: Rules, last: date, company_ids: Collection[int] | None = None
) -> Counts:
    """Everything up to a day, of all companies or of these."""
    return reading.counts(session, rules, reading.BEGINNING, day_number(last), company_ids)


def _counts(
    session: Session,
    several: Sequence[Rules],
    first: int,
    last: int,
    company_ids: Collection[int] | None = None,
) -> tuple[Counts, Flags]:
    """Columns in which all of them find their kinds and topics; and who may be announced."""
    kinds = tuple(dict.fromkeys(kind for rules in several for kind in rules.kinds))
    topics = tuple(dict.fromkeys(topic for rules in several for topic in rules.topics))
    if len(kinds) > MOST_KINDS or len(topics) > MOST_TOPICS:
        raise TooDifferentError(
            f"together these rules files name {len(kinds)} kinds and {len(topics)} topics; "
            f"at most {MOST_KINDS} and {MOST_TOPICS} can be compared"
        )
    counts, best = reading.by_names(session, kinds, topics, first, last, company_ids)
    return counts, best >= VERIFIED


def _handoffs(counts: Counts, handed: Sequence[tuple[int, date]]) -> Handoffs:
    number = {company: n for n, company in enumerate(counts.ids.tolist())} if handed else {}
    rows = [(number.get(company, NOBODY), day_number(day)) for company, day in handed]
    company, day = np.array(rows, np.int32).reshape(-1, 2).T
    return Handoffs(company, day)


def _unseen(rules: Rules, counts: Counts) -> tuple[str, ...]:
    """What these rules ask for and nobody did; kinds without points only where a gate asks."""
    kinds = np.bincount(counts.kind, minlength=len(counts.kinds)).tolist()
    topics = np.bincount(counts.topic, minlength=len(counts.topics)).tolist()
    seen = {name for name, rows in zip(counts.kinds, kinds, strict=False) if rows}
    seen |= {name for name, rows in zip(counts.topics, topics, strict=True) if rows} | {""}
    asked = [kind for kind in rules.kinds if rules.earns(kind)]
    for _, gate in rules.gates:
        asked += [*gate.kinds, gate.topic]
    return tuple(dict.fromkeys(name for name in asked if name not in seen))

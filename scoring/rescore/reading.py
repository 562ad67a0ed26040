"""The ledger's columns as judging takes them: the kinds and topics of the rules, whoever counts."""

from collections.abc import Collection
from datetime import date
from typing import Final

from ledger import columns
from ledger.bands import COUNTS
from ledger.engine import Session
from ledger.types import day_number
from scoring.counts import Counts, Ints
from scoring.rules_model import Rules

BEGINNING: Final = day_number(date(1970, 1, 1))


def counts(
    session: Session,
    rules: Rules,
    first: int,
    last: int,
    company_ids: Collection[int] | None = None,
) -> Counts:
    """What people of all companies, or of these, did on the days `first` to `last`, inclusive.

    Days count from 1970-01-01. Only companies with any activity in that span are among them.
    """
    return with_confidence(session, rules, first, last, company_ids)[0]


def with_confidence(
    session: Session,
    rules: Rules,
    first: int,
    last: int,
    company_ids: Collection[int] | None = None,
) -> tuple[Counts, Ints]:
    """The same, with each company's best confidence in hundredths beside it."""
    return by_names(session, tuple(rules.kinds), rules.topics, first, last, company_ids)


def by_names(
    session: Session,
    kinds: tuple[str, ...],
    topics: tuple[str, ...],
    first: int,
    last: int,
    company_ids: Collection[int] | None = None,
) -> tuple[Counts, Ints]:
    """The same for the kinds and topics of several rules files together."""
    found = columns.read(session, kinds, topics, first, last, COUNTS, company_ids)
    counted = Counts(
        found.ids,
        kinds,
        topics,
        found.company,
        found.actor,
        found.person,
        found.day,
        found.kind,
        found.topic,
        found.count,
    )
    return counted, found.best_confidence()

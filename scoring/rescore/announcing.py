"""Rises to the announced level: one message a stay, as news, of a company that is certain.

News is what began since the last rescore, or within the rules' days; older stays come from
back-filled history, which announces nothing. Late data may move a stay's first day, so it is known
by nearness to the one announced last; a correction may, so that whoever is on record as being
there since before that day is no news.

Nothing is told of a hushed company; when that ends, a stay that began meanwhile is told if it
holds.

Other rules make levels, and an edit of what is announced makes news, although nobody did anything.
So whoever is there then counts as told; what deeds made until an edit is told as it was before it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from ledger import companies, meta, notices
from ledger.engine import Session
from ledger.types import day_number, day_of_number
from scoring import series
from scoring.counts import Longs
from scoring.levels import episode_start
from scoring.rescore import reading
from scoring.rescore.card import Card, card
from scoring.rescore.customers import said_of
from scoring.rescore.found_there import certain
from scoring.rescore.hushed import Silence, silence
from scoring.rescore.occasion import Occasion, announced
from scoring.rescore.risen import rise_facts
from scoring.rules_model import Rules

KEPT: Final = "announcing"  # the ledger's fact: by what the last rescore chose what is news


@dataclass(frozen=True, slots=True)
class _Stay:
    """A company's present stay: its first day, and the last recorded level with its day.

    Days count from 1970-01-01.
    """

    company_id: int
    began: int
    level: int
    recorded: int


def announce(session: Session, rules: Rules, found: Occasion) -> None:
    """Queues one message for each new stay at the announced level."""
    quiet = silence(session, rules, found)
    for stay in _stays(session, rules, found, quiet):
        if stay.began < quiet.fresh_of(stay.company_id) or _was_there(rules, found, stay):
            continue
        company, began = companies.get_one(session, stay.company_id), day_of_number(stay.began)
        apart = timedelta(days=rules.announce.again_after_days)
        if company.announced_for is not None and began < company.announced_for + apart:
            continue
        shown = card(session, rules, stay.company_id, found.as_of)
        if shown is not None and shown.one.verified:
            company.announced_for = began
            _queue(session, rules, found, shown, began)


def _queue(session: Session, rules: Rules, found: Occasion, shown: Card, began: date) -> None:
    one = shown.one
    said = said_of(session, rules, found.as_of, one.company_id)
    notices.queue(
        session,
        f"oql3:{one.key}:{began.isoformat()}",
        "oql3",
        said.channel(rules, "rise", one.level),
        rise_facts(session, rules, shown, said, began, found.as_of),
        found.now,
        due_at=found.due_at,
    )


def stand_as_told(session: Session, rules: Rules, found: Occasion) -> None:
    """Takes whoever is at the announced level, and certain, as told: no deed made them so."""
    ids = certain(session, rules, found.as_of, found.at_announced(rules).tolist())
    companies.announced(session, ids, found.as_of)


def announcing_before(session: Session, rules: Rules) -> Rules:
    """These rules as they announced at the last rescore: the very same where nothing was edited."""
    kept = json.loads(meta.get(session, KEPT) or "{}")
    before = rules.announce.model_copy(update=kept)
    if before == rules.announce or before.level not in rules.level_names:
        return rules
    return rules.model_copy(update={"announce": before})


def keep_announcing(session: Session, rules: Rules) -> None:
    """Keeps what decides which rises are news, for the next rescore."""
    kept = rules.announce.model_dump(include={"level", "news_days", "again_after_days"})
    meta.put(session, KEPT, json.dumps(kept))


def _stays(session: Session, rules: Rules, found: Occasion, quiet: Silence) -> Iterator[_Stay]:
    """The present stays that may be news.

    Days before the first that could matter are cut off: a stay that began before them begins, as
    seen from there, within the gap that is forgiven, so too early for news as well.
    """
    ids = _candidates(rules, found, quiet)
    if not len(ids):
        return
    again, last = rules.announce.again_after_days, day_number(found.as_of)
    first = quiet.first - again
    start = first - rules.longest_window + 1
    counts = reading.counts(session, rules, start, last, ids.tolist())
    level, recorded = found.last_change(counts.ids)
    for block in series.series(rules, counts, first, last):
        for number, levels in enumerate(block.levels, block.start):
            began = episode_start(levels, first, announced(rules), again)
            if began is not None:
                at = int(counts.ids[number]), began, int(level[number]), int(recorded[number])
                yield _Stay(*at)


def _candidates(rules: Rules, found: Occasion, quiet: Silence) -> Longs:
    """Who is there and changed lately, and is not hushed; everybody, if nobody judged for long."""
    ids, last_day = found.at_announced(rules), found.last_day
    ids = ids[~np.isin(ids, list(quiet.now))]
    if last_day is None or found.as_of - last_day > timedelta(days=rules.announce.again_after_days):
        return ids
    _, recorded = found.last_change(ids)
    return ids[(recorded >= found.fresh(rules)) | np.isin(ids, list(quiet.since))]


def _was_there(rules: Rules, found: Occasion, stay: _Stay) -> bool:
    """On record as at the level since before the stay began, as it may by a correction."""
    if found.last_day is None or stay.level < announced(rules):
        return False
    latest_day = day_number(found.last_day) + rules.announce.again_after_days
    return stay.recorded < stay.began <= latest_day

"""From an actor's evidence with its dates to whom they stood for, from day to day.

Each day on which evidence came or went begins an answer of its own, by what stood on that day. So
a file of old activities, imported late, says whom somebody stood for then and nothing of today; a
mail address of 2019 never takes over the present, in whatever order files are read. Whoever goes
back to an address that was never taken back stays with the newer one until a person says so.

What is over keeps the confidence that it had while its evidence was fresh; only the present fades.
Once it has faded to a candidate's, the days before keep what was known on them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest

from identity import fading
from identity.bots import is_suspected
from identity.known import Known, Own
from identity.match import COUNTS, Match, MatchKind
from identity.recognise import recognise
from identity.record import company_name
from ledger.affiliations import Answer, Recognition
from ledger.evidence import Evidence, Unrecognised

DAY = timedelta(days=1)


def answer(one: Unrecognised, known: Known, own: Own, today: date) -> Answer:
    """What the rules say of an actor; `today` is the day from which confidence has faded."""
    found: list[Recognition] = []
    weigh_on = None
    changes = _changes(one.evidence)
    for begins, after in zip_longest(changes, changes[1:]):
        standing = _standing(one.evidence, begins)
        match = recognise([seen.signal for seen in standing], known, own)
        last_seen = _last_seen(match, standing)
        ends = after - DAY if after else None
        found += _faded(match, last_seen, ends, today)
        weigh_on = _weigh_on(match.confidence, last_seen, today) if last_seen else None
    return Answer(one.actor_id, tuple(found), is_suspected(one.handle), weigh_on)


def _changes(evidence: Iterable[Evidence]) -> list[date]:
    return sorted({day for seen in evidence for day in (seen.first, seen.ended) if day})


def _standing(evidence: Sequence[Evidence], day: date) -> list[Evidence]:
    """What stood on a day, in the order in which it was last seen until then."""
    standing = [one for one in evidence if one.first <= day and (not one.ended or day < one.ended)]
    return sorted(standing, key=lambda one: (min(one.last, day), one.first))


def _last_seen(match: Match, standing: Iterable[Evidence]) -> date | None:
    """When the evidence of a company was last seen; None where time takes nothing from it."""
    if match.kind is not MatchKind.COMPANY or not fading.fades(match.rests_on):
        return None
    return max((one.last for one in standing if one.signal in match.rests_on), default=None)


def _faded(
    match: Match, last_seen: date | None, ends: date | None, today: date
) -> Iterator[Recognition]:
    confidence = match.confidence
    until = ends or today
    present = _left(confidence, last_seen, until) if last_seen else confidence
    if last_seen and present < COUNTS <= confidence:
        falls = _falls(confidence, last_seen)
        yield _recognition(match, match.evidence, confidence, falls - DAY)
        evidence = f"{match.evidence}, not seen since {last_seen}"
        yield _recognition(match, evidence, present, ends)
    else:
        yield _recognition(match, match.evidence, confidence if ends else present, ends)


def _recognition(match: Match, evidence: str, confidence: float, ends: date | None) -> Recognition:
    return Recognition(
        company=company_name(match),
        evidence=evidence,
        confidence=round(confidence * 100),
        staff=match.kind is MatchKind.STAFF,
        ends=ends,
    )


def _falls(confidence: float, last_seen: date) -> date:
    """The first day on which a confidence that counted counts no more."""
    day = last_seen
    while after := _weigh_on(confidence, last_seen, day):
        day = after
    return day


_left = lru_cache(maxsize=10_000)(fading.faded)
_weigh_on = lru_cache(maxsize=10_000)(fading.weigh_on)

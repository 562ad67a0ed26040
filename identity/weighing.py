"""From an actor's evidence with its dates to whom they stood for, from day to day.

Each day on which evidence came or went begins an answer of its own, by what stood on that day. So
a file of old activities, imported late, says whom somebody stood for then and nothing of today; a
mail address of 2019 never takes over the present, in whatever order files are read. Of two
addresses that were never taken back the later one holds; but whoever was seen with the older one
long after the last sign of the later one went back to it.

What is over keeps the confidence that it had while its evidence was fresh; only the present fades.
Once it has faded to a candidate's, the days before keep what was known on them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest

from identity import fading
from identity.bots import is_suspected
from identity.company_text import read_company
from identity.hosts import read_link
from identity.known import Known, Own
from identity.match import COUNTS, Match, MatchKind
from identity.placed import Placed
from identity.recognise import recognise
from identity.record import company_name
from ledger.bands import CERTAIN
from ledger.drafts import Signal, SignalKind
from ledger.naming import CompanyName
from ledger.weighed import Answer, Evidence, Recognition, Unrecognised

DAY = timedelta(days=1)
LONG = timedelta(days=90)  # after the last sign of one address, while another goes on


def answer(
    one: Unrecognised,
    known: Known,
    own: Own,
    today: date,
    placed: Placed[CompanyName] | None = None,
) -> Answer:
    """What the rules say of an actor; `today` is the day from which confidence has faded.

    What people said whose organisations and workspaces are, `placed`, goes before all evidence but
    that of our own people.
    """
    found: list[Recognition] = []
    weigh_on = None
    changes = _changes(one.evidence)
    for begins, after in zip_longest(changes, changes[1:]):
        standing = _standing(one.evidence, begins)
        signals = [seen.signal for seen in standing]
        match = recognise(signals, known, own)
        ends = after - DAY if after else None
        said = placed.company(signals) if placed and match.kind is not MatchKind.STAFF else None
        if said:
            weigh_on = None
            found.append(Recognition(*said, confidence=CERTAIN, ends=ends))
            continue
        last_seen = _last_seen(match, standing)
        named = company_name(match)
        words = spelled(match, named, known) if named else match.evidence
        found += _faded(match, named, words, last_seen, ends, today)
        weigh_on = _weigh_on(match.confidence, last_seen, today) if last_seen else None
    return Answer(one.actor_id, tuple(found), is_suspected(one.handle), weigh_on)


def _changes(evidence: Sequence[Evidence]) -> list[date]:
    days = {day for seen in evidence for day in (seen.first, seen.ended) if day}
    if len(days) > 1:
        days.update(seen.last + DAY for seen in evidence if _is_outlived(seen, evidence))
    return sorted(days)


def _is_outlived(one: Evidence, evidence: Iterable[Evidence]) -> bool:
    """Whether another of its kind, that began before its last sign, goes on long after it."""
    return any(
        other.signal.kind is one.signal.kind
        and other.first <= one.last
        and other.last >= one.last + LONG
        for other in evidence
    )


def _standing(evidence: Sequence[Evidence], day: date) -> list[Evidence]:
    """What stood on a day, in the order in which it was last seen until then."""
    standing = [one for one in evidence if one.first <= day and (not one.ended or day < one.ended)]
    return sorted(standing, key=lambda one: (min(one.last, day), one.first))


def _last_seen(match: Match, standing: Iterable[Evidence]) -> date | None:
    """When the evidence of a company was last seen; None where time takes nothing from it."""
    if match.kind is not MatchKind.COMPANY or not fading.fades(match.rests_on):
        return None
    return max((one.last for one in standing if one.signal in match.rests_on), default=None)


def spelled(match: Match, named: CompanyName, known: Known) -> str:
    """The evidence with the company's own domain in it, wherever it tells that domain.

    By that the ledger knows who vouches for a company, and people why it is this one.
    """
    domain = match.domain
    if domain is None:
        return match.evidence
    words = match.evidence
    if domain not in words.lower() and any(_is_at(one, domain, known) for one in match.rests_on):
        words = f"{words}, of {domain}"
    return words if domain == named.domain else f"{words}, a domain of {named.domain}"


def _is_at(signal: Signal, domain: str, known: Known) -> bool:
    """Whether this is a text that is the domain, or membership of an organisation that has it."""
    if signal.kind is SignalKind.COMPANY_TEXT:
        return any(named.domain == domain for named in read_company(signal.value).named)
    org = known.orgs.get(signal.value) if signal.kind is SignalKind.GITHUB_ORG else None
    host = read_link(org.domain) if org and org.domain else None
    return host is not None and host.domain == domain


def _faded(
    match: Match,
    named: CompanyName | None,
    evidence: str,
    last_seen: date | None,
    ends: date | None,
    today: date,
) -> Iterator[Recognition]:
    confidence, staff = match.confidence, match.kind is MatchKind.STAFF
    until = ends or today
    present = _left(confidence, last_seen, until) if last_seen else confidence
    if last_seen and present < COUNTS <= confidence:
        falls = _falls(confidence, last_seen)
        yield Recognition(named, evidence, _hundredths(confidence), staff, falls - DAY)
        words = f"{evidence}, not seen since {last_seen}"
        yield Recognition(named, words, _hundredths(present), staff, ends)
    else:
        yield Recognition(
            named, evidence, _hundredths(confidence if ends else present), staff, ends
        )


def _hundredths(share: float) -> int:
    return round(share * 100)


def _falls(confidence: float, last_seen: date) -> date:
    """The first day on which a confidence that counted counts no more."""
    day = last_seen
    while after := _weigh_on(confidence, last_seen, day):
        day = after
    return day


_left = lru_cache(maxsize=10_000)(fading.faded)
_weigh_on = lru_cache(maxsize=10_000)(fading.weigh_on)

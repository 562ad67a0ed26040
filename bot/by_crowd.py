"""Weighs some people together, so that it makes no difference who of them came first.

Those at the largest domains go first: the plain name of several domains is theirs. What an answer
teaches of names holds for the next one at once, and whoever was weighed before a name that they
wrote was known is weighed once more.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from bot import weighing
from bot.placed import Placed
from identity.company_text import read_company
from identity.hosts import HostKind, read_host
from identity.known import Known, Own
from identity.names import initials, name_key, starts, weak_key
from ledger.affiliations import COUNTS, Answer
from ledger.drafts import SignalKind
from ledger.evidence import Unrecognised


def answers(
    waiting: Iterable[Unrecognised],
    known: Known,
    names: dict[str, str],
    own: Own,
    today: date,
    placed: Placed,
) -> list[Answer]:
    """What the rules say of each, in the order in which they may take names.

    `names` is what `known` knows of them; it is used in between, and left as it was.
    """
    ordered = sorted(waiting, key=lambda one: -_crowd(known, one))
    found: list[Answer] = []
    learnt: dict[str, int] = {}  # each new name with the number of answers until then
    for one in ordered:
        found.append(weighing.answer(one, known, own, today, placed))
        _learn(found[-1], names, learnt, len(found))
    for at, one in enumerate(ordered):
        if learnt and any(learnt.get(key, 0) > at + 1 for key in _names(one)):
            found[at] = weighing.answer(one, known, own, today, placed)
            _learn(found[at], names, learnt, 0)
    for name in learnt:
        del names[name]
    return found


def _learn(answer: Answer, names: dict[str, str], learnt: dict[str, int], count: int) -> None:
    for one in answer.found:
        company = one.company
        if company is None or company.domain is None or one.confidence < COUNTS:
            continue
        for name in (company.name_key, *company.labels):
            if name and name not in names:
                names[name] = company.domain
                learnt[name] = count


def _names(one: Unrecognised) -> Sequence[str]:
    """By all of these somebody's texts may mean a known company."""
    texts = [seen.signal.value for seen in one.evidence if seen.signal.kind is _TEXT]
    return [
        key for text in texts for named in read_company(text).named for key in _keys(named.name)
    ]


def _keys(name: str) -> Sequence[str]:
    return (name_key(name), weak_key(name), *starts(name), initials(name, 3))


def _crowd(known: Known, one: Unrecognised) -> int:
    """How many people there are at the company where most write from."""
    hosts = (read_host(seen.signal.value) for seen in one.evidence if seen.signal.kind is _MAIL)
    firms = (host.domain for host in hosts if host and host.kind is HostKind.COMPANY)
    return max((known.people.get(domain, 0) for domain in firms), default=0)


_TEXT, _MAIL = SignalKind.COMPANY_TEXT, SignalKind.EMAIL_DOMAIN

"""Weighs some people together, so that it makes no difference who of them came first.

Those at the largest domains go first: the plain name of several domains is theirs, as far as these
people and what was known before them tell; whose it is among all, the ledger settles behind each
batch (`ledger.contended`), and has whom it concerns weighed again. What an answer
teaches of names holds for the next one at once, and whoever was weighed before a name that they
wrote was known is weighed once more.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from identity import weighing
from identity.asked import asked_names
from identity.hosts import HostKind, read_host
from identity.known import Known, Org, Own
from identity.placed import Placed
from ledger.bands import COUNTS
from ledger.drafts import SignalKind
from ledger.naming import CompanyName
from ledger.weighed import Answer, Unrecognised, vouches


def answers(
    waiting: Iterable[Unrecognised],
    known: Known,
    own: Own,
    today: date,
    placed: Placed[CompanyName],
) -> list[Answer]:
    """What the rules say of each, in the order in which they may take names.

    `known.domain_of` has the domains of all names of which they may ask: see `names`.
    """
    ordered = sorted(waiting, key=lambda one: _crowd(known, one))
    asked = [names(one, known.orgs) for one in ordered]
    learning = _Learning(frozenset().union(*asked), known.domain_of)
    knowing = replace(known, domain_of=ChainMap(learning.domain_of, dict(known.domain_of)))
    found: list[Answer] = []
    for one in ordered:
        found.append(weighing.answer(one, knowing, own, today, placed))
        learning.learn(found[-1], len(found))
    for at, one in enumerate(ordered):
        if learning.is_later(asked[at], at + 1):
            found[at] = weighing.answer(one, knowing, own, today, placed)
            learning.learn(found[at], 0)
    return found


def names(one: Unrecognised, orgs: Mapping[str, Org]) -> set[str]:
    """The keys of all names by which somebody's texts may mean a known company."""
    texts = (seen.signal.value for seen in one.evidence if seen.signal.kind is _TEXT)
    return {name for text in texts for name in asked_names(text, orgs)}


class _Learning:
    """What answers teach of the names that anybody `asked` for, as far as it was not `known`."""

    def __init__(self, asked: frozenset[str], known: Mapping[str, str]) -> None:
        self.domain_of: dict[str, str] = {}
        self._open = set(asked - known.keys())
        self._after: dict[str, int] = {}  # the number of answers until a name was learnt

    def learn(self, answer: Answer, count: int) -> None:
        for one in answer.found:
            company = one.company
            if company is None or company.domain is None or one.confidence < COUNTS:
                continue
            if not vouches(one.evidence, company.domain):
                continue
            for name in self._open.intersection((company.name_key, *company.labels)):
                self._open.discard(name)
                self.domain_of[name] = company.domain
                self._after[name] = count

    def is_later(self, names: Iterable[str], count: int) -> bool:
        """Whether one of these was learnt after so many answers."""
        return any(self._after.get(name, 0) > count for name in names)


def _crowd(known: Known, one: Unrecognised) -> tuple[int, str]:
    """The company where most write from, those with more people first, of two the lesser domain."""
    hosts = (read_host(seen.signal.value) for seen in one.evidence if seen.signal.kind is _MAIL)
    firms = {host.domain for host in hosts if host and host.kind is HostKind.COMPANY}
    return min(((-known.people.get(domain, 0), domain) for domain in firms), default=(0, ""))


_TEXT, _MAIL = SignalKind.COMPANY_TEXT, SignalKind.EMAIL_DOMAIN

"""Weighs some people together, so that it makes no difference who of them came first.

Those at the largest domains go first. What an answer teaches of names holds for the next one at
once, by the rules that a directory keeps too (`identity.records`); whoever was weighed before a
name that they wrote meant what it means now is weighed once more. Whose a name is among all that
were ever seen, the ledger settles behind each batch (`ledger.contended`), and has whom it concerns
weighed again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from identity import weighing
from identity.asked import asked_names
from identity.crowd import largest
from identity.known import Known, Org, Own
from identity.placed import Placed
from identity.records import Records
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

    `known` has the domains of all names of which they may ask: see `names`.
    """
    ordered = sorted(waiting, key=lambda one: _crowd(known, one))
    asked = [names(one, known.orgs) for one in ordered]
    learning = _Learning(known)
    knowing = replace(known, domain_of=learning.domain_of)
    found: dict[int, Answer] = {}
    turns: dict[int, int] = {}
    again = list(range(len(ordered)))
    while again:
        for at in again:
            told = weighing.answer(ordered[at], knowing, own, today, placed)
            if at in found and _named(told) != _named(found[at]):
                del found[at]  # it comes after those from whom it learnt what it says
            found[at] = told
            turns[at] = learning.learn(told)
        again = [at for at in turns if learning.is_later(asked[at], turns[at])]
    return list(found.values())


def names(one: Unrecognised, orgs: Mapping[str, Org]) -> set[str]:
    """The keys of all names by which somebody's texts may mean a known company."""
    texts = (seen.signal.value for seen in one.evidence if seen.signal.kind is _TEXT)
    return {name for text in texts for name in asked_names(text, orgs)}


class _Learning:
    """What answers teach of names, one after another, beside what is known."""

    def __init__(self, known: Known) -> None:
        self._records = Records(known.domain_of, known.people, known.held)
        self.domain_of = self._records.domain_of
        self._turn = 0
        self._changed: dict[str, int] = {}  # the turn in which a name came to mean what it means

    def learn(self, answer: Answer) -> int:
        """Takes up one answer; returns its turn."""
        self._turn += 1
        for one in answer.found:
            company = one.company
            if company is None or company.domain is None:
                continue
            record = self._records.obtain(company)
            if one.confidence >= COUNTS and vouches(one.evidence, company.domain):
                self._records.vouch(record)
        self._changed |= dict.fromkeys(self._records.take_retold(), self._turn)
        return self._turn

    def is_later(self, names: Iterable[str], turn: int) -> bool:
        """Whether one of these came to mean something else after a turn."""
        return any(self._changed.get(name, 0) > turn for name in names)


def _named(answer: Answer) -> list[CompanyName | None]:
    return [one.company for one in answer.found]


def _crowd(known: Known, one: Unrecognised) -> tuple[int, str]:
    return largest((seen.signal for seen in one.evidence), known.people)


_TEXT = SignalKind.COMPANY_TEXT

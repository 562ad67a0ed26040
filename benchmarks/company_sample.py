"""Affiliation records whose company is known, and whether an answer names it.

The records are not ours to ship: LEADLIGHT_COMPANY_SAMPLE names a file of them, a CSV with the
columns `kind, company_text, email_domain, blog_domain, truth, truth_kind, year, source`.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ledger.drafts import Signal, SignalKind

_LEGAL = frozenset(
    """
    ab ag aps as bv co company corp corporation ehf gmbh inc incorporated kg kk limited llc llp lp
    ltd nv ou oy oyj plc private pty pvt sa sarl sas se spa srl sro
    """.split()  # noqa: SIM905
)
_WEAK = frozenset(
    """
    consulting digital enterprises global group holding holdings industries international lab labs
    media network networks partners research service services software solution solutions studio
    studios system systems tech technologies technology ventures worldwide
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Case:
    """One record; `truths` are the names that are right, none where the truth is no company."""

    kind: str
    text: str
    mail: str
    link: str
    truths: tuple[str, ...]
    source: str

    def signals(self, *, only_text: bool = False) -> list[Signal]:
        """The evidence of one person, in the order in which a profile would show it."""
        found = [Signal(SignalKind.COMPANY_TEXT, self.text)]
        if not only_text:
            found.append(Signal(SignalKind.BLOG_DOMAIN, self.link))
            found.append(Signal(SignalKind.EMAIL_DOMAIN, self.mail))
        return [signal for signal in found if signal.value]


def read(path: Path) -> list[Case]:
    """The records of a file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_case(row) for row in csv.DictReader(file)]


def _case(row: dict[str, str]) -> Case:
    truths = tuple(filter(None, row["truth"].split(" | "))) if row["truth_kind"] != "none" else ()
    return Case(
        row["kind"],
        row["company_text"],
        row["email_domain"],
        row["blog_domain"],
        truths,
        row["source"],
    )


@lru_cache(maxsize=65_536)
def spelled(name: str) -> str:
    """A name without case, accents, punctuation and legal form."""
    return "".join(_words(name))


def pair_kind(one: str, other: str) -> str:
    """How two names of one company differ: in "spelling", "words of no weight" or "more"."""
    if spelled(one) == spelled(other):
        return "spelling"
    return "words of no weight" if bare(one) == bare(other) else "more"


def _words(name: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    bare = re.sub(r"\([^()]*\)", " ", bare) if not bare.startswith("(") else bare
    words = re.sub(r"[\W_]+", " ", re.sub(r"[.'’]", "", bare)).split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return words


@lru_cache(maxsize=65_536)
def bare(name: str) -> str:
    """A name as `spelled`, without its last words of no weight either."""
    words = _words(name)
    while len(words) > 1 and words[-1] in _WEAK:
        words.pop()
    return "".join(words)


class Truth:
    """Which names and domains are one company's, as the records themselves tell."""

    def __init__(self, cases: Iterable[Case], key: Callable[[str], str] = spelled) -> None:
        """`key` tells which spellings are one name: `spelled`, or the more lenient `bare`."""
        self._key = key
        self._same: dict[str, str] = {}  # each name or domain to another of its company
        for case in cases:
            if case.kind in ("domain", "alias"):
                first = case.mail if case.kind == "domain" else self._key(case.text)
                for name in case.truths:
                    self._same[self._one(self._key(name))] = self._one(first)

    def holds(self, case: Case, domain: str | None, name: str | None) -> bool:
        """Whether an answer names a company of the case: by name, label or known domain."""
        answers = {self._key(name)} if name else set()
        if domain:
            answers |= {self._key(domain.split(".")[0]), self._key(domain), domain}
        right = {self._one(self._key(truth)) for truth in case.truths}
        return not right.isdisjoint(map(self._one, answers))

    def _one(self, name: str) -> str:
        """The one that stands for all names of a company."""
        while name in self._same and self._same[name] != name:
            name = self._same[name]
        return name

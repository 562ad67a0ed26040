"""What an answer on who somebody is looks like, and what a ledger has to say of it.

Whoever does not count for a company has neither domain nor name in the answer: the evidence says
why. A ledger's companies go before the rules' own: one that a person merged, ignored or confirmed
is answered so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from identity.match import COUNTS, Match, MatchKind
from identity.placed import Placed
from identity.record import company_name
from ledger.drafts import Signal, Standing
from ledger.naming import record_of
from ledger.picture import OnRecord, Picture, Stay
from ledger.successions import NOBODY
from ledger.types import day_number

_NOT_SCORED = (MatchKind.ACADEMIC, MatchKind.COMMUNITY, MatchKind.STAFF, MatchKind.NONE)
_BOTS = (Standing.BOT, Standing.SUSPECT)

Stays = Mapping[str, Sequence[Stay]]  # by handle in lower case


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who it is. `confidence` is the share, from 0 to 1, of such answers that are right.

    `domain` and `name` are None for whoever is unknown or never scores.
    """

    evidence: str
    confidence: float = 0.0
    domain: str | None = None
    name: str | None = None


BOT = Resolved("the login looks like a bot's")


def told(match: Match) -> Resolved:
    """A match for whoever asked."""
    if match.kind is MatchKind.COMPANY:
        return _company(match.evidence, match.confidence, match.domain, match.name)
    what = f"{match.kind}: {match.evidence}" if match.kind in _NOT_SCORED else match.evidence
    return Resolved(what, match.confidence)


@dataclass
class Remembered:
    """A ledger's word; `today` is the day for which it is asked when a question names none.

    `read_people` is called when the first login is asked for, and once.
    """

    picture: Picture
    read_people: Callable[[], Stays]
    today: date

    @cached_property
    def _people(self) -> Stays:
        return self.read_people()

    @cached_property
    def _placed(self) -> Placed[OnRecord]:
        of: dict[str, dict[str, OnRecord]] = {"org": {}, "team": {}}
        for (kind, value), record in self.picture.records.items():
            if kind in of:
                of[kind][value] = record
        return Placed(of["org"], of["team"])

    def by_signals(self, signals: Sequence[Signal], match: Match, at: date | None) -> Resolved:
        """What these signals mean, of which rules made that match.

        What people said whose organisations and workspaces are goes before all but our own people.
        """
        said = None if match.kind is MatchKind.STAFF else self._placed.company(signals)
        if said is None:
            return self.by_match(match, at)
        record, words = said
        return self._counted(record, words, 1.0, at)

    def by_match(self, match: Match, at: date | None) -> Resolved:
        """The match as the ledger has its company, if it does."""
        named = company_name(match)
        record = record_of(named, self.picture.records, _domain) if named else None
        if record is None:
            return told(match)
        return self._counted(record, match.evidence, match.confidence, at, match)

    def is_bot(self, login: str) -> bool | None:
        """Whether the account of that login (lower case) is one; None where it was never seen."""
        seen = self._people.get(login)
        return seen[0].standing in _BOTS if seen else None

    def by_login(self, login: str, at: date | None, *, said_only: bool) -> Resolved | None:
        """Whom that account stands for, by a person's word or else by all that was ever seen."""
        day = day_number(at or self.today)
        held = [stay for stay in self._people.get(login, ()) if stay.first <= day <= stay.last]
        words = [stay for stay in held if stay.is_said] or ([] if said_only else held)
        if not words:
            return None
        stay = words[0]
        if stay.company is None:
            return Resolved(f"staff: {stay.evidence}" if stay.staff else stay.evidence)
        company = self.picture.companies[stay.company]
        return self._counted(company, stay.evidence, stay.confidence / 100, at)

    def _counted(
        self,
        record: OnRecord,
        evidence: str,
        confidence: float,
        at: date | None,
        match: Match | None = None,
    ) -> Resolved:
        """For whom that company's people count on the day."""
        day = day_number(at or self.today)
        span = self.picture.span(record.id, day)
        if span.root == NOBODY:
            out = self.picture.companies[self.picture.left_out(record.id, day)]
            said = f"a person said that {out.domain or out.name} does not count"
            return Resolved(f"{evidence}; {said}")
        company = self.picture.companies[span.root]
        if company.id != record.id:
            evidence += f"; it counts as {company.domain or company.name}"
        if span.least:
            evidence += "; confirmed by a person"
        name = match.name if match and match.domain == company.domain else None
        confidence = max(confidence, span.least / 100)
        return _company(evidence, confidence, company.domain, company.name or name)


def _company(evidence: str, confidence: float, domain: str | None, name: str | None) -> Resolved:
    """A candidate is nobody's yet."""
    if confidence < COUNTS:
        return Resolved(f"candidate: {evidence}", confidence)
    return Resolved(evidence, confidence, domain, name)


def _domain(record: OnRecord) -> str | None:
    return record.domain

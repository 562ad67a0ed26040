"""What Leadlight would ask people of who is who, most points first.

Why computed anew whenever somebody looks: nothing is asked that the evidence outgrew meanwhile.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest
from typing import Any, Final

from bot import known_successors
from bot.evidence_line import evidence_line
from bot.look_alikes import look_alikes
from bot.services import Services
from ledger import companies, refusals, suggestions
from ledger.engine import Session
from ledger.tables import Company
from ledger.types import day_number
from scoring.rescore.at_stake import by_themselves, earned

COMPARED: Final = 2_000  # companies with the most points, whose names are compared
KINDS: Final = ("match", "company", "merge", "successor", "bot")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is asked. `points` are hundredths at the rules' window: see `rescore.at_stake`.

    `key` is the ids that it is about: of an actor and a company, of one of them, or of two
    companies, the lesser first; of a successor, who may have no record yet, the one it follows.
    `subject` and `object` are they as the audit list has them.
    """

    kind: str
    key: str
    subject: str
    object: str
    subject_name: str
    object_name: str
    reason: str
    points: int = 0

    @property
    def refusal(self) -> str:
        """The key by which it is kept as turned down: of two companies in either order."""
        return ":".join(sorted(self.key.split(":"), key=int)) if self.kind == "merge" else self.key

    def facts(self) -> dict[str, Any]:
        """The suggestion as views show it."""
        return {
            "id": f"{self.kind}:{self.key}",
            "kind": self.kind,
            "subject": self.subject,
            "object": self.object,
            "subject_name": self.subject_name,
            "object_name": self.object_name,
            "reason": self.reason,
            "points": self.points,
        }


def queue(
    session: Session, services: Services, today: date, most: int
) -> tuple[list[Suggestion], int]:
    """Those with the most points at stake, and how many there are in all."""
    rules = services.rules
    held = earned(session, rules, today)
    found = [
        *_people(session, services, today),
        *_doubted_companies(held.points, held.doubted),
        *_pairs(session, held.points),
        *_successors(session, held.points),
    ]
    turned_down = {kind: refusals.refused(session, kind) for kind in KINDS}
    standing = [one for one in found if one.refusal not in turned_down[one.kind]]
    first = nsmallest(most, standing, key=lambda one: (-one.points, one.kind, one.key))
    return [_told(session, one) for one in first], len(standing)


def _people(session: Session, services: Services, today: date) -> Iterable[Suggestion]:
    """Candidates for a company, and suspected bots, each with what they earn by themselves."""
    rules, last = services.rules, day_number(today)
    done = suggestions.done(session, last - rules.window_days + 1, last)
    alone = by_themselves(rules, today, (((one.actor_id, one.company_id), one) for one in done))
    for one in suggestions.doubted(session):
        yield replace(_match(one), points=alone.get((one.actor_id, one.company_id), 0))
    for suspect in suggestions.suspects(session):
        yield replace(_bot(suspect), points=alone.get((suspect.actor_id, 0), 0))


def _doubted_companies(points: Mapping[int, int], doubted: Iterable[int]) -> Iterable[Suggestion]:
    """Those that no evidence makes sure; who they are is looked up for the few that are shown."""
    for one in doubted:
        yield Suggestion("company", str(one), "", "", "", "", "", points[one])


def _pairs(session: Session, points: Mapping[int, int]) -> Iterable[Suggestion]:
    """Companies that look like one; at stake is what the lesser one would bring along."""
    largest = sorted(points, key=lambda one: (-points[one], one))[:COMPARED]
    named = companies.by_ids(session, largest)
    names = {one: named[one].name for one in largest if one in named}
    for (lesser, greater), reason in look_alikes(names).items():
        pair = _merge(session, lesser, greater)
        if pair is not None:
            yield replace(pair, reason=reason, points=points[lesser])


def _successors(session: Session, points: Mapping[int, int]) -> Iterable[Suggestion]:
    """Companies that went on as another one; at stake is what they earn under the old name."""
    for company in companies.by_ids(session, points).values():
        if known_successors.heir_of(company):
            found = _asked_successor(session, company.id)
            if found is not None:
                yield replace(found, points=points[company.id])


def _told(session: Session, one: Suggestion) -> Suggestion:
    """With what it takes a look at the ledger to tell."""
    if one.kind != "company":
        return one
    company = companies.get_one(session, int(one.key))
    reason = evidence_line(session, company.id)
    return replace(_of_company(company), reason=reason, points=one.points)


def _match(one: suggestions.Doubted) -> Suggestion:
    return Suggestion(
        kind="match",
        key=f"{one.actor_id}:{one.company_id}",
        subject=one.person,
        object=one.company_key,
        subject_name=one.name,
        object_name=one.company_name,
        reason=one.evidence,
    )


def _bot(one: suggestions.Suspect) -> Suggestion:
    reason = "its name is one that bots have; it scores nothing until somebody says it is a person"
    return Suggestion("bot", str(one.actor_id), one.person, "", one.name, "", reason)


def _of_company(company: Company) -> Suggestion:
    return Suggestion("company", str(company.id), company.key, "", company.name, "", "")


def _merge(session: Session, lesser: int, greater: int) -> Suggestion | None:
    """Two companies as a pair, unless a person said already how they belong together."""
    one, other = companies.get(session, lesser), companies.get(session, greater)
    if one is None or other is None or one.successor_id or other.successor_id == lesser:
        return None
    if one.parent_id == greater or other.parent_id == lesser:
        return None
    return Suggestion(
        kind="merge",
        key=f"{lesser}:{greater}",
        subject=one.key,
        object=other.key,
        subject_name=_named(one),
        object_name=_named(other),
        reason="",
    )


def _named(company: Company) -> str:
    is_plain = company.domain is None or company.name == company.key
    return company.name if is_plain else f"{company.name} ({company.key})"


def _asked_match(session: Session, actor_id: int, company_id: int) -> Suggestion | None:
    found = suggestions.doubted(session, actor_id)
    return next((_match(one) for one in found if one.company_id == company_id), None)


def _asked_company(session: Session, company_id: int) -> Suggestion | None:
    company = companies.get(session, company_id)
    return _of_company(company) if company and company.confirmed is None else None


def _asked_successor(session: Session, company_id: int) -> Suggestion | None:
    company = companies.get(session, company_id)
    heir = known_successors.unsaid(company)
    if company is None or heir is None:
        return None
    reason, name = known_successors.reason(heir), f"{heir.name} ({heir.domain})"
    key = str(company_id)
    return Suggestion("successor", key, company.key, heir.domain, _named(company), name, reason)


def _asked_bot(session: Session, actor_id: int) -> Suggestion | None:
    return next((_bot(one) for one in suggestions.suspects(session, actor_id)), None)


ASKED: Final[Mapping[str, Callable[..., Suggestion | None]]] = {
    "match": _asked_match,
    "company": _asked_company,
    "merge": _merge,
    "successor": _asked_successor,
    "bot": _asked_bot,
}

"""One suggestion of who is who: what is asked in words, and whether it stands.

Why looked up one by one: the queue ranks by numbers, and only the few that are shown or answered
need names; an answer finds what is so by then, whatever was shown before.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from bot import known_successors
from bot.evidence_line import evidence_line
from identity.look_alikes import look_alikes
from ledger import called, companies, persons, refusals, suggestions
from ledger.engine import Session
from ledger.tables import Company
from scoring.rescore.at_stake import earned
from scoring.rules_model import Rules

ID: Final = re.compile(r"([a-z]+):([0-9]{1,18})(?::([0-9]{1,18}))?", re.ASCII)
PAIRS: Final = ("match", "merge")  # kinds whose key is two ids


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is asked. `points` are hundredths at the rules' window: see `rescore.at_stake`.

    `key` is the ids that it is about: of an actor and a company, of one of them, or of two
    companies, the lesser first; of a successor, who may have no record yet, the one it follows.
    `subject` and `object` are they as the audit list has them. `accounts` are the ids of all
    accounts of the person in question that are in doubt: an answer is one of each.
    """

    kind: str
    key: str
    subject: str
    object: str
    subject_name: str
    object_name: str
    reason: str
    points: int = 0
    accounts: tuple[int, ...] = ()

    @property
    def refusals(self) -> tuple[str, ...]:
        """The keys by which it is kept as turned down: of two companies in either order."""
        if self.kind == "match":
            company = self.key.partition(":")[2]
            return tuple(f"{account}:{company}" for account in self.accounts)
        is_pair = self.kind == "merge"
        return (":".join(sorted(self.key.split(":"), key=int)) if is_pair else self.key,)

    def worth(self, points: int) -> "Suggestion":
        """The same, with these points at stake."""
        return replace(self, points=points)

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


def ids_of(suggestion: str) -> tuple[str, tuple[int, ...]] | None:
    """The kind and the ids that a suggestion's id is made of; None where it is no such id."""
    found = ID.fullmatch(suggestion)
    if found is None or found[1] not in WORDED:
        return None
    ids = tuple(int(part) for part in found.groups()[1:] if part)
    return (found[1], ids) if len(ids) == 1 + (found[1] in PAIRS) else None


def worded(session: Session, kind: str, *ids: int) -> Suggestion | None:
    """The question in words; None where nobody is there to ask of, or a person has spoken."""
    return WORDED[kind](session, *ids)


def standing(
    session: Session, rules: Rules, today: date, kind: str, ids: tuple[int, ...]
) -> Suggestion | None:
    """The same, if it is in doubt as of `today` and nobody turned it down."""
    if kind == "company" and not earned(session, rules, today, ids).doubted.any():
        return None
    asked = worded(session, kind, *ids)
    return None if asked is None or _is_refused(session, asked) else asked


def _is_refused(session: Session, asked: Suggestion) -> bool:
    """Whether somebody said no; to one account of a person is to all."""
    keys = asked.refusals
    if asked.kind == "match":
        company, accounts = asked.key.partition(":")[2], _accounts(session, asked.accounts[0])
        keys = tuple(f"{account}:{company}" for account in accounts)
    return any(refusals.holds(session, asked.kind, key) for key in keys)


def _match(session: Session, actor_id: int, company_id: int) -> Suggestion | None:
    found = [
        one
        for account in _accounts(session, actor_id)
        for one in suggestions.doubted(session, account)
        if one.company_id == company_id
    ]
    accounts = tuple(dict.fromkeys(one.actor_id for one in found))
    if actor_id not in accounts:
        return None
    first = found[0]
    return Suggestion(
        "match",
        f"{accounts[0]}:{company_id}",
        first.person,
        first.company_key,
        called.as_one(called.by_ids(session, accounts)),
        first.company_name,
        first.evidence,
        accounts=accounts,
    )


def _accounts(session: Session, actor_id: int) -> list[int]:
    return persons.among(session, [actor_id]).several(actor_id)


def _bot(session: Session, actor_id: int) -> Suggestion | None:
    one = suggestions.suspect(session, actor_id)
    if one is None:
        return None
    reason = "its name is one that bots have; it scores nothing until somebody says it is a person"
    return Suggestion("bot", str(actor_id), one.person, "", one.name, "", reason)


def _company(session: Session, company_id: int) -> Suggestion | None:
    one = companies.get(session, company_id)
    if one is None or one.confirmed is not None:
        return None
    reason = evidence_line(session, company_id)
    return Suggestion("company", str(company_id), one.key, "", one.name, "", reason)


def _merge(session: Session, lesser: int, greater: int) -> Suggestion | None:
    one, other = companies.get(session, lesser), companies.get(session, greater)
    if one is None or other is None or is_tied(lesser, greater, {lesser: one, greater: other}):
        return None
    for reason in look_alikes({greater: other.name, lesser: one.name}).values():
        names = _named(one), _named(other)
        return Suggestion("merge", f"{lesser}:{greater}", one.key, other.key, *names, reason)
    return None


def is_tied(
    lesser: int, greater: int, said: Mapping[int, Company] | Mapping[int, suggestions.Ties]
) -> bool:
    """Whether a person said already how two companies belong together."""
    one, other = said[lesser], said[greater]
    return bool(
        one.successor_id
        or other.successor_id == lesser
        or one.parent_id == greater
        or other.parent_id == lesser
    )


def _successor(session: Session, company_id: int) -> Suggestion | None:
    one = companies.get(session, company_id)
    heir = known_successors.unsaid(one)
    if one is None or heir is None:
        return None
    reason, name = known_successors.reason(heir), f"{heir.name} ({heir.domain})"
    key = str(company_id)
    return Suggestion("successor", key, one.key, heir.domain, _named(one), name, reason)


def _named(company: Company) -> str:
    is_plain = company.domain is None or company.name == company.key
    return company.name if is_plain else f"{company.name} ({company.key})"


WORDED: Final[Mapping[str, Callable[..., Suggestion | None]]] = {
    "match": _match,
    "company": _company,
    "merge": _merge,
    "successor": _successor,
    "bot": _bot,
}

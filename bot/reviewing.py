"""What becomes of an answer to a suggestion: a correction, or a refusal, once.

Of two people who answer at once the second finds the suggestion gone, and hears what the first one
said.
"""

from collections.abc import Sequence
from typing import Final

from bot import known_successors
from bot.rejecting import unverify
from bot.services import Services
from bot.speech import Made
from bot.suggestion import Suggestion, ids_of, standing
from bot.whom import name_of
from ledger import called, companies, corrections, jobs
from ledger.corrections import AlreadySo, By
from ledger.engine import Session
from ledger.tables import Actor, Correction

NOTE: Final = "review"  # beside the correction in the list
REFUSED: Final = {
    "match": "works at",
    "merge": "is the same as",
    "successor": "went on as",
}
RECENT: Final = 50  # corrections of somebody, among which the last word is looked for

_Said = list[Correction]  # one, or of a person one of each account


class SettledError(Exception):
    """Nothing is asked under this id; `by` is the correction that settled it, if one did."""

    def __init__(self, by: Correction | None) -> None:
        super().__init__("this suggestion stands no more")
        self.by = by


def answer(session: Session, services: Services, suggestion: str, is_taken: bool, by: By) -> Made:
    """Takes a suggestion (its key after its kind) or turns it down, in the caller's transaction.

    Raises:
        SettledError: somebody was quicker, the evidence changed, or it was never asked.
    """
    found = ids_of(suggestion)
    if found is None:
        raise SettledError(None)
    kind, ids = found
    asked = standing(session, services.rules, services.today(by.at), kind, ids)
    if asked is None:
        raise SettledError(_settled_by(session, kind, ids))
    try:
        said = _say(session, services, asked, ids, is_taken, by)
    except AlreadySo:
        raise SettledError(_settled_by(session, kind, ids)) from None
    jobs.hasten(session, "score", by.at)
    return _made(session, asked, ids, said)


def _made(session: Session, asked: Suggestion, ids: Sequence[int], all_said: _Said) -> Made:
    """The correction with those whom it is about."""
    said, *besides = all_said
    if asked.kind == "bot":
        return Made(said, session.get_one(Actor, ids[0]))
    if asked.kind == "match":
        actor = session.get_one(Actor, asked.accounts[0])
        company = companies.get_one(session, ids[1])
        return Made(said, actor, company, besides=tuple(besides))
    found = [companies.get_one(session, one) for one in ids]
    if asked.kind == "successor" and found[0].successor_id:
        found.append(companies.get_one(session, found[0].successor_id))
    return Made(said, None, found[0], found[1] if len(found) > 1 else None)


def _say(
    session: Session,
    services: Services,
    asked: Suggestion,
    ids: Sequence[int],
    is_taken: bool,
    by: By,
) -> _Said:
    if asked.kind == "match":
        return _say_of_person(session, asked, ids[1], is_taken, by)
    if asked.kind == "bot":
        actor = session.get_one(Actor, ids[0])
        return [corrections.bot(session, actor, by, is_bot=is_taken, note=NOTE)]
    company = companies.get_one(session, ids[0])
    if asked.kind == "company":
        if is_taken:
            return [corrections.verify(session, company, by, NOTE)]
        return [unverify(session, services, company, by, NOTE)]
    if not is_taken:
        return [_refuse(session, asked, asked.subject, asked.refusals[0], by)]
    if asked.kind == "successor":
        return [known_successors.take(session, company, by, NOTE)]
    return [corrections.merge(session, company, companies.get_one(session, ids[1]), by, NOTE)]


def _say_of_person(
    session: Session, asked: Suggestion, company_id: int, is_taken: bool, by: By
) -> _Said:
    """The same of each account, so that each stands in the list and can be taken back."""
    accounts = [session.get_one(Actor, account) for account in asked.accounts]
    if is_taken:
        company = name_of(companies.get_one(session, company_id))
        return [corrections.link(session, one, company, by, note=NOTE) for one in accounts]
    return [
        _refuse(session, asked, called.typed(one.source, one.key, one.handle), key, by)
        for one, key in zip(accounts, asked.refusals, strict=True)
    ]


def _refuse(session: Session, asked: Suggestion, subject: str, key: str, by: By) -> Correction:
    told = f"{subject} {REFUSED[asked.kind]} {asked.object}"
    return corrections.refuse(session, asked.kind, key, told, by, NOTE)


def _settled_by(session: Session, kind: str, ids: Sequence[int]) -> Correction | None:
    """The latest standing word on those whom a suggestion is about."""
    first, *others = ids
    if kind in ("match", "bot"):
        actor = session.get(Actor, first)
        names = [called.typed(actor.source, actor.key, actor.handle)] if actor else []
    else:
        found = (companies.get(session, one) for one in (first, *others))
        names = [company.key for company in found if company]
    said = [
        one
        for name in names
        for one in corrections.listed(session, RECENT, of=name)
        if one.undone_at is None and name in (one.subject, one.subject.split(" ")[0])
    ]
    return max(said, key=lambda one: one.id, default=None)

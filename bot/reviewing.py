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
from ledger import companies, corrections, jobs, suggestions
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


def _made(session: Session, asked: Suggestion, ids: Sequence[int], said: Correction) -> Made:
    """The correction with those whom it is about."""
    if asked.kind == "bot":
        return Made(said, session.get_one(Actor, ids[0]))
    if asked.kind == "match":
        return Made(said, session.get_one(Actor, ids[0]), companies.get_one(session, ids[1]))
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
) -> Correction:
    if asked.kind == "company":
        company = companies.get_one(session, ids[0])
        if is_taken:
            return corrections.verify(session, company, by, NOTE)
        return unverify(session, services, company, by, NOTE)
    if asked.kind == "bot":
        return corrections.bot(
            session, session.get_one(Actor, ids[0]), by, is_bot=is_taken, note=NOTE
        )
    if not is_taken:
        subject = f"{asked.subject} {REFUSED[asked.kind]} {asked.object}"
        return corrections.refuse(session, asked.kind, asked.refusal, subject, by, NOTE)
    if asked.kind == "successor":
        return known_successors.take(session, companies.get_one(session, ids[0]), by, NOTE)
    other = companies.get_one(session, ids[1])
    if asked.kind == "match":
        actor = session.get_one(Actor, ids[0])
        return corrections.link(session, actor, name_of(other), by, note=NOTE)
    return corrections.merge(session, companies.get_one(session, ids[0]), other, by, NOTE)


def _settled_by(session: Session, kind: str, ids: Sequence[int]) -> Correction | None:
    """The latest standing word on those whom a suggestion is about."""
    first, *others = ids
    if kind in ("match", "bot"):
        actor = session.get(Actor, first)
        names = [suggestions.called(actor.source, actor.key, actor.handle)] if actor else []
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

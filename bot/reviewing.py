"""What becomes of an answer to a suggestion: a correction, or a refusal, once.

Of two people who answer at once the second finds the suggestion gone, and hears what the first one
said.
"""

from typing import Final

from bot import known_successors
from bot.correcting import Made
from bot.suggesting import ASKED, Suggestion
from bot.whom import name_of
from ledger import companies, corrections, jobs, refusals, suggestions
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
    """A suggestion that stands no more; `by` is the correction that settled it, if one did."""

    def __init__(self, by: Correction | None) -> None:
        super().__init__("this suggestion stands no more")
        self.by = by


def answer(session: Session, suggestion: str, is_taken: bool, by: By) -> Made:
    """Takes a suggestion (its key after its kind) or turns it down, in the caller's transaction.

    Raises:
        SettledError: somebody was quicker, or the evidence changed.
    """
    kind, _, key = suggestion.partition(":")
    asked = ASKED[kind](session, *(int(part) for part in key.split(":")))
    if asked is None or asked.refusal in refusals.refused(session, kind):
        raise SettledError(_settled_by(session, kind, key))
    try:
        said = _say(session, asked, is_taken, by)
    except AlreadySo:
        raise SettledError(_settled_by(session, kind, key)) from None
    jobs.hasten(session, "score", by.at)
    return _made(session, asked, said)


def _made(session: Session, asked: Suggestion, said: Correction) -> Made:
    """The correction with those whom it is about."""
    ids = [int(part) for part in asked.key.split(":")]
    if asked.kind == "bot":
        return Made(said, session.get_one(Actor, ids[0]))
    if asked.kind == "match":
        return Made(said, session.get_one(Actor, ids[0]), companies.get_one(session, ids[1]))
    found = [companies.get_one(session, one) for one in ids]
    if asked.kind == "successor" and found[0].successor_id:
        found.append(companies.get_one(session, found[0].successor_id))
    return Made(said, None, found[0], found[1] if len(found) > 1 else None)


def _say(session: Session, asked: Suggestion, is_taken: bool, by: By) -> Correction:
    ids = [int(part) for part in asked.key.split(":")]
    if asked.kind == "company":
        word = corrections.verify if is_taken else corrections.unverify
        return word(session, companies.get_one(session, ids[0]), by, NOTE)
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


def _settled_by(session: Session, kind: str, key: str) -> Correction | None:
    """The latest standing word on those whom a suggestion is about."""
    first, *others = (int(part) for part in key.split(":"))
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

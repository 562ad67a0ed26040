"""What else speaks of a person who is forgotten: introductions, what they follow, the word index.

As in a referral, of an introduction stays that it was made, by whom, when and from where.
"""

from sqlmodel import Session, select

from ledger import person_words
from ledger.tables import Actor
from ledger.tables_desk import Follow, Hush, Introduction, Tag
from ledger.traces import GONE, REMOVED, Traces

SIDES = ("first", "second")


def clear(session: Session, actor: Actor, traces: Traces) -> None:
    """Takes the person out; to be called while the ledger still knows what they are called."""
    for row in session.exec(select(Introduction)):
        theirs = [side for side in SIDES if is_theirs(row, side, actor, traces)]
        for side in theirs:
            setattr(row, f"{side}_name", GONE)
            setattr(row, f"{side}_contact", "")
        if theirs:
            row.why = REMOVED
            row.origin_detail = "" if traces.names_them(row.origin_detail) else row.origin_detail
    for followed in session.exec(select(Follow)):
        if traces.pattern.fullmatch(followed.user_id):
            session.delete(followed)
    for said in (*session.exec(select(Tag)), *session.exec(select(Hush))):
        said.by = traces.cleared(said.by)
    person_words.change(session, actor.id, (actor.handle, actor.name), ("", ""))


def is_theirs(row: Introduction, side: str, actor: Actor, traces: Traces) -> bool:
    """By id, by the contact that was kept, or by a full name alone, as for a referral."""
    who, contact = getattr(row, f"{side}_actor_id"), getattr(row, f"{side}_contact")
    name = getattr(row, f"{side}_name").strip().lower()
    named = who is None and " " in actor.name.strip() and name == actor.name.lower()
    return who == actor.id or traces.pattern.search(contact) is not None or named

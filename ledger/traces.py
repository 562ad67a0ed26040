"""Where people speak of each other: referrals, messages, events, corrections, without one of them.

A person is named in these by an id that is theirs alone (a Slack user's, GitHub's node), as
`source:handle`, or by name. Ids and `source:handle` are replaced by the hash wherever they stand.
A name is taken only out of rows that are known to be about the person, for others have it too; of
those goes all that somebody typed freely, because nobody can say whom it names.
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from ledger.inbox import emptied
from ledger.notices import DEAD, PENDING, SENDING
from ledger.tables import Actor, Affiliation, Correction, InboxEvent, Job, Notice, Refusal
from ledger.tables_desk import Audit, Handoff, Introduction, Referral, ReferralStep

GONE = "a forgotten person"
REMOVED = "Removed, because the person asked to be forgotten."
KNOWN = "known before they were forgotten"

# What people typed or were shown, in which an id may stand, and whose name goes with an id.
TEXTS: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (Audit, ("by", "subject", "object")),
    (Correction, ("by", "subject", "object", "note", "undone_by", "before")),
    (Handoff, ("by", "note")),
    (Introduction, ("request_key", "referrer", "first_contact", "second_contact")),
    (Job, ("error",)),
    (Notice, ("channel", "error", "facts")),
    (Referral, ("request_key", "referrer", "person_contact", "link")),
    (ReferralStep, ("by", "request_key")),
)
NAMED_BESIDE = {"by": "by_name", "referrer": "referrer_name"}


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a person is known in rows that are not theirs, and the hash that replaces it."""

    actor_id: int
    hashed: str
    names: frozenset[str]  # in lower case
    pattern: re.Pattern[str]

    def cleared(self, text: str) -> str:
        """The text with the hash for each id."""
        return self.pattern.sub(lambda found: f"{found['source'] or ''}{self.hashed}", text)

    def names_them(self, text: str) -> bool:
        """Whether a text of theirs says who they are."""
        return self.pattern.search(text) is not None or any(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.lower()) for name in self.names
        )


def traces_of(actor: Actor, hashed: str) -> Traces:
    """How an actor is called; to be asked for while the ledger still knows it."""
    user = actor.key.partition(":")[2] if actor.source == "slack" else ""
    alone = {actor.node_id or "", user, actor.key if user else ""} - {""}
    typed = {actor.key, actor.handle, f"@{actor.handle}" if actor.handle else ""} - {""}
    source = rf"(?P<source>{re.escape(actor.source)}: ?)"
    called = rf"(?i:{source}(?:{_any(typed | alone)}))"  # people type it in any case
    either = f"{called}|{_any(alone)}" if alone else called
    pattern = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")
    names = frozenset(filter(None, (actor.name.lower(), actor.handle.lower())))
    return Traces(actor.id, hashed, names, pattern)


def referrals_of(session: Session, actor: Actor, traces: Traces) -> list[Referral]:
    """Those of the person: by id, by the contact that was kept, or by a full name alone."""
    full_name = actor.name.lower() if " " in actor.name.strip() else None
    return [
        row
        for row in session.exec(select(Referral).order_by(col(Referral.id)))
        if row.actor_id == actor.id
        or traces.pattern.search(row.person_contact)
        or (row.actor_id is None and full_name == row.person_name.strip().lower())
    ]


def clear_referrals(session: Session, rows: Iterable[Referral], traces: Traces) -> None:
    """Leaves of a referral its team, origin, company, steps and what it was worth."""
    ids = set()
    for row in rows:
        ids.add(row.id)
        row.person_name, row.person_contact, row.link, row.why = GONE, "", "", REMOVED
        row.company_name = "" if traces.names_them(row.company_name) else row.company_name
        row.origin_detail = "" if traces.names_them(row.origin_detail) else row.origin_detail
    for step in session.exec(select(ReferralStep).where(col(ReferralStep.referral_id).in_(ids))):
        step.note = ""
    for notice in session.exec(select(Notice).where(col(Notice.kind).startswith("referral"))):
        if notice.facts.get("id") in ids:
            notice.facts = _without_person(notice.facts, traces)


def corrections_of(session: Session, traces: Traces) -> list[Correction]:
    """What was said of the person."""
    rows = session.exec(select(Correction))
    return [row for row in rows if traces.pattern.search(f"{row.subject} {row.object}")]


def clear_corrections(session: Session, traces: Traces) -> None:
    """Leaves of what was said of the person that it was said, when and by whom."""
    theirs = set(
        session.exec(select(Affiliation.id).where(Affiliation.actor_id == traces.actor_id))
    )
    about = {row.id for row in corrections_of(session, traces)}
    for row in session.exec(select(Correction)):
        row.note = "" if row.id in about else row.note
        becomes = _without_evidence(row.before, theirs, row.id in about)
        if becomes != row.before:
            row.before = becomes


def events_of(session: Session, traces: Traces) -> list[InboxEvent]:
    """The events in which the person acts; one that nobody read yet has to be read first."""
    read = select(InboxEvent).where(InboxEvent.state != "pending")
    return [row for row in session.exec(read) if _cleared(row.payload, traces) != row.payload]


def clear_events(session: Session, traces: Traces) -> None:
    """Leaves of an event that it came, and of which type it was."""
    for row in events_of(session, traces):
        row.payload = emptied(row.payload)


def clear_ids(session: Session, traces: Traces) -> None:
    """Replaces the person's ids wherever else they stand."""
    for message in session.exec(select(Notice)):
        if traces.pattern.fullmatch(message.channel):
            _silence(message)
    for table, columns in TEXTS:
        for row in session.exec(select(table)):
            _clear_row(row, columns, traces)
    for said in session.exec(select(Affiliation).where(Affiliation.decided_by != "")):
        _clear_row(said, ["decided_by"], traces)  # the others are many, and nobody's word
    for refusal in session.exec(select(Refusal)):
        _clear_refusal(session, refusal, traces)


def _clear_row(row: Any, columns: Iterable[str], traces: Traces) -> None:
    for column in columns:
        was = getattr(row, column)
        becomes = _cleared(was, traces)
        if becomes != was:
            setattr(row, column, becomes)
            if column in NAMED_BESIDE:
                setattr(row, NAMED_BESIDE[column], GONE)


def _clear_refusal(session: Session, row: Refusal, traces: Traces) -> None:
    """Its key is its identity: two that become one are one."""
    key, by = traces.cleared(row.key), traces.cleared(row.by)
    if key != row.key:
        session.delete(row)
        session.flush()
        session.merge(Refusal(kind=row.kind, key=key, at=row.at, by=by))
    row.by = by


def _silence(message: Notice) -> None:
    """What was for the person alone is told to nobody any more."""
    message.sent_channel = None
    if message.state in (PENDING, SENDING):
        message.state, message.error = DEAD, "whom it was for asked to be forgotten"


def _without_person(facts: dict[str, Any], traces: Traces) -> dict[str, Any]:
    """A referral's facts as its row is now, so that what waits can still be posted."""
    gone = {"person": GONE, "contact": "", "mention": "", "why": REMOVED, "link": "", "deeds": []}
    steps = [
        {key: "" if key in ("note", "link") else value for key, value in step.items()}
        for step in facts.get("steps", ())
    ]
    texts = {
        key: ""
        for key in ("company_name", "origin_detail")
        if traces.names_them(str(facts.get(key) or ""))
    }
    return {**facts, **gone, **texts, "steps": steps}


def _cleared(value: Any, traces: Traces) -> Any:
    """The same with the hash for each id, however deep it stands."""
    if isinstance(value, str):
        return traces.cleared(value)
    if isinstance(value, list):
        return [_cleared(one, traces) for one in value]
    if not isinstance(value, dict):
        return value
    cleared = {key: _cleared(one, traces) for key, one in value.items()}
    for who, name in NAMED_BESIDE.items():
        if name in cleared and cleared.get(who) != value.get(who):
            cleared[name] = GONE
    return cleared


def _without_evidence(value: Any, theirs: Set[int], inside: bool) -> Any:
    """What it takes to undo a word, less the evidence of these affiliations, or of any in it."""
    if isinstance(value, list):
        return [_without_evidence(one, theirs, inside) for one in value]
    if not isinstance(value, dict):
        return value
    key = value.get("key")
    if value.get("table") == Affiliation.__tablename__ and isinstance(key, list | tuple):
        inside = inside or any(part in theirs for part in key)
    evidence = {"evidence": KNOWN} if inside and "evidence" in value else {}
    return {name: _without_evidence(one, theirs, inside) for name, one in value.items()} | evidence


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))

"""What people say of who is who, done: one way for Slack, the command line and files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot import recognising
from bot.correction_line import Asked
from bot.grammar import Word
from bot.naming import NONE, OWN, NamingError, alias_of
from bot.services import Services
from bot.whom import employer, fitting, one_company, one_person, one_record
from collectors.github_items import GHOST
from ledger import companies, corrections, jobs
from ledger.corrections import AlreadySo, By
from ledger.drafts import Standing
from ledger.engine import Session
from ledger.naming import CompanyName
from ledger.tables import Actor, Company, Correction


@dataclass(frozen=True, slots=True)
class Made:
    """A correction, with those whom it is about, as they are now."""

    correction: Correction
    actor: Actor | None = None
    company: Company | None = None
    other: Company | None = None
    value: str = ""
    staff: bool = False


@dataclass(frozen=True, slots=True)
class _Speech:
    """Who speaks, where, and what."""

    session: Session
    services: Services
    by: By
    asked: Asked


Verb = Callable[[_Speech], Made]


def correct(session: Session, services: Services, asked: Asked, by: By) -> Made:
    """Does what is asked, in the caller's transaction; levels follow with the next score.

    Raises:
        NamingError: somebody or something named is unknown, or could be several.
        AlreadySo: the same was said before.
        CorrectionError: it contradicts itself or what stands; nothing was changed.
    """
    made = VERBS[asked.action](_Speech(session, services, by, asked))
    jobs.hasten(session, "score", by.at)
    return made


def undo(session: Session, number: int, by: By) -> Correction:
    """Takes a correction back, in the caller's transaction.

    Raises:
        CorrectionError: there is none of that number, it was undone, or a later one stands on it.
    """
    undone = corrections.undo(session, number, by)
    jobs.hasten(session, "score", by.at)
    return undone


def _link(s: _Speech) -> Made:
    actor = one_person(s.session, s.services, s.asked.subject)
    _must_be_somebody(actor)
    named, staff = _employer(s)
    days = {"first": s.asked.first, "last": s.asked.last}
    spoken = corrections.link(s.session, actor, named, s.by, **days, staff=staff, note=s.asked.note)
    company = companies.recorded(s.session, named) if named else None
    return Made(spoken, actor, company, staff=staff)


def _employer(s: _Speech) -> tuple[CompanyName | None, bool]:
    """The company named, and whether it is our own."""
    typed = s.asked.object
    if _is(typed, OWN):
        return None, True
    if _is(typed, NONE):
        return None, False
    named = employer(s.session, typed)
    own = recognising.is_own(s.services, named)
    return (None if own else named), own


def _unlink(s: _Speech) -> Made:
    actor = one_person(s.session, s.services, s.asked.subject)
    return Made(corrections.unlink(s.session, actor, s.by, s.asked.note), actor)


def _bot(s: _Speech) -> Made:
    actor = one_person(s.session, s.services, s.asked.subject)
    is_bot = s.asked.action == "bot"
    return Made(corrections.bot(s.session, actor, s.by, is_bot=is_bot, note=s.asked.note), actor)


def _alias(s: _Speech) -> Made:
    company, typed = _company_and_value(s)
    kind, value = alias_of(typed)
    spoken = corrections.alias(s.session, company, kind, value, s.by, s.asked.note)
    return Made(spoken, None, company, value=typed)


def _company_and_value(s: _Speech) -> tuple[Company, str]:
    """In either order: only the company is known already."""
    first, second = s.asked.subject.text, s.asked.object.text
    try:
        return one_company(s.session, first), second
    except NamingError:
        if fitting(s.session, second):
            return one_company(s.session, second), first
        raise


def _unalias(s: _Speech) -> Made:
    typed = s.asked.subject.text
    kind, value = alias_of(typed)
    spoken = corrections.unalias(s.session, kind, value, s.by, s.asked.note)
    return Made(spoken, None, one_company(s.session, spoken.subject), value=typed)


def _merge(s: _Speech) -> Made:
    company = one_record(s.session, s.asked.subject.text)
    into = one_company(s.session, s.asked.object.text)
    is_merged = company.successor_id is not None and company.succeeded_on is None
    today = s.services.today(s.by.at)
    if is_merged and companies.present(s.session, company, today).id == into.id:
        raise AlreadySo(f"{company.key} is merged into {into.key} already")
    spoken = corrections.merge(s.session, company, into, s.by, s.asked.note)
    return Made(spoken, None, company, into)


def _unmerge(s: _Speech) -> Made:
    company = one_record(s.session, s.asked.subject.text)
    return Made(corrections.unmerge(s.session, company, s.by, s.asked.note), None, company)


def _parent(s: _Speech) -> Made:
    company, other = one_company(s.session, s.asked.subject.text), _or_none(s)
    spoken = corrections.parent(s.session, company, other, s.by, s.asked.note)
    return Made(spoken, None, company, other)


def _successor(s: _Speech) -> Made:
    company, other = one_record(s.session, s.asked.subject.text), _or_none(s)
    if other is not None and s.asked.first is None:
        raise NamingError(
            "a successor takes its first day, such as: from 2026-07-01; "
            "what was one company all along is merged"
        )
    day = s.asked.first if other else None
    spoken = corrections.succeed(s.session, company, other, day, s.by, s.asked.note)
    return Made(spoken, None, company, other)


def _of_company(act: Callable[[Session, Company, By, str], Correction]) -> Verb:
    """A verb that takes one company and says one thing of it."""

    def verb(s: _Speech) -> Made:
        company = one_company(s.session, s.asked.subject.text)
        return Made(act(s.session, company, s.by, s.asked.note), None, company)

    return verb


VERBS: Final[Mapping[str, Verb]] = {
    "link": _link,
    "unlink": _unlink,
    "alias": _alias,
    "unalias": _unalias,
    "merge": _merge,
    "unmerge": _unmerge,
    "parent": _parent,
    "successor": _successor,
    "ignore": _of_company(corrections.ignore),
    "heed": _of_company(corrections.heed),
    "verify": _of_company(corrections.verify),
    "unverify": _of_company(corrections.unverify),
    "bot": _bot,
    "person": _bot,
}


def _or_none(s: _Speech) -> Company | None:
    typed = s.asked.object
    return None if _is(typed, NONE) else one_company(s.session, typed.text)


def _is(word: Word, keywords: tuple[str, ...]) -> bool:
    return not word.quoted and word.text.lower() in keywords


def _must_be_somebody(actor: Actor) -> None:
    """Whom nobody can place at a company."""
    who = actor.handle or actor.key
    if actor.standing == Standing.BOT:
        raise NamingError(
            f"{who} is a bot, and bots never score: nothing was changed; "
            f"if it is a person after all, say so: person {actor.source}:{who}"
        )
    if (actor.source, actor.key) == (GHOST.source, GHOST.key):
        raise NamingError(
            f"{who} stands in for every deleted account, whoever had it, "
            "so it can stand for no company: nothing was changed"
        )

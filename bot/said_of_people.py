"""What people say of persons, done: whom they stand for, and whether they are bots."""

from bot import recognising
from bot.naming import NONE, OWN, NamingError
from bot.speech import Made, Speech, is_word
from bot.whom import employer, one_person
from collectors.github_items import GHOST
from ledger import companies, corrections
from ledger.drafts import Standing
from ledger.naming import CompanyName
from ledger.tables import Actor


def link(s: Speech) -> Made:
    """Whom a person stands for, on every day or on some; NamingError where that cannot be said."""
    actor = one_person(s.session, s.services, s.asked.subject)
    _must_be_somebody(actor)
    named, staff = _employer(s)
    days = {"first": s.asked.first, "last": s.asked.last}
    spoken = corrections.link(s.session, actor, named, s.by, **days, staff=staff, note=s.asked.note)
    company = companies.recorded(s.session, named) if named else None
    return Made(spoken, actor, company, staff=staff)


def _employer(s: Speech) -> tuple[CompanyName | None, bool]:
    """The company named, and whether it is our own."""
    typed = s.asked.object
    if is_word(typed, OWN):
        return None, True
    if is_word(typed, NONE):
        return None, False
    named = employer(s.session, typed)
    own = recognising.is_own(s.services, named)
    return (None if own else named), own


def unlink(s: Speech) -> Made:
    """That the evidence decides again."""
    actor = one_person(s.session, s.services, s.asked.subject)
    return Made(corrections.unlink(s.session, actor, s.by, s.asked.note), actor)


def bot(s: Speech) -> Made:
    """That an account is a bot, or a person."""
    actor = one_person(s.session, s.services, s.asked.subject)
    is_bot = s.asked.action == "bot"
    return Made(corrections.bot(s.session, actor, s.by, is_bot=is_bot, note=s.asked.note), actor)


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

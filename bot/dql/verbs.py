"""`/dql`: hand a person to a team in one line, see what became of it."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bot.answers import Answer, Asker, Done, Open, Press, Replace, Say, Update
from bot.dql import meant
from bot.dql.checks import asks_consent, problems_of
from bot.dql.facts import referral_facts
from bot.dql.forms import made_of, shown
from bot.dql.introducing import introduction_facts
from bot.dql.line import read_referral
from bot.dql.undoing import undo_introduction, undo_referral
from bot.grammar import Word
from bot.permits import Permit, may_act, permitted, sees_names
from bot.roles import Role
from bot.services import Services
from bot.views import blocks as b
from bot.views import introduction
from bot.views import receipt as views
from bot.views.help import slip
from bot.views.notice_views import VIEWS
from bot.views.referral import Draft
from bot.views.referral_form import Beside
from bot.whom import fitting
from ledger import introductions, referrals
from ledger.engine import Session
from ledger.tables_desk import Referral
from scoring.rules import Rules

COMMAND: Final = "/dql"
LISTED: Final = 20
BESIDE: Final = 5  # introductions at the foot of a list of referrals
MET: Final = "introductions"
ABOUT: Final = "="  # before the company or the person whose referrals are asked for
TYPED: Final = 200  # letters of it, which the button of the next page hands back
INTRODUCTION = re.compile(r"intro(?:duction)?[- ]?(\d{1,9})", re.IGNORECASE)
NUMBER = re.compile(r"(?:dql-?)?(\d{1,9})", re.IGNORECASE)


def refer_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`refer PERSON TEAM "why" from ORIGIN "which one"`; what is missing is asked in a form."""
    with services.ledger.read() as session:
        draft, notes = read_referral(session, services, rest, now)
        wrong = problems_of(session, services.rules, draft)
    # What is left out is asked for, not complained of.
    notes = (*notes, *(text for name, text in wrong.items() if getattr(draft, name)))
    missing = _missing(services.rules, draft)
    if notes or missing:
        return Open(shown(services, draft, Beside(notes=notes, missing=missing if rest else ())))
    answered = made_of(services, draft, asker, now, seen=None)
    if isinstance(answered, Update):
        return Open(answered.view)
    return Say(answered.message) if answered.message else Done()


def _missing(rules: Rules, draft: Draft) -> tuple[str, ...]:
    """What a referral lacks before it can be made, in words."""
    asked = draft.consent or not asks_consent(rules, draft.team)
    has = {
        "who it is": draft.person,
        "the team": draft.team,
        "whether they agree": asked,
        "why": draft.why,
        "where it came from": draft.origin,
    }
    return tuple(words for words, there in has.items() if not there)


def undo_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`undo DQL-12` or `undo introduction 3`: as the button of the receipt does."""
    typed = " ".join(word.text for word in rest)
    for pattern, undo, get, called in (
        (NUMBER, undo_referral, referrals.get, "referral DQL-"),
        (INTRODUCTION, undo_introduction, introductions.get, "introduction "),
    ):
        if numbered := pattern.fullmatch(typed):
            with services.ledger.read() as session:
                row = get(session, int(numbered[1]))
            if row is None:
                return problem(f"There is no {called}{numbered[1]}.")
            answered = undo(services, Press(meant.typed(row), {}), asker, now)
            break
    else:
        return problem("`undo` takes a number: `/dql undo DQL-12`, `/dql undo introduction 3`.")
    return Say(answered.message) if isinstance(answered, Replace) else answered


def list_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`list [all|TEAM|introductions]`: my referrals, everybody's, a team's; whom I introduced.

    The newest introductions stand beneath my referrals and everybody's, for they have no team.
    """
    typed = rest[0].text if rest else ""
    wanted = typed.lower()
    if wanted == MET:
        return Say(_met(services, asker))
    if wanted and wanted != "all" and wanted not in services.rules.teams:
        teams = ", ".join(services.rules.teams)
        line = f"`{b.outside(typed)}` is no team. Teams are {teams}; or say `all`, `{MET}`."
        return problem(line)
    return Say(_page(services, asker, wanted))


def older(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The next page of a list, in place of the one before."""
    wanted, _, before = press.value.rpartition(":")
    if wanted == MET:
        return Replace(_met(services, asker, int(before)))
    return Replace(_page(services, asker, wanted, int(before)))


def _page(services: Services, asker: Asker, wanted: str, before_id: int | None = None) -> b.Message:
    with services.ledger.read() as session:
        rows = _wanted(session, asker, wanted, before_id)
        shown_now = rows[:LISTED]
        more = f"{wanted}:{shown_now[-1].id}" if len(rows) > LISTED else ""
        met = [] if before_id else _introduced(session, asker, wanted, BESIDE + 1)
        facts = _facts(session, services, shown_now, asker)
    beside = introduction.beside(met[:BESIDE], is_all=len(met) <= BESIDE)
    refers = permitted(Permit.DEVREL, asker)
    return views.listing(_title(wanted), facts, more, beside, refers=refers)


def _title(wanted: str) -> str:
    """What a list of referrals is."""
    if wanted.startswith(ABOUT):
        return f"Referrals that fit {wanted.removeprefix(ABOUT)}"
    return {"": "Referrals I made", "all": "All referrals"}.get(wanted, f"Referrals to {wanted}")


def _met(services: Services, asker: Asker, before_id: int | None = None) -> b.Message:
    """A page of the introductions that somebody made, DevRel of everybody's."""
    is_all = sees_names(asker)
    wanted = "all" if is_all else ""
    with services.ledger.read() as session:
        rows = _introduced(session, asker, wanted, LISTED + 1, before_id)
    more = f"{MET}:{rows[LISTED - 1]['id']}" if len(rows) > LISTED else ""
    title = "All introductions" if is_all else "Introductions I made"
    introduces = permitted(Permit.DEVREL, asker)
    return introduction.listing(title, rows[:LISTED], more, introduces=introduces)


def _introduced(
    session: Session, asker: Asker, wanted: str, limit: int, before_id: int | None = None
) -> list[dict[str, Any]]:
    """Introductions that stand, newest first: mine (""), or everybody's to whoever may know."""
    if wanted not in ("", "all") or (wanted and not sees_names(asker)):
        return []
    mine = None if wanted else asker.user_id
    return [
        introduction_facts(row)
        for row in introductions.recent(session, limit, referrer=mine, before_id=before_id)
    ]


def _wanted(session: Session, asker: Asker, wanted: str, before_id: int | None) -> list[Referral]:
    """One more than a page: mine (""), everybody's, a team's, or what `=acme.com` is called."""
    if wanted.startswith(ABOUT):
        typed = wanted.removeprefix(ABOUT)
        found = [company.id for company in fitting(session, typed)]
        # Others than DevRel find by name whom they may know anyway.
        own = asker.teams if asker.role is Role.TEAM else ()
        known_to = None if sees_names(asker) else (asker.user_id, own)
        return referrals.told_of(session, LISTED + 1, found, typed, before_id, known_to)
    return referrals.recent(
        session,
        LISTED + 1,
        referrer=asker.user_id if not wanted else None,
        team=wanted if wanted not in ("", "all") else None,
        before_id=before_id,
    )


def status_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`status acme.com`, `status "Ada Byte"` or `status DQL-12`: what became of it."""
    typed = " ".join(word.text for word in rest)
    if not typed:
        return problem("`status` takes a company or a number: `/dql status acme.com`.")
    if numbered := NUMBER.fullmatch(typed):
        return _one(services, int(numbered[1]), asker)
    with services.ledger.read() as session:
        if not _wanted(session, asker, ABOUT + typed, None):
            line = _unknown(session, asker, typed)
            return Say(b.message(line, b.section(line)))
    return Say(_page(services, asker, ABOUT + b.cut(typed, TYPED)))


def _unknown(session: Session, asker: Asker, typed: str) -> str:
    """That nobody was found; not as a fact to whom not every name is told."""
    called = b.outside(typed)
    if sees_names(asker) or fitting(session, typed):
        return f"Nobody of {called} has been referred so far."
    return (
        f"I know no company called {called}, and names of people are DevRel's to look up: "
        "ask by number, or by company."
    )


def look(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The earlier referral that a form warns of."""
    with services.ledger.read() as session:
        found = meant.referral(session, meant.read(press.value))
    return found if isinstance(found, Say) else _one(services, found.id, asker)


def _one(services: Services, referral_id: int, asker: Asker) -> Say:
    """A referral's card without its buttons, for it is acted on where the team has it.

    Who may not know the person gets the line of the list, which says the state.
    """
    with services.ledger.read() as session:
        referral = referrals.get(session, referral_id)
        if referral is None:
            return problem(f"There is no referral DQL-{referral_id}.")
        if not _knows(asker, referral):
            facts = _facts(session, services, [referral], asker)
            return Say(views.listing("A referral of another team", facts))
        card = VIEWS["referral"](referral_facts(session, services.rules, referral))
    return Say(b.message(card.text, *(one for one in card.blocks if one["type"] != "actions")))


def problem(text: str) -> Say:
    """What was wrong, with where the lines that work are found."""
    return Say(slip(COMMAND, text))


def _facts(
    session: Session, services: Services, rows: Sequence[Referral], asker: Asker
) -> list[dict[str, Any]]:
    """Referrals with the names that somebody may know."""
    found = [referral_facts(session, services.rules, row) for row in rows]
    return [
        facts if _knows(asker, row) else {**facts, "person": ""}
        for facts, row in zip(found, rows, strict=True)
    ]


def _knows(asker: Asker, referral: Referral) -> bool:
    """Whether somebody may know who was referred: it is theirs, or their team's."""
    is_own = referral.referrer == asker.user_id
    return is_own or sees_names(asker) or may_act(asker, referral.team)

"""How far a company came with marketing and sales, as a form or a line says it.

Whose work it is may say it: the team that hears of leads, and DevRel. A state stands from its day
on until the next one's, so that none begins before the one it follows.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from bot.answers import Answer, Asker, Errors, Open, Press, Say
from bot.correction_line import LineError, day_of
from bot.grammar import Word
from bot.naming import NamingError
from bot.oql.corrections import by_of
from bot.oql.handing_back import stands, way_back
from bot.oql.pressed import done, pressed_company
from bot.permits import may_act, not_of_team
from bot.services import Services
from bot.views import company_forms as views
from bot.views.blocks import outside
from bot.views.company import candidates
from bot.views.corrections import refused
from bot.views.days import written
from bot.views.wording import stage
from bot.whom import SeveralFitError, one_company
from ledger import customers, handoffs
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company
from ledger.tables_desk import Handoff

EXAMPLE: Final = "/oql handoff acme.com MQL 2026-11-02"
# A project that sells nothing has its own words for some; both are understood everywhere.
SPELLED: Final = {
    stage(state, sells).casefold(): state for state in handoffs.STATES for sells in (False, True)
}


class DayError(ValueError):
    """A day on which it cannot have come so far; the message says why and what would do."""


class Line(NamedTuple):
    """What a line says: the company as it was typed, the state, since which day."""

    company: str
    state: str  # empty: the form asks
    day: date | None  # none was said


def open_handoff(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The form of the hand-off state, at what stands."""
    if not may_act(asker, services.rules.announce.team):
        return not_of_team(services, services.rules.announce.team, asker, "hand-off")
    with services.ledger.read() as session:
        company = pressed_company(session, press.value)
        return _form(session, services, company, press.value)


def hand_off(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """Says how far a company came, since a day."""
    if not may_act(asker, services.rules.announce.team):
        return not_of_team(services, services.rules.announce.team, asker, "hand-off")
    note = values.get("note", "").strip()
    try:
        day = day_of(values["day"]) if values.get("day") else None
        with services.ledger.write() as session:
            company, by = pressed_company(session, metadata), by_of(asker, now)
            typed = Line(company.key, SPELLED[values["state"].casefold()], day)
            return done(_say(session, services, company, typed, by, note))
    except (LineError, DayError) as error:
        return Errors({"day": str(error)})


def handoff(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`handoff acme.com MQL 2026-11-02`: the same by a line; without a state the form asks."""
    if not may_act(asker, services.rules.announce.team):
        return not_of_team(services, services.rules.announce.team, asker, "hand-off")
    if not rest:
        return Say(refused("which company?", EXAMPLE))
    try:
        line = _read([word.text for word in rest])
        with services.ledger.write() as session:
            company = one_company(session, line.company)
            if not line.state:
                return _form(session, services, company, str(company.id))
            before = stands(session, company)
            said = _say(session, services, company, line, by_of(asker, now))
            return Say(views.line(said, *way_back(session, company, before)))
    except SeveralFitError as error:
        said = " ".join(word.text for word in rest).removeprefix(error.typed)
        return Say(candidates(error.typed, error.rows, f"/oql handoff acme.com{said}"))
    except NamingError as error:
        sells = services.rules.project.sells
        states = ", ".join(stage(state, sells) for state in handoffs.STATES)
        return Say(refused(f"{error}. How far it came is one of {states}", EXAMPLE))
    except (LineError, DayError) as error:
        return Say(refused(str(error), EXAMPLE))


def _form(session: Session, services: Services, company: Company, metadata: str) -> Open:
    stood = handoffs.state_of(session, [company.id]).get(company.id)
    sells = services.rules.project.sells
    facts = {
        "name": company.name,
        "state": stage(stood.state if stood else handoffs.NONE, sells),
        "day": stood.day.isoformat() if stood else None,
        "note": stood.note if stood else "",
        "metadata": metadata,
    }
    return Open(views.handoff_form(facts, tuple(stage(state, sells) for state in handoffs.STATES)))


def _read(typed: list[str]) -> Line:
    """A company of any number of words, then perhaps a state, then perhaps a day.

    Raises:
        LineError: what stands behind a state is no day.
    """
    for words in (2, 1):  # "handed over" has two
        for at in (len(typed) - words, len(typed) - words - 1):
            state = SPELLED.get(" ".join(typed[at : at + words]).casefold()) if at > 0 else None
            if state:
                day = typed[at + words :]
                return Line(" ".join(typed[:at]), state, day_of(day[0]) if day else None)
    return Line(" ".join(typed), "", None)


def _say(
    session: Session, services: Services, company: Company, line: Line, by: By, note: str = ""
) -> str:
    """Keeps it, and says what is so now: whoever is won is a customer, whoever is lost is none.

    Raises:
        DayError: the day has not come yet, or the state before it began later.
    """
    said = handoffs.history(session, company.id)
    day = line.day or _since(said, line.state, services.today(by.at))
    if day > services.today(by.at):
        raise DayError(f"{written(day)} has not come yet")
    sells = services.rules.project.sells
    state, name = stage(line.state, sells), outside(company.name)
    before = _before(said, line.state)
    if before is not None and day < before.day:
        stood = stage(before.state, sells)
        raise DayError(
            f"it is at {stood} since {written(before.day)}, so it cannot be at {state} since"
            f" {written(day)}: if that day is wrong, save {stood} with the right one first"
        )
    handed = customers.hand_off(session, company.id, line.state, day, by, note)
    if not handed.is_new:
        return f"*{name}* is at {state} already."
    tagged = " It is tagged customer now." if handed.tagged else ""
    untagged = " It is tagged customer no more." if handed.untagged else ""
    return f"*{name}* is at {state} since {written(day)}.{tagged}{untagged}"


def _since(said: Sequence[Handoff], state: str, today: date) -> date:
    """The day of a state that is said without one: what stands keeps its own."""
    return said[-1].day if said and said[-1].state == state else today


def _before(said: Sequence[Handoff], state: str) -> Handoff | None:
    """What stood before `state`; saying a state again puts its own day right."""
    return next((one for one in reversed(said) if one.state != state), None)

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
from bot.oql.pressed import done, pressed_company
from bot.oql_corrections import by_of
from bot.permits import may_act, not_of_team
from bot.services import Services
from bot.views import company_forms as views
from bot.views.blocks import outside
from bot.views.company import candidates
from bot.views.corrections import refused
from bot.whom import SeveralFitError, one_company
from ledger import customers, handoffs
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company, Handoff

EXAMPLE: Final = "/oql handoff acme.com MQL 2026-11-02"
SPELLED: Final = {state.casefold(): state for state in handoffs.STATES}


class DayError(ValueError):
    """A day on which it cannot have come so far; the message says why and what would do."""


class Line(NamedTuple):
    """What a line says: the company as it was typed, the state, since which day."""

    company: str
    state: str  # empty: the form asks
    day: date


def open_handoff(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The form of the hand-off state, at what stands."""
    if not may_act(asker, services.rules.announce.team):
        return not_of_team(services, services.rules.announce.team, asker, "hand-off")
    with services.ledger.read() as session:
        company = pressed_company(session, press.value)
        return _form(session, company, press.value, services.today(now))


def hand_off(
    services: Services, values: Mapping[str, str], metadata: str, asker: Asker, now: datetime
) -> Answer:
    """Says how far a company came, since a day."""
    if not may_act(asker, services.rules.announce.team):
        return not_of_team(services, services.rules.announce.team, asker, "hand-off")
    today, note = services.today(now), values.get("note", "").strip()
    try:
        day = day_of(values["day"]) if values.get("day") else today
        with services.ledger.write() as session:
            company, by = pressed_company(session, metadata), by_of(asker, now)
            return done(_say(session, company, values["state"], day, note, by, today))
    except (LineError, DayError) as error:
        return Errors({"day": str(error)})


def handoff(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`handoff acme.com MQL 2026-11-02`: the same by a line; without a state the form asks."""
    if not may_act(asker, services.rules.announce.team):
        return not_of_team(services, services.rules.announce.team, asker, "hand-off")
    if not rest:
        return Say(refused("which company", EXAMPLE))
    today = services.today(now)
    try:
        line = _read([word.text for word in rest], today)
        with services.ledger.write() as session:
            company = one_company(session, line.company)
            if not line.state:
                return _form(session, company, str(company.id), today)
            by = by_of(asker, now)
            said = _say(session, company, line.state, line.day, "", by, today)
            return Say(views.line(said))
    except SeveralFitError as error:
        said = " ".join(word.text for word in rest).removeprefix(error.typed)
        return Say(candidates(error.typed, error.rows, f"/oql handoff acme.com{said}"))
    except NamingError as error:
        states = ", ".join(handoffs.STATES)
        return Say(refused(f"{error}. How far it came is one of {states}", EXAMPLE))
    except (LineError, DayError) as error:
        return Say(refused(str(error), EXAMPLE))


def _form(session: Session, company: Company, metadata: str, today: date) -> Open:
    stands = handoffs.state_of(session, [company.id]).get(company.id)
    facts = {
        "name": company.name,
        "state": stands.state if stands else handoffs.NONE,
        "metadata": metadata,
    }
    return Open(views.handoff_form(facts, handoffs.STATES, today.isoformat()))


def _read(typed: list[str], today: date) -> Line:
    """A company of any number of words, then perhaps a state, then perhaps a day.

    Raises:
        LineError: what stands behind a state is no day.
    """
    for words in (2, 1):  # "handed over" has two
        for at in (len(typed) - words, len(typed) - words - 1):
            state = SPELLED.get(" ".join(typed[at : at + words]).casefold()) if at > 0 else None
            if state:
                day = typed[at + words :]
                return Line(" ".join(typed[:at]), state, day_of(day[0]) if day else today)
    return Line(" ".join(typed), "", today)


def _say(
    session: Session, company: Company, state: str, day: date, note: str, by: By, today: date
) -> str:
    """Keeps it, and says what is so now: whoever is won is a customer, whoever is lost is none.

    Raises:
        DayError: the day has not come yet, or the state before it began later.
    """
    if day > today:
        raise DayError(f"{day} has not come yet")
    before = _before(handoffs.history(session, company.id), state)
    if before is not None and day < before.day:
        raise DayError(
            f"it is at {before.state} since {before.day}, so it cannot be at {state} since {day}:"
            f" if that day is wrong, save {before.state} with the right one first"
        )
    name = outside(company.name)
    handed = customers.hand_off(session, company.id, state, day, by, note)
    if not handed.is_new:
        return f"*{name}* is at {state} already."
    tagged = " It is tagged customer now." if handed.tagged else ""
    untagged = " It is tagged customer no more." if handed.untagged else ""
    return f"*{name}* is at {state} since {day}.{tagged}{untagged}"


def _before(said: Sequence[Handoff], state: str) -> Handoff | None:
    """What stood before `state`; saying a state again puts its own day right."""
    return next((one for one in reversed(said) if one.state != state), None)

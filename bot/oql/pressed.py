"""Which company a button, a form or a line means, and how what was done to it is answered."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.answers import Answer, Asker, Done, Press, Replace, Say
from bot.grammar import Word
from bot.naming import NamingError
from bot.oql.card import draw
from bot.oql.corrections import by_of
from bot.services import Services
from bot.views.blocks import Block, Message, button
from bot.views.company import candidates
from bot.views.company_card import ON_CARD
from bot.views.company_forms import line
from bot.views.corrections import refused
from bot.whom import SeveralFitError, one_company
from ledger import companies
from ledger.engine import Session
from ledger.errors import LedgerError
from ledger.spoken import By
from ledger.tables import Company


class Told(NamedTuple):
    """What was done to a company, and the button that takes it back, if one does."""

    line: str
    back: Block | None = None

    @property
    def message(self) -> Message:
        """It by itself; on a card its own buttons are the way back."""
        return line(self.line, *([self.back] if self.back else []))


Act = Callable[[Session, Company, By], Told]


class GoneError(LookupError):
    """A button or a form outlived its company."""


def pressed_company(session: Session, value: str) -> Company:
    """The company that a button names; of one that was merged since then whoever it counts as.

    Raises:
        GoneError: it is no longer on record.
    """
    company = companies.get(session, int(value.split()[0]))
    if company is None:
        raise GoneError
    return companies.root(session, company)


def gone() -> Message:
    """To whoever pressed such a button."""
    return line("This company is there no more: its people count for another one by now.")


def undo(action_id: str, company: Company) -> Block:
    """The button that takes back what was done to a company."""
    return button("Undo", action_id, str(company.id))


def is_on_card(value: str) -> bool:
    """Whether a button stands on a card, which is then drawn anew in its place."""
    return value.endswith(f" {ON_CARD}")


def by_button(act: Act) -> Callable[[Services, Press, Asker, datetime], Answer]:
    """A button that does something to a company, and says what it did."""

    def click(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
        with services.ledger.write() as session:
            company = pressed_company(session, press.value)
            said = act(session, company, by_of(asker, now))
            company_id = company.id
        if is_on_card(press.value):
            return Replace(draw(services, company_id, asker, now, said.line))
        return Say(said.message)

    return click


def by_line(
    act: Act, example: str
) -> Callable[[Services, Sequence[Word], Asker, datetime], Answer]:
    """The same by a line that names the company."""

    def verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
        return of_named(services, " ".join(word.text for word in rest), act, example, asker, now)

    return verb


def of_named(
    services: Services, typed: str, act: Act, example: str, asker: Asker, now: datetime
) -> Answer:
    """Does something to the company that was typed, or says why not and what would do."""
    if not typed:
        return Say(refused("which company?", example))
    try:
        with services.ledger.write() as session:
            return Say(act(session, one_company(session, typed), by_of(asker, now)).message)
    except SeveralFitError as error:
        return Say(candidates(error.typed, error.rows, example))
    except (NamingError, LedgerError) as error:
        return Say(refused(str(error), example))


def done(said: str) -> Done:
    """A form that did something closes, and says what."""
    return Done(line(said))

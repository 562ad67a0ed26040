"""The way back from a line that said how far a company came: the button beneath its answer.

What stood before is said anew, with its own day, for every word that was given stays in the list.
"""

from datetime import datetime
from typing import NamedTuple

from bot.answers import Answer, Asker, Press, Replace
from bot.oql.corrections import by_of
from bot.oql.pressed import pressed_company
from bot.permits import may_act, not_of_team
from bot.services import Services
from bot.views.blocks import Block, button, outside
from bot.views.company_forms import HANDOFF_UNDO, line
from bot.views.days import written
from bot.views.wording import stage
from ledger import handoffs, tags
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company
from ledger.tables_desk import Handoff


class Stood(NamedTuple):
    """The newest word on a company's hand-off, by its row, and whether it had a customer's tag."""

    row: int | None
    tagged: bool


def stands(session: Session, company: Company) -> Stood:
    """How it stands now; asked before a line is taken, and after it."""
    said = handoffs.state_of(session, [company.id]).get(company.id)
    is_customer = tags.CUSTOMER in tags.of(session, [company.id]).get(company.id, ())
    return Stood(said.id if said else None, is_customer)


def way_back(session: Session, company: Company, before: Stood) -> list[Block]:
    """The button that takes back what was said since; none where nothing was."""
    now = stands(session, company)
    if now.row == before.row:
        return []
    came_with_it = now.tagged - before.tagged
    return [button("Undo", HANDOFF_UNDO, f"{company.id} {now.row} {came_with_it}")]


def take_back(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Says again what stood before, unless somebody has said more since."""
    team = services.rules.announce.team
    if not may_act(asker, team):
        return not_of_team(services, team, asker, "hand-off")
    _, row, came_with_it = press.value.split()
    with services.ledger.write() as session:
        company, by = pressed_company(session, press.value), by_of(asker, now)
        said = handoffs.history(session, company.id)
        is_newest = bool(said) and said[-1].id == int(row)
        if is_newest:
            _restore(session, services, company, said[:-1], int(came_with_it), by)
        stood = handoffs.history(session, company.id)[-1]
        name, state = outside(company.name), stage(stood.state, services.rules.project.sells)
    at = f"is at {state} since {written(stood.day)}"
    now_is = "has no hand-off" if stood.state == handoffs.NONE else at
    begins = "Taken back" if is_newest else "That is no more what stands"
    return Replace(line(f"{begins}: *{name}* {now_is}."))


def _restore(
    session: Session,
    services: Services,
    company: Company,
    before: list[Handoff],
    came_with_it: int,
    by: By,
) -> None:
    """The state before, on its own day; the tag comes or goes as it went or came with the line."""
    if before:
        was = before[-1]
        handoffs.record(session, company.id, was.state, was.day, by, was.note)
    else:
        handoffs.record(session, company.id, handoffs.NONE, services.today(by.at), by)
    if came_with_it > 0:
        tags.untag(session, company.id, tags.CUSTOMER, by)
    elif came_with_it < 0:
        tags.tag(session, company.id, tags.CUSTOMER, by)

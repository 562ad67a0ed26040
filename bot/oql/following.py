"""`/oql follow acme.com`: a company's changes come to whoever follows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.answers import Answer, Asker, Say
from bot.grammar import Word
from bot.oql.lists import company_row
from bot.services import Services
from bot.views.blocks import outside
from bot.views.company_lists import following as listed
from ledger import follows
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company
from scoring.rescore import Ranked, movers

EXAMPLE: Final = "/oql follow acme.com"
END: Final = "/oql unfollow acme.com"


def follow(session: Session, company: Company, by: By) -> str:
    """Has the company's changes come to `by`."""
    name = outside(company.name)
    if not follows.follow(session, company.id, by):
        return f"You follow *{name}* already."
    return f"You follow *{name}* now: when its level or hand-off changes, you hear of it."


def unfollow(session: Session, company: Company, by: By) -> str:
    """Ends that."""
    name = outside(company.name)
    if not follows.unfollow(session, company.id, by):
        return f"You do not follow *{name}*."
    return f"You follow *{name}* no more."


def following(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`following`: the companies whose changes come to me."""
    today = services.today(now)
    with services.ledger.read() as session:
        ids = tuple(follows.following(session, asker.user_id))
        found = Ranked(ids, (0,) * len(ids))
        rows = movers(session, services.rules, today, found)
        return Say(listed([company_row(services.rules, one) for one in rows]))

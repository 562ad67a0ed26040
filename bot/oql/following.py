"""`/oql follow acme.com`: a company's changes come to whoever follows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bot.answers import Answer, Asker, Press, Replace, Say
from bot.company_words import left_out
from bot.grammar import Word
from bot.oql.lists import company_row
from bot.oql.pressed import Told, undo
from bot.services import Services
from bot.views.blocks import Message, outside
from bot.views.company_card import FOLLOW, UNFOLLOW
from bot.views.company_lists import following as listed
from bot.views.who import is_left_out
from ledger import companies, follows
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company
from scoring.rescore import Ranked, movers

EXAMPLE: Final = "/oql follow acme.com"
END: Final = "/oql unfollow acme.com"
SHOWN: Final = 20  # on a page


def follow(session: Session, company: Company, by: By) -> Told:
    """Has the company's changes come to `by`; of one that is left out none come."""
    name, silent = outside(company.name), left_out(session, company)
    back = undo(UNFOLLOW, company)
    if silent is not None:
        follows.follow(session, company.id, by)
        told = f"You follow *{name}*, but it {is_left_out(silent)}"
        return Told(f"{told}: you hear of it once DevRel takes it in again.", back)
    if not follows.follow(session, company.id, by):
        return Told(f"You follow *{name}* already.", back)
    told = f"You follow *{name}* now: when its level or hand-off changes, you hear of it."
    return Told(told, back)


def unfollow(session: Session, company: Company, by: By) -> Told:
    """Ends that."""
    name = outside(company.name)
    if not follows.unfollow(session, company.id, by):
        return Told(f"You do not follow *{name}*.")
    return Told(f"You follow *{name}* no more.", undo(FOLLOW, company))


def following(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`following`: the companies whose changes come to me."""
    return Say(_page(services, 0, asker, now))


def turn(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Others of them, in place of those whose button was pressed."""
    return Replace(_page(services, int(press.value), asker, now))


def _page(services: Services, at: int, asker: Asker, now: datetime) -> Message:
    """Some of them; where they have become fewer meanwhile, the last."""
    with services.ledger.read() as session:
        ids = tuple(follows.following(session, asker.user_id))
        at = min(at, max(-(-len(ids) // SHOWN) - 1, 0))
        some = slice(at * SHOWN, (at + 1) * SHOWN)
        found = Ranked(ids, (0,) * len(ids))
        rows = movers(session, services.rules, services.today(now), found, some)
        names = companies.by_ids(session, ids[some])
    known = {row.one.company_id: company_row(services.rules, row) for row in rows}
    shown = [known.get(one) or _silent(names[one]) for one in ids[some]]
    return listed({"rows": shown, "page": at, "size": SHOWN, "total": len(ids)})


def _silent(named: companies.Named) -> dict[str, Any]:
    """One that no list has, for it is left out or nothing was heard of it for 90 days."""
    called = {"company_id": named.id, "company": named.key, "name": named.name}
    return {**called, "points": 0, "level": "none", "people": 0, "verified": True}

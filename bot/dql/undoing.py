"""Taking back what was done by mistake: a referral nobody answered yet, an introduction."""

from datetime import datetime

from bot.answers import Answer, Asker, Press, Replace, Say, Update
from bot.dql import meant
from bot.dql.facts import referral_facts
from bot.dql.introducing import introduction_facts
from bot.dql.steps import Doer, Taken, step
from bot.roles import Role
from bot.services import Services
from bot.views import blocks as b
from bot.views import introduction as introduced
from bot.views import receipt
from bot.views.referral import member
from ledger import introductions, referrals, spoken


def undo_referral(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Withdraws a referral, while its team has not answered; the card of the team says so."""
    with services.ledger.read() as session:
        referral = meant.referral(session, meant.read(press.value))
        if isinstance(referral, Say):
            return _in_place(press, referral.message)
        if not _may_undo(referral.referrer, asker):
            return _in_place(press, _not_theirs(referral.referrer))
        was = referral_facts(session, services.rules, referral)
    if was["state"] == referrals.WITHDRAWN:
        return _in_place(press, receipt.taken_back(was))
    by = Doer(asker.user_id, asker.user_name)
    facts, done = step(services, was["id"], Taken(referrals.WITHDRAWN), by, now)
    said = receipt.taken_back if done else receipt.too_late
    return _in_place(press, said(facts or was))


def undo_introduction(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Takes an introduction back, so that it counts nowhere."""
    with services.ledger.write() as session:
        row = meant.introduction(session, meant.read(press.value))
        if isinstance(row, Say):
            return _in_place(press, row.message)
        if not _may_undo(row.referrer, asker):
            return _in_place(press, _not_theirs(row.referrer))
        introductions.undo(session, row.id, spoken.By(asker.user_id, asker.user_name, now))
        said = introduced.taken_back(introduction_facts(row))
    return _in_place(press, said)


def _may_undo(referrer: str, asker: Asker) -> bool:
    return asker.user_id == referrer or asker.role is Role.ADMIN


def _not_theirs(referrer: str) -> b.Message:
    return _line(f"Only {member(referrer, '')}, who made it, or an administrator can undo this.")


def _line(text: str) -> b.Message:
    return b.message(text, b.section(text))


def _in_place(press: Press, said: b.Message) -> Answer:
    """The answer instead of the receipt whose button was pressed: in its form, or as a message."""
    return Update(b.notice_view(said)) if press.view_id else Replace(said)

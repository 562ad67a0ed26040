"""What a step brings about beside the referral: its company's hand-off state and customership.

Whoever corrects an outcome takes back what that outcome brought about, and nothing else: a tag that
was there before, or that another referral brought, stays.
"""

from collections.abc import Collection

from bot.services import Services
from ledger import customers, handoffs, lineage, referrals, referred
from ledger.engine import Session
from ledger.referral_steps import Came
from ledger.spoken import By
from ledger.tables_desk import Referral
from scoring.rescore.customers import customers as customers_on
from scoring.rescore.customers import won_by_team


def bring_about(
    session: Session, services: Services, referral: Referral, step: str, by: By
) -> None:
    """What follows from the newest step, in its transaction; `by` says who took it, and when."""
    if step == referrals.WITHDRAWN:
        referred.let_company_go(session, referral)
    if referral.company_id is None:
        return
    company_id = lineage.survivors(session, [referral.company_id])[referral.company_id]
    if step == referrals.ACCEPTED and referral.team == services.rules.announce.team:
        _hand_over(session, services, company_id, referral, by)
    if step in (referrals.OUTCOME, referrals.CORRECTED):
        _count(session, services, company_id, referral, by)


def _hand_over(
    session: Session, services: Services, company_id: int, referral: Referral, by: By
) -> None:
    """Whom the team of the announcements takes on is handed over, unless more is known of it.

    A customer is further than that, whoever called it one.
    """
    today, known = services.today(by.at), handoffs.state_of(session, [company_id]).get(company_id)
    if company_id in customers_on(session, services.rules, today):
        return
    if known is None or known.state == handoffs.NONE:
        note = f"DQL-{referral.id} was accepted"
        customers.hand_off(session, company_id, handoffs.HANDED_OVER, today, by, note)


def _count(
    session: Session, services: Services, company_id: int, referral: Referral, by: By
) -> None:
    """Of whom a team won, a customer comes; the hand-off is the announcements' team's to win."""
    won = won_by_team(services.rules)
    kinds: Collection[str] = won.get(referral.team, ())
    was, now = _last_two(session, referral.id)
    was_won, is_won = (one is not None and one.kind in kinds for one in (was, now))
    hands = referral.team == services.rules.announce.team
    today, number = services.today(by.at), f"DQL-{referral.id}"
    if was and was_won and not is_won:
        note = f"{number} was corrected"
        customers.unwin(session, company_id, was.at, today, by, note, won=won)
    elif now and is_won and not was_won:
        note = f"{number}: {now.kind}"
        customers.win(session, company_id, today, by, note, hands=hands)


def _last_two(session: Session, referral_id: int) -> tuple[Came | None, Came | None]:
    """What the newest step corrected, if it did; and the outcome that it told."""
    told = [referrals.told(one) for one in referrals.steps(session, referral_id)]
    is_correction = told[-1][0] == referrals.CORRECTED
    was = referrals.outcomes(told[:-1])[-1] if is_correction else None
    now = referrals.outcomes(told)
    return was, now[-1] if now and told[-1][2] else None

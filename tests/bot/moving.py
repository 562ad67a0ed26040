"""What people do with a company while its movements are told."""

from collections.abc import Callable

from ledger import companies, follows, handoffs, referrals
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company
from ledger.tables_desk import Referral
from tests.scoring.judging import ACME, Judging, day, noon


def act(story: Judging, work: Callable[[Session, int, By], object], number: int, by: str) -> None:
    """Somebody does something with Acme."""
    with story.ledger.write() as session:
        [acme] = companies.find(session, ACME)
        work(session, acme.id, By(by, by[2:].title(), noon(number)))


def follow(session: Session, company_id: int, by: By) -> None:
    follows.follow(session, company_id, by)


def hand_off(session: Session, company_id: int, by: By) -> None:
    handoffs.record(session, company_id, handoffs.SQL, day(3), by)


def win(session: Session, company_id: int, by: By) -> None:
    handoffs.record(session, company_id, handoffs.WON, day(3), by)


def refer(session: Session, company_id: int, by: By) -> None:
    handed = Referral(
        request_key="one",
        made_at=by.at,
        person_name="Ada Secret",
        company_id=company_id,
        team="sales",
        why="asked",
        origin="booth",
        referrer=by.id,
        referrer_name=by.name,
        level=3,
        points=7_500,
    )
    referrals.make(session, handed)


def take(step: str) -> Callable[[Session, int, By], object]:
    def taken(session: Session, company_id: int, by: By) -> None:
        [handed] = referrals.of_company(session, company_id)
        outcome = "customer" if step == referrals.OUTCOME else ""
        referrals.advance(session, handed.id, step, by.id, by.name, "", by.at, outcome)

    return taken


def named(session: Session, company_id: int) -> Company:
    return companies.get_one(session, company_id)

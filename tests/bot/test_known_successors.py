"""A company that is known to have gone on as another one: Leadlight asks, and a person decides."""

from datetime import date

import pytest
from sqlmodel import select

from bot.oql import review
from bot.services import Services
from bot.suggesting import queue
from bot.suggestion import Suggestion
from bot.views.plain import as_text
from ledger import corrections
from ledger.corrections import By
from ledger.engine import Session
from ledger.tables import Company
from tests.bot.scene import NOW, asker, happened, pulls

SINCE = date(2018, 12, 11)


@pytest.fixture
def known(here: Services) -> Services:
    happened(here, [*pulls("heptio.com", 2), *pulls("acme.example", 2), *pulls("fb.com", 2)])
    return here


def asked(services: Services) -> list[Suggestion]:
    with services.ledger.read() as session:
        found, _ = queue(session, services, services.today(NOW), 10)
    return [one for one in found if one.kind == "successor"]


def press(services: Services, one: Suggestion, is_taken: bool) -> str:
    answer = review.press(services, f"{one.kind}:{one.key}", is_taken, asker("U1"), NOW)
    return as_text(answer.message)


def company(session: Session, domain: str) -> Company:
    return session.exec(select(Company).where(Company.domain == domain)).one()


def test_only_what_became_another_company_is_asked(known: Services) -> None:
    """A second domain of one company is that company already: facebook.com is Meta since 2021."""
    found = {(one.subject, one.object, one.object_name) for one in asked(known)}
    assert found == {
        ("heptio.com", "vmware.com", "VMware (vmware.com)"),
        ("facebook.com", "meta.com", "Meta (meta.com)"),
    }
    [heptio] = [one for one in asked(known) if one.subject == "heptio.com"]
    assert (heptio.points, heptio.reason.split(";")[0]) == (1_000, f"publicly known since {SINCE}")


def test_a_yes_makes_the_successor_from_its_day_on_and_can_be_undone(known: Services) -> None:
    [heptio] = [one for one in asked(known) if one.subject == "heptio.com"]
    assert "vmware.com" in press(known, heptio, True)
    assert "heptio.com" not in {one.subject for one in asked(known)}
    with known.ledger.write() as session:
        was, now = company(session, "heptio.com"), company(session, "vmware.com")
        assert (was.successor_id, was.succeeded_on) == (now.id, SINCE)
        [said] = [one for one in corrections.listed(session, 9) if one.action == "successor"]
        corrections.undo(session, said.id, By("U1", "Dana", NOW))
    assert "heptio.com" in {one.subject for one in asked(known)}


def test_a_no_is_not_asked_again(known: Services) -> None:
    [heptio] = [one for one in asked(known) if one.subject == "heptio.com"]
    assert "heptio.com went on as vmware.com" in press(known, heptio, False)
    assert "heptio.com" not in {one.subject for one in asked(known)}
    with known.ledger.read() as session:
        assert company(session, "heptio.com").successor_id is None

"""The home tab: what waits, what I handed on, who is hot; never empty."""

from typing import Any

from bot.home import home_facts
from bot.referring import By, Taken, refer, step
from bot.services import Services
from bot.views.blocks import Message
from bot.views.home import home
from bot.views.plain import as_text
from bot.views.referral import Draft
from ledger import jobs, referrals
from ledger.drafts import ActorDraft, Signal, SignalKind
from tests.bot.scene import NOW, did, happened, pulls, said

ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
DANA = By("U1", "dana")


def shown(services: Services, user: str = "U1") -> str:
    view: dict[str, Any] = home(home_facts(services, user, NOW))
    return as_text(Message("", tuple(view["blocks"])))


def test_an_empty_home_says_what_to_do(here: Services) -> None:
    text = shown(here)
    assert "Nobody waits." in text
    assert "The button above opens the form" in text
    assert "[Refer somebody]" in text


def test_each_person_sees_what_they_referred(here: Services) -> None:
    refer(here, ADA, DANA, "view:V1", NOW)
    assert shown(here).count("DQL-1") == 2  # it waits, and it is mine
    assert shown(here, "U9").count("DQL-1") == 1
    step(here, 1, Taken(referrals.ACCEPTED), By("U2", "sam"), NOW)
    assert shown(here).count("DQL-1") == 1
    assert "accepted" in shown(here)


def test_a_company_on_doubtful_evidence_is_marked(here: Services) -> None:
    mail = (Signal(SignalKind.EMAIL_DOMAIN, "two.example"),)
    people = [ActorDraft("files", key, signals=mail) for key in ("ada", "bo")]
    happened(here, [did(who, "download") for who in people])
    marked = "two.example · none · 2 people · company not confirmed yet"
    assert marked in shown(here)
    assert marked in said(here, "/oql top")


def test_companies_and_troubles_are_there(here: Services) -> None:
    happened(here, pulls("acme.example", 3))
    with here.ledger.write() as session:
        jobs.finish(session, "github", NOW, "GitHub does not answer")
    text = shown(here)
    assert "acme.example · OQL1 · 1 person\n" in text
    assert "GitHub does not answer" in text

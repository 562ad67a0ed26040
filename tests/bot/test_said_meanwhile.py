"""What people say holds for whoever it concerns, also while a pass is under way."""

from sqlmodel import col, select

from bot import passes, recognising
from bot.services import Services
from ledger import actors, companies, corrections
from ledger.corrections import By
from ledger.drafts import ActorDraft, Signal, SignalKind
from ledger.engine import Session
from ledger.naming import CompanyName
from ledger.tables import Actor, Affiliation, Company
from tests.bot.scene import NOW

DANA = By("U1", "Dana", NOW)
ACME = CompanyName("acme.example", "acme.example", "acme")


def come(services: Services, key: str, kind: SignalKind, value: str) -> None:
    with services.ledger.write() as session:
        draft = ActorDraft("github", key, handle=key, signals=(Signal(kind, value),))
        actors.remember(session, [draft], NOW)


def known(services: Services) -> dict[str, tuple[str, int]]:
    """The company and the confidence of each."""
    rows = (
        select(Actor.handle, Company.key, Affiliation.confidence)
        .join(Affiliation, col(Affiliation.actor_id) == Actor.id)
        .join(Company, col(Company.id) == Affiliation.company_id)
        .where(col(Affiliation.superseded_at).is_(None))
    )
    with services.ledger.read() as session:
        return {handle: (key, sure) for handle, key, sure in session.exec(rows)}


def acme(session: Session) -> Company:
    return companies.obtain(session, ACME, NOW)


def test_a_word_between_two_batches_holds_in_the_same_pass(here: Services) -> None:
    for number in range(4):
        come(here, f"person-{number}", SignalKind.COMPANY_TEXT, "@wile")
    with here.ledger.write() as session:
        weighing = recognising.begin(session, here, NOW)
    recognising.place(here, weighing)
    with here.ledger.write() as session:
        assert recognising.weigh(session, here, weighing, 2, NOW) == 2
    with here.ledger.write() as session:
        corrections.alias(session, acme(session), "org", "wile", DANA)
    with here.ledger.write() as session:
        assert recognising.weigh(session, here, weighing, 9, NOW) == 4
    assert set(known(here).values()) == {("acme.example", 100)}


def test_who_wrote_a_name_hears_that_its_company_is_right(here: Services) -> None:
    come(here, "ada", SignalKind.EMAIL_DOMAIN, "acme.example")
    come(here, "bo", SignalKind.COMPANY_TEXT, "Acme")
    passes.recognise(here, lambda: NOW)
    before = known(here)["bo"]
    with here.ledger.write() as session:
        said = corrections.verify(session, acme(session), DANA)
    passes.recognise(here, lambda: NOW)
    assert known(here)["bo"][1] > before[1]
    with here.ledger.write() as session:
        corrections.undo(session, said.id, DANA)
    passes.recognise(here, lambda: NOW)
    assert known(here)["bo"] == before

"""How many people write from a domain is asked of the ledger once, and of many at once."""

from sqlalchemy import event

from bot.crowds import Crowds
from bot.services import Services
from ledger import actors
from ledger.bands import CROWD
from ledger.drafts import ActorDraft, Signal, SignalKind
from ledger.engine import Session
from tests.bot.scene import NOW


def _asked(session: Session) -> list[str]:
    """The questions to the ledger from now on."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(session.connection(), "before_cursor_execute", note)
    return asked


def _came(services: Services, domain: str, people: int) -> None:
    with services.ledger.write() as session:
        mail = (Signal(SignalKind.EMAIL_DOMAIN, domain),)
        drafts = [ActorDraft("files", f"{domain} {n}", signals=mail) for n in range(people)]
        actors.remember(session, drafts, NOW)


def test_many_domains_are_counted_together(services: Services) -> None:
    domains = [f"firm{number}.example" for number in range(40)]
    _came(services, domains[0], CROWD)
    _came(services, domains[1], CROWD - 1)
    with services.ledger.read() as session:
        asked = _asked(session)
        people: dict[str, int] = {}
        crowds = Crowds(session, people)
        crowds.count(domains[:1])
        for_one = len(asked)
        crowds.count(domains)
        assert len(asked) == 2 * for_one
        crowds.count(domains)
        assert {one for one in domains if one in crowds} == {domains[0]} == set(crowds)
        assert len(asked) == 2 * for_one
        assert people == {**dict.fromkeys(domains, 0), domains[0]: CROWD, domains[1]: CROWD - 1}
        assert "firm99.example" not in crowds
        assert len(crowds) == 1

"""Something of each kind to review, and how it is asked and answered."""

from datetime import timedelta

from bot.oql import review
from bot.services import Services
from bot.suggesting import queue
from bot.suggestion import Suggestion
from bot.views.plain import as_text
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from ledger.tables import Actor
from scoring.rescore import Assessment, assess
from tests.bot.scene import NOW, asker, did, happened, pulls

TWO = "two.example"


def mailed(login: str, key: str, domain: str) -> ActorDraft:
    """Somebody of whom a mail address is known, and nothing else."""
    signal = Signal(SignalKind.EMAIL_DOMAIN, domain)
    return ActorDraft("github", key, handle=login, name=login.title(), signals=(signal,))


def downloads(who: ActorDraft, days: int) -> list[ActivityDraft]:
    """One on each of so many days, as far apart as counts them all."""
    return [did(who, "download", NOW - timedelta(days=4 * n)) for n in range(days)]


def in_doubt(here: Services) -> Services:
    """One suggestion of each kind: points at stake are 15, 10, 5 and 2."""
    happened(
        here,
        [
            *downloads(mailed("jane", "1", "janes.example"), 3),
            *downloads(mailed("ada", "2", "two.example"), 1),
            *downloads(mailed("bo", "3", "two.example"), 1),
            *pulls("lumenfreights.example", 1),
            *pulls("lumen-freights.example", 4),
            did(ActorDraft("github", "9", handle="acme-ci")),
        ],
    )
    with here.ledger.write() as session:  # as the recognising pass would find it by its name
        suspect = session.get_one(
            Actor,
            session.connection()
            .exec_driver_sql("SELECT id FROM actor WHERE key = '9'")
            .scalar_one(),
        )
        suspect.standing = "suspect"
    return here


def asked(services: Services, most: int = 10) -> list[Suggestion]:
    with services.ledger.read() as session:
        return queue(session, services, services.today(NOW), most)[0]


def listed(services: Services) -> tuple[Assessment, ...]:
    with services.ledger.read() as session:
        return assess(session, services.rules, services.today(NOW))


def points(services: Services) -> dict[str, int]:
    return {one.key: one.score(30) // 100 for one in listed(services)}


def company_ids(services: Services) -> dict[str, int]:
    with services.ledger.read() as session:
        found = session.connection().exec_driver_sql("SELECT key, id FROM company")
        return {str(key): int(one) for key, one in found}


def press(services: Services, one: Suggestion, is_taken: bool, user: str = "U1") -> str:
    answer = review.press(services, f"{one.kind}:{one.key}", is_taken, asker(user), NOW)
    return as_text(answer.message)


def of_kind(services: Services, kind: str) -> Suggestion:
    [one] = [one for one in asked(services) if one.kind == kind]
    return one

"""What people say of a company beside its score: a customer, a tag, snoozed, not a lead."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.answers import Answer, Asker, Press, Replace, Say
from bot.grammar import Word
from bot.oql.pressed import is_on_card, of_named, pressed_company
from bot.oql_corrections import Correcting
from bot.services import Services
from bot.views.blocks import outside
from bot.views.company_card import HUSH_DAYS
from bot.views.corrections import refused
from ledger import hushes, meta, tags
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company

TAG: Final = "/oql tag acme.com enterprise"
UNTAG: Final = "/oql untag acme.com enterprise"

Worded = Callable[[Session, Company, str, By], str]


def hush(session: Session, company: Company, by: By) -> str:
    """Has nothing be told of it unasked for thirty days."""
    until = meta.day(session, by.at) + timedelta(days=HUSH_DAYS)
    hushes.hush(session, company.id, until, by)
    return f"Snoozed: nothing is told of *{outside(company.name)}* unasked before {until}."


def unhush(session: Session, company: Company, by: By) -> str:
    """Ends that."""
    name = outside(company.name)
    if not hushes.unhush(session, company.id, by):
        return f"*{name}* is not snoozed."
    return f"*{name}* is told of again."


def customer(session: Session, company: Company, by: By) -> str:
    """It is a customer: news of it goes by that."""
    return _tagged(session, company, tags.CUSTOMER, by)


def no_customer(session: Session, company: Company, by: By) -> str:
    """It is none."""
    return _untagged(session, company, tags.CUSTOMER, by)


def tag(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`tag acme.com enterprise`: puts a word on a company."""
    return _by_word(services, rest, _tagged, TAG, asker, now)


def untag(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`untag acme.com enterprise`: takes it off again."""
    return _by_word(services, rest, _untagged, UNTAG, asker, now)


def not_a_lead(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Leaves a company out of every list; the answer holds the way back."""
    with services.ledger.read() as session:
        key = pressed_company(session, press.value).key
    answer = Correcting("ignore")(services, [Word(key, quoted=True)], asker, now)
    if is_on_card(press.value) and isinstance(answer, Say):
        return Replace(answer.message)
    return answer


def _by_word(
    services: Services,
    rest: Sequence[Word],
    act: Worded,
    example: str,
    asker: Asker,
    now: datetime,
) -> Answer:
    """The company is the first word, or what stands in quotes; the tag is all that follows."""
    if len(rest) < 2:
        return Say(refused("a company and a tag are needed", example))
    company, *words = rest
    word = " ".join(one.text for one in words)
    return of_named(
        services,
        company.text,
        lambda session, found, by: act(session, found, word, by),
        example,
        asker,
        now,
    )


def _tagged(session: Session, company: Company, word: str, by: By) -> str:
    name, shown = outside(company.name), outside(tags.spelled(word))
    if not tags.tag(session, company.id, word, by):
        return f"*{name}* is tagged {shown} already."
    return f"*{name}* is tagged {shown} now."


def _untagged(session: Session, company: Company, word: str, by: By) -> str:
    name, shown = outside(company.name), outside(tags.spelled(word))
    if not tags.untag(session, company.id, word, by):
        return f"*{name}* is not tagged {shown}."
    return f"*{name}* is tagged {shown} no more."

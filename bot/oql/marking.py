"""What people say of a company beside its score: a customer, a tag, snoozed, not a lead."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.answers import Answer, Asker, Press, Replace, Say
from bot.company_words import left_out
from bot.grammar import Word
from bot.oql.corrections import Correcting
from bot.oql.pressed import Told, is_on_card, of_named, pressed_company, undo
from bot.services import Services
from bot.views import company_card as card
from bot.views.blocks import Block, button, outside
from bot.views.company_forms import line
from bot.views.corrections import UNDO, person, refused
from bot.views.days import written
from bot.views.who import is_left_out
from ledger import audits, corrections, customers, hushes, meta, tags
from ledger.engine import Session
from ledger.spoken import By
from ledger.tables import Company

TAG: Final = "/oql tag acme.com enterprise"
CUSTOMER: Final = "/oql customer acme.com"
SNOOZE: Final = "/oql snooze acme.com"
UNSNOOZE: Final = "/oql unsnooze acme.com"
UNTAG: Final = "/oql untag acme.com enterprise"

LOOKED_AT: Final = 100  # what was done to a company, among which what stands is

Worded = Callable[[Session, Company, str, By], Told]


def hush(session: Session, company: Company, by: By) -> Told:
    """Has nothing be told of it unasked for thirty days."""
    today, name = meta.day(session, by.at), outside(company.name)
    until, stands = today + timedelta(days=card.HUSH_DAYS), hushes.hushed(session, today)
    back, day = undo(card.UNHUSH, company), written(until)
    if stands.get(company.id) == until:
        said = _who(session, company, "hush", until.isoformat())
        ends = f"`/oql unsnooze {outside(company.key)}` ends that"
        return Told(f"*{name}* is snoozed before {day} already{said}. {ends}.", back)
    hushes.hush(session, company.id, until, by)
    return Told(f"Snoozed: nothing is told of *{name}* unasked before {day}.", back)


def unhush(session: Session, company: Company, by: By) -> Told:
    """Ends that."""
    name = outside(company.name)
    if not hushes.unhush(session, company.id, by):
        return Told(f"*{name}* is not snoozed.")
    return Told(f"*{name}* is told of again.")


def customer(session: Session, company: Company, by: By) -> Told:
    """It is a customer: news of it goes by that."""
    return _tagged(session, company, tags.CUSTOMER, by)


def no_customer(session: Session, company: Company, by: By) -> Told:
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
        company = pressed_company(session, press.value)
        key, before = company.key, left_out(session, company)
        undone = _undo_of(session, company, "ignore")
    if before is not None:
        again = f"`/oql heed {outside(key)}` takes it in again"
        return Say(line(f"*{outside(company.name)}* {is_left_out(before)}. {again}.", *undone))
    answer = Correcting("ignore")(services, [Word(key, quoted=True)], asker, now)
    if is_on_card(press.value) and isinstance(answer, Say):
        return Replace(answer.message)
    return answer


def _undo_of(session: Session, company: Company, action: str) -> list[Block]:
    """The button that takes back a correction of a company, where one stands."""
    for one in corrections.listed(session, LOOKED_AT, of=company.key):
        if (one.subject, one.action, one.undone_at) == (company.key, action, None):
            return [button("Undo", UNDO, str(one.id))]
    return []


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
        f"{example.rsplit(' ', 1)[0]} {word}",
        asker,
        now,
    )


def _who(session: Session, company: Company, action: str, object: str) -> str:
    """By whom and when something was done that stands, as the end of a sentence."""
    for one in audits.recent(session, LOOKED_AT, subject=company.key):
        if (one.action, one.object) == (action, object):
            return f", by {person(one.by, one.by_name)} on {written(meta.day(session, one.at))}"
    return ""


def _tagged(session: Session, company: Company, word: str, by: By) -> Told:
    name, shown = outside(company.name), outside(tags.spelled(word))
    undone = undo(card.NO_CUSTOMER, company) if shown == tags.CUSTOMER else None
    if not tags.tag(session, company.id, word, by):
        said = _who(session, company, "tag", tags.spelled(word))
        back = f"`/oql untag {outside(company.key)} {shown}` takes it off"
        return Told(f"*{name}* is tagged {shown} already{said}. {back}.", undone)
    return Told(f"*{name}* is tagged {shown} now.", undone)


def _untagged(session: Session, company: Company, word: str, by: By) -> Told:
    name, shown = outside(company.name), outside(tags.spelled(word))
    is_gone = (
        customers.deny(session, company.id, by)
        if shown == tags.CUSTOMER
        else tags.untag(session, company.id, word, by)
    )
    if not is_gone:
        return Told(f"*{name}* is not tagged {shown}.")
    undone = undo(card.CUSTOMER, company) if shown == tags.CUSTOMER else None
    return Told(f"*{name}* is tagged {shown} no more.", undone)

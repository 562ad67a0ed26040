"""`/oql why acme.com`: every credited point and every cap that cut, so that all adds up."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from bot.answers import Answer, Asker, Press, Replace, Say
from bot.company_words import left_out
from bot.grammar import Word
from bot.naming import NamingError
from bot.oql.pressed import pressed_company
from bot.oql.sending import send
from bot.permits import Permit, permitted, sees_names
from bot.services import Services
from bot.views.company import candidates
from bot.views.company_why import page
from bot.views.corrections import refused
from bot.whom import SeveralFitError, one_company
from ledger import companies
from ledger.engine import Session
from ledger.types import day_of_number
from scoring.rescore import Share, shares, why
from scoring.why import DayCredit

Facts = dict[str, Any]

EXAMPLE: Final = "/oql why acme.com"
DAYS: Final = 5  # on a page


def explain(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`why acme.com`: the newest days of its score."""
    typed = " ".join(word.text for word in rest)
    if not typed:
        return Say(refused("which company?", EXAMPLE))
    try:
        with services.ledger.read() as session:
            company = one_company(session, typed)
    except SeveralFitError as error:
        return Say(candidates(error.typed, error.rows, EXAMPLE))
    except NamingError as error:
        return Say(refused(str(error), EXAMPLE))
    return Say(page(_facts(services, company.id, 0, asker, now)))


def open_reasons(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """The same by the button of a card."""
    with services.ledger.read() as session:
        company_id = pressed_company(session, press.value).id
    return Say(page(_facts(services, company_id, 0, asker, now)))


def turn(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """Earlier or later days, in place of those whose button was pressed."""
    with services.ledger.read() as session:
        company_id = pressed_company(session, press.value).id
    return Replace(page(_facts(services, company_id, int(press.value.split()[1]), asker, now)))


def as_file(services: Services, press: Press, asker: Asker, now: datetime) -> Answer:
    """All of it, as a file in the direct messages of whoever asks."""
    day = services.today(now).isoformat()
    with services.ledger.read() as session:
        company = pressed_company(session, press.value)
    arguments = {"company_id": company.id, "day": day, "names": sees_names(asker)}
    named = (company.domain or "company").replace("/", "-")
    return Say(send(services, asker, now, "why", f"why-{named}-{day}.csv", arguments))


def _facts(services: Services, company_id: int, at: int, asker: Asker, now: datetime) -> Facts:
    with services.ledger.read() as session:
        names, heeds = sees_names(asker), permitted(Permit.DEVREL, asker)
        today = services.today(now)
        return why_facts(session, services, company_id, today, at, names=names, heeds=heeds)


def why_facts(
    session: Session,
    services: Services,
    company_id: int,
    today: date,
    at: int,
    *,
    names: bool,
    heeds: bool = False,
) -> Facts:
    """A page of the days behind a company's score, the newest first; points in hundredths.

    `later` and `earlier` are what the days of the pages before and after it were credited, so that
    these three and the score agree. Without `names` nobody is named; `heeds` says whether the
    reader may take in again a company that is left out.
    """
    credits = sorted(why(session, services.rules, company_id, today), key=lambda one: -one.day)
    days = [list(rows) for _, rows in groupby(credits, key=lambda one: one.day)]
    pages = max(-(-len(days) // DAYS), 1)
    at = min(at, pages - 1)
    shown = days[at * DAYS : (at + 1) * DAYS]
    company = companies.get_one(session, company_id)
    return {
        "company_id": company_id,
        "company": company.key,
        "name": company.name,
        "left_out": left_out(session, company),
        "heeds": heeds,
        "as_of": today.isoformat(),
        "window_days": services.rules.window_days,
        "points": _credited(days),
        "cut": sum(one.raw - one.credited for one in credits),
        "page": at,
        "pages": pages,
        "later": _credited(days[: at * DAYS]),
        "earlier": _credited(days[(at + 1) * DAYS :]),
        "days": _days(session, services, company_id, today, shown, names) if shown else [],
    }


def _credited(days: Sequence[Sequence[DayCredit]]) -> int:
    return sum(one.credited for day in days for one in day)


def _days(
    session: Session,
    services: Services,
    company_id: int,
    today: date,
    shown: Sequence[Sequence[DayCredit]],
    names: bool,
) -> list[Facts]:
    first, last = (day_of_number(shown[at][0].day) for at in (-1, 0))
    done: dict[tuple[str, date], list[Share]] = {}
    for share in shares(session, services.rules, company_id, today, first, last):
        done.setdefault((share.category, share.day), []).append(share)
    return [
        {
            "day": day_of_number(rows[0].day).isoformat(),
            "categories": [
                {
                    "title": services.rules.categories[one.category].title,
                    "raw": one.raw,
                    "credited": one.credited,
                    "cap": one.cut,
                    "activities": [
                        _deed(share, names)
                        for share in done.get((one.category, day_of_number(one.day)), ())
                    ],
                }
                for one in rows
            ],
        }
        for rows in shown
    ]


def _deed(share: Share, names: bool) -> Facts:
    return {
        "kind": share.kind,
        "title": share.title,
        "who": share.who if names else "",
        "count": share.count,
        "raw": share.raw,
        "credited": share.credited,
    }

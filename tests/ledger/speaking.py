"""A small ledger for people to speak of, and all that their words may change in it."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from ledger import actors, affiliations, companies, corrections
from ledger.corrections import By
from ledger.drafts import Signal, SignalKind
from ledger.naming import CompanyName
from ledger.tables import Actor, Affiliation, Company, Correction
from ledger.weighed import Answer, Recognition
from tests.builders import NOW, actor

DAY = timedelta(days=1)
TODAY = NOW.date()
SPRING = date(2026, 3, 1)
DANA = By("U1", "Dana", NOW)
ACME, GLOBEX, INITECH, HOOLI = "acme.example", "globex.example", "initech.example", "hooli.example"
EVERYBODY = ("ada", "grace", "edsger")


def named(domain: str) -> CompanyName:
    return CompanyName(domain, domain, domain.partition(".")[0])


def peopled(session: Session) -> None:
    """Ada and Grace at Acme by mail, Grace at Globex from spring on; Edsger is nobody's."""
    at_acme = (Signal(SignalKind.EMAIL_DOMAIN, ACME), Signal(SignalKind.COMPANY_TEXT, "Acme Ltd"))
    drafts = [actor("ada", signals=at_acme), actor("grace", ACME), actor("edsger")]
    actors.remember(session, drafts, NOW)
    for domain in (ACME, GLOBEX, INITECH):
        companies.obtain(session, named(domain), NOW)
    settle(session, "ada", stood(ACME))
    settle(session, "grace", stood(ACME, SPRING - DAY), stood(GLOBEX))
    settle(session, "edsger", Recognition(None, "no evidence", 0))


def stood(domain: str, ends: date | None = None) -> Recognition:
    return Recognition(named(domain), f"mail domain {domain}", 95, ends=ends)


def settle(session: Session, key: str, *found: Recognition) -> None:
    """What the recognising pass writes."""
    who = person(session, key)
    affiliations.settle_all(session, [Answer(who.id, found)], TODAY, NOW)
    session.refresh(who)


def person(session: Session, key: str) -> Actor:
    return session.exec(select(Actor).where(Actor.key == key)).one()


def company(session: Session, key: str) -> Company:
    return session.exec(select(Company).where(Company.key == key)).one()


def stands_for(session: Session, key: str, day: date = TODAY) -> str | None:
    """The key of the company whose row speaks of that day; never two."""
    rows = [
        row
        for row in standing(session)
        if row.actor_id == person(session, key).id
        and (row.valid_from or date.min) <= day <= (row.valid_until or date.max)
    ]
    assert len(rows) <= 1
    own = rows[0].company_id if rows else None
    return session.get_one(Company, own).key if own else None


def standing(session: Session) -> list[Affiliation]:
    rows = select(Affiliation).where(col(Affiliation.superseded_at).is_(None))
    return list(session.exec(rows.order_by(col(Affiliation.id))))


def picture(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All that corrections may change, but for who waits to be weighed."""
    session.flush()
    shown = {
        name: f"SELECT * FROM {name} ORDER BY 1, 2"
        for name in ("company", "company_alias", "refusal")
    }
    shown["actor"] = "SELECT id, handle, name, standing, bot_said FROM actor ORDER BY id"
    shown["affiliation"] = "SELECT * FROM affiliation WHERE superseded_at IS NULL ORDER BY id"
    connection = session.connection()
    return {
        name: [tuple(row) for row in connection.exec_driver_sql(query)]
        for name, query in shown.items()
    }


def say(session: Session, verb: str, *about: Any) -> int:
    """One correction, said with short names; returns its number. Raises what the ledger raises."""
    return _said(session, verb, *about).id


def _said(session: Session, verb: str, *about: Any) -> Correction:
    match verb, about:
        case "link", (who, whom, first, last):
            staff, domain = whom == "own", None if whom in ("own", "none") else named(whom)
            who = person(session, who)
            days = {"first": first, "last": last}
            return corrections.link(session, who, domain, DANA, **days, staff=staff)
        case "unlink", (who,):
            return corrections.unlink(session, person(session, who), DANA)
        case (("bot" | "person"), (who,)):
            is_bot = verb == "bot"
            return corrections.bot(session, person(session, who), DANA, is_bot=is_bot)
        case "alias", (key, kind, value):
            return corrections.alias(session, company(session, key), kind, value, DANA)
        case "unalias", (kind, value):
            return corrections.unalias(session, kind, value, DANA)
        case (("merge" | "parent"), (key, other)):
            said = company(session, key), company(session, other)
            word: Correction = getattr(corrections, verb)(session, *said, DANA)
            return word
        case "succeed", (key, other, day):
            follows = company(session, other) if other else None
            return corrections.succeed(session, company(session, key), follows, day, DANA)
        case "refuse", (kind, key):
            return corrections.refuse(session, kind, key, key, DANA)
        case _, (key,):
            simple: Correction = getattr(corrections, verb)(session, company(session, key), DANA)
            return simple
    raise AssertionError(f"no such verb: {verb} {about}")

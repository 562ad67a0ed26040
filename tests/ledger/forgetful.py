"""People of whom a ledger speaks in every table, and all its rows."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel

from identity.pseudonym import Pseudonyms
from ledger import (
    actors,
    companies,
    corrections,
    follows,
    handoffs,
    hushes,
    inbox,
    intake,
    introductions,
    jobs,
    notices,
    referrals,
    tags,
)
from ledger.corrections import By
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from ledger.naming import CompanyName
from ledger.tables import Actor, Affiliation, Company, CompanyAlias
from ledger.tables_desk import Introduction, Referral
from tests.builders import NOW, draft

ZONE = ZoneInfo("UTC")
KEY = Pseudonyms(b"a key of sixteen bytes and more")
DANA = By("U0DANA", "Dana", NOW)


def person(name: str, source: str = "slack") -> ActorDraft:
    """Somebody of whom every trace holds `name`: of Slack their own id does."""
    key = f"T0TEAM:U0{name.upper()}" if source == "slack" else f"77{name}"
    evidence = (
        Signal(SignalKind.EMAIL_DOMAIN, f"{name}s-own.example"),
        Signal(SignalKind.COMPANY_TEXT, f"{name} & Daughters"),
    )
    node = f"U_kgDO{name}" if source == "github" else None
    return ActorDraft(source, key, name, f"{name.title()} Quill", node_id=node, signals=evidence)


def live(session: Session, who: ActorDraft, days: int = 3) -> Actor:
    """Has somebody act, and all the others speak of them, in each table there is."""
    intake.record(session, deeds(who, days), ZONE, NOW)
    actor = actors.by_identity(session, who.source, who.key)
    assert actor is not None
    _is_judged(session, actor)
    _is_referred(session, actor)
    _is_introduced(session, actor)
    _is_heard_of(session, actor)
    return actor


def deeds(who: ActorDraft, days: int = 3) -> list[ActivityDraft]:
    """What they do, a thing a day, as its source tells it every time."""
    return [
        draft(
            f"{'message:T0TEAM:' if who.source == 'slack' else 'issue:'}{who.handle}{n}",
            "issue",
            NOW - timedelta(days=n),
            who,
            source=who.source,
            url=f"https://site.example/{who.handle}/{n}",
            title=f"{who.name} asks, {n}",
        )
        for n in range(days)
    ]


def _is_judged(session: Session, actor: Actor) -> None:
    """A guess at a company that is the person's own, and people's word on another."""
    domain = f"{actor.handle}s-own.example"
    own = Company(key=domain, domain=domain, name=domain, created_at=NOW)
    session.add(own)
    session.flush()
    session.add(CompanyAlias(type="domain", value=domain, company_id=own.id))
    session.add(
        Affiliation(
            actor_id=actor.id,
            company_id=own.id,
            evidence=f"mail domain {domain}",
            confidence=30,
            source="rule",
            decided_at=NOW,
            valid_until=date(2026, 1, 1),
        )
    )
    acme = CompanyName("acme.example", "Acme", "acme")
    note = f"{actor.name} said so"
    corrections.link(session, actor, acme, DANA, first=date(2026, 1, 2), note=note)
    called = f"{actor.source}:{actor.handle}"
    corrections.refuse(session, "bot", called, called, DANA)


def _is_referred(session: Session, actor: Actor) -> None:
    number = 1 + len(referrals.recent(session, 1000))
    for linked in (actor.id, None):  # one of them typed by hand
        referral, _ = referrals.make(
            session,
            Referral(
                request_key=f"view:{number}{linked}",
                made_at=NOW,
                person_name=actor.name,
                person_contact=f"{actor.source}: {actor.handle}",
                actor_id=linked,
                team="sales",
                why=f"{actor.name} wants SSO",
                origin="booth",
                origin_detail=f"the talk of {actor.name}",
                link=f"https://site.example/{actor.handle}",
                referrer="U0DANA",
                level=0,
                points=0,
            ),
        )
        referrals.advance(
            session, referral.id, referrals.DECLINED, "U0SAM", "Sam", f"{actor.name} is gone", NOW
        )
        facts = {
            "id": referral.id,
            "person": actor.name,
            "contact": referral.person_contact,
            "mention": actor.key.partition(":")[2],
            "why": referral.why,
            "company_name": f"{actor.name} Ltd",
            "steps": [{"step": "made", "by": "U0DANA", "by_name": "Dana", "note": actor.name}],
        }
        notices.queue(session, f"referral:{referral.id}", "referral", "#dql-sales", facts, NOW)


def _is_introduced(session: Session, actor: Actor) -> None:
    """To somebody of whom nothing else is known; as first by id, as second by name."""
    for number, side in enumerate(("first", "second")):
        other = "second" if side == "first" else "first"
        values: dict[str, Any] = {
            f"{side}_name": actor.name,
            f"{side}_contact": f"{actor.source}: {actor.handle}",
            f"{side}_actor_id": None if number else actor.id,
            f"{other}_name": "Nia Host",
            "why": f"{actor.name} and Nia run it on ARM",
            "origin_detail": f"the talk of {actor.name}",
        }
        key = f"view:{actor.id}:{number}"
        made = Introduction(request_key=key, made_at=NOW, referrer="U0DANA", **values)
        introductions.make(session, made)


def _is_heard_of(session: Session, actor: Actor) -> None:
    jobs.finish(session, f"job-{actor.id}", NOW, f"{actor.source}:{actor.handle} is unreadable")
    if actor.source == "slack":
        user = actor.key.partition(":")[2]
        _says_of_companies(session, By(user, actor.name, NOW))
        event = {"event": {"type": "message", "user": user, "profile": {"real_name": actor.name}}}
        inbox.store(session, "T0TEAM", f"Ev0{actor.id}", event, NOW)
        inbox.close(session, inbox.waiting(session, 1)[0].id, NOW, "no such field")
        facts = {"referrer": user, "referrer_name": actor.name, "by": "U0DANA", "by_name": "Dana"}
        notices.queue(session, f"news:{actor.id}", "referral_news", user, facts, NOW)
        _is_told_of_companies(session, actor.id, By(user, actor.name, NOW))


def _is_told_of_companies(session: Session, number: int, by: By) -> None:
    """News that names colleagues, and a file that one of them asked for."""
    who = {"by": by.id, "by_name": by.name}
    handoff = {"state": "MQL", "day": "2026-11-20", **who}
    known = {"referrals": [{"id": 1, "team": "sales", **who}], "introduced_by": [who]}
    present = {"level": "OQL3", "handoff": handoff}
    step = {"id": 1, "step": "accepted", "by": by.id, "referrer": by.id}
    moved = {"name": "Acme", "steps": [step], "handoffs": [{**handoff, "referral": 1}]}
    of_company: dict[str, dict[str, Any]] = {
        "oql3": {"known": known, "present": present},
        "moved": moved,
        "followed": moved,
    }
    for kind, facts in of_company.items():
        notices.queue(session, f"{kind}:{number}", kind, "#leads", facts, NOW)
    asked = {"of": "why", "name": "why.csv", "company_id": 1, "names": True}
    notices.queue(session, f"file:{number}", notices.FILE, by.id, asked, NOW, notices.FILE)


def _says_of_companies(session: Session, by: By) -> None:
    """All that a colleague may do in Slack, who is a member of the community as well."""
    [acme] = companies.find(session, "acme.example")
    follows.follow(session, acme.id, by)
    tags.tag(session, acme.id, "customer", by)
    hushes.hush(session, acme.id, NOW.date(), by)
    handoffs.record(session, acme.id, handoffs.MQL, NOW.date(), by, f"<@{by.id}> met them")
    made = introductions.recent(session, 1)[0]
    made.referrer, made.referrer_name = by.id, by.name


def rows(session: Session) -> list[str]:
    """Every row of every table, as text."""
    session.flush()
    found: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        for row in session.connection().exec_driver_sql(f'SELECT * FROM "{table.name}"'):
            found.append(f"{table.name} {tuple(row)}".lower())
    return found


def holding(found: Iterable[str], words: Iterable[str]) -> list[str]:
    """The rows in which one of these words stands, sorted."""
    words = [word.lower() for word in words]
    return sorted(row for row in found if any(word in row for word in words))

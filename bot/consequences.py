"""What follows from a correction, and the list of all corrections, as facts for views."""

import re
from datetime import date
from typing import Any

from bot.correcting import Made
from bot.services import Services
from ledger import affiliations, companies
from ledger.engine import Session
from ledger.tables import Actor, Company, Correction
from scoring.rescore import assess

PSEUDONYM = re.compile(r"[0-9a-f]{32}")
HIDDEN = re.compile(rf"\b([a-z0-9_-]+):{PSEUDONYM.pattern}\b")

Facts = dict[str, Any]

# Verbs after which it is worth saying what the company has now: of the first, or of the other one.
OF_COMPANY = ("alias", "unmerge", "heed", "verify")
OF_OTHER = ("merge", "successor")
# Those that may be said of a company before anybody was ever seen there.
AHEAD = ("ignore", "verify")


def consequences(session: Session, services: Services, made: Made, today: date) -> Facts:
    """A correction and what its company has after it; points in hundredths at the rules' window."""
    action = made.correction.action
    counted = {**dict.fromkeys(OF_COMPANY, made.company), **dict.fromkeys(OF_OTHER, made.other)}
    other = made.other or (made.company if made.actor else None)
    if action == "unlink" and made.actor is not None:
        other = affiliations.company_of(session, made.actor.id, today)
    return {
        **spoken_facts(services, made.correction),
        "besides": [one.id for one in made.besides],
        "is_unseen": action in AHEAD and _is_unseen(session, made.company),
        "subject_name": _person(made.actor) if made.actor else called(made.company),
        "object_name": called(other),
        "value": made.value,
        "staff": made.staff,
        **_earned(session, services, counted.get(action), today),
    }


def correction_facts(services: Services, said: Correction) -> Facts:
    """A correction as the list shows it; days as ISO text, in the ledger's zone."""
    return {
        "id": said.id,
        "action": said.action,
        "subject": said.subject,
        "object": said.object,
        "first": said.valid_from.isoformat() if said.valid_from else None,
        "last": said.valid_until.isoformat() if said.valid_until else None,
        "note": said.note,
        "by": said.by,
        "by_name": said.by_name,
        "on": services.today(said.at).isoformat(),
        "undone_on": services.today(said.undone_at).isoformat() if said.undone_at else None,
        "undone_by": said.undone_by,
    }


def spoken_facts(services: Services, said: Correction) -> Facts:
    """The same as it is said to people: of whom nothing is shown, where they were seen."""
    facts = correction_facts(services, said)
    return {**facts, "subject": HIDDEN.sub(r"somebody seen by \1", facts["subject"])}


def called(company: Company | None) -> str:
    """A company's name, and its domain where that says more."""
    if company is None:
        return ""
    more = company.domain and company.domain != company.name
    return f"{company.name} ({company.domain})" if more else company.name


def _person(actor: Actor) -> str:
    """As people know one; a key that is a pseudonym says nothing to anybody."""
    is_hidden = not actor.handle and PSEUDONYM.fullmatch(actor.key)
    return f"somebody seen by {actor.source}" if is_hidden else actor.handle or actor.key


def _is_unseen(session: Session, company: Company | None) -> bool:
    """Whether nobody was ever seen at a company, nor at one that was merged into it."""
    if company is None:
        return False
    merged = companies.merged(session, company.id)
    return not any(affiliations.is_anybodys(session, one) for one in merged)


def _earned(session: Session, services: Services, company: Company | None, today: date) -> Facts:
    window = services.rules.window_days
    facts: Facts = {"people": None, "points": 0, "window_days": window}
    if company is not None:
        for one in assess(session, services.rules, today, company.id):
            facts |= {"people": one.people, "points": one.score(window)}
    return facts

"""The people that a select offers while somebody types: who is known first, somebody new last."""

from datetime import datetime
from typing import Final

from bot.answers import Asker, Options
from bot.services import Services
from bot.views import blocks as b
from bot.views.referral_form import person_option
from ledger import people_search
from ledger.people_search import Found

NAME: Final = 34  # characters of a name, that company and count find their place beside it
COMPANY: Final = 20


def offer_people(services: Services, typed: str, asker: Asker, now: datetime) -> Options:
    """Who may be meant, who was active last first; what was typed as it stands comes last."""
    with services.ledger.read() as session:
        today = services.today(now)
        found = people_search.find(session, typed, today, b.OPTIONS - 1)
    options = [person_option(label(one), one.name or one.handle, one.actor_id) for one in found]
    if any(sign.isalnum() for sign in typed):
        options.append(person_option(f"Somebody new: {typed}", typed))
    return Options(options)


def label(found: Found) -> str:
    """A person on one line: Ada Byte · Acme · 12 activities."""
    name = found.name or found.handle
    many = "1 activity" if found.activities == 1 else f"{found.activities:,} activities"
    company = b.cut(found.company_name, COMPANY)
    return " · ".join(filter(None, (b.cut(name, NAME), company, many)))

"""The people that a select offers while somebody types: who is known first, somebody new last.

A form that was opened from a company offers its people before anything is typed, and first of all
that fit what is. Somebody with several accounts is offered once.
"""

from collections import Counter
from datetime import datetime
from typing import Final

from bot.answers import Asker, Options, Sought
from bot.services import Services
from bot.views import blocks as b
from bot.views.referral_form import person_option
from ledger import people_search
from ledger.people_search import Found

NAME: Final = 34  # characters of a name, that company and count find their place beside it
ACCOUNT: Final = 22  # of an account, which those have beside their name who share it with others
COMPANY: Final = 20


def offer_people(services: Services, sought: Sought, asker: Asker, now: datetime) -> Options:
    """Who may be meant, who was active last first; what was typed as it stands comes last."""
    typed, company = sought.text, _company_of(sought.block_id)
    most = b.OPTIONS - 1
    with services.ledger.read() as session:
        today = services.today(now)
        found = people_search.find(session, typed, today, most)
        if company is not None:
            own = people_search.of_company(session, company, today, most)
            fitting = {one.actor_id for one in found}
            first = [one for one in own if not typed.strip() or one.actor_id in fitting]
            found = list(dict.fromkeys([*first, *found]))[:most]
        found = people_search.once(session, found)
    called = Counter(_name(one).casefold() for one in found)
    options = [
        person_option(
            label(one, is_shared=called[_name(one).casefold()] > 1), _name(one), one.actor_id
        )
        for one in found
    ]
    if any(sign.isalnum() for sign in typed):
        options.append(person_option(f"Somebody new: {typed}", typed))
    return Options(options)


def label(found: Found, *, is_shared: bool = False) -> str:
    """A person on one line: Ada Byte · Acme · 12 activities.

    Behind a name that others in the list share stands the account: Ada Byte (github: ada).
    """
    name = b.cut(_name(found), NAME - ACCOUNT * is_shared)
    account = f"{found.source}: {found.handle}" if found.handle else found.source
    name += f" ({b.cut(account, ACCOUNT)})" if is_shared else ""
    many = "1 activity" if found.activities == 1 else f"{found.activities:,} activities"
    company = b.cut(found.company_name, COMPANY - 3 * is_shared)
    return " · ".join(filter(None, (name, company, many)))


def _company_of(block_id: str) -> int | None:
    """The company whose people a select offers first: the form's block says it."""
    number = block_id.partition(".")[2]
    return int(number) if number.isdecimal() else None


def _name(found: Found) -> str:
    return found.name or found.handle

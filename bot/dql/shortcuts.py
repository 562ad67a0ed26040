"""Referring from where the moment is: beneath a message, or anywhere in Slack."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.answers import About, Answer, Asker, Open, Say
from bot.dql.forms import open_new, shown
from bot.dql.persons import known
from bot.services import Services
from bot.views import blocks as b
from bot.views.referral import Draft
from bot.views.referral_form import Beside
from ledger import actors
from ledger.drafts import Standing

MESSAGE, ANYWHERE = "dql_refer_message", "dql_refer_global"
# What Slack calls conversations that have no name of their own.
NAMELESS: Final = ("directmessage", "privategroup")


def refer_author(services: Services, about: About, asker: Asker, now: datetime) -> Answer:
    """The form about whoever wrote a message, with where that was and a link to it."""
    if about.is_bot:
        return _no_person()
    with services.ledger.read() as session:
        key = f"{about.author_team}:{about.author}"
        author = actors.by_identity(session, "slack", key)
        if author is not None and author.standing == Standing.BOT:
            return _no_person()
        is_known = author is not None and bool(author.name or author.handle)
        draft = Draft()
        if author is not None and is_known:
            unnamed = Draft(contact=f"Slack: {about.author}")
            draft = known(session, services, author, now, unnamed)
    channel = about.channel_name
    where = "" if not channel or channel in NAMELESS else f"#{channel}"
    draft = replace(draft, origin="Slack", origin_detail=where, link=about.permalink)
    if is_known:
        return Open(shown(services, draft))
    beside = Beside(stranger=about.author)

    def named(name: str) -> dict[str, Any]:
        return shown(services, replace(draft, person=name), replace(beside, is_named=True))

    return Open(shown(services, draft, beside), about.author, named)


def refer_anybody(services: Services, about: About, asker: Asker, now: datetime) -> Answer:
    """The empty form."""
    return open_new(services)


def _no_person() -> Say:
    line = "An app wrote this: only people can be referred. `/dql refer` opens the form."
    return Say(b.message(line, b.section(line)))

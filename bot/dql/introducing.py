"""`/dql intro`: two members of the community are brought together, which is counted apart."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.answers import Answer, Asker, Done, Errors, Open, Say, Update
from bot.dql.checks import field, needs_letters
from bot.dql.forms import GONE, picked
from bot.dql.line import read_introduction
from bot.dql.referring import REPEAT
from bot.grammar import Word
from bot.services import Services
from bot.views import introduction as views
from bot.views.introduction import Pair
from bot.views.referral import Draft
from ledger import introductions
from ledger.tables_desk import Introduction

Facts = dict[str, Any]


def intro_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`intro PERSON PERSON "why"`; whether both agreed is asked in a form, where it is not said."""
    with services.ledger.read() as session:
        pair, notes = read_introduction(session, services, rest, now)
    wrong = _problems(pair)
    given = {"first": pair.first.person, "second": pair.second.person, "why": pair.why}
    # What is left out is asked for, not complained of.
    said = tuple(text for name, text in wrong.items() if given.get(name, True))
    if notes or wrong or not pair.consent:
        return Open(views.form(pair, (*notes, *said)))
    facts, made = introduce(services, pair, asker, now)
    return Say(views.receipt(facts)) if made else Open(views.form(pair, earlier=facts))


def submit(
    services: Services,
    values: Mapping[str, str],
    metadata: str,
    asker: Asker,
    now: datetime,
) -> Answer:
    """The form; one that repeats an earlier introduction asks first."""
    with services.ledger.read() as session:
        first, second = (
            picked(session, services, field(values, block), now) for block in ("first", "second")
        )
    pair = Pair(
        first=first or Draft(),
        second=second or Draft(),
        why=field(values, "why"),
        origin=field(values, "origin"),
        origin_detail=field(values, "origin_detail"),
        consent=field(values, "consent"),
    )
    if problems := _problems(pair):
        return Errors(problems)
    facts, made = introduce(services, pair, asker, now, json.loads(metadata)["seen"])
    return Done(views.receipt(facts)) if made else Update(views.form(pair, earlier=facts))


def introduce(
    services: Services, pair: Pair, asker: Asker, now: datetime, seen: int | None = None
) -> tuple[Facts, bool]:
    """Keeps an introduction, once a request, and says that it did.

    False, with an earlier one of the same two within 90 days: nothing was kept, for whoever asks
    was not shown that one. `seen` is the number of the one that they were.
    """
    first, second = pair.first, pair.second
    with services.ledger.write() as session:
        earlier = introductions.twin_within(
            session, (first.person, first.actor_id), (second.person, second.actor_id), now - REPEAT
        )
        if earlier is not None and earlier.id != seen and earlier.request_key != asker.request:
            return introduction_facts(earlier), False
        row, _ = introductions.make(
            session,
            Introduction(
                request_key=asker.request,
                made_at=now,
                first_name=first.person,
                first_contact=first.contact,
                first_actor_id=first.actor_id,
                second_name=second.person,
                second_contact=second.contact,
                second_actor_id=second.actor_id,
                why=pair.why,
                origin=pair.origin,
                origin_detail=pair.origin_detail,
                consent=pair.consent,
                referrer=asker.user_id,
                referrer_name=asker.user_name,
            ),
        )
        return introduction_facts(row), True


def introduction_facts(row: Introduction) -> Facts:
    """An introduction as views show it; `at` is in UTC seconds."""
    return {
        "id": row.id,
        "first": row.first_name,
        "second": row.second_name,
        "why": row.why,
        "origin": row.origin,
        "origin_detail": row.origin_detail,
        "consent": row.consent,
        "by": row.referrer,
        "by_name": row.referrer_name,
        "at": int(row.made_at.timestamp()),
    }


def _is_one(pair: Pair) -> bool:
    """Whether somebody is introduced to themselves."""
    first, second = pair.first, pair.second
    if first.actor_id or second.actor_id:
        return first.actor_id == second.actor_id
    return bool(first.person) and first.person.casefold() == second.person.casefold()


def _problems(pair: Pair) -> dict[str, str]:
    """What is wrong in the form, by field."""
    nameless = "Who is it? Give a name."
    found = {
        "first": needs_letters(pair.first.person, nameless if pair.first.person else GONE),
        "second": needs_letters(pair.second.person, nameless if pair.second.person else GONE),
        "why": needs_letters(pair.why, "Say in a few words what they have in common."),
    }
    if _is_one(pair):
        found["second"] = "Both are the same person: pick another."
    if pair.consent == "no":
        found["consent"] = "One of them said no: nobody is introduced against their word."
    return {name: wrong for name, wrong in found.items() if wrong}

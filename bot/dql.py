"""`/dql`: hand a person to a team, see what became of it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.answers import Answer, Asker, Done, Errors, Open, Say
from bot.facts import referral_facts
from bot.grammar import Mention, Word, mention
from bot.naming import NamingError, company_name
from bot.receiving import needs_letters
from bot.referring import By, refer
from bot.services import Services
from bot.views import blocks as b
from bot.views import referral as views
from bot.views.help import usage
from bot.views.referral import ORIGINS, Draft
from bot.whom import fitting, people
from ledger import affiliations, companies, referrals
from ledger.engine import Session
from ledger.tables import Referral

COMMAND = "/dql"
LISTED = 20
NUMBER = re.compile(r"(?:dql-?)?(\d{1,9})", re.IGNORECASE)

Verb = Callable[[Services, Sequence[Word], Asker, datetime], Answer]


def refer_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`refer PERSON TEAM "why" from ORIGIN "which one"`; what is missing is asked in a form."""
    with services.ledger.read() as session:
        draft = read_line(session, services, rest, now)
    if not (draft.person and draft.team and draft.why and draft.origin):
        return Open(views.form(draft, tuple(services.rules.teams)))
    made = refer(services, draft, By(asker.user_id, asker.user_name), asker.request, now)
    return Say(views.receipt(made.facts, made.earlier))


def read_line(session: Session, services: Services, rest: Sequence[Word], now: datetime) -> Draft:
    """What a line says of a referral, as far as it can be understood."""
    words = [word for word in rest if not word.text.lower().startswith("company=")]
    company = next((w.text[8:] for w in rest if w.text.lower().startswith("company=")), "")
    split = next((at for at, word in enumerate(words) if word.is_word("from")), len(words))
    before, origin = words[:split], words[split + 1 :]
    draft = _person(session, services, before[0], now) if before else Draft()
    team = next((w.text.lower() for w in before[1:] if w.text.lower() in services.rules.teams), "")
    why = " ".join(w.text for w in before[1:] if w.quoted or w.text.lower() != team)
    kinds = {kind.lower(): kind for kind in ORIGINS}
    kind = kinds.get(origin[0].text.lower(), "") if origin and not origin[0].quoted else ""
    detail = " ".join(word.text for word in (origin[1:] if kind else origin))
    return replace(
        draft,
        company=company or draft.company,
        team=team,
        why=why,
        origin=kind or ("other" if detail else ""),
        origin_detail=detail,
    )


def _person(session: Session, services: Services, word: Word, now: datetime) -> Draft:
    """Somebody Leadlight knows, with today's company, else a name as it was typed."""
    found = people(session, services, word)
    mentioned = mention(word) or mention(Word(word.text.partition(":")[2]))
    stranger = _mentioned(mentioned) if mentioned else Draft(person=word.text.lstrip("@"))
    if len(found) != 1:
        return stranger
    actor = found[0]
    company = affiliations.company_of(session, actor.id, services.today(now))
    unnamed = stranger if mentioned else Draft(person=actor.key)
    return Draft(
        person=actor.name or actor.handle or unnamed.person,
        actor_id=actor.id,
        contact=f"{actor.source}: {actor.handle}" if actor.handle else unnamed.contact,
        company=company.key if company else "",
    )


def _mentioned(mentioned: Mention) -> Draft:
    """A member of whom nothing else is known: the id stays, by which the team finds them."""
    return Draft(
        person=mentioned.handle or mentioned.user_id, contact=f"Slack: {mentioned.user_id}"
    )


def submit(
    services: Services,
    values: Mapping[str, str],
    metadata: str,
    asker: Asker,
    now: datetime,
) -> Answer:
    """The form, read and checked field by field."""
    known = json.loads(metadata) if metadata else {}
    errors = {
        field: message
        for field, message in (
            ("person", needs_letters(values["person"], "Who is it? Give a name.")),
            ("why", needs_letters(values["why"], "Say in a few words why this team.")),
            ("company", _company_problem(values["company"])),
        )
        if message
    }
    if errors:
        return Errors(errors)
    same_person = values["person"].strip() == known.get("person")
    draft = Draft(
        person=values["person"].strip(),
        actor_id=known.get("actor_id") if same_person else None,
        contact=values["contact"].strip(),
        company=values["company"].strip(),
        team=values["team"],
        why=values["why"].strip(),
        origin=values["origin"],
        origin_detail=values["origin_detail"].strip(),
    )
    made = refer(services, draft, By(asker.user_id, asker.user_name), asker.request, now)
    return Done(views.receipt(made.facts, made.earlier) if made.earlier else None)


def open_new(services: Services) -> Answer:
    """The empty form."""
    return Open(views.form(Draft(), tuple(services.rules.teams)))


def open_for_company(services: Services, company_id: int) -> Answer:
    """The form behind "Refer to …" on a message about a company, for the team that it offers."""
    with services.ledger.read() as session:
        company = companies.get(session, company_id)
    draft = Draft(
        company=company.key if company else "",
        team=services.rules.announce.team,
        origin="OQL alert",
    )
    return Open(views.form(draft, tuple(services.rules.teams)))


def list_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`list [all|TEAM]`: my referrals, everybody's, or a team's."""
    typed = rest[0].text if rest else ""
    wanted = typed.lower()
    if wanted and wanted != "all" and wanted not in services.rules.teams:
        teams = ", ".join(services.rules.teams)
        return problem(f"`{b.outside(typed)}` is no team. Teams are {teams}; or say `all`.")
    with services.ledger.read() as session:
        rows = referrals.recent(
            session,
            LISTED,
            referrer=asker.user_id if not wanted else None,
            team=wanted if wanted not in ("", "all") else None,
        )
        return Say(views.listing(_facts(session, services, rows)))


def status_verb(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`status acme.com` or `status DQL-12`: what became of it."""
    typed = " ".join(word.text for word in rest)
    if not typed:
        return problem("`status` takes a company or a number: `/dql status acme.com`.")
    with services.ledger.read() as session:
        numbered = NUMBER.fullmatch(typed)
        if numbered:
            referral = referrals.get(session, int(numbered[1]))
            if referral is None:
                return problem(f"There is no referral DQL-{int(numbered[1])}.")
            return Say(
                _without_buttons(views.card(referral_facts(session, services.rules, referral)))
            )
        found = fitting(session, typed)
        rows = [r for company in found for r in referrals.of_company(session, company.id)]
        if not rows:
            line = f"Nobody of {b.outside(typed)} has been referred so far."
            return Say(b.message(line, b.section(line)))
        return Say(views.listing(_facts(session, services, rows)))


VERBS: dict[str, Verb] = {"refer": refer_verb, "list": list_verb, "status": status_verb}


def problem(text: str) -> Say:
    """What was wrong, with the lines that work."""
    return Say(usage(COMMAND, text))


def _facts(session: Session, services: Services, rows: Sequence[Referral]) -> list[dict[str, Any]]:
    return [referral_facts(session, services.rules, row) for row in rows]


def _without_buttons(message: b.Message) -> b.Message:
    """A card as an answer: it is acted on where the team has it."""
    return b.Message(message.text, tuple(x for x in message.blocks if x["type"] != "actions"))


def _company_problem(text: str) -> str:
    if not text.strip():
        return ""
    try:
        company_name(text)
    except NamingError as error:
        return str(error)
    return ""

"""`/oql`: a company's level and why, the top list, and a human's word on who is who."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.answers import Answer, Asker, Say
from bot.facts import company_facts
from bot.grammar import Word, mention
from bot.naming import NONE, NamingError, company_name, searched
from bot.services import Services
from bot.views import blocks as b
from bot.views import company as views
from bot.views.help import usage
from ledger import actors, affiliations, companies, jobs
from ledger.engine import Session
from ledger.tables import Actor
from scoring.rescore import assess

COMMAND = "/oql"
SHOWN, MOST = 10, 50

Verb = Callable[[Services, Sequence[Word], Asker, datetime], Answer]


def top(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`top [n]`: the companies with the most points."""
    wanted = rest[0].text if rest else str(SHOWN)
    if not wanted.isdecimal() or not 0 < int(wanted) <= MOST:
        return problem(f"`top` takes a number from 1 to {MOST}, not `{b.outside(wanted)}`.")
    with services.ledger.read() as session:
        found = assess(session, services.rules, services.today(now))
    window = services.rules.window_days
    rows = [
        {
            "name": one.name,
            "company": one.key,
            "level": one.level,
            "points": one.score(window),
            "people": one.people,
        }
        for one in found
        if one.score(window) > 0
    ]
    levels = services.rules.level_names[1:]
    return Say(views.top(rows[: int(wanted)], window, levels))


def link(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`link SOURCE:HANDLE COMPANY`: whom a person stands for, for ever."""
    if len(rest) < 2:
        return problem("`link` takes a person and a company: `/oql link github:LOGIN acme.com`.")
    typed = " ".join(word.text for word in rest[1:])
    try:
        named = None if typed.lower() in NONE else company_name(typed)
    except NamingError as error:
        return problem(f"{b.outside(str(error))}.")
    with services.ledger.write() as session:
        found = person(session, services, rest[0])
        if len(found) != 1:
            return problem(_not_one(rest[0], found))
        company = affiliations.link(session, found[0], named, asker.user_id, now)
        jobs.hasten(session, "score", now)
        said = f"{company.name} ({company.key})" if company and company.domain else ""
        whom = b.outside(said or (company.name if company else "nobody"))
    who = b.outside(found[0].handle or found[0].key)
    line = f"{who} stands for *{whom}* from now on, whatever the evidence says. Levels follow soon."
    return Say(b.message(line, b.section(line)))


def person(session: Session, services: Services, word: Word) -> list[Actor]:
    """The actors whom `github:LOGIN`, `slack:@member` or a mention may mean."""
    source, colon, handle = word.text.partition(":")
    mentioned = mention(word) or mention(Word(handle))
    if mentioned:
        teams = {services.team_id, services.community_team_id}
        keys = [f"{team}:{mentioned.user_id}" for team in sorted(teams) if team]
        found = [actors.by_identity(session, "slack", key) for key in keys]
        return [actor for actor in found if actor is not None]
    if not colon:
        return []
    return actors.find(session, source.lower(), handle)


def knows(services: Services, words: Sequence[Word]) -> bool:
    """Whether this names a company, although it looks like a misspelt verb."""
    with services.ledger.read() as session:
        return bool(companies.find(session, searched(" ".join(word.text for word in words))))


def show(services: Services, words: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """A company by its domain, or a part of its name."""
    typed = " ".join(word.text for word in words)
    today = services.today(now)
    with services.ledger.read() as session:
        found = companies.find(session, searched(typed))
        if len(found) != 1:
            rows = [{"company": one.key, "name": one.name} for one in found]
            return Say(views.candidates(typed, rows))
        standing = {one.company_id: one for one in assess(session, services.rules, today)}
        one = standing.get(found[0].id)
        if one is None:
            name = b.outside(found[0].name)
            line = f"*{name}*: no activity in the last 90 days, and never an OQL."
            return Say(b.message(line, b.section(line)))
        return Say(views.answer(company_facts(session, services.rules, one, today)))


VERBS: dict[str, Verb] = {"top": top, "link": link}


def problem(text: str) -> Say:
    """What was wrong, with the lines that work."""
    return Say(usage(COMMAND, text))


def _not_one(word: Word, found: Sequence[Actor]) -> str:
    who = b.outside(word.text)
    if found:
        return f"`{who}` may mean {len(found)} people: give the id in place of the handle."
    return (
        f"Nobody called `{who}` has been seen. Write `github:LOGIN`, or `slack:@member`; "
        "a person is known from the first activity on."
    )

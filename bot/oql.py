"""`/oql`: a company's level and why, the top list, and a human's word on who is who."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot import recognising
from bot.answers import Answer, Asker, Say
from bot.facts import company_facts
from bot.grammar import Word, mention
from bot.naming import NONE, NamingError, company_name, searched
from bot.oql_replay import replay
from bot.services import Services
from bot.views import blocks as b
from bot.views import company as views
from bot.views.help import usage
from collectors.github_items import GHOST
from ledger import actors, affiliations, companies, jobs
from ledger.drafts import Standing
from ledger.engine import Session
from ledger.tables import Actor, Company
from scoring.rescore import card
from scoring.rescore import top as most_points

COMMAND = "/oql"
SHOWN, MOST = 10, 50

Verb = Callable[[Services, Sequence[Word], Asker, datetime], Answer]


def top(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`top [n]`: the companies with the most points."""
    wanted = rest[0].text if rest else str(SHOWN)
    if not wanted.isdecimal() or not 0 < int(wanted) <= MOST:
        return problem(f"`top` takes a number from 1 to {MOST}, not `{b.outside(wanted)}`.")
    with services.ledger.read() as session:
        found = most_points(session, services.rules, services.today(now), int(wanted))
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
    ]
    levels = services.rules.level_names[1:]
    return Say(views.top(rows, window, levels))


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
        actor = found[0]
        if refused := _not_linked(actor):
            return problem(refused)
        own = named is not None and recognising.is_own(services, named)
        whom = None if own else named
        company = affiliations.link(session, actor, whom, asker.user_id, now, staff=own)
        jobs.hasten(session, "score", now)
        line = _linked(actor, _called(company), own)
    return Say(b.message(line, b.section(line)))


def person(session: Session, services: Services, word: Word) -> list[Actor]:
    """The actors whom `github:LOGIN`, `slack:@member` or a mention may mean."""
    source, colon, handle = word.text.partition(":")
    mentioned = mention(word) or mention(Word(handle))
    if mentioned:
        teams = {services.team_id, *services.community_team_ids}
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
    if not any(sign.isalnum() for sign in typed):
        return problem(f"`{b.outside(typed)}` is no company's name.")
    today = services.today(now)
    with services.ledger.read() as session:
        found = companies.find(session, searched(typed))
        if len(found) != 1:
            rows = [{"company": one.key, "name": one.name} for one in found]
            return Say(views.candidates(typed, rows))
        shown = card(session, services.rules, found[0].id, today)
        if shown is None:
            name = b.outside(found[0].name)
            line = f"*{name}*: no activity in the last 90 days, and never an OQL."
            return Say(b.message(line, b.section(line)))
        return Say(views.answer(company_facts(session, services.rules, shown, today)))


VERBS: dict[str, Verb] = {"top": top, "link": link, "replay": replay}


def problem(text: str) -> Say:
    """What was wrong, with the lines that work."""
    return Say(usage(COMMAND, text))


def _called(company: Company | None) -> str:
    """A company's name, and its domain where that says more."""
    if company is None:
        return "nobody"
    more = company.domain and company.domain != company.name
    return f"{company.name} ({company.domain})" if more else company.name


def _linked(actor: Actor, whom: str, own: bool) -> str:
    who = b.outside(actor.handle or actor.key)
    if own:
        return f"{who} is a colleague from now on: our own people never score. Levels follow soon."
    whom = b.outside(whom)
    return f"{who} stands for *{whom}* from now on, whatever the evidence says. Levels follow soon."


def _not_linked(actor: Actor) -> str:
    """Why nobody can say whom this actor stands for, or ""."""
    who = b.outside(actor.handle or actor.key)
    if actor.standing == Standing.BOT:
        return f"{who} is a bot, and bots never score: nothing was changed."
    if (actor.source, actor.key) == (GHOST.source, GHOST.key):
        return (
            f"{who} stands in for every deleted account, whoever had it, "
            "so it can stand for no company: nothing was changed."
        )
    return ""


def _not_one(word: Word, found: Sequence[Actor]) -> str:
    who = b.outside(word.text)
    if found:
        return f"`{who}` may mean {len(found)} people: give the id in place of the handle."
    return (
        f"Nobody called `{who}` has been seen. Write `github:LOGIN`, or `slack:@member`; "
        "a person is known from the first activity on."
    )

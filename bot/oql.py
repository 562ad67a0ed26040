"""`/oql`: a company's level and why, the top list; people's word on who is who stands beside."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.answers import Answer, Asker, Say
from bot.company_words import unlisted_facts
from bot.facts import company_facts
from bot.grammar import Word
from bot.oql_corrections import COMMAND, CORRECTING, Verb
from bot.oql_replay import replay
from bot.oql_review import review
from bot.services import Services
from bot.views import blocks as b
from bot.views import company as views
from bot.views.help import usage
from bot.views.who import unlisted
from bot.whom import fitting
from scoring.rescore import card
from scoring.rescore import top as most_points

SHOWN, MOST = 10, 50


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
            "verified": one.verified,
        }
        for one in found
    ]
    levels = services.rules.level_names[1:]
    return Say(views.top(rows, window, levels))


def knows(services: Services, words: Sequence[Word]) -> bool:
    """Whether this names a company, although it looks like a misspelt verb."""
    with services.ledger.read() as session:
        return bool(fitting(session, " ".join(word.text for word in words)))


def show(services: Services, words: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """A company by its domain, or a part of its name."""
    typed = " ".join(word.text for word in words)
    if not any(sign.isalnum() for sign in typed):
        return problem(f"`{b.outside(typed)}` is no company's name.")
    today = services.today(now)
    with services.ledger.read() as session:
        found = fitting(session, typed)
        if len(found) != 1:
            rows = [{"company": one.key, "name": one.name} for one in found]
            return Say(views.candidates(typed, rows))
        shown = card(session, services.rules, found[0].id, today)
        if shown is None:
            return Say(unlisted(unlisted_facts(session, found[0])))
        return Say(views.answer(company_facts(session, services.rules, shown, today)))


VERBS: Mapping[str, Verb] = {"top": top, "replay": replay, "review": review, **CORRECTING}


def problem(text: str) -> Say:
    """What was wrong, with the lines that work."""
    return Say(usage(COMMAND, text))

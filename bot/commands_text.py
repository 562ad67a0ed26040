"""From the text of a slash command to its verb, and whether whoever typed it may."""

from datetime import datetime
from difflib import get_close_matches

from bot.answers import Answer, Asker, Say
from bot.grammar import Word, words
from bot.oql.card import knows
from bot.permits import Entry, Permit, Verb, may_act, permitted, refusal
from bot.routes import ROUTES
from bot.services import Services
from bot.views.blocks import outside
from bot.views.help import EVERYBODY, LEADS, slip, usage


def run(services: Services, command: str, text: str, asker: Asker, now: datetime) -> Answer:
    """Answers a slash command; what cannot be understood is answered with what would be.

    Help is for everybody: it tells nothing of anybody.
    """
    typed = words(text)
    if not typed or typed[0].is_word("help"):
        return Say(usage(command, titles=_of_use(services, asker)))
    verbs = ROUTES.verbs[command]
    verb = "" if typed[0].quoted else typed[0].text.lower()
    spelt = [name for name in verbs if name]
    if verb in spelt:
        return _take(services, f"{command} {verb}", verbs[verb], typed[1:], asker, now)
    # Of three letters one that is wrong is a third: alike enough, unless it is a domain.
    misspelt = bool(get_close_matches(verb, spelt, cutoff=0.75 if "." in verb else 0.6))
    if "" in verbs and (not misspelt or _is_named(services, verbs[""], typed, asker, now)):
        return _take(services, command, verbs[""], typed, asker, now)
    near = get_close_matches(verb, spelt, n=1, cutoff=0.5)
    meant = f" Did you mean `{command} {near[0]}`?" if near else ""
    return Say(slip(command, f"`{outside(typed[0].text)}` is not something I can do.{meant}"))


def _of_use(services: Services, asker: Asker) -> tuple[str, ...] | None:
    """Which parts of the help do not refuse whoever reads them; None is all of them."""
    if permitted(Permit.DEVREL, asker):
        return None
    if not permitted(Permit.ANYONE, asker):
        return ()
    return (EVERYBODY, LEADS) if may_act(asker, services.rules.announce.team) else (EVERYBODY,)


def _take(
    services: Services,
    what: str,
    route: Entry[Verb],
    rest: list[Word],
    asker: Asker,
    now: datetime,
) -> Answer:
    if not permitted(route.permit, asker):
        return refusal(services, route.permit, asker, what)
    return route.run(services, rest, asker, now)


def _is_named(
    services: Services, route: Entry[Verb], typed: list[Word], asker: Asker, now: datetime
) -> bool:
    """Whether a company is called what looks like a misspelt verb; no guest is told."""
    return permitted(route.permit, asker) and knows(services, typed, asker, now)

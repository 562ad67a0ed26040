"""From the text of a slash command to its verb."""

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches

from bot import dql, oql, oql_corrections
from bot.answers import Answer, Asker, Say
from bot.grammar import words
from bot.services import Services
from bot.views.blocks import outside
from bot.views.help import usage

VERBS: Mapping[str, Mapping[str, dql.Verb]] = {
    dql.COMMAND: dql.VERBS,
    oql_corrections.COMMAND: oql.VERBS,
}


def run(services: Services, command: str, text: str, asker: Asker, now: datetime) -> Answer:
    """Answers a slash command; what cannot be understood is answered with what would be."""
    typed = words(text)
    if not typed or typed[0].is_word("help"):
        return Say(usage(command))
    verbs = VERBS[command]
    verb = "" if typed[0].quoted else typed[0].text.lower()
    if verb in verbs:
        return verbs[verb](services, typed[1:], asker, now)
    misspelt = bool(get_close_matches(verb, verbs, cutoff=0.75))
    if command == oql_corrections.COMMAND and (not misspelt or oql.knows(services, typed)):
        return oql.show(services, typed, asker, now)
    near = get_close_matches(verb, verbs, n=1, cutoff=0.5)
    meant = f" Did you mean `{command} {near[0]}`?" if near else ""
    return Say(usage(command, f"`{outside(typed[0].text)}` is not something I can do.{meant}"))

"""`/oql replay NAME`: what other rules would have said, in the channel where levels are discussed.

Only the packaged files and those beside RULES_FILE have names here: nobody reads another file of
the machine through a slash command.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from bot import adopted
from bot.answers import Answer, Asker, Later, Say
from bot.grammar import Word
from bot.replay import DAYS
from bot.services import Services
from bot.views import blocks as b
from bot.views import replay as views
from bot.views.help import slip
from scoring.rescore.looking_back import TooDifferentError
from scoring.rules import PACKAGED, Rules, RulesError, read_rules

NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(\.toml)?")
LISTED: Final = 20


def replay(services: Services, rest: Sequence[Word], asker: Asker, now: datetime) -> Answer:
    """`replay signals`: these rules against those in force, over the last 180 days."""
    typed = " ".join(word.text for word in rest)
    file = _file(services.rules_folder, typed)
    if file is None:
        names = ", ".join(f"`{b.outside(name)}`" for name in _names(services.rules_folder))
        what = f"`{b.outside(typed)}` is no rules file I know" if typed else "Which rules"
        return Say(slip("/oql", f"{what}: there is {names}."))
    try:
        rules = read_rules(file)
    except RulesError as error:
        return Say(slip("/oql", b.outside(_wrong(Path(file).name, error), 500)))
    soon = f"Looking at {DAYS} days by {b.outside(rules.name)} …"
    return Later(b.message(soon, b.section(soon)), lambda: _answer(services, rules, now))


def _answer(services: Services, rules: Rules, now: datetime) -> b.Message:
    with services.ledger.read() as session:
        try:
            facts = adopted.last_days(session, services, services.rules, rules, now)
        except TooDifferentError as error:
            return slip("/oql", f"{error}.")
    return views.answer(facts)


def _wrong(name: str, error: RulesError) -> str:
    """The first mistake, without the folder: that is nobody's business in a channel."""
    first, *others = error.problems
    more = f" (and {len(others)} more: `leadlight rules check {name}`)" if others else ""
    return f"{replace(first, file=name)}{more}"


def _file(folder: Path | None, typed: str) -> str | None:
    """What `read_rules` takes for a name; None for whatever is no rules file of ours."""
    if typed in PACKAGED:
        return typed
    if folder is None or not NAME.fullmatch(typed):
        return None
    path = folder / f"{typed.removesuffix('.toml')}.toml"
    ours = path.is_file() and path.resolve().parent == folder.resolve()
    return str(path) if ours else None


def _names(folder: Path | None) -> list[str]:
    beside = sorted(path.stem for path in folder.glob("*.toml")) if folder else []
    return [*PACKAGED, *(name for name in beside if name not in PACKAGED)][:LISTED]

"""`leadlight rules adopt`: takes RULES_FILE from now on, after a look at what that changes."""

import sys

from bot import adopted
from bot.clock import now
from bot.commands.opening import UsageError, complain, opened, say
from ledger import jobs
from ledger.engine import Session
from scoring.rules import Rules, RulesError

QUESTION = "Adopt these rules? [y/N] "


def run(file: str | None, *, sure: bool) -> int:
    """Shows what a replay found, asks, and adopts; 1 when the answer is no."""
    with opened() as o:
        if file is not None and file != o.settings.rules_file:
            raise UsageError(f"only RULES_FILE can be adopted: set RULES_FILE={file} first")
        with o.ledger.read() as session:
            today = _in_force(session, o.rules)
            if today is o.rules and adopted.kept(session) is not None:
                say(f"{o.rules.name}, version {o.rules.version}, is in force already.")
                return 0
            if today is not None and today is not o.rules:
                say("\n".join(adopted.summary(session, o.services, today, o.rules, now())))
        if not sure and not _agreed():
            complain("Nothing was adopted.")
            return 1
        with o.ledger.write() as session:
            adopted.adopt(session, o.settings.rules_file)
            jobs.hasten(session, "score", now())
        say(f"{o.rules.name}, version {o.rules.version}, is in force from the next score on.")
        say("What only the rules change then is recorded, and not announced.")
    return 0


def _in_force(session: Session, offered: Rules) -> Rules | None:
    """None where what was adopted cannot be read any more, and so not be compared."""
    try:
        return adopted.in_force(session, offered)
    except RulesError as error:
        complain(str(error))
        return None


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here: say --yes to adopt these rules")
    return input(QUESTION).strip().lower() in {"y", "yes"}

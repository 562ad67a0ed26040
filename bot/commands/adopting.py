"""`leadlight rules adopt`: takes RULES_FILE from now on, after a look at what that changes."""

import sys

from bot import adopted
from bot.clock import now
from bot.commands.opening import UsageError, complain, opened, say
from ledger import jobs
from ledger.engine import Session
from scoring.rules import Rules, RulesError, parse_rules, text_of

QUESTION = "Adopt these rules? [y/N] "


def run(file: str | None, *, sure: bool) -> int:
    """Shows what a replay found, asks, and adopts what was shown; 1 when the answer is no."""
    with opened() as o:
        if file is not None and file != o.settings.rules_file:
            raise UsageError(f"only RULES_FILE can be adopted: set RULES_FILE={file} first")
        # Read once: somebody may go on editing the file while the question is open.
        name, text = text_of(o.settings.rules_file)
        offered = parse_rules(name, text)
        with o.ledger.read() as session:
            kept, today = adopted.kept(session), _in_force(session, offered)
            if kept is not None and kept.text == text:
                say(f"{offered.name}, version {offered.version}, is in force already.")
                return 0
            judged_by = None if kept is None else today
            if judged_by is not None and judged_by is not offered:
                say("\n".join(adopted.summary(session, o.services, judged_by, offered, now())))
        if judged_by is not offered and not sure and not _agreed():
            complain("Nothing was adopted.")
            return 1
        with o.ledger.write() as session:
            adopted.adopt_text(session, name, text)
            jobs.hasten(session, "score", now())
        say(f"{offered.name}, version {offered.version}, is in force from the next score on.")
        if judged_by is offered:
            say("It judges as before; its pages, teams and announcing hold from then on.")
        else:
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

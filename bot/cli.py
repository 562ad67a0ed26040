"""The command line: `leadlight COMMAND`. The table below is all there is.

Why the table holds names: only the module of the command that was typed is loaded, so that the
service carries no code of the others, and each answers sooner.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast
from urllib.error import URLError

from slack_sdk.errors import SlackClientError

from bot import logs
from bot.commands.opening import UsageError, complain
from bot.settings import SettingsError
from ledger.errors import DriverError, LedgerAwayError, LedgerError, in_words
from scoring.rules import RulesError


class Command(Protocol):
    """What a module of `bot.commands` that stands in the table has."""

    HELP: str
    EXAMPLE: str

    def arguments(self, parser: argparse.ArgumentParser, /) -> None:
        """Declares the arguments."""

    def run(self, args: argparse.Namespace, /) -> int:
        """Does it and returns the exit code."""


COMMANDS: Mapping[str, str] = {
    "demo": "bot.commands.demo",
    "run": "bot.commands.run",
    "doctor": "bot.commands.doctor",
    "collect": "bot.commands.collect",
    "import": "bot.commands.import_files",
    "score": "bot.commands.score",
    "companies": "bot.commands.companies",
    "company": "bot.commands.company",
    "history": "bot.commands.history",
    "correct": "bot.commands.correct",
    "review": "bot.commands.review",
    "replay": "bot.commands.replay",
    "refer": "bot.commands.refer",
    "referrals": "bot.commands.referrals",
    "audit": "bot.commands.audit",
    "report": "bot.commands.report",
    "digest": "bot.commands.digest",
    "resolve": "bot.commands.resolve",
    "forget": "bot.commands.forget",
    "export": "bot.commands.export",
    "backup": "bot.commands.backup",
    "restore": "bot.commands.restore",
    "migrate-to": "bot.commands.migrate_to",
    "letters": "bot.commands.letters",
    "rules": "bot.commands.rules",
    "snippet": "bot.commands.snippet",
    "retally": "bot.commands.retally",
}
ABOUT = """\
Open source and DevRel qualified leads, scored and referred from Slack.

Try it:          leadlight demo
Run it:          leadlight doctor, then leadlight run
Bring data in:   leadlight import downloads.csv
See who is hot:  leadlight companies
"""


def command(name: str) -> Command:
    """The module of a command in the table."""
    return cast(Command, import_module(COMMANDS[name]))


def parser(names: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """These commands, or all, with their help and an example each."""
    shape = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser(prog="leadlight", description=ABOUT, formatter_class=shape)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in names:
        module = command(name)
        sub = commands.add_parser(
            name,
            help=module.HELP,
            description=f"{module.HELP[0].upper()}{module.HELP[1:]}.",
            epilog=f"example:\n  {module.EXAMPLE}",
            formatter_class=shape,
        )
        module.arguments(sub)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Reads what was typed, and does it."""
    return done(asked(argv))


def asked(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """What was typed; the module of that command is loaded. Help and wrong use end the process."""
    words = sys.argv[1:] if argv is None else argv
    typed = [word for word in words[:1] if word in COMMANDS]
    return parser(typed or COMMANDS).parse_args(words)


def done(args: argparse.Namespace) -> int:
    """Runs one command; a user's mistake is one clear message, never a traceback."""
    try:
        logs.set_up("WARNING")  # what libraries say holds no secret either
        return command(args.command).run(args)
    except SettingsError as error:
        for problem in error.problems:
            complain(problem)
        complain("Set these in the environment or in .env; .env.example explains each.")
    except LedgerAwayError as error:
        complain(str(error))
        return 1
    except (UsageError, RulesError, LedgerError) as error:
        complain(str(error))
    except (SlackClientError, URLError) as error:
        complain(f"Slack cannot be reached: {logs.redacted(str(error))}")
        return 1
    except DriverError as error:
        complain(f"The ledger failed {in_words(error)}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        complain(_in_words(error))
    return 2


def _in_words(error: OSError) -> str:
    """What a file or the disk refused, and the mend."""
    name = error.filename or "a file"
    if isinstance(error, FileNotFoundError):
        return f"there is no file {name}: check its name and where you are"
    if isinstance(error, IsADirectoryError):
        return f"{name} is a folder: name a file in it"
    return f"{name}: {error.strerror or error}: check the file, its permissions and the disk"

"""The command line: `leadlight COMMAND`. The table below is all there is."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from urllib.error import URLError

from slack_sdk.errors import SlackClientError

from bot import logs
from bot.commands import (
    collect,
    companies,
    company,
    demo,
    digest,
    doctor,
    history,
    import_files,
    refer,
    referrals,
    replay,
    retally,
    rules,
    run,
    score,
    snippet,
)
from bot.commands.opening import UsageError, complain
from bot.settings import SettingsError
from ledger.errors import DriverError, LedgerError, in_words
from scoring.rules import RulesError

COMMANDS: Mapping[str, ModuleType] = {
    "demo": demo,
    "run": run,
    "doctor": doctor,
    "collect": collect,
    "import": import_files,
    "score": score,
    "companies": companies,
    "company": company,
    "history": history,
    "replay": replay,
    "refer": refer,
    "referrals": referrals,
    "digest": digest,
    "rules": rules,
    "snippet": snippet,
    "retally": retally,
}
ABOUT = """\
Open source and DevRel qualified leads, scored and referred from Slack.

Try it:          leadlight demo
Run it:          leadlight doctor, then leadlight run
Bring data in:   leadlight import downloads.csv
See who is hot:  leadlight companies
"""


def parser() -> argparse.ArgumentParser:
    """All commands with their help and an example each."""
    shape = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser(prog="leadlight", description=ABOUT, formatter_class=shape)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
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
    """Runs one command; a user's mistake is one clear message, never a traceback."""
    args = parser().parse_args(argv)
    logs.set_up("WARNING")  # what libraries say holds no secret either
    try:
        return int(COMMANDS[args.command].run(args))
    except SettingsError as error:
        for problem in error.problems:
            complain(problem)
        complain("Set these in the environment or in .env; .env.example explains each.")
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
        complain(f"{error}: check the file, its permissions and the disk")
    return 2

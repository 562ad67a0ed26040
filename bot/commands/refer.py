"""`leadlight refer`: a referral without Slack; the service posts the team's card."""

import argparse
import getpass
import secrets

from bot.clock import now
from bot.commands.figures import for_programs
from bot.commands.opening import UsageError, opened, say, say_json
from bot.naming import NamingError, company_name
from bot.referring import By
from bot.referring import refer as make
from bot.views.referral import ORIGINS, Draft

HELP = "hand a person to a team"
EXAMPLE = 'leadlight refer "Ada Byte" sales "asked about SSO" --origin booth --company acme.com'


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who, to whom, why, from where."""
    parser.add_argument("person", metavar="PERSON", help="the name")
    parser.add_argument("team", metavar="TEAM", help="a team of the rules file")
    parser.add_argument("why", metavar="WHY", help="what the team should know")
    parser.add_argument("--origin", required=True, metavar="ORIGIN", help=", ".join(ORIGINS))
    parser.add_argument(
        "--which", default="", metavar="TEXT", help='which one, such as "KubeCon EU"'
    )
    parser.add_argument("--company", default="", metavar="NAME", help="a domain or a name")
    parser.add_argument("--contact", default="", metavar="TEXT", help="how to reach the person")
    parser.add_argument("--json", action="store_true", help="the referral as JSON")


def run(args: argparse.Namespace) -> int:
    """Makes the referral; the team's card waits in the outbox for the service."""
    kinds = {kind.lower(): kind for kind in ORIGINS}
    with opened() as o:
        if args.team not in o.rules.teams:
            raise UsageError(f"{args.team!r} is no team: there is {', '.join(o.rules.teams)}")
        if args.origin.lower() not in kinds:
            raise UsageError(f"{args.origin!r} is no origin: there is {', '.join(ORIGINS)}")
        if not args.person.strip() or not args.why.strip():
            raise UsageError("a referral needs a person's name and a reason")
        if args.company:
            try:
                company_name(args.company)
            except NamingError as error:
                raise UsageError(f"--company: {error}") from None
        draft = Draft(
            person=args.person.strip(),
            contact=args.contact,
            company=args.company,
            team=args.team,
            why=args.why.strip(),
            origin=kinds[args.origin.lower()],
            origin_detail=args.which,
        )
        by = By("command line", getpass.getuser())
        made = make(o.services, draft, by, f"command line:{secrets.token_hex(8)}", now())
    if args.json:
        say_json(for_programs(made.facts))
        return 0
    number = f"DQL-{made.facts['id']}"
    say(f"{number}: {args.person} is handed to {args.team}; the service posts the card.")
    if made.earlier:
        say(f"The same person went to {args.team} before: DQL-{made.earlier['id']}.")
    return 0

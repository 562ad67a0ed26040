"""`leadlight refer`: a referral without Slack; the service posts the team's card."""

import argparse
import getpass
import secrets

from bot.clock import now
from bot.commands.figures import for_programs
from bot.commands.opening import UsageError, opened, say, say_json
from bot.dql.checks import asks_consent, problems_of
from bot.dql.referring import Made, Repeated, refer_unless_repeated
from bot.dql.referring import refer as make
from bot.dql.steps import Doer
from bot.views.referral import ORIGINS, STATES, Draft
from bot.views.referral_form import CONSENT
from scoring.rules import Rules

HELP = "hand a person to a team"
OPTIONS = ("company", "link", "consent")
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
    parser.add_argument("--link", default="", metavar="URL", help="to what they said or asked")
    parser.add_argument(
        "--consent", default="", choices=CONSENT, help="whether they agreed; some teams ask for it"
    )
    parser.add_argument("--again", action="store_true", help="also if it repeats an earlier one")
    parser.add_argument("--json", action="store_true", help="the referral as JSON")


def run(args: argparse.Namespace) -> int:
    """Makes the referral; the team's card waits in the outbox for the service."""
    with opened() as o:
        draft = _draft(args, o.rules)
        with o.services.ledger.read() as session:
            problems = problems_of(session, o.rules, draft)
        for name, wrong in problems.items():
            raise UsageError(f"{'--' if name in OPTIONS else ''}{name}: {wrong}")
        by = Doer("command line", getpass.getuser())
        key = f"command line:{secrets.token_hex(8)}"
        make_it = make if args.again else refer_unless_repeated
        made = make_it(o.services, draft, by, key, now())
    if isinstance(made, Repeated):
        raise UsageError(
            f"the same person went to {args.team} before: DQL-{made.earlier['id']}, "
            f"{STATES[made.earlier['state']]}; --again refers them anyway"
        )
    if args.json:
        say_json(for_programs(made.facts))
        return 0
    _tell(args, made)
    return 0


def _draft(args: argparse.Namespace, rules: Rules) -> Draft:
    """What was typed, checked.

    Raises:
        UsageError: something of it is missing or wrong.
    """
    kinds = {kind.lower(): kind for kind in ORIGINS}
    if args.team not in rules.teams:
        raise UsageError(f"{args.team!r} is no team: there is {', '.join(rules.teams)}")
    if args.origin.lower() not in kinds:
        raise UsageError(f"{args.origin!r} is no origin: there is {', '.join(ORIGINS)}")
    if not args.person.strip() or not args.why.strip():
        raise UsageError("a referral needs a person's name and a reason")
    asks = asks_consent(rules, args.team)
    if asks and not args.consent:
        raise UsageError(f"{args.team} asks first: say --consent {', '.join(CONSENT)}")
    return Draft(
        person=args.person.strip(),
        contact=args.contact,
        company=args.company,
        team=args.team,
        why=args.why.strip(),
        origin=kinds[args.origin.lower()],
        origin_detail=args.which,
        link=args.link,
        consent=args.consent if asks else "",
    )


def _tell(args: argparse.Namespace, made: Made) -> None:
    number = f"DQL-{made.facts['id']}"
    say(f"{number}: {args.person} is handed to {args.team}; the service posts the card.")
    if made.earlier:
        say(f"The same person went to {args.team} before: DQL-{made.earlier['id']}.")
